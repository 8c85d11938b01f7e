"""The office's settings for reading and counting attendance, as the reading of a file and the arithmetic of a month take them."""

from __future__ import annotations

import uuid
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from workflows.files.bounds import Bounds
from workflows.office.catalogues_file import SchemeLine, shipped_schemes
from workflows.office.in_force import Texts, texts_in_force
from workflows.office.schemes import schemes
from workflows.office.settings_file import shipped_settings
from workflows.people.words import LeaveEffect
from workflows.store import UnitOfWork

LEAVE_SETTING = "leave.kinds"
COUNTING_SETTINGS = (
    "attendance.evening_from",
    "attendance.evening_until",
    "attendance.morning_until",
    "attendance.leave_day_hours",
)
"""What days and nights are counted by; a month is frozen with these, and with the kinds of leave."""
READING_SETTINGS = (
    *COUNTING_SETTINGS,
    LEAVE_SETTING,
    "attendance.punch_hours",
    "attendance.file_days",
    "attendance.unknown_place",
    "attendance.likeness",
    "attendance.suggestions",
)
"""What a file of attendance is read by: that of its unit on the last day of its month."""


@dataclass(frozen=True, slots=True)
class AttendanceSettings:
    """How files are read and days counted.

    `evening_from` to `evening_until` of the next day: an evening's punch, until `morning_until` a morning's (M5).
    `latest_after_work_date`: how long after midnight a punch belongs to that day. `counts_unknown_place`: whether a punch counts
    whose file tells no place. `leave`: what each kind of leave does to a month, by every word that names it; others are a gap.
    `likeness`: how like a name must be to be suggested, of 100. `bounds` are those of the machine, no rule of the office.
    """

    evening_from: time
    evening_until: time
    morning_until: time
    hours_of_leave_day: Decimal
    leave: Mapping[str, LeaveEffect]
    latest_after_work_date: timedelta
    longest_period_days: int
    counts_unknown_place: bool
    likeness: int
    suggestions: int
    bounds: Bounds = field(default_factory=Bounds)


def settings_from(texts: Texts, lines: tuple[SchemeLine, ...]) -> AttendanceSettings:
    """The settings as the texts of their values say, with the lines of the kinds of leave in force."""
    shipped = shipped_settings()
    read = {key: shipped[key].read(texts.get(key, shipped[key].values[-1][1])) for key in READING_SETTINGS}
    number = {key: int(Fraction(str(read[key])) * (100 if key == "attendance.likeness" else 1)) for key in _NUMBERS}
    return AttendanceSettings(
        evening_from=time(number["attendance.evening_from"]),
        evening_until=time(number["attendance.evening_until"]),
        morning_until=time(number["attendance.morning_until"]),
        hours_of_leave_day=Decimal(number["attendance.leave_day_hours"]),
        leave=MappingProxyType({word: line.effect for line in lines if line.effect for word in line.called}),
        latest_after_work_date=timedelta(hours=number["attendance.punch_hours"]),
        longest_period_days=number["attendance.file_days"],
        counts_unknown_place=read["attendance.unknown_place"] is True,
        likeness=number["attendance.likeness"],
        suggestions=number["attendance.suggestions"],
    )


_NUMBERS = tuple(key for key in READING_SETTINGS if key not in (LEAVE_SETTING, "attendance.unknown_place"))


def reading_of_month(work: UnitOfWork, unit_id: uuid.UUID, month: date) -> AttendanceSettings:
    """What a unit's files of a month are read by: the settings in force on the month's last day, as the month itself is frozen."""
    last = month.replace(day=monthrange(month.year, month.month)[1])
    texts = texts_in_force(work, last, unit_id)
    return settings_from(texts, schemes(work)[texts[LEAVE_SETTING]].lines)


def shipped_reading() -> AttendanceSettings:
    """The same as shipped, where there is no office: to look at a file on the command line."""
    texts = {key: entry.values[-1][1] for key, entry in shipped_settings().items()}
    return settings_from(texts, shipped_schemes()[texts[LEAVE_SETTING]].lines)
