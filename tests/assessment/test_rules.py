"""The arithmetic of a member's month: segments, days settled and counted, and each setting that moves it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from workflows.assessment.rules import (
    RULE_SETTINGS,
    Evidence,
    Facts,
    Stretch,
    as_kept,
    as_read,
    facts_of,
    frozen_rules,
    posted_days,
    stretches_in,
)
from workflows.attendance.results import Day, Leave, LeaveUnit, Punch, PunchKind, PunchState
from workflows.attendance.settle import Outcome
from workflows.calendar.days import Calendar, DayKind
from workflows.office.catalogues_file import shipped_schemes
from workflows.office.settings_file import shipped_settings
from workflows.people.words import Role

FEBRUARY, NOVEMBER = date(2018, 2, 1), date(2018, 11, 1)
TEAM = uuid.UUID(int=1)
OFF = [
    day.isoformat() for day in (date(2018, 2, n) for n in range(1, 29)) if Calendar().day(day).kind is DayKind.HOLIDAY
]


def stretch(first: date, last: date, village: str = "V1") -> Stretch:
    return Stretch(TEAM, village, "C1", Role.MEMBER, first, last)


def day(on: date, *moments: str, present: bool | None = True, is_final: bool = True) -> Day:
    """A day with punches in the village at these moments."""
    at = (datetime.fromisoformat(moment) for moment in moments)
    punches = tuple(Punch(moment, PunchState.COUNTED, PunchKind.SHIFT, True) for moment in at)
    return Day("W", on, present, True, True, punches, is_final=is_final)


def february(known: Evidence, **settings: str) -> Facts:
    """A whole February 2018 by the shipped settings, but for these (a dot is written as two underscores)."""
    values = {key: shipped_settings()[key].values[-1][1] for key in RULE_SETTINGS}
    values |= {key.replace("__", "."): value for key, value in settings.items()}
    rules = frozen_rules({"settings": values, "days_off": OFF}, shipped_schemes()["leave_11"].lines)
    return facts_of("W", FEBRUARY, [stretch(FEBRUARY, date(2018, 2, 28))], rules, known)


SETTINGS: Mapping[str, tuple[str, str, Any, Any]] = {
    "assessment.month_days": ("20", "need_days", 22, 20),
    "assessment.month_nights": ("10", "need_nights", 15, 10),
    "assessment.facts_only_below": ("29", "is_graded", True, False),
    "assessment.credited_holidays": ("31", "need_days", 22, 21),
    "attendance.evening_from": ("21", "nights", 1, 0),
    "attendance.evening_until": ("0", "late_nights", 1, 0),
    "attendance.morning_until": ("7", "nights", 1, 0),
    "attendance.leave_day_hours": ("4", "leave_days", Fraction(1, 2), Fraction(1)),
}


@pytest.mark.parametrize("key", RULE_SETTINGS)
def test_each_setting_of_the_month_changes_what_comes_of_it(key: str) -> None:
    value, name, shipped, changed = SETTINGS[key]
    evening = "2018-02-04T00:30" if name == "late_nights" else "2018-02-03T20:10"
    morning = Leave(
        "W", "事假", datetime(2018, 2, 10, 8), datetime(2018, 2, 10, 12), Decimal(4), LeaveUnit.HOURS, "", False
    )
    known = Evidence(
        (day(date(2018, 2, 3), evening), day(date(2018, 2, 4), "2018-02-04T07:20")),
        (morning,),
        village={date(2018, 2, 3): True},
    )
    for settings, expected in (({}, shipped), ({key.replace(".", "__"): value}, changed)):
        found = february(known, **settings)
        facts = {
            "need_days": found.need.days,
            "need_nights": found.need.nights,
            "is_graded": found.need.is_graded,
            "nights": found.nights,
            "late_nights": found.nights,
            "leave_days": found.leave_days,
        }
        assert facts[name] == expected


def test_punch_and_village_list_agree_and_count_contradict_and_wait() -> None:
    days = (day(date(2018, 2, 5), "2018-02-05T07:30"), day(date(2018, 2, 6), "2018-02-06T07:30"))
    village = {date(2018, 2, 5): True, date(2018, 2, 6): False}
    found = february(Evidence(days, village=village))
    assert (found.present, found.nights) == (1, 0)
    assert [(each.day, each.outcome) for each in found.open_days] == [(date(2018, 2, 6), Outcome.CONTRADICTION)]


def test_a_night_counts_only_on_a_day_that_counts() -> None:
    """Evening and morning punch are one source: without a second one the night waits with its day."""
    days = (day(date(2018, 2, 3), "2018-02-03T20:10"), day(date(2018, 2, 4), "2018-02-04T07:20"))
    alone = february(Evidence(days))
    assert (alone.present, alone.nights, len(alone.open_days)) == (0, 0, 2)
    listed = february(Evidence(days, village={date(2018, 2, 3): True}))
    assert (listed.present, listed.nights) == (1, 1)
    decided = february(
        Evidence(days, decided={date(2018, 2, 3): (Fraction(0), None), date(2018, 2, 4): (Fraction(1), True)})
    )
    assert (decided.present, decided.nights) == (1, 1), (
        "a night that somebody decided counts, one of a day struck out does not"
    )


def test_a_night_whose_morning_may_still_come_waits() -> None:
    evening = day(date(2018, 2, 28), "2018-02-28T20:10", is_final=False)
    found = february(Evidence((evening,), village={date(2018, 2, 28): True}))
    assert (found.nights, found.open_nights) == (0, (date(2018, 2, 28),))


def test_files_that_contradict_one_another_leave_a_day_to_a_person() -> None:
    on = date(2018, 2, 5)
    files = (day(on, "2018-02-05T07:30"), day(on, present=False))
    found = february(Evidence(files, village={on: True}))
    assert (found.present, [each.outcome for each in found.open_days]) == (0, [Outcome.ONE_SOURCE])


def test_sick_leave_that_crosses_months_lowers_only_this_months_need() -> None:
    sick = Leave("W", "病假", date(2018, 1, 20), date(2018, 2, 14), Decimal(26), LeaveUnit.DAYS, "", False)
    found = february(Evidence(leaves=(sick,)))
    assert (found.segment.exempt_leave, found.need.days, found.leave_days) == (14, 11, 14)
    personal = Leave("W", "事假", date(2018, 2, 1), date(2018, 2, 3), Decimal(3), LeaveUnit.DAYS, "", False)
    found = february(Evidence(leaves=(personal,)))
    assert (found.need.days, found.leave_days) == (22, 3), "personal leave stays the member's own gap"


def test_business_outside_the_village_counts_as_present() -> None:
    trip = Leave("W", "出差", date(2018, 2, 7), date(2018, 2, 8), Decimal(2), LeaveUnit.DAYS, "", False)
    assert february(Evidence(leaves=(trip,))).present == 2


def test_a_day_of_handover_belongs_to_the_later_posting() -> None:
    both = [stretch(date(2018, 11, 10), date(2020, 1, 1), "V2"), stretch(date(2017, 1, 1), date(2018, 11, 12))]
    parts = stretches_in(NOVEMBER, both)
    assert [(each.village, each.first.day, each.last.day) for each in parts] == [("V1", 1, 9), ("V2", 10, 30)]
    assert posted_days(parts) == 30
    assert as_read(as_kept(parts)) == parts
    assert stretches_in(NOVEMBER, [stretch(date(2018, 12, 1), date(2018, 12, 31))]) == ()
