"""Calendar dates of any year the language knows: datetime.date within years 1 to 9999, FarDate beyond; no times here."""

from __future__ import annotations

import datetime
import functools
import re
from dataclasses import dataclass

EPOCH_ORDINAL = datetime.date(1970, 1, 1).toordinal()
YEAR_LIMIT = 999_999_999
_DATE = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})")
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@functools.total_ordering
@dataclass(frozen=True, slots=True)
class FarDate:
    """A date of the proleptic Gregorian calendar in a year that datetime.date cannot hold."""

    year: int
    month: int
    day: int

    def __lt__(self, other: object) -> bool:
        if isinstance(other, (FarDate, datetime.date)):
            return (self.year, self.month, self.day) < (other.year, other.month, other.day)
        return NotImplemented

    def isoformat(self) -> str:
        """Return the text form `YYYY-MM-DD` with as many digits of the year as it needs."""
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"

    def __str__(self) -> str:
        return self.isoformat()


Date = datetime.date | FarDate


def is_leap(year: int) -> bool:
    """Whether the year of the proleptic Gregorian calendar has 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """Return the number of days of a month (1 to 12)."""
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month - 1]


def make_date(year: int, month: int, day: int) -> Date | None:
    """Return the date, or None where there is none such."""
    if not 1 <= month <= 12 or not 1 <= day <= 31 or abs(year) > YEAR_LIMIT or day > days_in_month(year, month):
        return None
    return datetime.date(year, month, day) if 1 <= year <= 9999 else FarDate(year, month, day)


def epoch_day(day: Date) -> int:
    """Return the number of days since 1970-01-01, negative before."""
    if isinstance(day, datetime.date):
        return day.toordinal() - EPOCH_ORDINAL
    cycles, year = divmod(day.year, 400)
    # 400 years have 146,097 days, so any year can be counted through its image in 2000 to 2399.
    return datetime.date(year + 2000, day.month, day.day).toordinal() - EPOCH_ORDINAL + (cycles - 5) * 146_097


def from_epoch_day(number: int) -> Date | None:
    """Return the date so many days after 1970-01-01; None beyond the range of the language."""
    ordinal = number + EPOCH_ORDINAL
    if 1 <= ordinal <= datetime.date.max.toordinal():
        return datetime.date.fromordinal(ordinal)
    image_start = datetime.date(2000, 1, 1).toordinal()
    cycles, rest = divmod(ordinal - image_start, 146_097)
    image = datetime.date.fromordinal(image_start + rest)
    return make_date(image.year + cycles * 400, image.month, image.day)


def add_months(day: Date, months: int) -> Date | None:
    """Return the date so many months later; a day the month does not have becomes its last one."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return make_date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def weekday(day: Date) -> int:
    """Return 1 for Monday to 7 for Sunday."""
    return (epoch_day(day) + 3) % 7 + 1


def parse_date(text: str) -> Date | None:
    """Read an ISO date with four to nine digits of the year and an optional minus sign; None for anything else."""
    match = _DATE.fullmatch(text)
    return make_date(int(match[1]), int(match[2]), int(match[3])) if match else None
