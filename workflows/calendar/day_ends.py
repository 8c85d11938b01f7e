"""Ends of days: a period in days runs to 24:00 of its last day; pure functions over a Calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflows.calendar.days import Calendar
from workflows.calendar.working_days import next_working_day
from workflows.calendar.zone import OFFICE_ZONE

# Some forty years; a longer period is a slip of the pen.
MAX_DAYS = 15_000


def end_of_day(day: date, zone: ZoneInfo = OFFICE_ZONE) -> datetime:
    """24:00 of a local day, which is 00:00 of the next one, as an instant in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def end_of_nth_day_after(calendar: Calendar, moment: datetime, days: int, *, rolls: bool | None = None) -> datetime:
    """24:00 of the `days`-th calendar day after the local day of `moment`, which is not counted itself, in UTC.

    So an order served on Monday at 15:00 is due, 7 days on, at 24:00 on the next Monday (rules.md 4.1).
    `rolls` moves an end that falls on a day off to the next working day; None asks the calendar's own setting.
    Raises ValueError for a negative count or one beyond 15,000 days.
    """
    if not 0 <= days <= MAX_DAYS:
        raise ValueError(f"{days} days cannot be counted; give 0 to {MAX_DAYS:,}.")
    last = moment.astimezone(calendar.zone).date() + timedelta(days=days)
    if calendar.rolls_to_working_day if rolls is None else rolls:
        last = next_working_day(calendar, last)
    return end_of_day(last, calendar.zone)


def due_text(moment: datetime, zone: ZoneInfo = OFFICE_ZONE) -> str:
    """A due time as people say it: the end of Monday is `2018-12-17 24:00`, not midnight of Tuesday."""
    local = moment.astimezone(zone)
    if local.time() == time():
        return f"{local.date() - timedelta(days=1)} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def official_date(day: date) -> str:
    """A day as official letters write it, without leading zeros (GB/T 9704-2012, 7.3.5.4): `2018年12月17日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def official_time(moment: datetime, zone: ZoneInfo = OFFICE_ZONE) -> str:
    """A moment as official letters write it: `2018年12月17日15时30分`; the end of Monday is Monday's `24时`."""
    local = moment.astimezone(zone)
    if local.time() == time():
        return f"{official_date(local.date() - timedelta(days=1))}24时"
    minutes = f"{local.minute}分" if local.minute else ""
    return f"{official_date(local.date())}{local.hour}时{minutes}"
