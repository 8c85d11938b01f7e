"""Cells of attendance files as names, times and moments; every number is bounded by its written form before it is converted."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework.typed_numbers import NoNumber, NumberTooLarge, typed_number
from workflows.files.cells import as_date, as_text, normal
from workflows.files.sheet import Cell

CLOCK = r"(?<!\d)(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?!\d)"
"""A time of day within text."""
_CLOCK = re.compile(CLOCK)
_LEFT = re.compile(r"\((?:已?离职|已?调离|已?撤回|停用)\)$")


def as_name(cell: Cell) -> str:
    """A name without blanks inside and without the mark of somebody who left, （离职）."""
    return _LEFT.sub("", normal(as_text(cell)))


def as_work_date(cell: Cell) -> date | None:
    """The day of a workDate: midnight in China as milliseconds since 1970, so that UTC would give the day before."""
    text = as_text(cell)
    if not re.fullmatch(r"1\d{12}", text):
        return None
    return datetime.fromtimestamp(int(text) // 1000, OFFICE_ZONE).date()


def as_moment(cell: Cell) -> datetime | None:
    """The date and time of a cell on the office's clock; None for anything else."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=OFFICE_ZONE)
    if not isinstance(cell, str):
        return None
    text = unicodedata.normalize("NFKC", cell.strip())
    day = as_date(text)
    clock = _CLOCK.search(text[text.find(" ") + 1 :]) if " " in text or "T" in text else None
    return None if day is None or clock is None else on(day.day, clock_time(clock))


def on(day: date, clock: time, *, days_later: int = 0) -> datetime:
    """A moment on the office's clock."""
    return datetime.combine(day + timedelta(days=days_later), clock, OFFICE_ZONE)


def clock_time(found: re.Match[str]) -> time:
    """The time of day of a match with the groups hour and minute; 24:00 is the day's last minute."""
    hour = int(found["hour"])
    return time(23, 59) if hour == 24 else time(hour, int(found["minute"]))


def as_number(cell: Cell) -> Decimal | None:
    """A number, bounded as text before it is converted; None for anything else."""
    if cell == "":
        return None  # as most cells of amounts are
    try:
        return typed_number(cell if isinstance(cell, int | float) else as_text(cell))
    except (NoNumber, NumberTooLarge):
        return None
