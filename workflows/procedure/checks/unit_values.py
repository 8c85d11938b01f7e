"""Codes of units that expressions work out of written ones: where a list, a table or a round gives them, they must exist too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflows.feel import nodes
from workflows.feel.names import suggest
from workflows.feel.outline import outline
from workflows.feel.shapes import ANYTHING, Shape
from workflows.feel.trees import calls_in
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.parts import PARTS, variables_in
from workflows.procedure.checks.shapes import Known
from workflows.procedure.checks.texts import texts_of
from workflows.procedure.model import Element, Lane, Procedure, SequenceFlow
from workflows.procedure.rounds import START_EACH
from workflows.procedure.who_functions import LEADER_OF, PARTY_OF, POST_FOR, SUPERIOR_OF

Place = Element | Lane | str
_UNIT = "unit:"
_UNIT_ARGUMENT: Mapping[str, int] = {
    LEADER_OF: 0,
    POST_FOR: 1,
    SUPERIOR_OF: 0,
    PARTY_OF: 0,
}  # the place of the unit among their arguments


def check_unit_values(checking: Checking, known: Known) -> None:
    """Refuse a unit that does not exist among the texts that an expression can give; codes that people type are not looked at."""
    if checking.units is None:
        return
    for at, code in dict.fromkeys(_codes(checking, known)):
        if code not in checking.units:
            name = at if isinstance(at, str) else at.id
            told = {"what": name, "what_zh": f"{name} ", "name": code, **advice_of(suggest(code, checking.units))}
            checking.error("unit_unknown", at, **told)


def _codes(checking: Checking, known: Known) -> Iterator[tuple[Place, str]]:
    procedure = checking.procedure
    for at, text in _units_of(procedure):
        yield from ((at, code) for code in _texts(text, known.variables))
    yield from ((procedure.process_id, code) for code in _recused(procedure.property("recuse"), known.variables))
    yield from _asked(procedure)
    for element in procedure.elements.values():
        seen = known.seen_by(element)
        yield from ((element, code) for code in _recused(element.property("recuse"), seen))
        named = _texts(element.assignment.candidate_groups, seen)
        signature = (checking.operations or {}).get(element.operation or "")
        for header in signature.headers if signature is not None else ():
            if header.is_post and header.is_input_too:
                named |= _given(seen.get(header.name, ANYTHING))
        yield from ((element, group.partition("@")[2].strip()) for group in named if "@" in group)
        if element.operation == START_EACH:
            yield from ((element, code) for code in _of_part(checking, element, seen))


def _asked(procedure: Procedure) -> Iterator[tuple[Place, str]]:
    """The units that a function which looks one up is asked for, where they are written out."""
    for text in texts_of(procedure):
        for name, arguments in calls_in(text.source.strip()[1:], text.own_names) if text.is_feel else ():
            place = _UNIT_ARGUMENT.get(name)
            argument = arguments[place] if place is not None and len(arguments) > place else None
            if isinstance(argument, nodes.Literal) and isinstance(argument.value, str):
                at = text.at.id if isinstance(text.at, SequenceFlow) else text.at
                yield at, argument.value


def _of_part(checking: Checking, element: Element, seen: Mapping[str, Shape]) -> Iterator[str]:
    """The units that the parts of a round would be about, or whose posts would do their tasks."""
    part = (checking.called or {}).get(dict(element.headers).get("process", ""))
    given = variables_in(seen.get(PARTS, ANYTHING))
    if part is not None and given is not None and given.entries is not None:
        for _, text in _units_of(part):
            yield from _texts(text, given.entries)


def _units_of(procedure: Procedure) -> Iterator[tuple[Place, str | None]]:
    yield procedure.process_id, procedure.property("unit")
    yield from ((lane, lane.unit) for lane in procedure.lanes)


def _recused(text: str | None, seen: Mapping[str, Shape]) -> Iterator[str]:
    for entry in _texts(text, seen):
        if entry.startswith(_UNIT):
            yield entry.removeprefix(_UNIT)


def _texts(text: str | None, seen: Mapping[str, Shape]) -> set[str]:
    """The texts that an expression gives, itself or in a list, where they can only be these; plain ones are looked at elsewhere."""
    source = (text or "").strip()
    return _given(outline(source[1:].strip(), seen).shape) if source.startswith("=") else set()


def _given(shape: Shape) -> set[str]:
    item = shape.item if shape.kind == "list" and shape.item is not None else shape
    return {each for each in item.texts or () if each} if item.kind == "string" else set()
