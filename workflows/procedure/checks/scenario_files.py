"""Scenario files can be read and name elements that exist; playing them is the work of casework."""

from __future__ import annotations

from workflows.procedure.checks.context import Checking
from workflows.procedure.model import Procedure, ProcedureError
from workflows.procedure.scenario import Scenario
from workflows.procedure.scenario_reader import is_scenario, read_scenario


def check_scenarios(checking: Checking) -> None:
    """Read every scenario of the folder and look up the elements that it names."""
    files = {name: data for name, data in checking.procedure.files.items() if is_scenario(name)}
    known = _elements(checking)
    for name, data in files.items():
        try:
            scenario = read_scenario(data, name)
        except ProcedureError as error:
            checking.problems.extend(error.problems)
            continue
        _check_names(checking, scenario, known)


def _elements(checking: Checking) -> frozenset[str]:
    procedures: tuple[Procedure, ...] = (checking.procedure, *(checking.called or {}).values())
    return frozenset(identifier for procedure in procedures for identifier in procedure.elements)


def _check_names(checking: Checking, scenario: Scenario, known: frozenset[str]) -> None:
    for number, element in scenario.named_elements():
        if element not in known:
            checking.in_file("scenario_element", scenario.file, element, values={"number": number, "name": element})
