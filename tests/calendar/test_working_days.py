"""Counting in working days and in office hours."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clock import at
from workflows.calendar.days import Calendar, Override
from workflows.calendar.office_hours import OfficeHours
from workflows.calendar.working_days import (
    add_working_days,
    is_office_time,
    next_working_day,
    office_time_between,
    working_days_between,
)

PLAIN = Calendar()
days = st.dates(date(2017, 1, 1), date(2027, 12, 31))


def test_the_next_working_day_after_the_thursday_before_spring_festival_2026_is_friday_then_the_made_up_saturday() -> (
    None
):
    assert add_working_days(PLAIN, date(2026, 2, 12), 1) == date(2026, 2, 13)
    assert add_working_days(PLAIN, date(2026, 2, 12), 2) == date(2026, 2, 14)
    assert add_working_days(PLAIN, date(2026, 2, 12), 3) == date(2026, 2, 24)


def test_counting_back_skips_the_same_days() -> None:
    assert add_working_days(PLAIN, date(2026, 2, 24), -1) == date(2026, 2, 14)


def test_zero_working_days_stay_where_they_are_even_on_a_day_off() -> None:
    assert add_working_days(PLAIN, date(2026, 2, 17), 0) == date(2026, 2, 17)


def test_the_national_day_weeks_of_2026() -> None:
    assert working_days_between(PLAIN, date(2026, 9, 30), date(2026, 10, 11)) == 3  # 8, 9 and Saturday the 10th
    assert next_working_day(PLAIN, date(2026, 10, 1)) == date(2026, 10, 8)
    assert next_working_day(PLAIN, date(2026, 10, 10)) == date(2026, 10, 10)


@given(days, st.integers(-300, 300))
def test_adding_and_counting_agree(start: date, count: int) -> None:
    assert working_days_between(PLAIN, start, add_working_days(PLAIN, start, count)) == count


@given(days, days, days)
def test_stretches_add_up(first: date, second: date, third: date) -> None:
    first, second, third = sorted((first, second, third))
    whole = working_days_between(PLAIN, first, third)
    assert whole == working_days_between(PLAIN, first, second) + working_days_between(PLAIN, second, third)


def test_an_override_moves_the_count() -> None:
    closed = Calendar({date(2026, 2, 13): Override(False, "停电")})
    assert add_working_days(closed, date(2026, 2, 12), 1) == date(2026, 2, 14)


def test_a_count_beyond_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="more than the 10,000"):
        add_working_days(PLAIN, date(2026, 1, 1), 10_001)
    with pytest.raises(ValueError, match="forty years"):
        working_days_between(PLAIN, date(1900, 1, 1), date(2026, 1, 1))


def test_the_office_is_open_from_its_first_minute_and_closed_at_its_last() -> None:
    assert is_office_time(PLAIN, at("2026-02-14 08:30"))
    assert not is_office_time(PLAIN, at("2026-02-14 12:00"))
    assert not is_office_time(PLAIN, at("2026-02-14 08:29"))
    assert not is_office_time(PLAIN, at("2026-02-17 09:00"))


def test_office_time_over_a_night_and_a_made_up_saturday() -> None:
    # Friday 16:30 to Saturday 09:30: an hour on each of two worked days.
    assert office_time_between(PLAIN, at("2026-02-13 16:30"), at("2026-02-14 09:30")) == timedelta(hours=2)
    assert office_time_between(PLAIN, at("2026-02-15 00:00"), at("2026-02-23 24:00")) == timedelta()
    assert office_time_between(PLAIN, at("2026-02-14 09:30"), at("2026-02-13 16:30")) == timedelta()


def test_office_hours_are_read_with_full_width_marks_and_written_plainly() -> None:
    hours = OfficeHours.parse("8:00-12:00，14：30-17:30")
    assert str(hours) == "08:00-12:00, 14:30-17:30"
    assert OfficeHours.parse(str(hours)) == hours


@pytest.mark.parametrize("text", ["", "8-12", "12:00-08:00", "08:00-12:00, 11:00-13:00", "25:00-26:00", "08:00"])
def test_office_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"span|hour|follow"):
        OfficeHours.parse(text)
