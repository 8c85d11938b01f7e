"""Leave against attendance: every planted contradiction reaches a person, and consistent days reach nobody."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

from workflows.attendance.cells import on
from workflows.attendance.days import decide
from workflows.attendance.facts import Fact, SheetKind
from workflows.attendance.reconcile import contradictions
from workflows.attendance.results import Day, Leave, LeaveOfDay, LeaveUnit, Place, Punch
from workflows.attendance.settings import DEFAULTS
from workflows.attendance.words import Mark

FIRST = date(2026, 6, 1)


def worked(person: str, day: date) -> Day:
    punches = (Punch(on(day, time(7, 30))), Punch(on(day, time(20, 30))))
    return decide(person, day, [Fact(SheetKind.DAILY, Place("每日统计", 5), punches)], DEFAULTS)[0]


def away(person: str, day: date, kind: str = "年假") -> Day:
    fact = Fact(SheetKind.DAILY, Place("每日统计", 5), marks=frozenset({Mark.LEAVE}), leave=LeaveOfDay(kind))
    return decide(person, day, [fact], DEFAULTS)[0]


def leave(
    person: str, first: date, last: date, amount: str = "1", *, kind: str = "年假", is_late: bool = False
) -> Leave:
    return Leave(person, kind, first, last, Decimal(amount), LeaveUnit.DAYS, f"F{person}", is_late)


def test_ten_thousand_consistent_days_reach_nobody() -> None:
    days: list[Day] = []
    leaves: list[Leave] = []
    for number in range(400):
        person = f"M{number}"
        off = FIRST + timedelta(days=number % 25)
        leaves.append(leave(person, off, off))
        for step in range(25):
            day = FIRST + timedelta(days=step)
            days.append(away(person, day) if day == off else worked(person, day))
    assert len(days) == 10_000
    assert contradictions(days, leaves, DEFAULTS) == []


def test_each_of_twenty_planted_contradictions_reaches_a_person_and_nothing_else_does() -> None:
    days = [worked(f"M{number}", FIRST) for number in range(10)] + [away(f"N{number}", FIRST) for number in range(10)]
    leaves = [leave(f"M{number}", FIRST, FIRST) for number in range(10)]
    found = contradictions(days, leaves, DEFAULTS)
    assert [(each.code, each.person) for each in found] == [
        *(("approved_leave_and_punch", f"M{number}") for number in range(10)),
        *(("leave_without_form", f"N{number}") for number in range(10)),
    ]
    assert all(each.sentence.zh and each.place.row == 5 for each in found)


def test_half_a_day_of_leave_beside_punches_is_no_contradiction_and_two_halves_are() -> None:
    half = leave("M1", FIRST, FIRST, "0.5")
    assert contradictions([worked("M1", FIRST)], [half], DEFAULTS) == []
    assert [each.code for each in contradictions([worked("M1", FIRST)], [half, half], DEFAULTS)] == [
        "approved_leave_and_punch"
    ]


def test_business_is_no_leave_and_late_forms_are_marked() -> None:
    trip = leave("M1", FIRST, FIRST, kind="出差")
    assert contradictions([worked("M1", FIRST)], [trip], DEFAULTS) == []
    assert contradictions([away("M1", FIRST, "出差")], [], DEFAULTS) == []
    late = leave("M1", FIRST, FIRST, is_late=True)
    assert [each.code for each in contradictions([away("M1", FIRST)], [late], DEFAULTS)] == ["leave_filed_late"]


def test_without_any_forms_nothing_is_said_of_those_that_lack() -> None:
    assert contradictions([away("M1", FIRST)], [], DEFAULTS, has_forms=False) == []
