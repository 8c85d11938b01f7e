"""The decision tables of the assessment, read from the version of the procedure by which a month is graded."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from workflows import dmn, feel
from workflows.casework import catalogue
from workflows.store import UnitOfWork


def by_table(
    work: UnitOfWork, version_id: uuid.UUID, environment: feel.Environment, table: str, inputs: Mapping[str, Any]
) -> tuple[Any, list[dict[str, str]]]:
    """A table of a version over inputs: its value, and the sentences of the rules that were hit."""
    procedure = catalogue.procedure_of(work, version_id)
    found = dmn.evaluate(catalogue.decision_model(procedure, table), table, inputs, environment)
    return feel.to_json(found.checked_value), sentences_of(found.explanation)


def sentences_of(explanation: Mapping[str, Any]) -> list[dict[str, str]]:
    """The sentence of each rule that was hit, in both languages, of a decision and of those it required."""
    own = [
        {"zh": str(rule["annotation"]), "en": str(rule["annotation_en"] or rule["annotation"])}
        for rule in explanation.get("rules", ())
        if rule.get("hit") and rule.get("annotation")
    ]
    return [*own, *(said for each in explanation.get("required", ()) for said in sentences_of(each))]
