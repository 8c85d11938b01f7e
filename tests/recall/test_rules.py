"""The arithmetic of recall: service, the seven days, whose lateness it is, distances."""

from __future__ import annotations

from datetime import date

import pytest

from tests.clock import at
from workflows.calendar.days import Calendar
from workflows.people.arrivals import distance_m
from workflows.recall.rules import replacement_due_at, service_time, unit_overdue_days, year_before


def test_an_order_is_served_when_it_is_read() -> None:
    assert service_time(at("2018-12-10 10:00"), at("2018-12-10 15:00"), is_received=True, deemed_hours=24) == at(
        "2018-12-10 15:00"
    )


def test_an_order_nobody_signs_for_is_served_24_hours_after_its_issue_however_late_the_timer_fires() -> None:
    assert service_time(at("2018-12-10 10:00"), at("2018-12-12 08:00"), is_received=False, deemed_hours=24) == at(
        "2018-12-11 10:00"
    )


def test_a_late_signature_does_not_move_the_day_on_which_the_order_was_deemed_served() -> None:
    assert service_time(at("2018-12-10 10:00"), at("2018-12-12 08:00"), is_received=True, deemed_hours=24) == at(
        "2018-12-11 10:00"
    )


@pytest.mark.parametrize(
    ("served", "due"),
    [
        ("2018-12-10 15:00", "2018-12-17 24:00"),  # A3
        ("2018-12-10 00:00", "2018-12-17 24:00"),
        ("2018-12-10 23:59", "2018-12-17 24:00"),
        ("2018-12-28 09:00", "2019-01-04 24:00"),
        ("2018-02-12 09:00", "2018-02-19 24:00"),  # the Spring Festival extends nothing
        ("2024-02-25 09:00", "2024-03-03 24:00"),
    ],
)
def test_the_replacement_is_due_at_the_end_of_the_seventh_day_after_service(served: str, due: str) -> None:
    assert replacement_due_at(Calendar(), at(served), 7, rolls=False) == at(due)


DAY = 86_400.0


@pytest.mark.parametrize(
    ("unit_seconds", "days"),
    [
        (0, 0),
        (7 * DAY + 9 * 3600, 0),  # exactly the time it was given
        (7 * DAY + 9 * 3600 + 1, 1),
        (8 * DAY + 9 * 3600, 1),
        (10 * DAY + 9 * 3600, 3),
        (10 * DAY + 10 * 3600, 4),
    ],
)
def test_a_unit_is_late_by_its_own_time_beyond_what_it_was_given(unit_seconds: float, days: int) -> None:
    assert unit_overdue_days(at("2018-12-10 15:00"), at("2018-12-17 24:00"), unit_seconds) == days


def test_an_extension_gives_the_unit_more_time() -> None:
    assert unit_overdue_days(at("2018-12-10 15:00"), at("2018-12-20 24:00"), 10 * DAY) == 0


def test_twelve_months_reach_back_to_the_same_day_of_the_year_before() -> None:
    assert year_before(date(2026, 3, 2)) == date(2025, 3, 2)
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)


def test_distances_are_those_on_the_globe() -> None:
    assert distance_m(27.5, 110.0, 27.5, 110.0) == 0
    assert distance_m(27.501, 110.0, 27.5, 110.0) == 111
    assert distance_m(27.5, 110.0, 27.5, 110.01) == pytest.approx(986, abs=2)
