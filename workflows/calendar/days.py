"""A calendar as a value: which days are worked and why; reads no database and knows no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from workflows.calendar.office_hours import DEFAULT_OFFICE_HOURS, OfficeHours
from workflows.calendar.plans import PlanDayKind, YearPlan
from workflows.calendar.statutory import LAST_SHIPPED_YEAR, statutory_year
from workflows.calendar.zone import OFFICE_ZONE


class DayKind(StrEnum):
    """Why a day is worked or not."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP_WORKDAY = "make_up_workday"
    OVERRIDE = "override"


_NAMES = {
    DayKind.WORKDAY: ("工作日", "workday"),
    DayKind.WEEKEND: ("周末", "weekend"),
    DayKind.MAKE_UP_WORKDAY: ("调休上班", "make-up workday"),
}


@dataclass(frozen=True, slots=True)
class Override:
    """An entry of the administrator that goes before the statutory plan."""

    is_working: bool
    name: str
    name_en: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar, with its name in both languages."""

    date: date
    is_working: bool
    kind: DayKind
    name: str
    name_en: str

    def label(self, locale: str) -> str:
        """The day's name in the reader's language."""
        return self.name if locale.startswith("zh") or not self.name_en else self.name_en


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one jurisdiction: the statutory plan, overridden day by day, with its office hours.

    `plans` are those of years that the office has entered itself; each takes the place of what is shipped for its year.
    `rolls_to_working_day`: a period counted in calendar days that ends on a day off ends on the next working day
    (setting; off by default, because the one-week rule says nothing of it).
    """

    overrides: Mapping[date, Override] = field(default_factory=lambda: MappingProxyType({}))
    office_hours: OfficeHours = DEFAULT_OFFICE_HOURS
    rolls_to_working_day: bool = False
    zone: ZoneInfo = OFFICE_ZONE
    plans: Mapping[int, YearPlan] = field(default_factory=lambda: MappingProxyType({}))

    def day(self, day: date) -> Day:
        """What kind of day it is: an override goes before the plan of the year, and that before the week."""
        override = self.overrides.get(day)
        if override is not None:
            return Day(day, override.is_working, DayKind.OVERRIDE, override.name, override.name_en)
        plan = self.plans.get(day.year)
        if plan is not None:
            return _planned(plan, day)
        year = statutory_year(day.year)
        if day in year.days_off:
            return Day(day, False, DayKind.HOLIDAY, *year.days_off[day])
        if day in year.make_up_workdays:
            kind = DayKind.MAKE_UP_WORKDAY
        else:
            return _of_the_week(day)
        return Day(day, True, kind, *_NAMES[kind])

    def is_working_day(self, day: date) -> bool:
        """True where the office works on this day."""
        return self.day(day).is_working

    def is_official(self, year: int) -> bool:
        """True once the make-up workdays of the year are known, as shipped or by the office's own entry."""
        if year in self.plans or statutory_year(year).is_official:
            return True
        return any(
            day.year == year and day.weekday() >= 5 and entry.is_working for day, entry in self.overrides.items()
        )

    def unannounced_year(self, due_at: datetime) -> int | None:
        """The year in which a due time falls where nobody has announced or entered its holidays yet: it may still move.

        24:00 belongs to the day that it ends. None for announced years, and for those long past.
        """
        year = (due_at.astimezone(self.zone) - timedelta(microseconds=1)).year
        return year if year > LAST_SHIPPED_YEAR and not self.is_official(year) else None


def _planned(plan: YearPlan, day: date) -> Day:
    """A day as the plan of its year has it; of what the plan does not name the week decides."""
    named = plan.by_day.get(day)
    if named is None:
        return _of_the_week(day)
    if named.kind is PlanDayKind.HOLIDAY:
        return Day(day, False, DayKind.HOLIDAY, named.name, named.name_en)
    return Day(day, True, DayKind.MAKE_UP_WORKDAY, named.name, named.name_en)


def _of_the_week(day: date) -> Day:
    kind = DayKind.WORKDAY if day.weekday() < 5 else DayKind.WEEKEND
    return Day(day, kind is DayKind.WORKDAY, kind, *_NAMES[kind])
