"""A calendar as a value: which days are worked and why; reads no database and knows no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from workflows.calendar.office_hours import DEFAULT_OFFICE_HOURS, OfficeHours
from workflows.calendar.statutory import statutory_year
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

    `rolls_to_working_day`: a period counted in calendar days that ends on a day off ends on the next working day
    (setting; off by default, because the one-week rule says nothing of it).
    """

    overrides: Mapping[date, Override] = field(default_factory=lambda: MappingProxyType({}))
    office_hours: OfficeHours = DEFAULT_OFFICE_HOURS
    rolls_to_working_day: bool = False
    zone: ZoneInfo = OFFICE_ZONE

    def day(self, day: date) -> Day:
        """What kind of day it is: override, holiday, make-up workday, weekend or workday, in this order of strength."""
        override = self.overrides.get(day)
        if override is not None:
            return Day(day, override.is_working, DayKind.OVERRIDE, override.name, override.name_en)
        year = statutory_year(day.year)
        if day in year.days_off:
            return Day(day, False, DayKind.HOLIDAY, *year.days_off[day])
        if day in year.make_up_workdays:
            kind = DayKind.MAKE_UP_WORKDAY
        else:
            kind = DayKind.WORKDAY if day.weekday() < 5 else DayKind.WEEKEND
        return Day(day, kind is not DayKind.WEEKEND, kind, *_NAMES[kind])

    def is_working_day(self, day: date) -> bool:
        """True where the office works on this day."""
        return self.day(day).is_working

    def is_official(self, year: int) -> bool:
        """True once the make-up workdays of the year are known, from the library or by the administrator's own entry."""
        if statutory_year(year).is_official:
            return True
        return any(
            day.year == year and day.weekday() >= 5 and entry.is_working for day, entry in self.overrides.items()
        )


def unofficial_year_warnings(calendar: Calendar, years: Iterable[int], locale: str) -> tuple[str, ...]:
    """A sentence for each of these years whose make-up workdays nobody has announced or entered yet."""
    if locale.startswith("zh"):
        text = (
            "{}年的放假调休安排尚未录入：工作日暂按周一至周五扣除法定节假日计算。国务院办公厅公布后，请在日历中补录。"
        )
    else:
        text = (
            "The make-up workdays of {} are not known yet: working days are Monday to Friday less the statutory holidays."
            " Enter them in the calendar once the State Council has announced them."
        )
    return tuple(text.format(year) for year in sorted(set(years)) if not calendar.is_official(year))
