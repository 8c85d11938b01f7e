"""What decides who acts must give somebody: what is null whatever happens is refused, a branch that is null is told."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from workflows.feel import nodes
from workflows.feel.nothing import Gives, is_null, what_gives
from workflows.procedure.checks.assignments import wrong_step
from workflows.procedure.checks.before import Order
from workflows.procedure.checks.context import Checking
from workflows.procedure.model import Element, Lane
from workflows.procedure.who_functions import LEADER_OF, OF_OFFICE, OF_STEP, PARTY_OF, SUPERIOR_OF

_OF_FIRST = frozenset({LEADER_OF, SUPERIOR_OF, PARTY_OF})
_EMPTY_IS_MEANT = "recuse"  # an empty list recuses nobody


def check_nobody(checking: Checking) -> None:
    """Refuse what gives nobody to act, and warn where one branch does: the case stops there with an incident."""
    order = Order(checking.procedure)
    for at, name, text in _deciding(checking):
        if not text.strip().startswith("="):
            continue
        source = text.strip()[1:].strip()
        given = what_gives(source, partial(_is_nobody, checking, order, at), may_be_empty=name == _EMPTY_IS_MEANT)
        if given is Gives.NOTHING:
            checking.error("acts_nobody", at, property=name, value=source[:120])
        elif given is Gives.PERHAPS:
            checking.warn("acts_perhaps_nobody", at, property=name, value=source[:120])


def _deciding(checking: Checking) -> Iterator[tuple[Element | Lane | str, str, str]]:
    for lane in checking.procedure.lanes:
        yield lane, "unit", lane.unit or ""
    for element in checking.procedure.elements.values():
        yield element, "assignee", element.assignment.assignee or ""
        if not element.assignment.assignee:
            yield element, "candidateUsers", element.assignment.candidate_users or ""
        yield element, "candidateGroups", element.assignment.candidate_groups or ""
        yield element, _EMPTY_IS_MEANT, element.property("recuse") or ""
    yield checking.procedure.process_id, _EMPTY_IS_MEANT, checking.procedure.property("recuse") or ""


def _is_nobody(
    checking: Checking, order: Order, at: Element | Lane | str, function: str, given: tuple[nodes.Node, ...]
) -> bool:
    """Whether a function that says who is null here: asked of nothing, or of a step that nobody can have done by then."""
    if function in _OF_FIRST or (function in OF_OFFICE and len(given) > 1):
        return any(is_null(each) for each in given)
    if function not in OF_STEP or not isinstance(at, Element) or not given:
        return False
    step = given[0].value if isinstance(given[0], nodes.Literal) else None
    if not isinstance(step, str) or step not in checking.procedure.elements:
        return False
    return wrong_step(checking, checking.procedure.elements, step) is None and step not in order.before(at.id)
