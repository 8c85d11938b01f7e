"""Which days approved leave and business cover. Pure functions; what each kind does to a month is a setting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from workflows.attendance.results import Leave, LeaveUnit
from workflows.attendance.settings import AttendanceSettings
from workflows.people.words import LeaveEffect

_NOON = time(12)
_HALF = Fraction(1, 2)


def days_of_leave(leave: Leave, settings: AttendanceSettings) -> dict[date, Fraction]:
    """Each day of a leave with the part of it that is covered.

    Leave within one day covers what its form states, by hours or days. Of longer leave every calendar day counts whole, days off
    among them, as what a month asks for is reckoned on calendar days; a first day from noon on, or a last one until noon, is half.
    """
    first, last = _day(leave.starts), _day(leave.ends)
    if first == last:
        whole = settings.hours_of_leave_day if leave.unit is LeaveUnit.HOURS else 1
        return {first: min(Fraction(1), Fraction(leave.amount) / Fraction(whole))}
    days = {first + timedelta(days=number): Fraction(1) for number in range((last - first).days + 1)}
    if isinstance(leave.starts, datetime) and leave.starts.time() >= _NOON:
        days[first] = _HALF
    if isinstance(leave.ends, datetime) and leave.ends.time() <= _NOON:
        days[last] = _HALF
    return days


def covered_by_day(leaves: Iterable[Leave], settings: AttendanceSettings) -> dict[date, Fraction]:
    """What these leaves cover of each day, whatever their kinds; two on one day never more than the day."""
    covered: dict[date, Fraction] = {}
    for leave in leaves:
        for day, part in days_of_leave(leave, settings).items():
            covered[day] = min(Fraction(1), covered.get(day, Fraction(0)) + part)
    return covered


def effect_of(leave: Leave, settings: AttendanceSettings) -> LeaveEffect:
    """What a leave does to the month: as its record says, else by its kind, as files of other programs know only that."""
    return leave.effect or settings.leave.get(leave.kind, LeaveEffect.GAP)


def days_within(covered: dict[date, Fraction], first: date, last: date) -> Fraction:
    """How many days are covered from one day to another, both included."""
    return sum((part for day, part in covered.items() if first <= day <= last), Fraction(0))


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
