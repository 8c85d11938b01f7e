"""Days and nights owed: the numbers that offices will check by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.attendance.need import (
    Need,
    Segment,
    Thresholds,
    empty_slot_days,
    is_gap_covered_by_leave,
    joined,
    need_of,
    segment_of,
)
from workflows.calendar.days import Calendar, DayKind


@pytest.mark.parametrize(
    ("segment", "days", "nights"),
    [
        (Segment(30, 30), 22, 15),
        (Segment(31, 31), 22, 15),
        (Segment(28, 28), 22, 15),
        (Segment(28, 28, credited_holidays=7), 21, 15),  # February 2018 with the holiday credited: 21 days remain
        (Segment(30, 15), 11, 8),  # arrived on 16 November: 7.5 nights go up
        (Segment(30, 10), 7, 5),  # recalled on 10 November: 7.33 days go down
        (Segment(30, 30, exempt_leave=15), 11, 8),
        (Segment(28, 28, exempt_leave=3, credited_holidays=7), 18, 13),
        (Segment(30, 10, credited_holidays=8), 2, 2),
        (Segment(30, 5, exempt_leave=5), 0, 0),
    ],
)
def test_the_worked_examples(segment: Segment, days: int, nights: int) -> None:
    found = need_of(segment)
    assert (found.days, found.nights) == (days, nights)


def test_a_week_is_graded_and_less_is_not() -> None:
    assert need_of(Segment(30, 7)).is_graded
    assert not need_of(Segment(30, 6)).is_graded
    assert need_of(Segment(30, 6), Thresholds(facts_only_below=5)).is_graded


def test_another_jurisdiction_has_its_own_thresholds() -> None:
    assert need_of(Segment(30, 30), Thresholds(days=20, nights=10)) == Need(20, 10, True)


@pytest.mark.parametrize(
    "fields", [(27, 1, 0, 0), (30, 31, 0, 0), (30, -1, 0, 0), (30, 10, 11, 0), (30, 10, 5, 6), (30, 10, -1, 0)]
)
def test_what_no_month_can_be_is_refused(fields: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="days"):
        Segment(*fields)


@given(st.integers(28, 31), st.data())
def test_nobody_owes_more_than_was_possible(month: int, data: st.DataObject) -> None:
    posted = data.draw(st.integers(0, month))
    leave = data.draw(st.integers(0, posted))
    holidays = data.draw(st.integers(0, posted - leave))
    found = need_of(Segment(month, posted, leave, holidays))
    assert 0 <= found.nights <= found.days <= posted - leave - holidays
    if posted < month:
        more = need_of(Segment(month, posted + 1, leave, holidays))
        assert (more.days, more.nights) >= (found.days, found.nights)
        assert more.nights >= found.nights


def days(first: int, last: int, part: Fraction | int = 1) -> dict[date, Fraction]:
    """Days of November 2018 with a part of each."""
    return {date(2018, 11, number): Fraction(part) for number in range(first, last + 1)}


NOVEMBER = date(2018, 11, 1)


@pytest.mark.parametrize(
    ("first", "last", "leave", "expected"),
    [
        (date(2018, 1, 1), date(2019, 12, 31), {}, Segment(30, 30)),
        (date(2018, 11, 16), date(2020, 1, 1), {}, Segment(30, 15)),
        (date(2018, 1, 1), date(2018, 11, 10), {}, Segment(30, 10)),
        (date(2018, 11, 16), date(2018, 11, 20), days(14, 17), Segment(30, 5, exempt_leave=2)),
        (date(2018, 11, 1), date(2018, 11, 30), days(1, 3, Fraction(1, 2)), Segment(30, 30, exempt_leave=1)),
    ],
)
def test_a_posting_is_cut_to_the_month(first: date, last: date, leave: dict[date, Fraction], expected: Segment) -> None:
    assert segment_of(first, last, NOVEMBER, leave) == expected


def test_a_posting_without_a_day_in_the_month_has_no_segment() -> None:
    with pytest.raises(ValueError, match="no day in 2018-11"):
        segment_of(date(2018, 12, 1), date(2018, 12, 31), NOVEMBER, {})


def test_february_2018_with_and_without_the_holiday_credited() -> None:
    calendar = Calendar()
    month = [date(2018, 2, number) for number in range(1, 29)]
    off = {day for day in month if calendar.day(day).kind is DayKind.HOLIDAY}
    assert len(off) == 7
    whole = (date(2018, 2, 1), date(2018, 2, 28), date(2018, 2, 1))
    assert need_of(segment_of(*whole, {}, off)) == Need(21, 15, True)
    assert need_of(segment_of(*whole, {})) == Need(22, 15, True)
    on_leave = {date(2018, 2, 15): Fraction(1)}
    assert segment_of(*whole, on_leave, off).credited_holidays == 6, "a holiday on leave is not credited again"


def test_two_villages_in_one_month_are_reckoned_once() -> None:
    parts = [
        segment_of(date(2018, 11, 1), date(2018, 11, 11), NOVEMBER, {}),
        segment_of(date(2018, 11, 12), date(2018, 11, 30), NOVEMBER, {}),
    ]
    assert need_of(joined(parts)) == need_of(Segment(30, 30)) == Need(22, 15, True)
    with pytest.raises(ValueError):
        joined([Segment(30, 10), Segment(31, 10)])
    with pytest.raises(ValueError):
        joined([])


@pytest.mark.parametrize(
    ("present", "leave", "is_covered"),
    [(22, 0, True), (15, 7, True), (15, 6, False), (Fraction(43, 2), Fraction(1, 2), True)],
)
def test_a_gap_is_covered_where_days_and_leave_reach_the_threshold(
    present: Fraction | int, leave: Fraction | int, is_covered: bool
) -> None:
    assert is_gap_covered_by_leave(present, leave, Segment(30, 30, exempt_leave=int(leave))) is is_covered


def test_a_gap_is_measured_by_the_jurisdictions_own_threshold() -> None:
    assert is_gap_covered_by_leave(15, 5, Segment(30, 30), Thresholds(days=20))
    assert not is_gap_covered_by_leave(15, 5, Segment(30, 30))


def test_empty_days_of_a_slot_are_those_that_nobody_held() -> None:
    whole = date(2018, 11, 1), date(2018, 11, 30)
    assert empty_slot_days(*whole, []) == 30
    assert (
        empty_slot_days(*whole, [(date(2018, 1, 1), date(2018, 11, 10)), (date(2018, 11, 16), date(2020, 1, 1))]) == 5
    )
    assert (
        empty_slot_days(*whole, [(date(2018, 1, 1), date(2018, 11, 17)), (date(2018, 11, 16), date(2020, 1, 1))]) == 0
    )
