"""M9: whoever is on leave has until their return and two working days; their result is provisional meanwhile, then settled."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.assessment.played_month import GROUND, PlayedMonth, build_played_month
from tests.attendance.stored_office import breaches
from tests.clock import MovingClock
from workflows.assessment.words import Heard
from workflows.casework.models import Case, CaseStatus, Notice, RowAsk
from workflows.casework.words import AskState
from workflows.jobs.duties import work_off
from workflows.people.leave_models import LeaveRecord
from workflows.people.words import LeaveEffect
from workflows.store import Store


@pytest.fixture
def month(store: Store, clock: MovingClock) -> PlayedMonth:
    return build_played_month(store, clock)


def on_leave(month: PlayedMonth, number: str, first: date, last: date) -> None:
    """An approved leave of a member, as its procedure keeps it."""
    with month.store.write() as work:
        leave = LeaveRecord(
            case_id=month.case("C1"),
            person_id=month.office.persons[number],
            unit_id=month.office.units["WATER"],
            kind="事假",
            effect=LeaveEffect.LOWERS,
            first_on=first,
            last_on=last,
            days=(last - first).days + 1,
            is_after=False,
            granted_by_id=month.office.persons["gan"],
            granted_at=work.now,
        )
        work.session.add(leave)


def test_a_member_on_leave_is_asked_until_their_return_and_two_working_days(month: PlayedMonth) -> None:
    month.begin()
    on_leave(month, "A", date(2026, 3, 30), date(2026, 4, 14))
    month.save("collect", "village_lists", "gan", {"outcome": "without"})
    month.complete("collect", "gan")
    month.look_at_diaries()
    month.save("score", "assessment.points", "gan", {"outcome": "full", "ground": GROUND})
    month.save(
        "score", "assessment.points", "gan", {"outcome": "some", "points": 0, "ground": GROUND}, "到岗员 遵纪守法"
    )
    month.complete("score", "gan")
    with month.store.read() as work:
        asked = work.session.scalars(select(RowAsk).where(RowAsk.element_id == "confirm")).all()
        dues = {ask.person_id: f"{ask.due_at:%m-%d %H:%M}" for ask in asked}
        people = month.office.persons
        assert dues == {
            people["W"]: "04-03 16:00",
            people["L"]: "04-03 16:00",
            people["A"]: "04-17 16:00",  # back on the fifteenth, a Wednesday: until the end of Friday
        }

    # The county reports and the city publishes meanwhile; the others have confirmed by saying nothing.
    month.clock.move_to("2026-04-08 09:00")
    work_off(month.store)
    month.save("review", "results", "gao", {"outcome": "agree"}, "全月员", "离岗员")
    month.save("review", "results", "gao", {"outcome": "open"}, "到岗员")
    month.complete("review", "gao")
    month.complete("review_county", "zong", part="", outcome="accept")
    month.complete("publish", "zu", part="", requirements="各县要对照通报查找差距，抓好整改落实。")
    stands = {number: (result.heard, result.is_provisional) for number, (_, result) in month.results().items()}
    assert stands == {"W": (Heard.SILENT, False), "L": (Heard.SILENT, False), "A": (Heard.ASKED, True)}
    place = month.results()["A"][1].place

    month.clock.move_to("2026-04-16 09:00")
    month.answer("A", outcome="confirm")
    month.clock.move_to("2026-04-18 00:01")
    work_off(month.store)
    result = month.results()["A"][1]
    assert (result.heard, result.is_provisional, result.place) == (Heard.CONFIRMED, False, place)
    with month.store.read() as work:
        assert work.session.get_one(Case, month.case("C1")).status is CaseStatus.COMPLETED
        told = work.session.scalars(select(Notice).where(Notice.text.contains("列本月末位"))).one()
        assert (told.post_key, "到岗员" in told.text) == ("county_office", True)
        assert {ask.state for ask in asked} <= {AskState.OPEN, AskState.ANSWERED, AskState.SILENT}
    assert breaches(month.store) == []


def test_a_leave_that_has_ended_gives_no_more_time(month: PlayedMonth) -> None:
    month.begin()
    on_leave(month, "A", date(2026, 3, 20), date(2026, 3, 31))
    month.save("collect", "village_lists", "gan", {"outcome": "without"})
    month.complete("collect", "gan")
    month.look_at_diaries()
    month.save("score", "assessment.points", "gan", {"outcome": "full", "ground": GROUND})
    month.complete("score", "gan")
    with month.store.read() as work:
        asked = work.session.scalars(select(RowAsk).where(RowAsk.element_id == "confirm")).all()
    assert len({ask.due_at for ask in asked}) == 1
