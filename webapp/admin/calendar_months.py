"""A year of the calendar as the page draws it: twelve months of weeks, each day with what it is and why."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.calendar.days import Calendar, Day, DayKind

_MARKED = frozenset({DayKind.HOLIDAY, DayKind.MAKE_UP_WORKDAY, DayKind.OVERRIDE})


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One day: `is_named` where more than the week decides, `is_changed` where a plan that is looked at has it otherwise."""

    day: Day
    is_changed: bool = False

    @property
    def is_named(self) -> bool:
        """Whether the day is off or worked for a reason of its own."""
        return self.day.kind in _MARKED


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its first day, and weeks from Monday to Sunday, empty outside it."""

    first: date
    weeks: Sequence[Sequence[MonthDay | None]]


@dataclass(frozen=True, slots=True)
class YearCount:
    """How many days of a year are off by name, made up for, and worked in all."""

    off: int
    make_up: int
    worked: int


def months_of(calendar: Calendar, year: int, before: Calendar | None = None) -> list[Month]:
    """The months of a year; days that another calendar has otherwise are marked."""

    def shown(day: date, month: int) -> MonthDay | None:
        if day.month != month:
            return None
        found = calendar.day(day)
        return MonthDay(found, before is not None and before.is_working_day(day) != found.is_working)

    weeks = Weeks()
    return [
        Month(
            date(year, month, 1),
            [[shown(day, month) for day in week] for week in weeks.monthdatescalendar(year, month)],
        )
        for month in range(1, 13)
    ]


def count_of(calendar: Calendar, year: int) -> YearCount:
    """The days of a year, counted."""
    first = date(year, 1, 1)
    days = [calendar.day(first + timedelta(days=number)) for number in range((date(year + 1, 1, 1) - first).days)]
    kinds: Mapping[DayKind, int] = {kind: sum(day.kind is kind for day in days) for kind in DayKind}
    return YearCount(kinds[DayKind.HOLIDAY], kinds[DayKind.MAKE_UP_WORKDAY], sum(day.is_working for day in days))
