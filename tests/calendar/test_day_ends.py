"""Periods in days end at 24:00 of their last day; the first day is not counted (acceptance A3)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.clock import at
from workflows.calendar.day_ends import due_text, end_of_day, end_of_nth_day_after
from workflows.calendar.days import Calendar

PLAIN = Calendar()


def test_a3_an_order_served_on_monday_at_15_is_due_at_24_on_the_next_monday() -> None:
    due = end_of_nth_day_after(PLAIN, at("2018-12-10 15:00"), 7)
    assert due == datetime(2018, 12, 17, 16, 0, tzinfo=UTC)
    assert due_text(due) == "2018-12-17 24:00"


@pytest.mark.parametrize("served", ["2018-12-10 00:00", "2018-12-10 08:00", "2018-12-10 23:59"])
def test_the_hour_of_service_does_not_matter(served: str) -> None:
    assert due_text(end_of_nth_day_after(PLAIN, at(served), 7)) == "2018-12-17 24:00"


def test_midnight_belongs_to_the_day_that_begins() -> None:
    assert due_text(end_of_nth_day_after(PLAIN, at("2018-12-10 24:00"), 7)) == "2018-12-18 24:00"


def test_an_end_on_a_holiday_stays_unless_the_office_rolls_it() -> None:
    served = at("2026-09-24 10:00")
    assert due_text(end_of_nth_day_after(PLAIN, served, 7)) == "2026-10-01 24:00"
    assert due_text(end_of_nth_day_after(PLAIN, served, 7, rolls=True)) == "2026-10-08 24:00"
    rolling = Calendar(rolls_to_working_day=True)
    assert due_text(end_of_nth_day_after(rolling, served, 7)) == "2026-10-08 24:00"
    assert due_text(end_of_nth_day_after(rolling, served, 7, rolls=False)) == "2026-10-01 24:00"


def test_zero_days_are_the_rest_of_the_day() -> None:
    assert due_text(end_of_nth_day_after(PLAIN, at("2018-12-10 15:00"), 0)) == "2018-12-10 24:00"


@pytest.mark.parametrize("days", [-1, 15_001])
def test_a_count_beyond_reason_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="cannot be counted"):
        end_of_nth_day_after(PLAIN, at("2018-12-10 15:00"), days)


def test_the_end_of_a_day_is_the_beginning_of_the_next_and_is_written_as_24() -> None:
    assert end_of_day(date(2026, 2, 28)) == at("2026-03-01 00:00")
    assert due_text(at("2026-03-01 00:00")) == "2026-02-28 24:00"
    assert due_text(at("2026-03-01 00:01")) == "2026-03-01 00:01"
