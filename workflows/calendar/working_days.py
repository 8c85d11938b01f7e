"""Counting in working days, and in office hours on them; pure functions over a Calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from workflows.calendar.days import Calendar

ONE_DAY = timedelta(days=1)
# Some forty years of working days; a longer count is a slip of the pen, and would keep a worker busy.
MAX_WORKING_DAYS = 10_000
MAX_SPAN = timedelta(days=366 * 40)


def add_working_days(calendar: Calendar, start: date, count: int) -> date:
    """The `count`-th working day after `start` (before it, where negative); `start` itself is not counted.

    Zero gives `start`, working day or not. Raises ValueError beyond 10,000 working days.
    """
    if abs(count) > MAX_WORKING_DAYS:
        raise ValueError(f"{count} working days are more than the {MAX_WORKING_DAYS:,} that can be counted.")
    step = ONE_DAY if count > 0 else -ONE_DAY
    day, left = start, abs(count)
    while left:
        day += step
        if calendar.is_working_day(day):
            left -= 1
    return day


def working_days_between(calendar: Calendar, start: date, end: date) -> int:
    """The working days after `start` up to and including `end`; negative where `end` lies before `start`.

    So `working_days_between(c, d, add_working_days(c, d, n)) == n`. Raises ValueError beyond forty years.
    """
    if abs(end - start) > MAX_SPAN:
        raise ValueError(f"From {start} to {end} are more than the forty years that can be counted.")
    if end < start:
        return -sum(calendar.is_working_day(end + ONE_DAY * offset) for offset in range((start - end).days))
    return sum(calendar.is_working_day(start + ONE_DAY * offset) for offset in range(1, (end - start).days + 1))


def next_working_day(calendar: Calendar, day: date) -> date:
    """`day` itself where it is a working day, else the first one after it."""
    while not calendar.is_working_day(day):
        day += ONE_DAY
    return day


def is_office_time(calendar: Calendar, moment: datetime) -> bool:
    """True where the office is open at this instant."""
    local = moment.astimezone(calendar.zone)
    return calendar.is_working_day(local.date()) and any(
        opens <= local.time() < closes for opens, closes in calendar.office_hours.spans
    )


def office_time_between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How long the office was open between two instants; zero where `end` is not after `start`."""
    first, last = start.astimezone(calendar.zone), end.astimezone(calendar.zone)
    if last.date() - first.date() > MAX_SPAN:
        raise ValueError(f"From {start} to {end} are more than the forty years that can be counted.")
    total, day = timedelta(), first.date()
    while day <= last.date():
        if calendar.is_working_day(day):
            for opens, closes in calendar.office_hours.spans:
                open_from = max(first, datetime.combine(day, opens, calendar.zone))
                open_until = min(last, datetime.combine(day, closes, calendar.zone))
                total += max(open_until - open_from, timedelta())
        day += ONE_DAY
    return total
