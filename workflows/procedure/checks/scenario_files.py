"""Scenario files can be read and name elements that exist; playing them is the work of casework."""

from __future__ import annotations

from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.example_answers import check_answer_texts
from workflows.procedure.model import Procedure
from workflows.procedure.scenario import Scenario
from workflows.procedure.scenario_reader import read_scenarios


def check_scenarios(checking: Checking) -> None:
    """Read every scenario of the folder with what it continues, look up the elements that it names, and read its expressions."""
    scenarios, problems = read_scenarios(checking.procedure.files)
    for broken in problems.values():
        checking.problems.extend(broken)
    known = _elements(checking)
    for file, scenario in scenarios.items():
        _check_names(checking, scenario, known)
        _check_kinds(checking, scenario)
        for at, answers in scenario.own_answers():
            check_answer_texts(checking, file, at, answers)


def _elements(checking: Checking) -> frozenset[str]:
    procedures: tuple[Procedure, ...] = (checking.procedure, *(checking.called or {}).values())
    return frozenset(identifier for procedure in procedures for identifier in procedure.elements)


def _check_kinds(checking: Checking, scenario: Scenario) -> None:
    """Letters and notices that a scenario expects are of kinds that something writes."""
    for number, expected in scenario.expectations():
        for code, known, kinds in (
            ("scenario_letter", checking.letters, [letter.kind for letter in expected.letters]),
            ("scenario_notice", checking.notices, [notice.kind for notice in expected.notices]),
        ):
            for kind in kinds:
                if known is not None and kind not in known:
                    values = {"number": number, "name": kind, "known": ", ".join(sorted(known))}
                    advice = advice_of(suggest(kind, known))
                    checking.in_file(code, scenario.file, values={**values, **advice})


def _check_names(checking: Checking, scenario: Scenario, known: frozenset[str]) -> None:
    for number, element in scenario.named_elements():
        if element not in known:
            checking.in_file("scenario_element", scenario.file, element, values={"number": number, "name": element})
