"""What the State Council laid down for a year: days off and make-up workdays (调休), from the `holidays` library; no overrides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

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
    """The plan of mainland China for `year`."""
    chinese = holidays.country_holidays("CN", years=year, language="zh_CN")
    english = holidays.country_holidays("CN", years=year, language="en_US")
    days_off = {day: (chinese[day], _iso_dates(english[day])) for day in sorted(chinese) if day.year == year}
    # The library names some days of other years whatever year is asked for.
    make_up = frozenset(day for day in chinese.weekend_workdays if day.year == year)
    return StatutoryYear(year, MappingProxyType(days_off), make_up)


def _iso_dates(text: str) -> str:
    return _AMERICAN_DATE.sub(r"\3-\1-\2", text)
