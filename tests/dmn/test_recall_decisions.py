"""D4 and D5: when a member is recalled, and what the unit that sent them answers for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dmn.decisions import decide
from workflows.dmn import reasons
from workflows.recall.rules import overdue_stage

NOTHING = {
    "verification": "substantiated",
    "grounds": [],
    "repeated_grounds": [],
    "attendance_gap": None,
    "months_short": None,
    "leave_days_year": None,
}


def measure(*grounds: str, **changes: Any) -> str:
    value = decide("recall_grounds", **{**NOTHING, "grounds": list(grounds), **changes}).value
    return str(value["measure"])


@pytest.mark.parametrize(
    ("ground", "first", "repeated"),
    [
        ("G1", "warn", "order"),
        ("G2", "warn", "order"),
        ("G3", "order", "order"),
        ("G4", "warn", "order"),
        ("G5", "order", "order"),
        ("G6", "warn", "order"),
        ("G7", "warn", "order"),
        ("G9", "no_fault", "no_fault"),
        ("G10", "none", "none"),
    ],
)
def test_each_ground_has_its_measure_at_first_and_when_repeated(ground: str, first: str, repeated: str) -> None:
    assert measure(ground) == first
    assert measure(ground, repeated_grounds=[ground]) == repeated


@pytest.mark.parametrize(
    ("gap", "months", "expected"),
    [(-5, 1, "warn"), (-6, 1, "order"), (-3, 2, "order"), (-3, None, "warn"), (None, 2, "order")],
)
def test_stay_time_is_warned_up_to_five_days_and_ordered_beyond(
    gap: int | None, months: int | None, expected: str
) -> None:
    assert measure("G4", attendance_gap=gap, months_short=months) == expected


@pytest.mark.parametrize(("days", "expected"), [(30, "none"), (31, "no_fault"), (None, "none")])
def test_more_than_thirty_days_of_leave_a_year_are_a_recall_without_fault(days: int | None, expected: str) -> None:
    assert measure(leave_days_year=days) == expected


def test_perfect_attendance_does_not_protect_an_idle_member() -> None:
    assert measure("G3", attendance_gap=8, months_short=0) == "order"


def test_the_strongest_measure_counts() -> None:
    assert measure("G1", "G3") == "order"
    assert measure("G1", "G9") == "no_fault"
    assert measure("G3", "G9") == "order"
    assert measure("G1", "G10") == "warn"


def test_nobody_is_ordered_back_before_verification() -> None:
    assert measure("G3", verification="pending") == "verify"
    assert measure("G3", "G9", verification="pending") == "verify"
    assert measure("G3", verification="not_substantiated") == "none"


def test_illness_needs_proof_but_no_joint_verification() -> None:
    assert measure("G9", verification="pending") == "no_fault"
    assert measure("G3", "G9", verification="not_substantiated") == "no_fault"


def test_only_an_ordered_g5_is_referred() -> None:
    def referred(*grounds: str, **changes: Any) -> bool:
        value = decide("recall_grounds", **{**NOTHING, "grounds": list(grounds), **changes}).value
        return bool(value["is_referred"])

    assert referred("G5") is True
    assert referred("G3") is False
    assert referred("G5", verification="not_substantiated") is False


def test_a_warning_gives_thirty_days_to_rectify() -> None:
    def days(*grounds: str) -> Any:
        return decide("recall_grounds", **{**NOTHING, "grounds": list(grounds)}).value["rectification_days"]

    assert days("G1") == 30
    assert days("G3") is None


@pytest.mark.parametrize("name", ["grounds", "repeated_grounds"])
def test_a_missing_list_counts_as_an_empty_one(name: str) -> None:
    assert measure(**{"grounds": ["G1"], name: None}) == ("none" if name == "grounds" else "warn")


def test_the_reasons_name_the_grounds() -> None:
    explanation = decide("recall_grounds", **{**NOTHING, "grounds": ["G3"]}).explanation
    assert reasons(explanation, "zh") == ("经联合调查核实消极怠工、帮扶不力：责令召回",)


CLEAN = {
    "recall_events": 0,
    "unit_overdue_days": 0,
    "is_discussed": True,
    "has_failed_rectification": False,
    "has_falsified_file": False,
    "sent_known_unfit": False,
}


def answer(**changes: Any) -> dict[str, Any]:
    value = decide("unit_accountability", **{**CLEAN, **changes}).value
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize(
    ("changes", "expected", "rule"),
    [
        ({}, "none", "D5.1"),
        ({"is_discussed": False}, "none", "D5.1"),
        ({"unit_overdue_days": 1}, "interview", "D5.2"),
        ({"recall_events": 1}, "interview", "D5.2"),
        ({"recall_events": 1, "unit_overdue_days": 1}, "special_interview", "D5.3"),
        ({"recall_events": 1, "unit_overdue_days": 3}, "special_interview", "D5.3"),
        ({"recall_events": 1, "is_discussed": False}, "special_interview", "D5.3"),
        ({"recall_events": 2}, "circular", "D5.4"),
        ({"unit_overdue_days": 3.5}, "circular", "D5.4"),
        ({"recall_events": 1, "has_failed_rectification": True}, "circular", "D5.4"),
        ({"recall_events": 3}, "pursue", "D5.5"),
        ({"recall_events": 5, "unit_overdue_days": 9}, "pursue", "D5.5"),
        ({"has_falsified_file": True}, "pursue", "D5.5"),
        ({"recall_events": 1, "sent_known_unfit": True}, "pursue", "D5.5"),
    ],
)
def test_the_most_severe_row_that_holds_decides(changes: dict[str, Any], expected: str, rule: str) -> None:
    value = answer(**changes)
    assert (value["measure"], value["rule"]) == (expected, rule)


def test_serious_cases_reach_the_main_leader_and_the_leader_in_charge() -> None:
    assert answer(recall_events=3)["persons"] == ["main_leader", "leader_in_charge"]
    assert answer(recall_events=1)["persons"] == ["leader_in_charge"]
    assert answer()["persons"] == []


def test_the_superior_office_handles_what_goes_beyond_an_interview() -> None:
    handled = {
        measure["measure"]: measure["handled_by"] for measure in map(lambda n: answer(recall_events=n), range(4))
    }
    assert handled == {"none": "none", "interview": "office", "circular": "superior", "pursue": "superior"}
    assert answer(recall_events=1, is_discussed=False)["rectification_days"] == 30


def test_unknown_numbers_give_no_answer_rather_than_no_accountability() -> None:
    assert decide("unit_accountability", **{**CLEAN, "recall_events": None}).value is None


@pytest.mark.parametrize("recall_events", [0, 1])
def test_the_answer_changes_exactly_where_the_stages_of_lateness_do(recall_events: int) -> None:
    """A recall asks again at each stage (`overdue_stage`); a table with other thresholds would be asked too late."""
    rules = [answer(recall_events=recall_events, unit_overdue_days=days)["rule"] for days in range(40)]
    changes = [day for day in range(1, 40) if rules[day] != rules[day - 1]]
    assert changes == [day for day in range(1, 40) if overdue_stage(day, 3) != overdue_stage(day - 1, 3)] == [1, 4]
