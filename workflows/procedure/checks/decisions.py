"""Decision files compile, and their tables neither overlap nor leave gaps; the finding itself is the work of workflows.dmn."""

from __future__ import annotations

from workflows.dmn import DmnError, DmnProblem, check_model, read_model
from workflows.procedure.checks.context import Checking
from workflows.procedure.model import Problem, Severity


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
        checking.problems.extend(_problem(found) for found in check_model(model, checking.functions))


def _problem(found: DmnProblem) -> Problem:
    return Problem(
        file=found.file,
        element=found.element,
        code=found.code,
        message_en=found.message_en,
        message_zh=found.message_zh,
        severity=Severity(found.severity.value),
        line=found.line,
    )
