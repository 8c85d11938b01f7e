"""What scenarios came through: elements, flows and the rules of tables, those of required decisions included."""

from __future__ import annotations

from pathlib import Path

from workflows.casework.cases import Progress
from workflows.dmn import evaluate, read_model
from workflows.feel import STANDARD
from workflows.procedure import read_folder
from workflows.scenarios.coverage import coverage_of, rules_hit, rules_of

FOLDER = Path(__file__).parents[2] / "bpmn" / "selection_nomination"


def test_rules_of_a_required_table_are_covered_where_they_hit() -> None:
    procedure = read_folder(FOLDER)
    rules = rules_of(procedure)
    assert len(rules) == len(set(rules)) > 10
    model = read_model(procedure.files["qualification.dmn"], "qualification.dmn")
    given = {"appraisal_last_year": "basic", "staff_type": "worker", "age": 30}
    hit = set(rules_hit(evaluate(model, "qualification", given, STANDARD).explanation))
    assert hit
    assert hit < set(rules)
    element, flow = next(iter(procedure.elements)), next(iter(procedure.process.flows))
    found = coverage_of(procedure, [Progress(done={element}, flows={flow})], hit)
    assert (found.elements.count, found.flows.count, found.rules.count) == (1, 1, len(hit))
    assert set(found.rules.missing) == set(rules) - hit
    assert set(found.missing) >= {*found.rules.missing, *found.flows.missing}
