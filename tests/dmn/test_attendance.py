"""D2: how many days and nights are needed, what attendance caps, and the points it gives."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dmn.decisions import decide
from workflows.dmn import reasons

MONTH = {
    "days_in_month": 30,
    "posted_days": 30,
    "leave_days": 0,
    "holiday_days": 0,
    "required_days": 22,
    "required_nights": 15,
    "present_days": None,
    "nights": None,
}


def need(**changes: Any) -> dict[str, Any]:
    value = decide("attendance_need", **{**MONTH, **changes}).value
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize(
    ("changes", "days", "nights"),
    [
        ({}, 22, 15),
        ({"posted_days": 15}, 11, 8),  # arrival on 16 November
        ({"posted_days": 10}, 7, 5),  # left on 10 November
        ({"days_in_month": 28, "posted_days": 28}, 22, 15),  # February 2018 without holiday credit
        ({"days_in_month": 28, "posted_days": 28, "holiday_days": 7}, 21, 15),  # February 2018 with it
        ({"days_in_month": 28, "posted_days": 28, "holiday_days": 9}, 19, 15),  # February 2026 with it
        ({"days_in_month": 31, "posted_days": 31, "leave_days": 10}, 15, 10),
        ({"leave_days": 30}, 0, 0),
        ({"days_in_month": 31, "posted_days": 31, "leave_days": 20, "holiday_days": 7}, 4, 4),
        ({"posted_days": 5, "holiday_days": 7}, 0, 0),
        ({"required_days": 20, "required_nights": 10}, 20, 10),
    ],
)
def test_days_and_nights_are_needed_in_proportion_and_never_more_than_there_are(
    changes: dict[str, Any], days: int, nights: int
) -> None:
    value = need(**changes)
    assert (value["need_present"], value["need_nights"]) == (days, nights)


@pytest.mark.parametrize(("posted", "is_graded"), [(6, False), (7, True)])
def test_less_than_seven_posted_days_give_no_grade(posted: int, is_graded: bool) -> None:
    assert need(posted_days=posted)["is_graded"] is is_graded


def test_gaps_are_counted_against_the_need_once_presence_is_known() -> None:
    assert need()["attendance_gap"] is None
    value = need(present_days=19, nights=16)
    assert (value["attendance_gap"], value["night_gap"]) == (-3, 1)


@pytest.mark.parametrize(
    ("present", "nights", "leave", "is_covered"),
    [
        (19, 15, 3, True),
        (19, 12, 3, True),
        (19, 11, 3, False),
        (18, 15, 3, False),
        (22, 15, 3, False),  # no gap to be covered
        (19, 15, 0, False),
    ],
)
def test_leave_covers_a_gap_where_days_and_nights_with_it_reach_the_full_measure(
    present: int, nights: int, leave: int, is_covered: bool
) -> None:
    assert need(present_days=present, nights=nights, leave_days=leave)["is_covered_by_leave"] is is_covered


ORDERLY = {
    "posted_days": 30,
    "leave_days": 0,
    "attendance_gap": 0,
    "previous_attendance_gap": 0,
    "unexcused_checks_year": 0,
    "has_proxy_punch": False,
}


def caps(**changes: Any) -> dict[str, Any]:
    value = decide("attendance_caps", **{**ORDERLY, **changes}).value
    assert isinstance(value, dict)
    return value


def test_orderly_attendance_caps_nothing() -> None:
    assert caps() == {"cap": "none", "is_item_zero": False, "triggers": [], "findings": []}


@pytest.mark.parametrize(
    ("changes", "cap", "code"),
    [
        ({"posted_days": 6}, "no_grade", "D2a.1"),
        ({"unexcused_checks_year": 1}, "not_excellent", "D2a.2"),
        ({"unexcused_checks_year": 2}, "fair", "D2a.2"),
        ({"unexcused_checks_year": 3}, "poor", "D2a.2"),
        ({"unexcused_checks_year": 5}, "poor", "D2a.2"),
        ({"leave_days": 16}, "not_excellent", "D2a.5"),
    ],
)
def test_what_caps_the_grade(changes: dict[str, Any], cap: str, code: str) -> None:
    value = caps(**changes)
    assert (value["cap"], [each["code"] for each in value["findings"]]) == (cap, [code])


@pytest.mark.parametrize(
    ("changes", "triggers"),
    [
        ({"has_proxy_punch": True}, ["T3"]),
        ({"attendance_gap": -6}, ["T2"]),
        ({"attendance_gap": -5}, []),
        ({"attendance_gap": -3, "previous_attendance_gap": -3}, ["T2"]),
        ({"attendance_gap": -3, "previous_attendance_gap": -2}, []),
        ({"attendance_gap": -3, "previous_attendance_gap": None}, []),
        ({"attendance_gap": -6, "previous_attendance_gap": -6}, ["T2"]),
        ({"attendance_gap": -6, "has_proxy_punch": True}, ["T3", "T2"]),
    ],
)
def test_what_leads_to_a_recall(changes: dict[str, Any], triggers: list[str]) -> None:
    assert caps(**changes)["triggers"] == triggers


def test_a_proxy_punch_zeroes_the_item_without_capping_the_grade() -> None:
    value = caps(has_proxy_punch=True)
    assert (value["is_item_zero"], value["cap"]) == (True, "none")


def test_half_of_the_posted_days_on_leave_is_still_allowed() -> None:
    assert caps(leave_days=15)["cap"] == "none"


def test_the_strictest_cap_counts_and_all_are_told() -> None:
    value = caps(posted_days=20, leave_days=16, unexcused_checks_year=3)
    assert value["cap"] == "poor"
    assert [each["code"] for each in value["findings"]] == ["D2a.2", "D2a.5"]


def points(present: int, nights: int, leave: int = 0, **changes: Any) -> tuple[int, str, str]:
    """Points, rule and follow-up of a month in which 22 days and 15 nights are the full measure."""
    of_month = need(present_days=present, nights=nights, leave_days=leave)
    given = {"present_days": present, "nights": nights, "leave_days": leave, **of_month, **changes}
    names = ("need_present", "need_nights", "attendance_gap", "night_gap", "is_covered_by_leave")
    inputs = {name: given[name] for name in (*names, "present_days", "nights", "leave_days")}
    value = decide("attendance_points", **inputs).value
    return value["points"], value["rule"], value["follow_up"]


@pytest.mark.parametrize(
    ("present", "nights", "leave", "expected"),
    [
        (19, 15, 3, (12, "D2b.1", "leave")),
        (16, 15, 0, (0, "D2b.2", "talk")),
        (17, 15, 0, (4, "D2b.3", "talk")),
        (19, 15, 0, (4, "D2b.3", "talk")),
        (22, 12, 0, (4, "D2b.3", "talk")),
        (21, 12, 0, (4, "D2b.3", "talk")),
        (20, 15, 0, (9, "D2b.4", "explain")),
        (21, 13, 0, (9, "D2b.4", "explain")),
        (22, 14, 0, (10, "D2b.5", "none")),
        (22, 15, 0, (12, "D2b.6", "none")),
        (30, 30, 0, (12, "D2b.6", "none")),
    ],
)
def test_the_points_follow_from_the_gaps(present: int, nights: int, leave: int, expected: tuple[int, str, str]) -> None:
    assert points(present, nights, leave) == expected


def test_missing_presence_gives_no_points_rather_than_full_ones() -> None:
    inputs = {**dict.fromkeys(("present_days", "nights", "attendance_gap", "night_gap", "is_covered_by_leave"))}
    assert decide("attendance_points", need_present=22, need_nights=15, leave_days=0, **inputs).value is None


def test_the_reason_names_days_need_and_gap() -> None:
    inputs = {"present_days": 19, "nights": 15, "need_present": 22, "need_nights": 15, "leave_days": 0}
    evaluation = decide("attendance_points", attendance_gap=-3, night_gap=0, is_covered_by_leave=False, **inputs)
    assert reasons(evaluation.explanation, "zh") == ("在村 19 天，少于应到 22 天，缺 3 天",)
    assert reasons(evaluation.explanation, "en") == ("Present on 19 days, 3 less than the 22 needed",)
