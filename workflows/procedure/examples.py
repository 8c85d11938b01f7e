"""`examples.yaml`: what each form of a procedure is answered with where no scenario says otherwise; written once for all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.procedure.findings import Findings
from workflows.procedure.model import ProcedureError
from workflows.procedure.plain_data import DataRefused, read_yaml

EXAMPLES = "examples.yaml"

Answers = Mapping[str, Any]


def read_examples(files: Mapping[str, bytes]) -> Mapping[str, Answers]:
    """The example answers by form id; empty where the folder has none. Raises ProcedureError with every mistake of shape."""
    data = files.get(EXAMPLES)
    if data is None:
        return {}
    findings = Findings(EXAMPLES)
    found: dict[str, Answers] = {}
    try:
        raw = read_yaml(data) or {}
    except DataRefused as refused:
        findings.add("yaml_refused", None, refused.line, reason=refused.reason.en, reason_zh=refused.reason.zh)
        raw = {}
    if not isinstance(raw, dict):
        findings.add("examples_shape", None, key=EXAMPLES)
        raw = {}
    for form_id, answers in raw.items():
        if isinstance(answers, dict) and all(isinstance(key, str) for key in answers):
            found[str(form_id)] = answers
        else:
            findings.add("examples_shape", str(form_id)[:80], key=str(form_id)[:80])
    if findings.problems:
        raise ProcedureError(tuple(findings.problems))
    return found


def answered(example: Answers, given: Answers) -> dict[str, Any]:
    """The example with what is given in place of it; a null takes an answer away."""
    return {key: value for key, value in {**example, **given}.items() if value is not None}
