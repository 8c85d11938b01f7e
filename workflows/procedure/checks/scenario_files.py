"""Scenario files can be read and name elements that exist; playing them is the work of casework."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.answers import Place, check_answers, check_references
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.example_answers import check_answer_texts
from workflows.procedure.checks.thrown import caught_names
from workflows.procedure.checks.units import check_units, slip_of
from workflows.procedure.examples import Answers
from workflows.procedure.form_model import Form
from workflows.procedure.model import EventType, Procedure, Severity
from workflows.procedure.scenario import TOP_UNIT, MessageStep, Scenario
from workflows.procedure.scenario_reader import read_scenarios


def check_scenarios(checking: Checking) -> None:
    """Read every scenario of the folder with what it continues, look up the elements that it names, and read its expressions."""
    scenarios, problems = read_scenarios(checking.procedure.files)
    for broken in problems.values():
        checking.problems.extend(broken)
    known = _elements(checking)
    made_up: Counter[str] = Counter()
    for scenario in scenarios.values():
        made_up.update(scenario.units())
    for file, scenario in scenarios.items():
        _check_names(checking, scenario, known)
        _check_kinds(checking, scenario)
        _check_messages(checking, scenario)
        check_references(checking, scenario)
        _check_units(checking, scenario, made_up)
        _check_world(checking, scenario)
        for at, answers in scenario.own_answers():
            check_answer_texts(checking, file, at, answers)
        for at, answers in (*scenario.taken_answers(), *scenario.taken_rows()):
            form = _form(checking, at)
            if form is not None:
                _check_keys(checking, file, at, form, answers)
                check_answers(checking, Place(file, at, form.inputs), answers)
    check_units(checking, made_up)


def _form(checking: Checking, at: str) -> Form | None:
    """The form that a step answers: that of the task, here or in a procedure that is called; `start` is the start form."""
    procedures = (checking.procedure, *(checking.called or {}).values())
    for procedure in procedures:
        starts = procedure.process.starts if procedure is checking.procedure else ()
        for element in starts if at == "start" else [procedure.elements[at]] if at in procedure.elements else []:
            form = procedure.forms.get(element.form_id or element.row_form_id or "")
            if form is not None:
                return form
    return None


def _check_keys(checking: Checking, file: str, at: str, form: Form, answers: Answers) -> None:
    known = {field.key for field in form.inputs}
    for key in answers:
        if key not in known:
            values = {"at": at, "name": key, "form": form.id, **advice_of(suggest(key, known))}
            checking.in_file("answer_key", file, at, values=values)


def _check_world(checking: Checking, scenario: Scenario) -> None:
    """Kinds of units and roles of postings are those that there are."""
    world = scenario.own_world
    written = [("kind", unit.kind, code) for code, unit in world.units.items() if unit.kind is not None]
    written += [("role", posting.role, str(posting.person)) for posting in world.postings]
    for word, value, at in written:
        known = (checking.world_words or {}).get(word)
        if known is not None and value not in known:
            values = {
                "at": at,
                "word": word,
                "value": value[:80],
                "known": ", ".join(known),
                "known_zh": "、".join(known),
            }
            checking.in_file("world_word", scenario.file, values={**values, **advice_of(suggest(value, known))})


def _check_units(checking: Checking, scenario: Scenario, made_up: Mapping[str, int]) -> None:
    """Whoever acts makes up their unit, so a misspelt code would be one more unit: tell those that look like another one, here or
    in another scenario of the folder (`made_up`: each code with how often it is named, the one named first before).
    """
    codes = scenario.units()
    for number, expected in scenario.expectations():
        told = [letter.to for letter in expected.letters]
        told += [(notice.to or "").partition("@")[2].partition("#")[0] for notice in expected.notices]
        for code in told:
            if code and code not in codes:
                values = {**_where(number), "name": code, **advice_of(suggest(code, codes))}
                checking.in_file("scenario_unit", scenario.file, values=values)
    ranks = {code: (-count, place) for place, (code, count) in enumerate(made_up.items())}
    for code in codes:
        near = slip_of(code, made_up) if code not in scenario.world.units and code != TOP_UNIT else None
        if near is not None and ranks[near] < ranks[code]:
            values = {"what": "It", "what_zh": "场景", "name": code, "near": near}
            checking.in_file("unit_near", scenario.file, severity=Severity.WARNING, values=values)


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
                    values = {**_where(number), "name": kind, "known": ", ".join(sorted(known))}
                    advice = advice_of(suggest(kind, known))
                    checking.in_file(code, scenario.file, values={**values, **advice})


def _check_messages(checking: Checking, scenario: Scenario) -> None:
    """A message that a scenario sends is one that something waits for."""
    caught = caught_names(checking)
    for number, step in enumerate(scenario.steps, 1):
        if caught is not None and isinstance(step, MessageStep) and step.name not in caught[EventType.MESSAGE]:
            values = {**_where(number), "name": step.name, **advice_of(suggest(step.name, caught[EventType.MESSAGE]))}
            checking.in_file("scenario_message", scenario.file, values=values)


def _check_names(checking: Checking, scenario: Scenario, known: frozenset[str]) -> None:
    for number, element in scenario.named_elements():
        if element not in known:
            values = {**_where(number), "name": element, **advice_of(suggest(element, known))}
            checking.in_file("scenario_element", scenario.file, element, values=values)


def _where(number: int) -> dict[str, str]:
    """A step by its number from 1, or the end of the scenario, which counts as 0."""
    if number == 0:
        return {"where": "The end", "where_zh": "结尾"}
    return {"where": f"Step {number}", "where_zh": f"第 {number} 步"}
