"""Parallel joins that may wait for ever: the tokens of a scope are moved in every possible way and a marking that stops is told."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import combinations

from workflows.procedure.checks.context import Checking
from workflows.procedure.model import Element, ElementType, EventType, Scope

# A scope with more markings than this is left alone: the check helps with slips, it is no proof.
MAX_MARKINGS = 4_000
MAX_TOKENS_ON_A_FLOW = 2
MAX_INCLUSIVE_WAYS = 5

Marking = tuple[tuple[str, int], ...]  # flow id and how many tokens lie on it, sorted


def check_stuck(checking: Checking) -> None:
    """Warn of every parallel join at which some order of choices leaves a case waiting; conditions are not evaluated."""
    for scope, _ in checking.scopes():
        if _is_simple(scope):
            for join, missing in _stuck_joins(scope).items():
                element = scope.elements[join]
                flows = ", ".join(missing)
                checking.warn("join_waits", element, name=element.name or join, flows=flows)


def _is_simple(scope: Scope) -> bool:
    """Inclusive joins decide by what may still arrive, which moving tokens one by one does not show."""
    joins = (e for e in scope.elements.values() if len(e.incoming) > 1)
    return bool(scope.starts) and all(e.type is not ElementType.INCLUSIVE_GATEWAY for e in joins)


def _stuck_joins(scope: Scope) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    # Each start event begins a case of its own.
    begins = [_marking(dict.fromkeys(start.outgoing, 1)) for start in scope.starts]
    seen = set(begins)
    queue = deque(begins)
    while queue:
        marking = queue.popleft()
        after = list(_moves(scope, dict(marking)))
        if not after:
            for flow, _ in marking:
                join = scope.elements[scope.flows[flow].target]
                if join.type is ElementType.PARALLEL_GATEWAY:
                    present = {each for each, _ in marking}
                    found.setdefault(join.id, [each for each in join.incoming if each not in present])
        for following in after:
            if following not in seen and all(count <= MAX_TOKENS_ON_A_FLOW for _, count in following):
                seen.add(following)
                queue.append(following)
        if len(seen) > MAX_MARKINGS:
            return {}
    return found


def _marking(tokens: dict[str, int]) -> Marking:
    return tuple(sorted((flow, count) for flow, count in tokens.items() if count > 0))


def _moves(scope: Scope, tokens: dict[str, int]) -> Iterator[Marking]:
    joins: set[str] = set()
    for flow in tokens:
        element = scope.elements[scope.flows[flow].target]
        if element.type is ElementType.PARALLEL_GATEWAY:
            if element.id not in joins and all(tokens.get(each, 0) > 0 for each in element.incoming):
                joins.add(element.id)
                yield _moved(tokens, element.incoming, element.outgoing)
        elif _terminates(element):
            yield ()
        else:
            for way in _ways(scope, element):
                yield _moved(tokens, (flow,), way)


def _moved(tokens: dict[str, int], taken: tuple[str, ...], put: tuple[str, ...]) -> Marking:
    after = dict(tokens)
    for flow in taken:
        after[flow] -= 1
    for flow in put:
        after[flow] = after.get(flow, 0) + 1
    return _marking(after)


def _terminates(element: Element) -> bool:
    is_end = element.type is ElementType.END_EVENT and element.event is not None
    return is_end and element.event is not None and element.event.type is EventType.TERMINATE


def _ways(scope: Scope, element: Element) -> Iterator[tuple[str, ...]]:
    """The flows on which a token may leave an element, each way as the flows taken together."""
    out = element.outgoing
    if element.type in (ElementType.EXCLUSIVE_GATEWAY, ElementType.EVENT_BASED_GATEWAY):
        yield from ((flow,) for flow in out)
        return
    if element.type is ElementType.INCLUSIVE_GATEWAY:
        sizes = range(1, len(out) + 1) if len(out) <= MAX_INCLUSIVE_WAYS else (1, len(out))
        for size in sizes:
            yield from combinations(out, size)
        return
    yield out
    for event in scope.boundary_events.get(element.id, ()):
        yield event.outgoing if event.is_interrupting else (*out, *event.outgoing)
