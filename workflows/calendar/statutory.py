"""What the State Council laid down for a year: days off and make-up workdays (调休), from the `holidays` library; no entries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

import holidays

# The last year whose announced plan is shipped. A later one comes in as a plan that a person enters and another confirms, also once
# an update of the library knows it: otherwise that update would move running deadlines, and nobody had said so.
LAST_SHIPPED_YEAR: Final = 2026

_AMERICAN_DATE = re.compile(r"\b(\d{2})/(\d{2})/(\d{4})\b")


@dataclass(frozen=True, slots=True)
class StatutoryYear:
    """One year's plan: each day off with its name (zh, en), and the weekend days that are worked instead."""

    year: int
    days_off: Mapping[date, tuple[str, str]]
    make_up_workdays: frozenset[date]

    @property
    def is_official(self) -> bool:
        """False where no make-up workday is known.

        Every notice since 2001 moved some, so their absence means that the year was computed from the holiday rules alone.
        """
        return bool(self.make_up_workdays)


@lru_cache(maxsize=64)
def statutory_year(year: int) -> StatutoryYear:
    """The plan of mainland China for `year`; after the last shipped year only what the law gives by itself."""
    if year > LAST_SHIPPED_YEAR:
        return StatutoryYear(year, days_off_by_law(year), frozenset())
    chinese = _country("zh_CN", year)
    # The library names some days of other years whatever year is asked for.
    make_up = frozenset(day for day in chinese.weekend_workdays if day.year == year)
    return StatutoryYear(year, _days_off(chinese, _country("en_US", year), year), make_up)


@lru_cache(maxsize=64)
def days_off_by_law(year: int, *, has_compensation: bool = True) -> Mapping[date, tuple[str, str]]:
    """The days off of the law alone (全国年节及纪念日放假办法), without what a notice moves, each with its name (zh, en).

    `has_compensation`: with the workdays (补假) for holidays that fall on a weekend, which a notice may lay elsewhere.
    """
    found = []
    for language in ("zh_CN", "en_US"):
        days = _country(language, observed=has_compensation)
        # What the library knows of notices; a year is worked out when it is first asked for.
        days.special_public_holidays = {}
        days.special_public_holidays_observed = {}
        days.get(date(year, 1, 1))
        found.append(days)
    return _days_off(found[0], found[1], year)


def _country(language: str, year: int | None = None, *, observed: bool = True) -> Any:
    return holidays.country_holidays("CN", years=year, language=language, observed=observed)


def _days_off(chinese: Any, english: Any, year: int) -> Mapping[date, tuple[str, str]]:
    days = (day for day in sorted(chinese) if day.year == year)
    return MappingProxyType({day: (chinese[day], _iso_dates(english[day])) for day in days})


def _iso_dates(text: str) -> str:
    return _AMERICAN_DATE.sub(r"\3-\1-\2", text)
