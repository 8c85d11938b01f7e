"""Days present, nights lodged and leave by day: the arithmetic that offices will check by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.attendance.shipped import SHIPPED
from workflows.attendance.cells import on
from workflows.attendance.counts import count
from workflows.attendance.days import decide
from workflows.attendance.facts import Fact, SheetKind
from workflows.attendance.leave_days import covered_by_day, days_of_leave, days_within, effect_of
from workflows.attendance.results import Day, Leave, LeaveUnit, Place, Punch, PunchKind, PunchState
from workflows.attendance.settings import AttendanceSettings
from workflows.attendance.words import Mark
from workflows.calendar.zone import OFFICE_ZONE

JUNE = date(2026, 6, 1), date(2026, 6, 30)


def at(text: str) -> datetime:
    """A moment of June: "01 20:10"."""
    return datetime.strptime(f"2026-06-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=OFFICE_ZONE)


def a_day(number: int, *times: str, settings: AttendanceSettings = SHIPPED, **punch: Any) -> Day:
    """A day of June with punches at these times."""
    day = date(2026, 6, number)
    fact = Fact(SheetKind.RECORDS, Place(), tuple(Punch(at(each), **punch) for each in times))
    return decide("M1", day, [fact], settings)[0]


@pytest.mark.parametrize(
    ("evening", "morning", "nights"),
    [
        (("01 20:00",), ("02 08:00",), 1),
        (("01 19:59",), ("02 07:30",), 0),
        (("01 20:10",), ("02 08:01",), 0),
        (("01 07:30",), ("02 07:30",), 0),
        (("01 20:10", "02 00:48"), (), 0),
        (("01 20:10", "02 03:59"), ("02 04:00",), 1),
        (("02 00:30",), ("02 07:30",), 1),
        (("01 20:10", "02 07:30"), (), 1),
        ((), ("02 07:30",), 0),
    ],
)
def test_a_night_needs_an_evening_and_the_next_morning(
    evening: tuple[str, ...], morning: tuple[str, ...], nights: int
) -> None:
    days = [a_day(1, *evening), a_day(2, *morning)]
    assert count(days, date(2026, 6, 1), date(2026, 6, 1), SHIPPED).nights == nights


def test_the_morning_punch_alone_proves_no_night_in_a_whole_month() -> None:
    days = [a_day(number, f"{number:02} 07:30") for number in range(1, 31)]
    counted = count(days, *JUNE, SHIPPED)
    assert (counted.present, counted.nights, counted.open_nights) == (30, 0, ())


def test_a_whole_month_of_evenings_and_mornings_leaves_the_last_night_to_the_next_file() -> None:
    days = [a_day(number, f"{number:02} 07:30", f"{number:02} 20:30") for number in range(1, 31)]
    counted = count(days, *JUNE, SHIPPED)
    assert (counted.present, counted.nights, counted.open_nights) == (30, 29, (date(2026, 6, 30),))


@pytest.mark.parametrize(
    ("punch", "present", "nights", "open_nights"),
    [
        ({}, 2, 1, 0),
        ({"is_inside": True}, 2, 1, 0),
        ({"is_inside": False}, 0, 0, 0),
        ({"kind": PunchKind.FIELD}, 2, 0, 1),
        ({"kind": PunchKind.FIELD, "is_inside": True}, 2, 1, 0),
        ({"state": PunchState.UNCONFIRMED}, 0, 0, 1),
        ({"state": PunchState.SUPERSEDED}, 0, 0, 0),
    ],
)
def test_only_counted_punches_in_the_village_prove_a_night(
    punch: dict[str, Any], present: int, nights: int, open_nights: int
) -> None:
    days = [a_day(1, "01 20:10", **punch), a_day(2, "02 07:30", **punch)]
    counted = count(days, date(2026, 6, 1), date(2026, 6, 2), SHIPPED)
    assert (counted.present, counted.nights) == (present, nights)
    assert len([night for night in counted.open_nights if night.day == 1]) == open_nights


def test_a_day_that_the_source_calls_absent_is_closed_and_one_without_a_word_is_open() -> None:
    absent = decide("M1", date(2026, 6, 1), [Fact(SheetKind.DAILY, Place(), marks=frozenset({Mark.ABSENT}))], SHIPPED)[
        0
    ]
    counted = count([absent, a_day(2)], date(2026, 6, 1), date(2026, 6, 2), SHIPPED)
    assert counted.open_days == (date(2026, 6, 2),)


def test_a_night_stays_open_while_its_morning_may_still_be_proved() -> None:
    evening, first = a_day(1, "01 20:10"), date(2026, 6, 1)
    unconfirmed = a_day(2, "02 07:30", state=PunchState.UNCONFIRMED)
    for after, open_nights in (
        ([unconfirmed], (first,)),
        ([replace(a_day(2), is_final=False)], (first,)),
        ([], (first,)),
        ([a_day(2)], ()),
        ([a_day(2, "02 12:00")], ()),
    ):
        assert count([evening, *after], first, first, SHIPPED).open_nights == open_nights


def test_a_make_up_without_a_time_leaves_the_night_open() -> None:
    asked = decide("M1", date(2026, 6, 1), [Fact(SheetKind.MONTH, Place(), marks=frozenset({Mark.MAKE_UP}))], SHIPPED)[
        0
    ]
    assert count([asked], date(2026, 6, 1), date(2026, 6, 1), SHIPPED).open_nights == (date(2026, 6, 1),)


def test_decisions_stand_above_the_records_and_halves_add_up() -> None:
    days = [a_day(1, "01 07:30"), a_day(2), a_day(3), a_day(4)]
    decided = {date(2026, 6, 1): Fraction(0), date(2026, 6, 2): Fraction(1, 2), date(2026, 6, 3): Fraction(1)}
    counted = count(days, date(2026, 6, 1), date(2026, 6, 4), SHIPPED, decided=decided)
    assert counted.present == Fraction(3, 2)
    assert counted.open_days == (date(2026, 6, 4),)


def test_approved_business_counts_as_present_and_rota_duty_as_a_night() -> None:
    first = date(2026, 6, 1)
    counted = count([], first, date(2026, 6, 2), SHIPPED, business={first: Fraction(1)}, rota={first})
    assert (counted.present, counted.nights, counted.open_days) == (1, 1, ())


def test_a_jurisdiction_has_its_own_hours_and_its_own_trust_in_places() -> None:
    late = replace(SHIPPED, evening_from=at("01 21:00").time())
    days = [a_day(1, "01 20:30", settings=late), a_day(2, "02 07:30", settings=late)]
    assert count(days, date(2026, 6, 1), date(2026, 6, 1), late).nights == 0
    strict = replace(SHIPPED, counts_unknown_place=False)
    assert a_day(1, "01 07:30", settings=strict).present is None
    assert a_day(1, "01 07:30", settings=strict, is_inside=True).present is True


def leave(starts: Any, ends: Any, amount: str = "1", unit: LeaveUnit = LeaveUnit.DAYS, kind: str = "年假") -> Leave:
    return Leave("M1", kind, starts, ends, Decimal(amount), unit, "1", False)


@pytest.mark.parametrize(
    ("taken", "days", "in_june"),
    [
        (leave(date(2026, 6, 29), date(2026, 7, 3), "5"), 5, 2),
        (leave(date(2026, 6, 1), date(2026, 6, 1)), 1, 1),
        (leave(date(2026, 6, 1), date(2026, 6, 1), "0.5"), Fraction(1, 2), Fraction(1, 2)),
        (leave(at("17 08:30"), at("17 12:00"), "3.5", LeaveUnit.HOURS), Fraction(7, 16), Fraction(7, 16)),
        (leave(at("17 08:30"), at("17 20:00"), "11", LeaveUnit.HOURS), 1, 1),
        (leave(at("17 12:00"), at("19 12:00"), "2"), 2, 2),
        (leave(at("17 08:30"), at("19 17:30"), "3"), 3, 3),
        (leave(date(2026, 5, 30), date(2026, 6, 2), "4"), 4, 2),
    ],
)
def test_what_a_leave_covers(taken: Leave, days: Fraction | int, in_june: Fraction | int) -> None:
    covered = days_of_leave(taken, SHIPPED)
    assert sum(covered.values()) == days
    assert days_within(covered, *JUNE) == in_june


def test_no_day_is_covered_twice() -> None:
    taken = [
        leave(date(2026, 6, 1), date(2026, 6, 2), "2"),
        leave(date(2026, 6, 2), date(2026, 6, 2), "0.5", kind="病假"),
    ]
    assert days_within(covered_by_day(taken, SHIPPED), *JUNE) == 2


@pytest.mark.parametrize(
    ("kind", "effect"),
    [("病假", "lowers"), ("年休假", "lowers"), ("事假", "gap"), ("公出", "present"), ("护理假", "gap")],
)
def test_a_kind_does_what_its_line_says_and_one_without_a_line_stays_a_gap(kind: str, effect: str) -> None:
    assert effect_of(leave(date(2026, 6, 1), date(2026, 6, 1), kind=kind), SHIPPED) == effect


def test_moments_are_on_the_offices_clock() -> None:
    assert on(date(2026, 6, 1), at("01 20:10").time()) == at("01 20:10")
