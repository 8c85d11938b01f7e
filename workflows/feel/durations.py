"""The two duration types of the language and their text form; calculating with dates is in temporal_arithmetic."""

from __future__ import annotations

import re
from dataclasses import dataclass

NANOSECONDS = 1_000_000_000
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True, order=True)
class DaysTimeDuration:
    """A length of time, exact to the nanosecond; DMN 10.3.2.3.7."""

    nanoseconds: int

    @property
    def total_seconds(self) -> int:
        """Whole seconds, rounded towards zero, signed."""
        whole = abs(self.nanoseconds) // NANOSECONDS
        return -whole if self.nanoseconds < 0 else whole

    def parts(self) -> tuple[int, int, int, int, int]:
        """Return days, hours, minutes, seconds and nanoseconds, each with the sign of the duration."""
        sign = -1 if self.nanoseconds < 0 else 1
        seconds, nanos = divmod(abs(self.nanoseconds), NANOSECONDS)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        return sign * days, sign * hours, sign * minutes, sign * seconds, sign * nanos

    def __neg__(self) -> DaysTimeDuration:
        return DaysTimeDuration(-self.nanoseconds)

    def __str__(self) -> str:
        if not self.nanoseconds:
            return "PT0S"
        days, hours, minutes, seconds, nanos = (abs(part) for part in self.parts())
        text = "-P" if self.nanoseconds < 0 else "P"
        if days:
            text += f"{days}D"
        if hours or minutes or seconds or nanos:
            text += "T"
        text += f"{hours}H" if hours else ""
        text += f"{minutes}M" if minutes else ""
        if seconds or nanos:
            text += f"{seconds}{fraction(nanos)}S"
        return text


@dataclass(frozen=True, slots=True, order=True)
class YearsMonthsDuration:
    """A number of calendar months; DMN 10.3.2.3.8."""

    total_months: int

    def parts(self) -> tuple[int, int]:
        """Return years and months, each with the sign of the duration."""
        sign = -1 if self.total_months < 0 else 1
        years, months = divmod(abs(self.total_months), 12)
        return sign * years, sign * months

    def __neg__(self) -> YearsMonthsDuration:
        return YearsMonthsDuration(-self.total_months)

    def __str__(self) -> str:
        if not self.total_months:
            return "P0M"
        years, months = (abs(part) for part in self.parts())
        text = "-P" if self.total_months < 0 else "P"
        return text + (f"{years}Y" if years else "") + (f"{months}M" if months else "")


Duration = DaysTimeDuration | YearsMonthsDuration

_DAYS_TIME = re.compile(
    r"(-)?P(?=\d|T\d)(?:(\d{1,15})D)?(?:T(?=\d)(?:(\d{1,15})H)?(?:(\d{1,15})M)?(?:(\d{1,18})(?:\.(\d{0,15}))?S)?)?"
)
_YEARS_MONTHS = re.compile(r"(-)?P(?=\d)(?:(\d{1,12})Y)?(?:(\d{1,12})M)?")


def fraction(nanos: int) -> str:
    """Return the decimals of a second as text, with their point, without trailing zeros; empty for none."""
    return "." + f"{nanos:09d}".rstrip("0") if nanos else ""


def nanoseconds_of(decimals: str | None) -> int:
    """Return the nanoseconds that the digits after a decimal point mean; further digits are cut off."""
    return int((decimals or "0")[:9].ljust(9, "0"))


def parse_duration(text: str) -> Duration | None:
    """Read an XML Schema dayTimeDuration or yearMonthDuration; None where the text is neither."""
    if match := _YEARS_MONTHS.fullmatch(text):
        sign, years, months = match.groups()
        total = int(years or 0) * 12 + int(months or 0)
        return YearsMonthsDuration(-total if sign else total)
    if match := _DAYS_TIME.fullmatch(text):
        sign, days, hours, minutes, seconds, decimals = match.groups()
        whole = int(days or 0) * DAY_SECONDS + int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
        nanos = whole * NANOSECONDS + nanoseconds_of(decimals)
        return DaysTimeDuration(-nanos if sign else nanos)
    return None
