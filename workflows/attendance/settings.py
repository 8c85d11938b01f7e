"""The office's settings for reading and counting attendance: numbers and words that another jurisdiction may set otherwise.

Until the settings of the administration hold them, these defaults are read; none of them is a constant of a rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from decimal import Decimal

from workflows.files.bounds import Bounds


@dataclass(frozen=True, slots=True)
class AttendanceSettings:
    """How files are read and days counted. The mission gives none of these numbers: all are defaults."""

    bounds: Bounds = field(default_factory=Bounds)
    # A night's punches: evening from 20:00, until before 04:00 of the next day; the morning's until 08:00 (M5).
    evening_from: time = time(20)
    evening_until: time = time(4)
    morning_until: time = time(8)
    # A punch belongs to its work date until noon of the day after; one further off is put before a person.
    latest_after_work_date: timedelta = timedelta(hours=36)
    # A file of more days than a quarter is nobody's month.
    longest_period_days: int = 92
    # Of punches whose place the file does not tell: an office without coordinates counts them.
    counts_unknown_place: bool = True
    # Leave of so many hours is a whole day.
    hours_of_leave_day: Decimal = Decimal(8)
    # Kinds of approved leave that lower what a month asks for (L of the arithmetic in need.py); others stay the member's gap.
    exempt_leave: frozenset[str] = frozenset(
        {"年假", "病假", "产假", "陪产假", "婚假", "丧假", "探亲假", "工伤假", "育儿假"}
    )
    # Kinds of approval that are business outside the village and count as present.
    business: frozenset[str] = frozenset({"出差", "外出", "公出"})
    # How like a name must be to be suggested, of 100.
    likeness: int = 60
    suggestions: int = 3


DEFAULTS = AttendanceSettings()
