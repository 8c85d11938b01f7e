"""The calendar inside FEEL expressions, as diagrams write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.clock import at
from workflows import feel
from workflows.calendar.days import Calendar, Override
from workflows.calendar.feel_functions import calendar_functions

NOW = at("2018-12-10 15:00")


def answer(expression: str, calendar: Calendar | Callable[[], Calendar] = Calendar(), **scope: Any) -> Any:
    """The plain value of an expression at the moment of A3."""
    environment = feel.Environment(now=NOW, functions=calendar_functions(calendar))
    return feel.to_json(feel.parse_expression(expression).evaluate(scope, environment))


@pytest.mark.parametrize(
    "expression",
    [
        "end of day(date and time(served_at), 7)",
        "end of day(from: date and time(served_at), days: 7)",
        'end of day(date and time(served_at) + duration("P7D"))',
        "end of day(now(), 7)",
        "end of day(today(), 7)",
    ],
)
def test_a3_in_every_way_a_designer_may_write_it(expression: str) -> None:
    assert answer(expression, served_at="2018-12-10T15:00:00+08:00") == "2018-12-18T00:00:00+08:00"


def test_a_time_in_another_zone_falls_on_the_day_of_the_office() -> None:
    assert answer('end of day(date and time("2018-12-10T17:00:00Z"))') == "2018-12-12T00:00:00+08:00"


def test_a_time_without_offset_is_on_the_clock_of_the_office() -> None:
    assert answer('end of day(date and time("2018-12-10T23:59:00"))') == "2018-12-11T00:00:00+08:00"


def test_the_rolling_rule_holds_for_periods_but_not_for_the_end_of_a_day_itself() -> None:
    rolling = Calendar(rolls_to_working_day=True)
    assert answer('end of day(date("2026-09-24"), 7)', rolling) == "2026-10-09T00:00:00+08:00"
    assert answer('end of day(date("2026-10-01"))', rolling) == "2026-10-02T00:00:00+08:00"


def test_working_days_are_added_to_dates_and_to_times() -> None:
    assert answer('add working days(date("2026-02-12"), 3)') == "2026-02-24"
    assert answer('add working days(date("2026-02-24"), -1)') == "2026-02-14"
    assert answer('add working days(date and time("2026-02-12T16:30:00+08:00"), 3)') == "2026-02-24T16:30:00+08:00"


def test_working_days_are_counted_and_asked_for() -> None:
    assert answer('working days between(date("2026-02-12"), date("2026-02-24"))') == 3
    assert answer('is working day(date("2026-02-14"))') is True
    assert answer('is working day(date("2026-02-23"))') is False


def test_the_entries_of_the_administrator_count() -> None:
    closed = Calendar({date(2026, 2, 14): Override(False, "停电")})
    assert answer('is working day(date("2026-02-14"))', closed) is False
    assert answer('working days between(date("2026-02-12"), date("2026-02-24"))', closed) == 2


def test_the_calendar_is_asked_for_once_and_only_where_an_expression_needs_it() -> None:
    asked: list[int] = []

    def load() -> Calendar:
        asked.append(1)
        return Calendar()

    assert answer("1 + 1", load) == 2
    assert asked == []
    assert answer('is working day(today()) and is working day(date("2026-02-14"))', load) is True
    assert asked == [1]


@pytest.mark.parametrize(
    "expression",
    [
        "end of day(null)",
        'end of day("2018-12-10")',
        'end of day(date("2018-12-10"), 1.5)',
        'end of day(date("2018-12-10"), -1)',
        'add working days(date("2018-12-10"), 99999)',
        'add working days(date("2018-12-10"), "3")',
        'working days between(date("1800-01-01"), date("2018-12-10"))',
        'end of day(date("9999-12-31"))',
        "is working day(3)",
    ],
)
def test_what_has_no_answer_is_null(expression: str) -> None:
    assert answer(expression) is None
