"""How tokens wait at parallel and inclusive joins: counted per scope instance and incoming flow, consumed when the join fires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.engine.specs.gateways import InclusiveGateway, ParallelGateway

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflows.engine.core import Core
    from workflows.engine.live import ScopeInstance
    from workflows.engine.specs.base import Flow, Node


def arrive(core: Core, instance: ScopeInstance, flow: Flow) -> None:
    """A token reaches a join. A parallel join fires once every incoming flow has a token; an inclusive one waits for quiescence."""
    join = flow.target
    waiting = instance.arrivals.setdefault(join.element.id, {})
    waiting[flow.id] = waiting.get(flow.id, 0) + 1
    core.joining[instance] = None
    if isinstance(join, ParallelGateway) and len(waiting) == len(instance.spec.reach.incoming[join.element.id]):
        _fire(core, instance, join)


def _fire(core: Core, instance: ScopeInstance, join: Node) -> None:
    """Consume one token of each flow that has one; the rest waits for the next round."""
    waiting = instance.arrivals[join.element.id]
    left = {flow: count - 1 for flow, count in waiting.items() if count > 1}
    if left:
        instance.arrivals[join.element.id] = left
    else:
        del instance.arrivals[join.element.id]
        if not instance.arrivals:
            core.joining.pop(instance, None)
    core.spawn(instance, join)


def fire_next(core: Core) -> bool:
    """At quiescence: fire one inclusive join that need not wait any longer; False where there is none.

    Raises EngineError where a scope holds only tokens at joins that can never fire.
    """
    for instance in list(core.joining):
        join = _enabled(instance) or _circular(instance)
        if join is not None:
            _fire(core, instance, join)
            return True
        if instance.active == 0:
            _raise_stuck(instance)
    return False


def _enabled(instance: ScopeInstance) -> Node | None:
    """The inclusive join with the oldest waiting token that no other token of the scope can still reach."""
    for join in _inclusive(instance):
        if not any(_blocks(instance, join.element.id, flow) for flow in _positions(instance, join.element.id)):
            return join
    return None


def _circular(instance: ScopeInstance) -> Node | None:
    """Break a vicious circle: inclusive joins that wait only for each other, where the standard would wait for ever.

    Of the largest set of waiting joins that nothing outside the set can feed any more, the inclusive one whose oldest token
    came first fires.
    """
    reach = instance.spec.reach
    if not reach.to:
        return None
    moving = [flow for token in instance.tokens for flow in token.node.exit_flows if not token.is_passive]
    stuck = set(instance.arrivals)
    while True:
        outside = moving + [f for join, flows in instance.arrivals.items() if join not in stuck for f in flows]
        freed = {join for join in stuck if any(_feeds(instance, join, flow) for flow in outside)}
        if not freed:
            break
        stuck -= freed
    return next((join for join in _inclusive(instance) if join.element.id in stuck), None)


def _inclusive(instance: ScopeInstance) -> Iterator[Node]:
    for join_id in instance.arrivals:
        node = instance.spec.nodes[join_id]
        if isinstance(node, InclusiveGateway):
            yield node


def _positions(instance: ScopeInstance, join: str) -> Iterator[str]:
    """Flows on which a token stands or may come to stand next, leaving out those that wait at `join` itself."""
    for token in instance.tokens:
        if not token.is_passive:
            yield from token.node.exit_flows
    for other, flows in instance.arrivals.items():
        if other != join:
            yield from flows


def _blocks(instance: ScopeInstance, join: str, flow: str) -> bool:
    """BPMN 2.0.2, 13.4.3: a token holds the join back if it can reach an empty incoming flow and no flow that has a token."""
    goals = instance.spec.reach.to[join].get(flow)
    return bool(goals) and goals.isdisjoint(instance.arrivals[join])


def _feeds(instance: ScopeInstance, join: str, flow: str) -> bool:
    """Whether a token on `flow` may still change whether the waiting join fires."""
    if isinstance(instance.spec.nodes[join], InclusiveGateway):
        return _blocks(instance, join, flow)
    goals = instance.spec.reach.to[join].get(flow, frozenset())
    return not goals <= instance.arrivals[join].keys()


def _raise_stuck(instance: ScopeInstance) -> None:
    join = next(iter(instance.arrivals))
    place = instance.spec.nodes[join].place
    missing = sorted(instance.spec.reach.incoming[join] - instance.arrivals[join].keys())
    raise place.error(
        f"The gateway waits for a token on {', '.join(missing)}, which can never come; the case would stand still for ever. "
        "Correct the diagram: a parallel join needs a token on every incoming flow.",
        f"网关在等待永远不会到达的流向 {'、'.join(missing)}，案件将永远停滞；请更正流程图：并行汇聚需要每条流入都有令牌。",
    )
