"""The arithmetic of a member's month: its segments, the rules it is frozen with, its days settled and counted. Pure functions."""

from __future__ import annotations

import uuid
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from workflows.attendance.counts import lodged_nights
from workflows.attendance.leave_days import covered_by_day, effect_of
from workflows.attendance.need import Need, Segment, Thresholds, joined, need_of, segment_of
from workflows.attendance.results import Day, Leave
from workflows.attendance.settings import COUNTING_SETTINGS, LEAVE_SETTING, AttendanceSettings, settings_from
from workflows.attendance.settle import Settled, Sources, settle
from workflows.office.catalogues_file import SchemeLine
from workflows.people.words import LeaveEffect, Role

RULE_SETTINGS = (
    "assessment.month_days",
    "assessment.month_nights",
    "assessment.facts_only_below",
    "assessment.credited_holidays",
    *COUNTING_SETTINGS,
)
POINTS_SETTING = "assessment.points"
FROZEN_SETTINGS = (*RULE_SETTINGS, POINTS_SETTING, LEAVE_SETTING)
"""The settings that a month is frozen with (M1), numbers, the catalogue of points and the kinds of leave;
those of the last day of the month count,
whatever is set afterwards."""


def last_of(month: date) -> date:
    """The last day of the month that a day lies in."""
    return month.replace(day=monthrange(month.year, month.month)[1])


@dataclass(frozen=True, slots=True)
class Stretch:
    """A posting's days within a month, both ends included."""

    team_id: uuid.UUID
    village: str
    county: str
    role: Role
    first: date
    last: date


def stretches_in(month: date, postings: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The postings of one member cut to a month, in their order; what has no day in it is left out.

    A day that two postings hold, as on a handover, belongs to the later one, so that no day counts twice.
    """
    first, last = month.replace(day=1), last_of(month)
    cut: list[Stretch] = []
    for each in sorted(postings, key=lambda posting: (posting.first, posting.last)):
        begin, end = max(first, each.first), min(last, each.last)
        if begin > end:
            continue
        if cut and cut[-1].last >= begin:
            before = cut.pop()
            if before.first < begin:
                cut.append(replace(before, last=begin - timedelta(days=1)))
        cut.append(replace(each, first=begin, last=end))
    return tuple(cut)


def as_kept(stretches: Iterable[Stretch]) -> list[dict[str, Any]]:
    """Segments as a row keeps them."""
    return [
        {
            "team": str(each.team_id),
            "village": each.village,
            "county": each.county,
            "role": each.role.value,
            "first": each.first.isoformat(),
            "last": each.last.isoformat(),
        }
        for each in stretches
    ]


def as_read(kept: Iterable[Mapping[str, Any]]) -> tuple[Stretch, ...]:
    """Segments as a row keeps them, read back."""
    return tuple(
        Stretch(
            uuid.UUID(each["team"]),
            each["village"],
            each["county"],
            Role(each["role"]),
            date.fromisoformat(each["first"]),
            date.fromisoformat(each["last"]),
        )
        for each in kept
    )


@dataclass(frozen=True, slots=True)
class FrozenRules:
    """What a month is reckoned by: thresholds, statutory days off that are credited, how punches and leave are read."""

    thresholds: Thresholds
    days_off: frozenset[date]
    reading: AttendanceSettings


def frozen_thresholds(kept: Mapping[str, Any]) -> Thresholds:
    """What a row's `rules` ask for a whole month."""
    number = {key: int(kept["settings"][key]) for key in RULE_SETTINGS}
    return Thresholds(
        number["assessment.month_days"], number["assessment.month_nights"], number["assessment.facts_only_below"]
    )


def frozen_rules(kept: Mapping[str, Any], leave: tuple[SchemeLine, ...]) -> FrozenRules:
    """What a row's `rules` mean: the settings by key, the statutory days off of the month, the kinds of leave."""
    off = sorted(date.fromisoformat(day) for day in kept["days_off"])
    return FrozenRules(
        frozen_thresholds(kept),
        frozenset(off[: int(kept["settings"]["assessment.credited_holidays"])]),
        settings_from(kept["settings"], leave),
    )


def posted_days(stretches: Iterable[Stretch]) -> int:
    """How many days of the month somebody is posted (P)."""
    return sum((each.last - each.first).days + 1 for each in stretches)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one member's month: days by files, approved leave, what people decided, what the village said.

    `decided`: what a decision about a day makes it worth, with whether the night was lodged (None: as the punches prove it).
    `village`: on the village's list (True) or struck out of it (False), by day; a day that it says nothing of is missing.
    `diary`: days of which an entry was written. `overdue`: days on which the member should have been back from leave and was not.
    """

    days: tuple[Day, ...] = ()
    leaves: tuple[Leave, ...] = ()
    decided: Mapping[date, tuple[Fraction, bool | None]] | None = None
    village: Mapping[date, bool] | None = None
    diary: frozenset[date] = frozenset()
    overdue: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a member's month comes to. `open_days` wait for a person; none of them is counted meanwhile."""

    segment: Segment
    need: Need
    present: Fraction
    nights: int
    open_days: tuple[Settled, ...]
    open_nights: tuple[date, ...]
    leave_days: Fraction

    @property
    def gap_days(self) -> Fraction:
        """Days present less days asked for (a of D2)."""
        return self.present - self.need.days

    @property
    def gap_nights(self) -> int:
        """Nights lodged less nights asked for (n of D2)."""
        return self.nights - self.need.nights


def facts_of(person: str, month: date, stretches: Iterable[Stretch], rules: FrozenRules, known: Evidence) -> Facts:
    """Settle and count a member's month (M3 to M5 of the specification).

    A day counts by what a person decided, else as two sources that agree settle it; a night counts where an evening punch and one
    of the next morning prove it on a day that counts, or where a person decided so. Days outside the segments are not looked at.
    """
    parts = tuple(stretches)
    by_effect = [(effect_of(leave, rules.reading), leave) for leave in known.leaves]

    def covered(*effects: LeaveEffect) -> dict[date, Fraction]:
        return covered_by_day((leave for effect, leave in by_effect if effect in effects), rules.reading)

    exempt = covered(LeaveEffect.LOWERS)
    away = covered(LeaveEffect.LOWERS, LeaveEffect.GAP)
    business = covered(LeaveEffect.PRESENT)
    segment = joined(segment_of(each.first, each.last, month, exempt, rules.days_off) for each in parts)
    by_day = {day.day: day for day in one_a_day(known.days)}
    lodged = lodged_nights(by_day.values(), parts[0].first, parts[-1].last, rules.reading)
    decided, village = known.decided or {}, known.village or {}
    present, nights = Fraction(0), 0
    open_days: list[Settled] = []
    open_nights: list[date] = []
    for day in days_of(parts):
        worth, night = decided.get(day, (None, None))
        if worth is None:
            settled = settle(
                Sources(
                    person,
                    day,
                    punch=by_day.get(day),
                    diary=day in known.diary,
                    village=village.get(day),
                    leave=away.get(day, Fraction(0)),
                    is_business=business.get(day, 0) >= 1,
                    is_overdue=day in known.overdue,
                )
            )
            worth = settled.counts
            if worth is None:
                open_days.append(settled)
        present += worth or 0
        is_lodged = lodged[day] if night is None else night
        if is_lodged is None and worth:
            open_nights.append(day)
        nights += is_lodged is True and (night is True or bool(worth))
    leave_days = sum((away.get(day, Fraction(0)) for day in days_of(parts)), Fraction(0))
    need = need_of(segment, rules.thresholds)
    return Facts(segment, need, present, nights, tuple(open_days), tuple(open_nights), leave_days)


def days_of(stretches: Iterable[Stretch]) -> list[date]:
    """Every day of the segments, in order."""
    return [each.first + timedelta(days=n) for each in stretches for n in range((each.last - each.first).days + 1)]


def one_a_day(days: Iterable[Day]) -> list[Day]:
    """The days, those that several files tell joined: where the files contradict one another, the day says nothing by itself."""
    found: dict[date, Day] = {}
    for day in days:
        other = found.get(day.day)
        found[day.day] = day if other is None else _joined(other, day)
    return [found[day] for day in sorted(found)]


def _joined(one: Day, other: Day) -> Day:
    said = {one.present, other.present} - {None}
    nights = {one.night_punch, other.night_punch} - {None}
    return replace(
        one,
        present=said.pop() if len(said) == 1 else None,
        night_punch=None if not nights else True in nights,
        punches=tuple(sorted({*one.punches, *other.punches}, key=lambda punch: punch.at)),
        flags=one.flags | other.flags,
        is_final=one.is_final and other.is_final,
        places=(*one.places, *other.places),
    )
