"""Times and dates with time, with an offset, a named zone or neither; calculating with them is in temporal_arithmetic."""

from __future__ import annotations

import datetime
import functools
import re
import zoneinfo
from dataclasses import dataclass

from workflows.feel.dates import Date, epoch_day, from_epoch_day, parse_date
from workflows.feel.durations import DAY_SECONDS, fraction, nanoseconds_of

MAX_OFFSET = 18 * 3600
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,18}))?(?:([Zz])|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@(.+)|\[(.+)\])?"
)


@functools.lru_cache(maxsize=256)
def zone_info(name: str) -> zoneinfo.ZoneInfo | None:
    """Return the zone of an IANA name, or None where there is none."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}", name):
        return None
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, OSError, ValueError):
        return None


def _image(day: Date) -> datetime.date:
    """The same day in a year that the zone database can be asked about."""
    if 2 <= day.year <= 9998:
        return datetime.date(day.year, day.month, day.day)
    return datetime.date(9600 + day.year % 400 if day.year > 9998 else 400 + day.year % 400, day.month, day.day)


def offset_at_local(zone: str, day: Date, seconds: int) -> int:
    """Return the zone's offset in seconds at a local time; of an ambiguous hour the first."""
    moment = datetime.datetime.combine(_image(day), datetime.time()) + datetime.timedelta(seconds=seconds)
    offset = moment.replace(tzinfo=zone_info(zone)).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def offset_at_instant(zone: str, epoch_seconds: int) -> int:
    """Return the zone's offset in seconds at an instant."""
    number, seconds = divmod(epoch_seconds, DAY_SECONDS)
    day = from_epoch_day(number) or datetime.date(9998, 1, 1)
    moment = datetime.datetime.combine(_image(day), datetime.time(), datetime.UTC)
    offset = (moment + datetime.timedelta(seconds=seconds)).astimezone(zone_info(zone)).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _suffix(offset: int | None, zone: str | None) -> str:
    if zone is not None:
        return "@" + zone
    if offset is None:
        return ""
    if offset == 0:
        return "Z"
    minutes, seconds = divmod(abs(offset), 60)
    text = f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return text + (f":{seconds:02d}" if seconds else "")


def _clock(seconds: int, nanos: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{fraction(nanos)}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: seconds since midnight, nanoseconds, and an offset in seconds or an IANA zone or neither."""

    seconds: int
    nanos: int = 0
    offset: int | None = None
    zone: str | None = None

    @property
    def utc_offset(self) -> int | None:
        """Seconds east of UTC; a zone counts with its offset in winter 2000, since a time has no date."""
        if self.zone is not None:
            return offset_at_local(self.zone, datetime.date(2000, 1, 1), self.seconds)
        return self.offset

    def to_time(self) -> datetime.time:
        """Return the time of Python's library, to the microsecond; a zone becomes its ZoneInfo."""
        tz = zone_info(self.zone) if self.zone else _fixed(self.offset)
        hour, rest = divmod(self.seconds, 3600)
        return datetime.time(hour, rest // 60, rest % 60, self.nanos // 1000, tzinfo=tz)

    def __str__(self) -> str:
        return _clock(self.seconds, self.nanos) + _suffix(self.offset, self.zone)


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date and time: a date, seconds since midnight, nanoseconds, and an offset in seconds or an IANA zone."""

    date: Date
    seconds: int = 0
    nanos: int = 0
    offset: int | None = None
    zone: str | None = None

    @property
    def utc_offset(self) -> int | None:
        """Seconds east of UTC, or None for a local date and time."""
        if self.zone is not None:
            return offset_at_local(self.zone, self.date, self.seconds)
        return self.offset

    @property
    def epoch_seconds(self) -> int:
        """Whole seconds since 1970-01-01T00:00:00 UTC; a local one counts as if it were UTC."""
        return epoch_day(self.date) * DAY_SECONDS + self.seconds - (self.utc_offset or 0)

    @property
    def time(self) -> Time:
        """The time of day with its offset or zone."""
        return Time(self.seconds, self.nanos, self.offset, self.zone)

    def to_datetime(self, zone: datetime.tzinfo | None = None) -> datetime.datetime:
        """Return the datetime of Python's library, to the microsecond; `zone` is given to one without an offset.

        Raises OverflowError for a year outside 1 to 9999.
        """
        if not isinstance(self.date, datetime.date):
            raise OverflowError(f"year {self.date.year} is outside 1 to 9999")
        own = zone_info(self.zone) if self.zone else _fixed(self.offset)
        return datetime.datetime.combine(self.date, Time(self.seconds, self.nanos).to_time(), own or zone)

    def isoformat(self) -> str:
        """Return the text form of the language."""
        return str(self)

    def __str__(self) -> str:
        return f"{self.date.isoformat()}T{_clock(self.seconds, self.nanos)}{_suffix(self.offset, self.zone)}"


def _fixed(offset: int | None) -> datetime.tzinfo | None:
    return None if offset is None else datetime.timezone(datetime.timedelta(seconds=offset))


def at_epoch(seconds: int, nanos: int, offset: int | None, zone: str | None) -> DateTime | None:
    """Return the date and time at an instant, shown with `offset` or in `zone`; None out of range."""
    shift = offset_at_instant(zone, seconds) if zone is not None else (offset or 0)
    number, rest = divmod(seconds + shift, DAY_SECONDS)
    day = from_epoch_day(number)
    return None if day is None else DateTime(day, rest, nanos, offset, zone)


def from_datetime(moment: datetime.datetime) -> DateTime:
    """Return the value of the language for a datetime of Python's library."""
    offset, zone = _zone_of(moment.tzinfo, moment.utcoffset())
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return DateTime(moment.date(), seconds, moment.microsecond * 1000, offset, zone)


def from_time(moment: datetime.time) -> Time:
    """Return the value of the language for a time of Python's library."""
    offset, zone = _zone_of(moment.tzinfo, moment.utcoffset())
    return Time(moment.hour * 3600 + moment.minute * 60 + moment.second, moment.microsecond * 1000, offset, zone)


def _zone_of(zone: datetime.tzinfo | None, offset: datetime.timedelta | None) -> tuple[int | None, str | None]:
    if isinstance(zone, zoneinfo.ZoneInfo) and zone.key:
        return None, zone.key
    return (None if offset is None else int(offset.total_seconds())), None


def parse_time(text: str, *, end_of_day: bool = False) -> Time | None:
    """Read a time; None where the text is none. 24:00:00 is midnight, or second 86,400 with `end_of_day`."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    nanos = nanoseconds_of(match[4])
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and (minute or second or nanos)):
        return None
    seconds = hour * 3600 + minute * 60 + second
    if not end_of_day:
        seconds %= DAY_SECONDS
    zone = match[10] or match[11]
    if zone is not None:
        return Time(seconds, nanos, None, zone) if zone_info(zone) else None
    if match[5]:
        return Time(seconds, nanos, 0)
    if match[6] is None:
        return Time(seconds, nanos)
    offset = int(match[7]) * 3600 + int(match[8]) * 60 + int(match[9] or 0)
    if offset > MAX_OFFSET or int(match[8]) > 59 or int(match[9] or 0) > 59:
        return None
    return Time(seconds, nanos, -offset if match[6] == "-" else offset)


def parse_date_time(text: str) -> DateTime | None:
    """Read a date and time, or a date as its midnight; None where the text is neither."""
    day_text, mark, time_text = text.partition("T")
    day = parse_date(day_text)
    if day is None:
        return None
    if not mark:
        return DateTime(day)
    time = parse_time(time_text, end_of_day=True)
    if time is None:
        return None
    if time.seconds == DAY_SECONDS:
        next_day = from_epoch_day(epoch_day(day) + 1)
        return None if next_day is None else DateTime(next_day, 0, 0, time.offset, time.zone)
    return DateTime(day, time.seconds, time.nanos, time.offset, time.zone)
