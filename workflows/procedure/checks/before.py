"""What may have happened before an element is reached: along the flows, in another branch, or in an earlier round of a loop."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from workflows.procedure.model import Element, ElementType, EventType, Procedure, Scope

_ONE_WAY = frozenset({ElementType.EXCLUSIVE_GATEWAY, ElementType.EVENT_BASED_GATEWAY})


class Order:
    """The order of a procedure's elements, sub-processes opened up; conditions are not evaluated, so it says what may be."""

    def __init__(self, procedure: Procedure) -> None:
        self._procedure = procedure
        self._after: dict[str, set[str]] = {}
        self._forks: list[list[str]] = []  # places where several tokens go on, as the heads of their ways
        self._scope(procedure.process, None)

    def before(self, element_id: str) -> frozenset[str]:
        """Every element that may have been carried out, or may be at work, when this one is reached for the first time."""
        found = _closure(self._came_from.get(element_id, ()), self._came_from)
        for ways in self._reached_by_fork:
            for number, way in enumerate(ways):
                if element_id in way:
                    for other, reached in enumerate(ways):
                        if other != number:
                            found |= reached
        return frozenset(found & self._without(element_id))

    def _without(self, element_id: str) -> set[str]:
        """What can be reached from the starts before this element was: what only follows it comes too late for a first time."""
        onward = {source: targets for source, targets in self._after.items() if source != element_id}
        return _closure([start.id for start in self._procedure.process.starts], onward)

    @cached_property
    def _came_from(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for source, targets in self._after.items():
            for target in targets:
                found.setdefault(target, set()).add(source)
        return found

    @cached_property
    def _reached_by_fork(self) -> list[list[set[str]]]:
        return [[_closure([head], self._after) for head in heads] for heads in self._forks]

    def _edge(self, source: str, target: str) -> None:
        self._after.setdefault(source, set()).add(target)

    def _scope(self, scope: Scope, owner: Element | None) -> None:
        """Add the edges of a scope. What leaves a sub-process leaves it at `<id>/end`."""
        for element in scope.elements.values():
            out = _end_of(element)
            targets = [scope.flows[flow].target for flow in element.outgoing if flow in scope.flows]
            for target in targets:
                self._edge(out, target)
            if len(targets) > 1 and element.type not in _ONE_WAY:
                self._forks.append(targets)
            if element.body is not None:
                self._body(element, element.body)
            if owner is not None and not element.outgoing and element.type is not ElementType.EVENT_SUB_PROCESS:
                self._edge(out, f"{owner.id}/end")
        self._attached(scope)

    def _body(self, element: Element, body: Scope) -> None:
        self._scope(body, element)
        for start in body.starts:
            self._edge(element.id, start.id)
        if element.multi_instance is not None:
            self._edge(f"{element.id}/end", element.id)

    def _attached(self, scope: Scope) -> None:
        """Boundary events and event sub-processes: they begin while others are at work."""
        for host_id, events in scope.boundary_events.items():
            host = scope.elements.get(host_id)
            if host is None:
                continue
            inside = [host_id, *(each.id for each in (host.body.walk() if host.body is not None else ()))]
            for event in events:
                for source in inside:
                    self._edge(source, event.id)
                if not event.is_interrupting:
                    self._forks.append([host_id, event.id])
        for aside in scope.event_sub_processes:
            for element in scope.walk():
                self._edge(element.id, aside.id)
            starts = [start.id for start in scope.starts]
            if aside.body is not None and any(not start.is_interrupting for start in aside.body.starts):
                self._forks.extend([start, aside.id] for start in starts)


def _end_of(element: Element) -> str:
    return element.id if element.body is None else f"{element.id}/end"


def _closure(starts: Iterable[str], edges: Mapping[str, set[str]]) -> set[str]:
    seen = set(starts)
    queue = deque(seen)
    while queue:
        for following in edges.get(queue.popleft(), ()):
            if following not in seen:
                seen.add(following)
                queue.append(following)
    return seen


def enclosing(procedure: Procedure, element_id: str) -> Iterator[tuple[Scope, Element | None]]:
    """The scopes around an element, innermost first, each with the sub-process that it is the body of."""
    found: list[tuple[Scope, Element | None]] = []

    def look(scope: Scope, owner: Element | None) -> bool:
        inside = element_id in scope.elements or any(
            look(element.body, element) for element in scope.elements.values() if element.body is not None
        )
        if inside:
            found.append((scope, owner))
        return inside

    look(procedure.process, None)
    yield from found


def catches_errors(element: Element) -> bool:
    """Whether an element is an event that catches errors."""
    catching = (ElementType.BOUNDARY_EVENT, ElementType.START_EVENT)
    return element.type in catching and element.event is not None and element.event.type is EventType.ERROR
