"""The shape of the diagram: every element can be reached, and from every element an end can be reached."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from workflows.procedure.checks.context import Checking
from workflows.procedure.model import Element, ElementType, EventType, Scope

_EXEMPT = frozenset({ElementType.EVENT_SUB_PROCESS})


def check_graph(checking: Checking) -> None:
    """Starts, ends, dead ends, unreachable elements and loops without a way out, scope by scope."""
    for scope, owner in checking.scopes():
        _check_starts(checking, scope, owner)
        _check_ends(checking, scope)
        if scope.starts:
            _check_paths(checking, scope)


def _check_starts(checking: Checking, scope: Scope, owner: Element | None) -> None:
    plain = [start for start in scope.starts if start.event is None or start.event.type is EventType.NONE]
    typed = [start for start in scope.starts if start not in plain]
    if not scope.starts:
        checking.error("start_missing", owner or scope.id)
    elif owner is None:
        if len(plain) > 1:
            checking.error("start_several", plain[1])
    elif owner.type is ElementType.EVENT_SUB_PROCESS:
        if len(typed) != 1 or plain:
            checking.error("start_event_sub_process", owner)
    elif len(plain) != 1 or typed:
        checking.error("start_sub_process", owner)
    for element in scope.elements.values():
        if element.type is ElementType.START_EVENT and element.incoming:
            checking.error("start_incoming", element)
        if element.type is ElementType.BOUNDARY_EVENT and element.incoming:
            checking.error("boundary_incoming", element)
        if element.type is ElementType.EVENT_SUB_PROCESS and (element.incoming or element.outgoing):
            checking.error("event_sub_process_flow", element)


def _check_ends(checking: Checking, scope: Scope) -> None:
    for element in scope.elements.values():
        if element.type is ElementType.END_EVENT:
            if element.outgoing:
                checking.error("end_outgoing", element)
        elif not element.outgoing and element.type not in _EXEMPT:
            checking.error("dead_end", element, name=element.name or element.id)


def _check_paths(checking: Checking, scope: Scope) -> None:
    after = {element.id: _successors(element, scope, every_boundary=True) for element in scope.elements.values()}
    starts = [element.id for element in scope.starts]
    starts += [element.id for element in scope.event_sub_processes]
    reached = _closure(starts, after)
    for element in scope.elements.values():
        if element.id not in reached and not _hangs_on_nothing(element, scope):
            checking.error("unreachable", element, name=element.name or element.id)
    onward = {element.id: _successors(element, scope, every_boundary=False) for element in scope.elements.values()}
    before: dict[str, set[str]] = {}
    for identifier, following in onward.items():
        for target in following:
            before.setdefault(target, set()).add(identifier)
    ends = [e.id for e in scope.elements.values() if e.type is ElementType.END_EVENT or e.type in _EXEMPT]
    leaving = _closure(ends, before)
    told: set[str] = set()
    for element in scope.elements.values():
        stuck = element.id in reached and element.id not in leaving and element.id not in told
        # Only the loop itself is to blame, once; what leads into it is not, and a dead end has its own sentence.
        if stuck and element.id in _closure(onward[element.id], onward) and not _runs_dry(element.id, onward, scope):
            checking.error("no_way_out", element, name=element.name or element.id)
            told |= _closure([element.id], onward)


def _successors(element: Element, scope: Scope, *, every_boundary: bool) -> set[str]:
    """Where a token may go on; a boundary event that does not interrupt is no way out of its activity."""
    found = {scope.flows[flow].target for flow in element.outgoing}
    for event in scope.boundary_events.get(element.id, ()):
        if every_boundary or event.is_interrupting:
            found.add(event.id)
    return found


def _hangs_on_nothing(element: Element, scope: Scope) -> bool:
    return element.type is ElementType.BOUNDARY_EVENT and element.attached_to not in scope.elements


def _runs_dry(start: str, after: Mapping[str, set[str]], scope: Scope) -> bool:
    return any(not scope.elements[found].outgoing for found in _closure([start], after))


def _closure(starts: Iterable[str], edges: Mapping[str, set[str]]) -> set[str]:
    seen = set(starts)
    queue = deque(seen)
    while queue:
        for following in edges.get(queue.popleft(), ()):
            if following not in seen:
                seen.add(following)
                queue.append(following)
    return seen
