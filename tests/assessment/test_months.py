"""Members' months: who has one, what it asks for, that opening twice makes nothing twice, and what settles it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.assessment.month_office import (
    NOVEMBER,
    build_month_office,
    in_case,
    new_case,
    open_again,
    opened,
    punches,
    rows_of,
    settled,
)
from tests.attendance.stored_office import Importing, breaches
from tests.office.values import decided
from workflows.assessment.models import MemberMonth
from workflows.assessment.opening import begin_month, counties_in, month_of, open_county
from workflows.assessment.words import MonthState
from workflows.attendance.corrections import Correction, correct_day
from workflows.attendance.import_words import DayDecision
from workflows.casework.errors import InvalidRequest, NotFound
from workflows.people.leave_models import LeaveRecord
from workflows.people.models import Unit
from workflows.people.words import LeaveEffect
from workflows.store import Store

REASON = "村支书证明当天在村入户，设备故障未能打卡。"
FEBRUARY = date(2018, 2, 1)


@pytest.fixture
def office(store: Store) -> Importing:
    return build_month_office(store)


def needs(rows: Mapping[str, MemberMonth]) -> dict[str, tuple[int | None, int | None, bool]]:
    return {number: (row.need_days, row.need_nights, row.is_graded) for number, row in rows.items()}


def decide_days(office: Importing, number: str, days: Any, decision: DayDecision, night: bool | None = None) -> None:
    """The county decides about these days of November."""
    with office.store.write() as work:
        for day in days:
            on = NOVEMBER.replace(day=day)
            correct_day(work, office.actor("gan"), Correction(office.persons[number], on, decision, REASON, night))


def test_each_member_of_the_month_has_one_row_and_owes_what_their_segment_asks_for(office: Importing) -> None:
    """22/15 of a whole month; A8: 11/8 arriving on 16 November; 7/5 leaving on 10 November; six days are facts only; two villages
    are one member; who left before or came after has no row."""
    found = needs(settled(office, opened(office)))
    assert found == {
        "W": (22, 15, True),
        "A": (11, 8, True),
        "L": (7, 5, True),
        "S": (4, 3, False),
        "T": (22, 15, True),
    }
    assert breaches(office.store) == []


def test_a_member_in_two_villages_keeps_both_segments_and_belongs_where_they_were_last(office: Importing) -> None:
    row = rows_of(office, opened(office))["T"]
    spans = [(each["village"], each["first"], each["last"]) for each in row.segments]
    assert spans == [("V1", "2018-11-01", "2018-11-11"), ("V2", "2018-11-12", "2018-11-30")]
    with office.store.read() as work:
        assert work.session.get_one(MemberMonth, row.id).team.name == "V2队"


@pytest.mark.parametrize(("credited", "need"), [("0", (22, 15)), ("31", (21, 15)), ("3", (22, 15))])
def test_february_2018_asks_for_less_where_the_holiday_is_credited(
    office: Importing, credited: str, need: tuple[int, int]
) -> None:
    """A7: seven days of the Spring Festival leave 21 days."""
    with office.store.write() as work:
        decided(work, credited, key="assessment.credited_holidays", unit="C1", since=date(2018, 2, 28))
    row = settled(office, opened(office, FEBRUARY), FEBRUARY)["W"]
    assert (row.need_days, row.need_nights) == need


def test_the_settings_of_the_last_day_count_and_stay(office: Importing) -> None:
    """One that holds from the day after is the next month's; one that is decided after the opening changes nothing."""
    with office.store.write() as work:
        decided(work, "20", key="assessment.month_days", unit="C1", since=date(2018, 11, 30))
        decided(work, "18", key="assessment.month_days", unit="C1", since=date(2018, 12, 1))
    part = opened(office)
    assert settled(office, part)["W"].need_days == 20
    with office.store.write() as work:
        decided(work, "10", key="assessment.month_days", unit="C1", since=date(2018, 11, 1))
    assert settled(office, part)["W"].need_days == 20


def test_opening_again_adds_who_is_missing_and_changes_nothing_that_stands(office: Importing) -> None:
    """A16: whatever ended the worker in between, the same rows come of it."""
    part = opened(office)
    before = {number: (row.id, row.opened_at) for number, row in rows_of(office, part).items()}
    assert open_again(office, part) == 5
    assert {number: (row.id, row.opened_at) for number, row in rows_of(office, part).items()} == before


def test_a_county_that_broke_off_half_way_leaves_nothing_and_is_opened_anew(office: Importing) -> None:
    with in_case(office, new_case(office)) as (work, case):
        begin_month(work, case, NOVEMBER)
    part = new_case(office)
    with pytest.raises(RuntimeError, match="the power failed"):
        _broken(office, part)
    with office.store.read() as work:
        assert work.session.scalar(select(func.count()).select_from(MemberMonth)) == 0
    assert open_again(office, part) == 5


def _broken(office: Importing, part: uuid.UUID) -> None:
    with in_case(office, part) as (work, case):
        county = work.session.scalars(select(Unit).where(Unit.code == "C1")).one()
        assert open_county(work, case, month_of(work, NOVEMBER), county) == 5
        raise RuntimeError("the power failed")


def test_a_month_has_one_round_and_is_over_before_it_is_assessed(office: Importing) -> None:
    opened(office)
    with pytest.raises(InvalidRequest, match="another round"), in_case(office, new_case(office)) as (work, case):
        begin_month(work, case, NOVEMBER)
    for month in (date(2026, 3, 1), date(2018, 10, 2)):
        with pytest.raises(InvalidRequest, match="after its last day"), in_case(office, new_case(office)) as found:
            begin_month(*found, month)
    with office.store.read() as work, pytest.raises(NotFound):
        month_of(work, FEBRUARY)


def test_counties_are_listed_with_the_members_whose_last_day_lay_in_them(office: Importing) -> None:
    with office.store.read() as work:
        counties, unplaced = counties_in(work, NOVEMBER)
    assert [(each.code, each.members) for each in counties] == [("C1", 5)]
    assert unplaced == 0


def test_punches_alone_count_for_nothing_until_a_person_has_decided(office: Importing) -> None:
    """A full month of punches waits for a person; what they decide counts, the night with it where the punches prove it."""
    office.stored(punches("W", "全月员", "V1", NOVEMBER, range(1, 31)), "十一月.csv", month=NOVEMBER)
    part = opened(office)
    row = settled(office, part)["W"]
    assert (row.present_halves, row.nights, row.open_days, row.state) == (0, 0, 30, MonthState.SETTLED)
    decide_days(office, "W", range(1, 23), DayDecision.COUNTED)
    decide_days(office, "W", [23], DayDecision.HALF)
    decide_days(office, "W", [24], DayDecision.NOT_COUNTED)
    decide_days(office, "W", [25], DayDecision.COUNTED, night=False)
    row = settled(office, part)["W"]
    assert Fraction(row.present_halves or 0, 2) == Fraction(47, 2)
    assert (row.nights, row.open_days) == (23, 5)
    assert breaches(office.store) == []


def test_leave_on_record_lowers_the_month_and_what_it_is_marked_with_is_kept(office: Importing) -> None:
    """Of a month settled on 1 December: seven days of leave that lowers, and an overdue return that reaches a person."""
    for first, last, effect, back in ((5, 11, LeaveEffect.LOWERS, 12), (20, 22, LeaveEffect.PRESENT, 25)):
        with in_case(office, new_case(office)) as (work, case):
            unit = work.session.scalars(select(Unit).where(Unit.code == "V1")).one()
            record = LeaveRecord(
                case_id=case.id, person_id=office.persons["W"], unit_id=unit.id, kind="假", effect=effect
            )
            record.first_on, record.last_on = NOVEMBER.replace(day=first), NOVEMBER.replace(day=last)
            record.days = last - first + 1
            record.is_after, record.granted_by_id, record.granted_at = first == 5, office.persons["W"], work.now
            record.returned_on, record.closed_at = NOVEMBER.replace(day=back), work.now
            work.session.add(record)
    row = settled(office, opened(office))["W"]
    assert (row.need_days, row.leave_days, row.present_halves, row.open_days) == (17, 7, 6, 2)
    assert row.leave_marks == [
        {"mark": "after", "first": "2018-11-05", "last": "2018-11-11"},
        {"mark": "overdue", "first": "2018-11-23", "last": "2018-11-24"},
    ]
