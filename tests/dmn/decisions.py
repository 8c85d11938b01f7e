"""The decision tables of the procedures, as they stand in bpmn/, for the tests of what they decide."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from workflows.dmn import DecisionResult, Model, evaluate, read_model

ROOT = Path(__file__).parents[2] / "bpmn"
FILES = {
    "qualification": "selection",
    "attendance_need": "assessment",
    "attendance_caps": "assessment",
    "attendance_points": "assessment",
    "monthly_grade": "assessment",
    "recall_grounds": "recall",
    "unit_accountability": "recall",
}
"""The folder of each decision; the file is named after the decision."""


@cache
def model_of(decision: str) -> Model:
    """The model that holds a decision."""
    path = ROOT / FILES[decision] / f"{decision}.dmn"
    return read_model(path.read_bytes(), path.name)


def decide(decision: str, **inputs: Any) -> DecisionResult:
    """Evaluate a decision of the procedures; every input that it needs must be given."""
    of = model_of(decision)
    missing = set(of.required_inputs(decision)) - inputs.keys()
    assert not missing, missing
    evaluation = evaluate(of, decision, inputs)
    assert evaluation.problems == ()
    return evaluation
