"""D3: from points to a grade."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dmn.decisions import decide
from workflows.dmn import reasons

FULL = {
    "indicator_points": 70,
    "discipline_points": 30,
    "bonus_points": 0,
    "deduction_points": 0,
    "has_zero_discipline_item": False,
    "attendance_cap": "none",
    "has_quota": True,
}


def graded(points: float | None = None, **changes: Any) -> tuple[str, float, str]:
    """Grade, points and rule; `points` below 100 are taken off the indicators."""
    given = {**FULL, **changes}
    if points is not None:
        given["indicator_points"] = points - 30
    value = decide("monthly_grade", **given).value
    return value["grade"], value["total_points"], value["rule"]


@pytest.mark.parametrize(
    ("points", "grade", "rule"),
    [
        (100, "excellent", "D3.3"),
        (90, "excellent", "D3.3"),
        (89.5, "good", "D3.4"),
        (80, "good", "D3.4"),
        (79, "fair", "D3.5"),
        (60, "fair", "D3.5"),
        (59, "poor", "D3.6"),
        (30, "poor", "D3.6"),
    ],
)
def test_points_give_the_grade(points: float, grade: str, rule: str) -> None:
    assert graded(points) == (grade, points, rule)


@pytest.mark.parametrize(
    ("bonus", "deduction", "total"),
    [(4, 0, 104), (10, 0, 110), (15, 0, 110), (0, 7, 93), (0, 20, 80), (0, 35, 80), (15, 35, 90)],
)
def test_bonus_and_deduction_are_capped(bonus: int, deduction: int, total: int) -> None:
    assert graded(bonus_points=bonus, deduction_points=deduction)[1] == total


def test_the_total_is_never_negative() -> None:
    assert graded(indicator_points=2, discipline_points=3, deduction_points=20)[1] == 0


def test_a_zero_discipline_item_vetoes_every_other_merit() -> None:
    assert graded(100, has_zero_discipline_item=True) == ("poor", 100, "D3.1")


@pytest.mark.parametrize(
    ("cap", "points", "grade", "rule"),
    [
        ("no_grade", 100, "ungraded", "D3.0"),
        ("poor", 100, "poor", "D3.2"),
        ("fair", 100, "fair", "D3.2"),
        ("fair", 50, "poor", "D3.6"),
        ("not_excellent", 95, "good", "D3.4"),
        ("not_excellent", 70, "fair", "D3.5"),
    ],
)
def test_attendance_caps_the_grade(cap: str, points: int, grade: str, rule: str) -> None:
    assert graded(points, attendance_cap=cap) == (grade, points, rule)


def test_without_a_place_ninety_points_are_good() -> None:
    assert graded(95, has_quota=False) == ("good", 95, "D3.4")


def test_an_ungraded_month_stays_ungraded_despite_a_veto() -> None:
    assert graded(attendance_cap="no_grade", has_zero_discipline_item=True)[0] == "ungraded"


def test_poor_requires_rectification_and_nothing_else_does() -> None:
    assert decide("monthly_grade", **{**FULL, "indicator_points": 20}).value["is_rectification_required"] is True
    assert decide("monthly_grade", **FULL).value["is_rectification_required"] is False


@pytest.mark.parametrize("name", sorted(FULL.keys() - {"has_quota"}))
def test_nothing_is_graded_while_a_part_is_missing(name: str) -> None:
    assert decide("monthly_grade", **{**FULL, name: None}).value is None


def test_the_reason_names_the_points() -> None:
    explanation = decide("monthly_grade", **{**FULL, "has_quota": False}).explanation
    assert reasons(explanation, "zh") == ("总分 100，达到 90 分但名额已满，定为良",)
    assert explanation["required"][0]["outputs"] == 100
