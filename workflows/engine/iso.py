"""ISO 8601 texts of timers: instants, durations with calendar parts, repeating intervals; evaluating FEEL is elsewhere."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

_DURATION = re.compile(
    r"(?P<sign>-)?P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:[.,](?P<fraction>\d+))?S)?)?"
)
_CYCLE = re.compile(r"R(?P<times>\d*)/(?:(?P<start>[^/P][^/]*)/)?(?P<interval>P[^/]*)")
_ZONED = re.compile(r"(?P<local>[^@\[]+)(?:@(?P<at>[^\]]+)|\[(?P<in>[^\]]+)\])")
_YEARS_AHEAD = 9_000


@dataclass(frozen=True, slots=True)
class Duration:
    """Months and days by the calendar, the rest by the clock (microseconds). All parts have the sign of the whole."""

    months: int
    days: int
    microseconds: int

    def after(self, base: datetime, times: int, zone: tzinfo) -> datetime:
        """The instant `times` durations after `base`, both aware UTC; calendar parts are counted in `zone`.

        A month too short for the day ends on its last day; counting starts from `base` each time, so the 31st comes back.
        """
        local = base.astimezone(zone)
        months = local.year * 12 + local.month - 1 + self.months * times
        year, month = divmod(months, 12)
        if not 1 <= year <= _YEARS_AHEAD:
            raise OverflowError("The due time lies outside the calendar.")
        day = min(local.day, monthrange(year, month + 1)[1])
        moved = local.replace(year=year, month=month + 1, day=day) + timedelta(days=self.days * times)
        return moved.astimezone(UTC) + timedelta(microseconds=self.microseconds * times)

    @property
    def is_positive(self) -> bool:
        """Whether an interval of this length moves forward at all."""
        return self.months + self.days + self.microseconds > 0 and min(self.months, self.days, self.microseconds) >= 0

    @property
    def longest(self) -> timedelta:
        """An upper bound of its length, to guess how often it fits."""
        return timedelta(days=self.months * 31 + self.days + (1 if self.months or self.days else 0)) + timedelta(
            microseconds=self.microseconds
        )


@dataclass(frozen=True, slots=True)
class Cycle:
    """A repeating interval; `times` is None without an end, `start` the first firing where the text gives one."""

    times: int | None
    start: datetime | None
    interval: Duration

    def occurrence(self, number: int, anchor: datetime, zone: tzinfo) -> datetime:
        """The instant of firing `number`, counted from 1."""
        if self.start is not None:
            return self.interval.after(self.start, number - 1, zone)
        return self.interval.after(anchor, number, zone)

    def last_at(self, now: datetime, fired: int, anchor: datetime, zone: tzinfo) -> int:
        """The number of the last firing that is due at `now`, at least `fired`."""
        base = self.start if self.start is not None else anchor
        guess = max(fired, (now - base) // self.interval.longest) if now > base else fired
        while guess > fired and self.occurrence(guess, anchor, zone) > now:
            guess -= 1
        while (self.times is None or guess < self.times) and self.occurrence(guess + 1, anchor, zone) <= now:
            guess += 1
        return guess if self.times is None else min(guess, self.times)


def parse_duration(text: str) -> Duration | None:
    """Read a duration such as P1M, P1W2D or PT90M; None where the text is not one."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        return None
    part = {name: int(value) for name, value in match.groupdict().items() if value and name not in ("sign", "fraction")}
    fraction = int((match["fraction"] or "").ljust(6, "0")[:6] or 0)
    seconds = part.get("hours", 0) * 3600 + part.get("minutes", 0) * 60 + part.get("seconds", 0)
    sign = -1 if match["sign"] else 1
    return Duration(
        months=sign * (part.get("years", 0) * 12 + part.get("months", 0)),
        days=sign * (part.get("weeks", 0) * 7 + part.get("days", 0)),
        microseconds=sign * (seconds * 1_000_000 + fraction),
    )


def parse_instant(text: str, zone: tzinfo) -> datetime | None:
    """Read a date or date-time as aware UTC; one without an offset is in `zone`, a date is its midnight. None if neither."""
    text = text.strip()
    zoned = _ZONED.fullmatch(text)
    try:
        if zoned is not None:
            zone = ZoneInfo(zoned["at"] or zoned["in"])
            text = zoned["local"]
            text = re.sub(r"(Z|[+-]\d\d:?\d\d)$", "", text) if "T" in text else text
        moment = datetime.fromisoformat(text)
        return (moment.replace(tzinfo=zone) if moment.tzinfo is None else moment).astimezone(UTC)
    except (ValueError, OverflowError, KeyError):
        return None


def parse_cycle(text: str, zone: tzinfo) -> Cycle | None:
    """Read R3/PT1H, R/P1M or R5/2026-03-01T09:00/P1D; None where the text is not one, repeats never or stands still."""
    match = _CYCLE.fullmatch(text.strip())
    if match is None:
        return None
    interval = parse_duration(match["interval"])
    start = parse_instant(match["start"], zone) if match["start"] else None
    times = int(match["times"]) if match["times"] else None
    if interval is None or not interval.is_positive or times == 0 or (match["start"] and start is None):
        return None
    return Cycle(times, start, interval)
