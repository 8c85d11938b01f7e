"""Approved leave as records: what overlaps is refused, days of the year are shown, each reader by their right, and the month reads
them (M4 of the specification)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from tests.assessment.test_rules import february
from tests.clock import MovingClock
from tests.leave.test_leave_request import Office
from tests.leave.test_withdrawing import Pages, granted
from workflows.assessment.facts import as_leave, marks_of
from workflows.assessment.rules import Evidence
from workflows.attendance.settle import Outcome
from workflows.casework.errors import InvalidAnswers
from workflows.casework.leave_records import TakenLeave, leave_of_persons, leave_seen
from workflows.casework.models import Case
from workflows.feel.shapes import Shape
from workflows.people.leave_models import LeaveRecord
from workflows.people.words import LeaveEffect
from workflows.procedure.who_functions import OWN_LEAVE, SHAPES
from workflows.store import Store

SOMEBODY = uuid.UUID(int=1)
WHOLE_LIFE = (date(2000, 1, 1), date(2100, 1, 1))
# Who reads the record of a leave on the member's page, by the right `leave` of their post.
READERS: Mapping[str, bool] = {
    "member": True,
    "other_member": False,
    "other_leader": False,
    "township": True,
    "county": True,
    "other_county": False,
    "director": True,
    "administrator": False,
}


@pytest.fixture
def pages(store: Store) -> Pages:
    """The people of a county at their browsers, the procedure published."""
    return Pages(store)


def records(office: Office) -> list[TakenLeave]:
    """The approved leave that counts."""
    with office.store.read() as work:
        return list(leave_of_persons(work, [office.actor("member").person_id], *WHOLE_LIFE))


def test_what_overlaps_is_refused_before_there_is_a_case_and_days_of_the_year_are_shown(pages: Pages) -> None:
    office = pages.office
    assert "本年已批准请假（不含公务外出）0天，全年上限30天" in pages.of("member").get("/cases/new/leave_request").words
    granted(office)
    assert "本年已批准请假（不含公务外出）3天，全年上限30天" in pages.of("member").get("/cases/new/leave_request").words
    assert "0天" in pages.of("other_member").get("/cases/new/leave_request").words, "only one's own leave is counted"
    with pytest.raises(InvalidAnswers) as refused:
        office.start("member", leave_from="2026-03-11", leave_to="2026-03-12")
    said = refused.value.fields["leave_to"]
    assert said.zh == "与已批准的请假日期重叠：2026年3月9日至2026年3月11日。"
    assert said.en == "These days overlap with leave that was granted: 2026-03-09 to 2026-03-11."
    with office.store.read() as work:
        assert work.session.scalar(select(func.count()).select_from(Case)) == 1
    office.start("member", leave_from="2026-03-12", leave_to="2026-04-20")
    office.do("leader_opinion", "leader")
    page = pages.task("township", "approve_township").words
    assert "本年已批准请假（不含公务外出）3天，加上本次共43天，全年上限30天" in page
    assert "超过全年上限" in page


def test_of_two_requests_for_the_same_days_only_one_is_granted(pages: Pages) -> None:
    office = pages.office
    office.start("member")
    first = office.stage.case_id
    granted(office)
    office.stage.case_id = first
    office.do("leader_opinion", "leader")
    with pytest.raises(InvalidAnswers) as refused:
        office.do("approve_township", "township")
    assert "本人已批准的请假与此次日期重叠（2026年3月9日至2026年3月11日）" in refused.value.fields["outcome"].zh
    assert office.steps() == ["approve_township"], "the task is open as before"
    assert len(records(office)) == 1


def test_a_record_is_closed_by_the_return_and_nothing_withdrawn_or_cancelled_counts(
    pages: Pages, clock: MovingClock
) -> None:
    office = pages.office
    granted(office)
    pages.cancel("county")
    granted(office)
    office.do("report_back", "member", outcome="not_taken")
    assert records(office) == []
    granted(office, leave_kind="trip", proof=["通知.pdf"])
    clock.move_to("2026-03-14 18:00")
    office.do("report_back", "member", returned_on="2026-03-14", return_note="返程班车停运，次日才能返村。")
    office.do("confirm_return", "leader")
    (leave,) = records(office)
    assert (leave.kind, leave.effect, leave.is_after) == ("公务外出", LeaveEffect.PRESENT, False)
    assert (leave.starts, leave.until, leave.returned_on) == (date(2026, 3, 9), date(2026, 3, 11), date(2026, 3, 14))
    assert leave.overdue(date(2026, 5, 1)) == (date(2026, 3, 12), date(2026, 3, 13))
    with office.store.read() as work:
        row = work.session.scalars(select(LeaveRecord).where(LeaveRecord.returned_on.is_not(None))).one()
        assert (row.granted_by.name, row.unit.code, row.days) == ("township", "V1", 3)
        member = office.actor("member").person_id
        assert {name: bool(leave_seen(work, office.actor(name), member)) for name in READERS} == READERS
    assert pages.of("member").get("/people/me").all(f"//a[@href='/people/{member}/leave']")
    own = pages.of("member").get(f"/people/{member}/leave").words
    assert "公务外出" in own
    assert "逾期未销假" in own
    pages.of("other_member").get(f"/people/{member}/leave", 404)


def taken(
    starts: int, ends: int, effect: LeaveEffect, back: int | None = None, *, is_after: bool = False
) -> TakenLeave:
    """Leave in February 2018."""
    first, last = date(2018, 2, starts), date(2018, 2, ends)
    returned = date(2018, 2, back) if back else None
    return TakenLeave(SOMEBODY, SOMEBODY, "假", effect, first, last, ends - starts + 1, is_after, returned)


def test_the_month_reads_what_each_leave_does() -> None:
    """Lowered by leave that lowers, not by personal leave; a trip counts as present; nobody need have been seen on it."""

    def month(*leave: TakenLeave) -> tuple[int, Fraction, Fraction]:
        found = february(Evidence(leaves=tuple(as_leave(each) for each in leave)))
        return found.need.days, found.present, found.leave_days

    assert month() == (22, 0, 0)
    assert month(taken(5, 11, LeaveEffect.LOWERS)) == (17, 0, 7)
    assert month(taken(5, 11, LeaveEffect.GAP)) == (22, 0, 7)
    assert month(taken(5, 11, LeaveEffect.PRESENT)) == (22, 7, 0)
    assert month(taken(5, 11, LeaveEffect.LOWERS, 8)) == (19, 0, 4), "back early: on leave up to the day of return"


def test_overdue_and_contradicted_days_reach_a_person_and_late_requests_are_marked() -> None:
    leave = taken(5, 7, LeaveEffect.LOWERS, 12, is_after=True)
    today, first, last = date(2018, 3, 1), date(2018, 2, 1), date(2018, 2, 28)
    span = leave.overdue(today)
    assert span == (date(2018, 2, 8), date(2018, 2, 11))
    overdue = frozenset(date(2018, 2, day) for day in range(8, 12))
    listed = {date(2018, 2, 6): True, date(2018, 2, 9): True}
    found = february(Evidence(leaves=(as_leave(leave),), village=listed, overdue=overdue))
    assert [(each.day.day, each.outcome) for each in found.open_days] == [
        (6, Outcome.CONTRADICTION),
        (8, Outcome.OVERDUE),
        (9, Outcome.ONE_SOURCE),
        (10, Outcome.OVERDUE),
        (11, Outcome.OVERDUE),
    ]
    assert found.present == 0
    assert [each["mark"] for each in marks_of([leave], first, last, today)] == ["after", "overdue"]
    assert marks_of([taken(5, 7, LeaveEffect.LOWERS, 8)], first, last, today) == (
        {"mark": "matched", "first": "2018-02-05", "last": "2018-02-07"},
    )
    away = taken(5, 7, LeaveEffect.LOWERS)
    assert away.overdue(date(2018, 2, 8)) is None, "the day after the leave is the first day of work"
    assert marks_of([away], first, last, date(2018, 2, 10))[0] == {
        "mark": "overdue",
        "first": "2018-02-08",
        "last": "2018-02-09",
    }


def test_forms_know_each_effect_by_name() -> None:
    item = SHAPES[OWN_LEAVE].item
    assert isinstance(item, Shape)
    assert item.entries is not None
    assert item.entries["effect"].texts == set(LeaveEffect)
