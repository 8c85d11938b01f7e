"""The one reader of moments, durations and repeating intervals as texts write them: literals, timers, schedules, deadlines.

FEEL's own values are in times and durations; a moment that one of them means is read here too.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from workflows.feel.times import DateTime, from_datetime, zone_info

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""The years in which something may be due: nearer to the ends of the calendar, no page can show it in its own zone."""

_LONGEST_DAYS = 1_000 * 366
_NUMBER = r"\d{1,12}"
_DURATION = re.compile(
    rf"(?P<sign>-)?P(?=.)(?:(?P<years>{_NUMBER})Y)?(?:(?P<months>{_NUMBER})M)?(?:(?P<weeks>{_NUMBER})W)?"
    rf"(?:(?P<days>{_NUMBER})D)?(?:T(?=.)(?:(?P<hours>{_NUMBER})H)?(?:(?P<minutes>{_NUMBER})M)?"
    rf"(?:(?P<seconds>{_NUMBER})(?:[.,](?P<fraction>\d{{1,18}}))?S)?)?",
    re.ASCII,
)
_CYCLE = re.compile(
    r"R(?P<times>\d{0,9})/(?:(?P<start>[^/P][^/@\[]*(?:\[[^\]]+\]|@[\w+/-]+)?)/)?(?P<interval>P[^/]*)", re.ASCII
)
_ZONED = re.compile(r"(?P<local>[^@\[\]]+)(?:@(?P<at>[^\]]+)|\[(?P<in>[^\]]+)\])")


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
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise OverflowError("The due time lies outside the calendar.")
        day = min(local.day, monthrange(year, month + 1)[1])
        moved = local.replace(year=year, month=month + 1, day=day) + timedelta(days=self.days * times)
        due = moved.astimezone(UTC) + timedelta(microseconds=self.microseconds * times)
        if not FIRST_YEAR <= due.year <= LAST_YEAR:
            raise OverflowError("The due time lies outside the calendar.")
        return due

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


def read_duration(text: str) -> Duration | None:
    """Read a duration such as P1M, P1W2D or PT90M, up to a thousand years; None where the text is not one."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        return None
    part = {name: int(value) for name, value in match.groupdict().items() if value and name not in ("sign", "fraction")}
    fraction = int((match["fraction"] or "").ljust(6, "0")[:6] or 0)
    seconds = part.get("hours", 0) * 3600 + part.get("minutes", 0) * 60 + part.get("seconds", 0)
    months, days = part.get("years", 0) * 12 + part.get("months", 0), part.get("weeks", 0) * 7 + part.get("days", 0)
    if months * 31 + days + seconds // 86_400 > _LONGEST_DAYS:
        return None
    sign = -1 if match["sign"] else 1
    return Duration(sign * months, sign * days, sign * (seconds * 1_000_000 + fraction))


def read_moment(value: Any, zone: tzinfo) -> datetime | None:
    """The moment, aware UTC, that a text or a value of FEEL means; None where it means none between FIRST_YEAR and LAST_YEAR.

    A text may end in an offset, a zone (`[Europe/Berlin]` or `@Europe/Berlin`) or both that agree; without either it is on
    the clock of `zone`, as a date is, whose first instant counts.
    """
    try:
        moment = _moment(value, zone)
        found = moment.astimezone(UTC) if moment is not None else None
    except (ValueError, OverflowError):
        return None
    return found if found is not None and FIRST_YEAR <= found.year <= LAST_YEAR else None


def read_date_time(text: str) -> DateTime | None:
    """The same as a value of FEEL that keeps the offset or zone it was written with; None where the text is no moment."""
    try:
        moment = _parsed(text.strip(), None)
    except (ValueError, OverflowError):
        return None
    return from_datetime(moment) if moment is not None else None


def _moment(value: Any, zone: tzinfo) -> datetime | None:
    if isinstance(value, str):
        return _parsed(value.strip(), zone)
    if isinstance(value, DateTime):
        return value.to_datetime(zone)
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=zone)
    return datetime.combine(value, time(), zone) if isinstance(value, date) else None


def _parsed(text: str, zone: tzinfo | None) -> datetime | None:
    match = _ZONED.fullmatch(text)
    if match is None:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment
    named = zone_info(match["at"] or match["in"])
    moment = datetime.fromisoformat(match["local"])
    if named is None or moment.tzinfo is None:
        return moment.replace(tzinfo=named) if named is not None else None
    # An offset beside the zone says which of an hour's two passages is meant; one that the zone does not have contradicts it.
    readings = (moment.replace(tzinfo=named, fold=fold) for fold in (0, 1))
    return next((each for each in readings if each.utcoffset() == moment.utcoffset()), None)


def read_cycle(text: str, zone: tzinfo) -> Cycle | None:
    """Read R3/PT1H, R/P1M or R5/2026-03-01T09:00/P1D; None where the text is not one, repeats never or stands still."""
    match = _CYCLE.fullmatch(text.strip())
    if match is None:
        return None
    interval = read_duration(match["interval"])
    start = read_moment(match["start"], zone) if match["start"] else None
    times = int(match["times"]) if match["times"] else None
    if interval is None or not interval.is_positive or times == 0 or (match["start"] and start is None):
        return None
    return Cycle(times, start, interval)
