"""One day out of several sheets: which of them decides what, and what they must not decide alone."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from tests.attendance.shipped import SHIPPED
from workflows.attendance.cells import on
from workflows.attendance.days import decide
from workflows.attendance.facts import Fact, SheetKind
from workflows.attendance.results import Day, LeaveOfDay, LeaveUnit, Place, Punch, PunchKind, PunchState
from workflows.attendance.words import Mark

DAY = date(2026, 6, 1)
COUNTED, SUPERSEDED, UNCONFIRMED = PunchState.COUNTED, PunchState.SUPERSEDED, PunchState.UNCONFIRMED


def fact(sheet: SheetKind, *hours: int, marks: tuple[Mark, ...] = (), state: PunchState = COUNTED, **more: Any) -> Fact:
    """What a sheet says: punches at these hours and these words."""
    leave = more.pop("leave", None)
    punches = tuple(Punch(on(DAY, time(hour)), state, **more) for hour in hours)
    return Fact(sheet, Place(sheet.name, 5), punches, frozenset(marks), leave)


def decided(*facts: Fact) -> tuple[Day, list[str]]:
    """The day and what is in doubt about it, by code."""
    day, doubts = decide("M1", DAY, facts, SHIPPED)
    return day, [doubt.code for doubt in doubts]


def test_the_sheet_of_single_punches_decides_whether_one_is_valid() -> None:
    times = fact(SheetKind.TIMES, 7)
    for state, present, codes in (
        (COUNTED, True, []),
        (SUPERSEDED, None, ["only_invalid_punch"]),
        (UNCONFIRMED, None, []),
    ):
        for facts in (
            (times, fact(SheetKind.RECORDS, 7, state=state)),
            (fact(SheetKind.RECORDS, 7, state=state), times),
        ):
            day, doubts = decided(*facts)
            assert (day.present, doubts, len(day.punches)) == (present, codes, 1)


def test_of_two_rows_for_the_same_minute_one_that_counts_is_enough() -> None:
    rows = [fact(SheetKind.RECORDS, 7, state=state) for state in (SUPERSEDED, UNCONFIRMED, COUNTED)]
    assert decided(*rows)[0].times(COUNTED) == (on(DAY, time(7)),)
    assert decided(*rows[:2])[0].times(UNCONFIRMED) == (on(DAY, time(7)),)


def test_a_punch_that_any_sheet_calls_outside_is_outside() -> None:
    day, doubts = decided(fact(SheetKind.RECORDS, 7, is_inside=False), fact(SheetKind.TIMES, 7))
    assert (day.present, day.is_inside, doubts) == (None, False, ["out_of_fence"])
    inside, doubts = decided(fact(SheetKind.RECORDS, 7, is_inside=True), fact(SheetKind.TIMES, 7))
    assert (inside.present, inside.is_inside, doubts) == (True, True, [])
    both, doubts = decided(fact(SheetKind.RECORDS, 7, is_inside=False), fact(SheetKind.RECORDS, 8, is_inside=True))
    assert (both.present, both.is_inside, doubts) == (True, True, ["out_of_fence"])


def test_a_field_punch_stays_one_in_whatever_sheet_it_is_called_so() -> None:
    day, _ = decided(fact(SheetKind.RECORDS, 7), fact(SheetKind.TIMES, 7, kind=PunchKind.FIELD))
    assert [punch.kind for punch in day.punches] == [PunchKind.FIELD]
    assert "field_punch" in day.flags


@pytest.mark.parametrize(
    ("facts", "present", "doubts"),
    [
        ([fact(SheetKind.MONTH, marks=(Mark.WORKED,))], True, []),
        ([fact(SheetKind.MONTH, marks=(Mark.WORKED,)), fact(SheetKind.TIMES)], None, ["sheets_disagree"]),
        ([fact(SheetKind.MONTH, marks=(Mark.WORKED,)), fact(SheetKind.TIMES, 7)], True, []),
        ([fact(SheetKind.MONTH, marks=(Mark.WORKED,)), fact(SheetKind.DAILY, marks=(Mark.WORKED,))], True, []),
        (
            [fact(SheetKind.MONTH, marks=(Mark.WORKED,)), fact(SheetKind.DAILY, marks=(Mark.MAKE_UP,))],
            None,
            ["make_up_punch"],
        ),
        ([fact(SheetKind.MONTH, marks=(Mark.REST,)), fact(SheetKind.TIMES)], None, []),
        ([fact(SheetKind.MONTH), fact(SheetKind.DAILY, marks=(Mark.WORKED,))], True, []),
        ([fact(SheetKind.MONTH, marks=(Mark.ABSENT,)), fact(SheetKind.DAILY, marks=(Mark.NO_PUNCH,))], False, []),
        ([fact(SheetKind.MONTH, marks=(Mark.ABSENT,)), fact(SheetKind.TIMES, 7)], None, ["absent_and_punch"]),
        (
            [fact(SheetKind.DAILY, marks=(Mark.ABSENT,)), fact(SheetKind.RECORDS, 7, state=SUPERSEDED)],
            None,
            ["only_invalid_punch"],
        ),
        ([fact(SheetKind.DAILY, marks=(Mark.ABSENT_PART,))], None, []),
        ([fact(SheetKind.DAILY, marks=(Mark.MANUAL, Mark.ABSENT))], None, ["manual_change"]),
    ],
)
def test_what_words_and_punches_of_several_sheets_come_to(
    facts: list[Fact], present: bool | None, doubts: list[str]
) -> None:
    for order in (facts, facts[::-1]):
        day, found = decided(*order)
        assert (day.present, found) == (present, doubts)


@pytest.mark.parametrize(
    ("facts", "night"),
    [
        ([fact(SheetKind.MONTH, marks=(Mark.WORKED,))], None),
        ([fact(SheetKind.DAILY, 7)], False),
        ([fact(SheetKind.DAILY, 7, 20)], True),
        ([fact(SheetKind.DAILY, 7), fact(SheetKind.DAILY, 20, state=UNCONFIRMED)], None),
        ([fact(SheetKind.DAILY, 7), fact(SheetKind.DAILY, 9, state=UNCONFIRMED)], False),
        ([fact(SheetKind.DAILY, 9, state=UNCONFIRMED)], None),
        ([fact(SheetKind.DAILY, 20, state=SUPERSEDED)], False),
        ([fact(SheetKind.DAILY, 7), fact(SheetKind.MONTH, marks=(Mark.MAKE_UP,))], False),
        ([fact(SheetKind.MONTH, marks=(Mark.MAKE_UP,))], None),
        ([fact(SheetKind.TIMES)], False),
        ([fact(SheetKind.MONTH, 7)], False),
    ],
)
def test_whether_a_night_has_a_punch(facts: list[Fact], night: bool | None) -> None:
    assert decided(*facts)[0].night_punch is night


@pytest.mark.parametrize(
    ("facts", "flags"),
    [
        ([fact(SheetKind.TIMES)], {"no_punch"}),
        ([fact(SheetKind.MONTH, marks=(Mark.WORKED,))], {"by_word"}),
        ([fact(SheetKind.MONTH, marks=(Mark.WORKED, Mark.FIELD))], {"by_word", "field_punch"}),
        ([fact(SheetKind.DAILY, 7, marks=(Mark.WORKED,))], set()),
        ([fact(SheetKind.DAILY, marks=(Mark.REST,))], {"rest_day_no_punch"}),
        ([fact(SheetKind.DAILY, 7, marks=(Mark.REST,))], set()),
        ([fact(SheetKind.DAILY, marks=(Mark.MISSING_IN, Mark.MISSING_OUT))], {"missing_in", "missing_out", "no_punch"}),
        ([fact(SheetKind.DAILY, marks=(Mark.LEAVE,), leave=LeaveOfDay("事假"))], {"leave"}),
        ([fact(SheetKind.DAILY, 7, marks=(Mark.LATE, Mark.EARLY, Mark.DEVICE, Mark.PLACE))],
         {"late", "left_early", "unusual_device", "place_anomaly"}),
        ([fact(SheetKind.DAILY, marks=(Mark.BUSINESS,))], {"business_trip"}),
        ([fact(SheetKind.DAILY, 7, marks=(Mark.OUTING,), kind=PunchKind.OUTING)], {"business_trip", "field_punch"}),
    ],
)  # fmt: skip
def test_the_flags_of_a_day(facts: list[Fact], flags: set[str]) -> None:
    assert decided(*facts)[0].flags == flags


def test_leave_without_a_length_is_the_whole_day_unless_work_stands_beside_it() -> None:
    for marks, present in (
        ((), False),
        ((Mark.WORKED,), None),
        ((Mark.MISSING_IN,), None),
        ((Mark.MISSING_OUT,), None),
    ):
        day, _ = decided(fact(SheetKind.DAILY, marks=(Mark.LEAVE, *marks), leave=LeaveOfDay("事假")))
        assert day.present is present
    assert decided(fact(SheetKind.DAILY, 7, marks=(Mark.LEAVE,), leave=LeaveOfDay("事假")))[1] == ["leave_and_punch"]


def test_the_place_of_a_doubt_is_the_row_that_raised_it() -> None:
    manual = Fact(SheetKind.DAILY, Place("每日统计", 9), marks=frozenset({Mark.MANUAL}))
    other = Fact(SheetKind.MONTH, Place("月度汇总", 3), marks=frozenset({Mark.LATE}))
    _, doubts = decide("M1", DAY, [fact(SheetKind.RECORDS, 7, is_inside=False), manual, other], SHIPPED)
    assert [(doubt.code, str(doubt.place), doubt.value) for doubt in doubts] == [
        ("manual_change", "每日统计!9", "07:00"),
        ("out_of_fence", "RECORDS!5", "07:00"),
    ]


def test_a_lone_punch_before_dawn_in_one_cell_is_in_doubt_and_takes_the_date_that_another_sheet_gives() -> None:
    early = Fact(SheetKind.TIMES, Place(), (Punch(on(DAY, time(0, 48))),), may_be_next_day=True)
    day, doubts = decided(early)
    assert (doubts, day.present, day.night_punch) == (["early_punch"], True, None)
    dated = Fact(SheetKind.DAILY, Place(), (Punch(on(DAY, time(0, 48), days_later=1)),))
    day, doubts = decided(early, dated)
    assert (doubts, len(day.punches), day.night_punch) == ([], 1, True)
    same = Fact(SheetKind.DAILY, Place(), (Punch(on(DAY, time(0, 48))),))
    assert decided(early, same)[1] == []


@pytest.mark.parametrize(
    ("clock", "days_later", "is_night"),
    [
        (time(3, 10), 0, False),
        (time(19, 59), 0, False),
        (time(20), 0, True),
        (time(23, 59), 0, True),
        (time(0), 1, True),
        (time(3, 59), 1, True),
        (time(4), 1, False),
        (time(7, 50), 1, False),
    ],
)
def test_a_night_begins_at_eight_and_ends_before_four(clock: time, days_later: int, is_night: bool) -> None:
    punch = Punch(on(DAY, clock, days_later=days_later))
    day, _ = decided(Fact(SheetKind.RECORDS, Place(), (punch, Punch(on(DAY, time(9))))))
    assert day.night_punch is is_night


def test_only_punches_outside_are_flagged_so() -> None:
    for is_inside, is_flagged in ((None, False), (True, False), (False, True)):
        assert ("out_of_fence" in decided(fact(SheetKind.RECORDS, 7, is_inside=is_inside))[0].flags) is is_flagged


@pytest.mark.parametrize(
    ("amount", "unit", "present"),
    [
        ("8", LeaveUnit.HOURS, False),
        ("7.5", LeaveUnit.HOURS, None),
        ("1", LeaveUnit.HOURS, None),
        ("1", LeaveUnit.DAYS, False),
        ("0.5", LeaveUnit.DAYS, None),
    ],
)
def test_leave_of_a_stated_length_is_the_whole_day_from_eight_hours_or_one_day(
    amount: str, unit: LeaveUnit, present: bool | None
) -> None:
    leave = LeaveOfDay("事假", Decimal(amount), unit)
    assert decided(fact(SheetKind.DAILY, marks=(Mark.LEAVE,), leave=leave))[0].present is present
    doubts = decided(fact(SheetKind.DAILY, 7, marks=(Mark.LEAVE,), leave=leave))[1]
    assert doubts == ([] if present is None else ["leave_and_punch"])
