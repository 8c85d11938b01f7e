"""The arithmetic of recall: service, the seven days, whose lateness it is. Pure functions."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

from workflows.calendar.day_ends import end_of_nth_day_after
from workflows.calendar.days import Calendar

DAY = timedelta(days=1)
REPLACEMENT_CLOCK = "replacement"
HANDOVER_CLOCK = "handover"
"""What the clocks of a recall are called in its diagram; operations that measure one declare it, and `check` asks for it."""


def service_time(issued_at: datetime, now: datetime, *, is_received: bool, deemed_hours: int) -> datetime:
    """When an order counts as served: at the receipt, but never later than `deemed_hours` after its issue (rules.md 3.7)."""
    deemed = issued_at + timedelta(hours=deemed_hours)
    return min(now, deemed) if is_received else deemed


def replacement_due_at(calendar: Calendar, served_at: datetime, days: int, *, rolls: bool) -> datetime:
    """The end of the last of so many calendar days after service, which is not counted itself; in UTC.

    Where the office has set that it `rolls`, a last day that is a day off moves to the next working day (rules.md 4.1).
    """
    return end_of_nth_day_after(calendar, served_at, days, rolls=rolls)


def unit_overdue_days(served_at: datetime, due_at: datetime, unit_seconds: float) -> int:
    """Days by which the unit itself was late: its own time beyond the time it was given, begun days counting whole.

    Time during which the file lay with the office never counts, so that slow reviewers create no guilt (rules.md 4.2).
    """
    beyond = unit_seconds - (due_at - served_at).total_seconds()
    return max(0, math.ceil(round(beyond) / 86_400))


def overdue_stage(days: int, serious: int) -> int:
    """How far a unit's own lateness has gone, as table D5 tells it apart: 0 in time, 1 late, 2 late by more than `serious` days."""
    return (days > 0) + (days > serious)


def year_before(day: date) -> date:
    """The same day a year earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
