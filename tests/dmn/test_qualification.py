"""D1: who may be sent. Any finding of failure fails, else any doubt goes to a person, else the candidate passes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dmn.decisions import decide
from workflows.dmn import reasons

FIT = {
    "appraisal_last_year": "excellent",
    "appraisal_year_before": "competent",
    "staff_type": "civil_servant",
    "is_health_fit": True,
    "age": 35,
    "discipline_record": "none",
    "months_since_ordered_recall": None,
    "is_party_member": True,
    "post_kind": "team_leader",
    "work_years": 10,
    "has_village_relative": False,
    "is_home_village": False,
    "special_circumstance": "none",
    "has_roster_conflict": False,
    "proofs": ["cv", "appraisal", "health", "discipline"],
}


def judged(**changes: Any) -> tuple[str, list[str]]:
    """Result and codes of the findings for a fit candidate with these changes."""
    value = decide("qualification", **{**FIT, **changes}).value
    return value["result"], [each["code"] for each in value["findings"]]


def test_a_candidate_without_findings_passes() -> None:
    assert judged() == ("pass", [])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"appraisal_last_year": "basic"}, "D1.1"),
        ({"appraisal_last_year": "incompetent"}, "D1.1"),
        ({"appraisal_year_before": "basic"}, "D1.1"),
        ({"staff_type": "temporary"}, "D1.2"),
        ({"staff_type": "worker"}, "D1.2"),
        ({"staff_type": "off_establishment"}, "D1.2"),
        ({"is_health_fit": False}, "D1.3"),
        ({"age": 61}, "D1.3"),
        ({"discipline_record": "weak"}, "D1.4"),
        ({"discipline_record": "under_investigation"}, "D1.4"),
        ({"discipline_record": "in_punishment"}, "D1.4"),
        ({"months_since_ordered_recall": 0}, "D1.5"),
        ({"months_since_ordered_recall": 35}, "D1.5"),
        ({"is_party_member": False, "post_kind": "team_leader"}, "D1.6"),
        ({"is_party_member": False, "post_kind": "first_secretary"}, "D1.6"),
    ],
)
def test_what_fails_a_candidate(changes: dict[str, Any], code: str) -> None:
    assert judged(**changes) == ("fail", [code])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"work_years": 1.5}, "D1.7"),
        ({"has_village_relative": True}, "D1.8"),
        ({"is_home_village": True}, "D1.8"),
        ({"special_circumstance": "pregnant"}, "D1.9"),
        ({"special_circumstance": "sole_carer"}, "D1.9"),
        ({"special_circumstance": "care_motive"}, "D1.9"),
        ({"has_roster_conflict": True}, "D1.10"),
    ],
)
def test_what_a_person_must_decide(changes: dict[str, Any], code: str) -> None:
    assert judged(**changes) == ("manual", [code])


@pytest.mark.parametrize(
    "changes",
    [{"age": 60}, {"months_since_ordered_recall": 36}, {"work_years": 2}],
)
def test_what_lies_just_inside_passes(changes: dict[str, Any]) -> None:
    assert judged(**changes) == ("pass", [])


def test_a_member_outside_the_party_passes_with_a_warning() -> None:
    value = decide("qualification", **{**FIT, "is_party_member": False, "post_kind": "member"}).value
    assert (value["result"], value["has_warning"]) == ("pass", True)
    assert [each["result"] for each in value["findings"]] == ["warn"]


@pytest.mark.parametrize("name", sorted(FIT.keys() - {"months_since_ordered_recall"}))
def test_nobody_passes_while_a_mandatory_item_is_missing(name: str) -> None:
    result, codes = judged(**{name: None})
    assert result == "manual"
    assert "D1.0" in codes


def test_failure_outweighs_doubt_and_every_reason_is_told() -> None:
    evaluation = decide("qualification", **{**FIT, "age": 61, "work_years": 1})
    assert evaluation.value["result"] == "fail"
    assert reasons(evaluation.explanation, "zh") == (
        "年龄超过规定上限",
        "工作未满规定年限，须人工审查",
    )
    assert reasons(evaluation.explanation, "en")[0] == "Age is over the maximum"


@pytest.mark.parametrize("proofs", [None, [], ["cv", "appraisal", "health", "party"]])
def test_a_mandatory_proof_that_nobody_saw_goes_to_a_person(proofs: list[str] | None) -> None:
    assert judged(proofs=proofs) == ("manual", ["D1.0"])
    assert judged(proofs=proofs, staff_type="worker")[0] == "fail"
