"""The decision tables of the procedures, as they stand in bpmn/, for the tests of what they decide."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from workflows.dmn import DecisionResult, Model, evaluate, read_model
from workflows.feel import Environment
from workflows.office.settings_file import shipped_settings
from workflows.procedure.model import SETTING_FUNCTION

ROOT = Path(__file__).parents[2] / "bpmn"
FILES = {
    "qualification": "selection_nomination",
    "matching_fit": "selection_posting",
    "attendance_need": "assessment_county",
    "attendance_caps": "assessment_county",
    "attendance_points": "assessment_county",
    "monthly_grade": "assessment_county",
    "monthly_consequence": "assessment",
    "recall_grounds": "recall_decision",
    "unit_accountability": "recall_accountability",
}
"""The folder of each decision; the file is named after the decision."""


def _shipped(key: str) -> Any:
    entry = shipped_settings()[key]
    return entry.read(entry.values[-1][1])


_SHIPPED = Environment(functions={SETTING_FUNCTION: _shipped})


@cache
def model_of(decision: str) -> Model:
    """The model that holds a decision."""
    path = ROOT / FILES[decision] / f"{decision}.dmn"
    return read_model(path.read_bytes(), path.name)


def decide(decision: str, environment: Environment | None = None, /, **inputs: Any) -> DecisionResult:
    """Evaluate a decision of the procedures with the shipped settings, or in an environment; every input must be given."""
    of = model_of(decision)
    missing = set(of.required_inputs(decision)) - inputs.keys()
    assert not missing, missing
    evaluation = evaluate(of, decision, inputs, environment or _SHIPPED)
    assert evaluation.problems == ()
    return evaluation
