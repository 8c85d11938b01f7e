"""Decision files compile, and their tables neither overlap nor leave gaps; the finding itself is the work of workflows.dmn."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from workflows.dmn import DmnError, DmnProblem, check_model, read_model
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.texts import texts_of
from workflows.procedure.model import CATALOGUE_FUNCTION, SETTING_FUNCTION, Problem, Severity


def check_decisions(checking: Checking) -> None:
    """Compile every decision file of the folder and check every decision in it."""
    procedure = checking.procedure
    files = {name: data for name, data in procedure.files.items() if name.endswith(".dmn")}
    for name, data in files.items():
        others = {other: content for other, content in files.items() if other != name}
        try:
            model = read_model(data, name, imports=others)
        except DmnError as error:
            checking.problems.extend(_problem(found) for found in error.problems)
            continue
        for decision_id in model.decisions:
            checking.models[decision_id] = model
            checking.decision_inputs[decision_id] = model.required_inputs(decision_id)
        for found in check_model(model, _with_settings(checking.functions)):
            told = _problem(found)
            if found.code == "check.gap" and _null_is_handled(checking, found.decision or ""):
                told = replace(told, severity=Severity.WARNING)
            checking.problems.append(told)


def _with_settings(functions: Collection[str] | None) -> Collection[str] | None:
    """What a table may call: the functions of the house, and the settings of the case that applies it."""
    return None if functions is None else {*functions, SETTING_FUNCTION, CATALOGUE_FUNCTION}


def _null_is_handled(checking: Checking, decision_id: str) -> bool:
    """Whether every step that applies the decision leads to an expression that says what null means for its result."""
    elements = checking.procedure.elements.values()
    names = {element.result_variable for element in elements if element.decision_id == decision_id}
    sources = [text.source for text in texts_of(checking.procedure) if text.is_feel]
    return bool(names) and all(
        name is not None and any(_asks_for_null(text, name) for text in sources) for name in names
    )


def _asks_for_null(source: str, name: str) -> bool:
    value = rf"{re.escape(name)}(?:\.\w+)*"
    compared = rf"\b{value}\s*!?=\s*null\b|\bnull\s*!?=\s*{value}\b"
    return re.search(rf"{compared}|\b(?:get or else|is defined)\(\s*{value}\b", source) is not None


def _problem(found: DmnProblem) -> Problem:
    return Problem(
        file=found.file,
        element=found.element,
        code=found.code,
        sentence=found.sentence,
        severity=Severity(found.severity.value),
        line=found.line,
    )
