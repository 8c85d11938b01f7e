"""The plan of a year as the State Council announces it: days off, and the weekend days that are worked instead; a plain value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from workflows.calendar.statutory import days_off_by_law, statutory_year

_SATURDAY = 5


class PlanDayKind(StrEnum):
    """What a plan says of a day; of all other days the week decides."""

    HOLIDAY = "holiday"
    MAKE_UP_WORKDAY = "make_up_workday"


@dataclass(frozen=True, slots=True)
class PlanDay:
    """One day that a plan names."""

    date: date
    kind: PlanDayKind
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class YearPlan:
    """A whole year: every day off and every make-up workday, in order. It replaces whatever stood for the year."""

    year: int
    days: tuple[PlanDay, ...]

    @classmethod
    def of(cls, year: int, days: Iterable[PlanDay]) -> YearPlan:
        """The plan with its days in order."""
        return cls(year, tuple(sorted(days, key=lambda day: day.date)))

    @classmethod
    def read(cls, year: int, rows: Sequence[Sequence[str]]) -> YearPlan:
        """From the rows that `rows` gave."""
        return cls.of(year, (PlanDay(date.fromisoformat(day), PlanDayKind(kind), *names) for day, kind, *names in rows))

    def rows(self) -> list[list[str]]:
        """As plain values, for the row that keeps it."""
        return [[day.date.isoformat(), day.kind.value, day.name, day.name_en] for day in self.days]

    @cached_property
    def by_day(self) -> Mapping[date, PlanDay]:
        """The days by their dates."""
        return MappingProxyType({day.date: day for day in self.days})


def shipped_plan(year: int) -> YearPlan:
    """What the program knows of a year by itself: the announced plan, or for later years what the law alone gives."""
    known = statutory_year(year)
    holidays = [PlanDay(day, PlanDayKind.HOLIDAY, *names) for day, names in known.days_off.items()]
    worked = [
        PlanDay(day, PlanDayKind.MAKE_UP_WORKDAY, "调休上班", "make-up workday") for day in known.make_up_workdays
    ]
    return YearPlan.of(year, holidays + worked)


def months_off(plan: YearPlan) -> tuple[int, ...]:
    """The months of the year in which a plan leaves no day to work: no notice has ever said so, and a slip in a span does."""
    first = date(plan.year, 1, 1)
    worked = {
        day.month
        for day in (first + timedelta(days=number) for number in range(366))
        if day.year == plan.year
        and (plan.by_day[day].kind is PlanDayKind.MAKE_UP_WORKDAY if day in plan.by_day else day.weekday() < _SATURDAY)
    }
    return tuple(month for month in range(1, 13) if month not in worked)


def lacking_by_law(plan: YearPlan) -> list[PlanDay]:
    """The days off that the law gives by itself (全国年节及纪念日放假办法) and that a plan forgets."""
    return [
        PlanDay(day, PlanDayKind.HOLIDAY, *names)
        for day, names in days_off_by_law(plan.year, has_compensation=False).items()
        if day not in plan.by_day or plan.by_day[day].kind is not PlanDayKind.HOLIDAY
    ]
