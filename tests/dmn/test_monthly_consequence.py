"""D4 over a published month: nothing, a talk, or a lead, on the borders of every row."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dmn.decisions import decide

ORDERLY = {
    "has_false_punch": False,
    "is_short": False,
    "is_bottom": False,
    "was_bottom": False,
    "grade": "good",
    "attendance_rule": "D2b.6",
    "low_months": 0,
    "talks": 0,
}
TALK, TWICE = ("talk", None, None), {"talks": 2}
LEAD = ("recall", "T4", "result")


@pytest.mark.parametrize(
    ("changes", "follows", "rule"),
    [
        ({}, ("none", None, None), "D4.8"),
        ({"grade": "excellent", **TWICE}, ("none", None, None), "D4.8"),
        ({"has_false_punch": True}, ("recall", "T3", "result"), "D4.1"),
        (
            {"has_false_punch": True, "is_short": True, "is_bottom": True, "was_bottom": True},
            ("recall", "T3", "result"),
            "D4.1",
        ),
        ({"is_short": True}, ("recall", "T2", "result"), "D4.2"),
        ({"is_bottom": True, "was_bottom": True}, ("recall", "T4", "rectification"), "D4.3"),
        ({"is_bottom": True}, ("none", None, None), "D4.8"),
        ({"was_bottom": True}, ("none", None, None), "D4.8"),
        ({"grade": "poor", **TWICE}, LEAD, "D4.4"),
        ({"grade": "poor", "talks": 1}, TALK, "D4.5"),
        ({"attendance_rule": "D2b.3", **TWICE}, LEAD, "D4.4"),
        ({"attendance_rule": "D2b.3", "talks": 1}, TALK, "D4.6"),
        ({"attendance_rule": "D2b.4"}, ("none", None, None), "D4.8"),
        ({"grade": "fair", "low_months": 3, **TWICE}, LEAD, "D4.4"),
        ({"grade": "fair", "low_months": 3, "talks": 1}, TALK, "D4.7"),
        ({"grade": "fair", "low_months": 2, **TWICE}, ("none", None, None), "D4.8"),
    ],
)
def test_what_follows_on_a_month(changes: dict[str, Any], follows: tuple[Any, ...], rule: str) -> None:
    value = decide("monthly_consequence", **{**ORDERLY, **changes}).value
    assert ((value["consequence"], value["trigger"], value["lead_from"]), value["rule"]) == (follows, rule)
