"""Which flows can lead to which incoming flow of a join: computed once per scope, asked by waiting inclusive joins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.procedure.model import ElementType, Scope

JOINING = frozenset({ElementType.PARALLEL_GATEWAY, ElementType.INCLUSIVE_GATEWAY})


@dataclass(frozen=True, slots=True)
class Reach:
    """`incoming` gives each join's incoming flows; `to[join][flow]` the incoming flows of the join to which a directed path
    leads that starts with `flow` and does not visit the join (BPMN 2.0.2, 13.4.3)."""

    incoming: Mapping[str, frozenset[str]]
    to: Mapping[str, Mapping[str, frozenset[str]]]


def incoming_flows(scope: Scope) -> dict[str, list[str]]:
    """Incoming flows of each element, in document order."""
    found: dict[str, list[str]] = {}
    for flow in scope.flows.values():
        found.setdefault(flow.target, []).append(flow.id)
    return found


def compute_reach(scope: Scope) -> Reach:
    """Reachability for every join of the scope; empty where the scope has no inclusive join, since nobody asks then."""
    arriving = incoming_flows(scope)
    joins = [e for e in scope.elements.values() if e.type in JOINING and len(arriving.get(e.id, ())) > 1]
    incoming = {join.id: frozenset(arriving[join.id]) for join in joins}
    if not any(join.type is ElementType.INCLUSIVE_GATEWAY for join in joins):
        return Reach(incoming, {})
    before = _predecessors(scope, arriving)
    return Reach(incoming, {join.id: _leading_to(join.id, incoming[join.id], scope, before) for join in joins})


def _predecessors(scope: Scope, arriving: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """For each flow those from which a token may pass on to it: through its source, or the activity its source is attached to."""
    found: dict[str, list[str]] = {}
    for flow in scope.flows.values():
        source = scope.elements[flow.source]
        through = [source.id] if source.attached_to is None else [source.attached_to]
        found[flow.id] = [previous for node in through for previous in arriving.get(node, ())]
    return found


def _leading_to(
    join: str, incoming: frozenset[str], scope: Scope, before: Mapping[str, list[str]]
) -> dict[str, frozenset[str]]:
    reached: dict[str, set[str]] = {}
    for goal in incoming:
        stack, seen = [goal], {goal}
        while stack:
            flow = stack.pop()
            reached.setdefault(flow, set()).add(goal)
            if scope.flows[flow].source == join:
                continue
            for previous in before[flow]:
                if previous not in seen and scope.flows[previous].target != join:
                    seen.add(previous)
                    stack.append(previous)
    return {flow: frozenset(goals) for flow, goals in reached.items()}
