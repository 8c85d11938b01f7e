"""Days present and nights lodged, as a month's records prove them. Pure functions; what is in doubt is listed, never counted.

Steps M4 and M5 of the monthly assessment and the arithmetic beside them; all of it an office's default. A punch alone earns no
point: these are the counts of one source, from which the county's facts are settled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from workflows.attendance.days import is_of_night
from workflows.attendance.results import Day, Punch, PunchKind, PunchState
from workflows.attendance.settings import AttendanceSettings


@dataclass(frozen=True, slots=True)
class Counts:
    """A member's month by their records: days, nights, and the days and nights on which a person must decide."""

    present: Fraction
    nights: int
    open_days: tuple[date, ...]
    open_nights: tuple[date, ...]


def count(
    days: Iterable[Day],
    first: date,
    last: date,
    settings: AttendanceSettings,
    *,
    decided: Mapping[date, Fraction] | None = None,
    business: Mapping[date, Fraction] | None = None,
    rota: Collection[date] = (),
) -> Counts:
    """What the records prove from one day to another, both included.

    `decided`: what a person decided of a day in doubt, 1 (计入), 1/2 (半天) or 0 (不计); it stands above the records.
    `business`: days on approved business outside the village, which count as present. `rota`: nights of approved duty.
    A night needs an evening punch and another the next morning, both in the village; the morning's alone proves none. Give the
    first day after `last` too: without it the last night stays open.
    """
    by_day = {day.day: day for day in days}
    lodged_on = lodged_nights(by_day.values(), first, last, settings)
    decisions, trips = decided or {}, business or {}
    present = Fraction(0)
    open_days: list[date] = []
    open_nights: list[date] = []
    nights = 0
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        found = by_day.get(day)
        if day in decisions:
            present += decisions[day]
        elif found is not None and found.present:
            present += 1
        elif day in trips:
            present += trips[day]
        elif found is not None and found.present is None:
            open_days.append(day)
        lodged = day in rota or lodged_on[day]
        nights += lodged is True
        if lodged is None:
            open_nights.append(day)
    return Counts(present, nights, tuple(open_days), tuple(open_nights))


def lodged_nights(
    days: Iterable[Day], first: date, last: date, settings: AttendanceSettings
) -> dict[date, bool | None]:
    """Of each night from one day to another, both included, whether punches prove it; None where they still could."""
    by_day = {day.day: day for day in days}
    nights = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return {day: _is_lodged(day, by_day.get(day), by_day.get(day + timedelta(days=1)), settings) for day in nights}


def _is_lodged(day: date, found: Day | None, after: Day | None, settings: AttendanceSettings) -> bool | None:
    """Whether the night after a day was lodged; None where an evening stands without a morning that could still be known."""
    if found is None:
        return False
    evening = [punch for punch in found.punches if is_of_night(punch.at, day, settings)]
    if not any(map(_is_proof, evening)):
        in_doubt = any(punch.state is not PunchState.SUPERSEDED and punch.is_inside is not False for punch in evening)
        return None if in_doubt or found.night_punch is None else False
    next_day = day + timedelta(days=1)
    mornings = [
        punch
        for each in (found, after)
        if each is not None
        for punch in each.punches
        if _is_morning(punch.at, next_day, settings)
    ]
    if any(map(_is_proof, mornings)):
        return True
    # An unconfirmed morning, or a next day that this file does not hold, may still prove it.
    return None if mornings or after is None or not after.is_final else False


def _is_morning(at: datetime, day: date, settings: AttendanceSettings) -> bool:
    return at.date() == day and settings.evening_until <= at.time() <= settings.morning_until


def _is_proof(punch: Punch) -> bool:
    """A counted punch at the village: not one outside, nor one in the field whose place nobody checked."""
    if punch.state is not PunchState.COUNTED or punch.is_inside is False:
        return False
    return punch.kind is PunchKind.SHIFT or punch.is_inside is True
