"""Compiles procedures into SpiffWorkflow specs of our own classes; checking procedures is done elsewhere, before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from workflows.engine.errors import EngineError
from workflows.engine.expressions import Text
from workflows.engine.reachability import compute_reach, incoming_flows
from workflows.engine.refusals import refuse
from workflows.engine.specs import bodies, events, gateways, tasks
from workflows.engine.specs.base import Flow, Node
from workflows.engine.specs.multi import MultiInstanceBody
from workflows.engine.specs.scope import ScopeSpec
from workflows.procedure.model import Element, ElementType, Procedure, Scope


@dataclass(frozen=True, slots=True)
class Definition:
    """A procedure and everything it calls, compiled. Never changed, so that threads and cases share it."""

    process_id: str
    processes: Mapping[str, ScopeSpec]


def compile_definition(procedure: Procedure, called: Mapping[str, Procedure]) -> Definition:
    """Compile a procedure with the procedures it calls (process id to procedure, transitively).

    Raises EngineError for an expression that cannot be read or an element that the engine does not execute.
    """
    processes = {process_id: _process(each) for process_id, each in called.items()}
    processes[procedure.process_id] = _process(procedure)
    return Definition(procedure.process_id, processes)


def _process(procedure: Procedure) -> ScopeSpec:
    spec = ScopeSpec(procedure.process_id, procedure.process_id, is_process=True)
    _fill(spec, procedure.process)
    return spec


def _fill(spec: ScopeSpec, scope: Scope, *, is_event_sub_process: bool = False) -> None:
    """Make the nodes of a scope and wire them."""
    refuse(spec.process_id, scope, is_event_sub_process=is_event_sub_process)
    arriving = incoming_flows(scope)
    nodes: dict[str, Node] = {}
    starts: list[events.EventStart] = []
    for element in scope.elements.values():
        node = _outer_node(spec, element, len(arriving.get(element.id, ())))
        nodes[element.id] = node
        if isinstance(node, bodies.EventSubProcess):
            starts.append(_event_start(spec, element, node))
    for element in scope.elements.values():
        nodes[element.id].wire(_flows(spec, scope, element, nodes), _boundaries(scope, element, nodes))
    for node in nodes.values():
        node.seal()
    spec.event_starts = tuple(starts)
    spec.starts = tuple(nodes[element.id] for element in scope.starts)
    spec.reach = compute_reach(scope)


def _flows(spec: ScopeSpec, scope: Scope, element: Element, nodes: Mapping[str, Node]) -> tuple[Flow, ...]:
    drawn = [flow for flow in scope.flows.values() if flow.source == element.id]
    order = {flow_id: index for index, flow_id in enumerate(element.outgoing)}
    drawn.sort(key=lambda flow: order.get(flow.id, len(order)))
    place = nodes[element.id].place
    return tuple(
        Flow(flow.id, nodes[flow.target], Text(flow.condition, place) if flow.condition else None) for flow in drawn
    )


def _boundaries(scope: Scope, element: Element, nodes: Mapping[str, Node]) -> tuple[events.Boundary, ...]:
    attached = (nodes[event.id] for event in scope.boundary_events.get(element.id, ()))
    return tuple(node for node in attached if isinstance(node, events.Boundary))


def _event_start(spec: ScopeSpec, element: Element, node: bodies.EventSubProcess) -> events.EventStart:
    assert element.body is not None  # refused otherwise
    return events.EventStart(spec, element.body.starts[0], node)


def _outer_node(spec: ScopeSpec, element: Element, incoming: int) -> Node:
    loop = element.multi_instance
    if loop is None:
        return _node(spec, element, incoming)
    body = MultiInstanceBody(spec, element, loop)
    body.inner = ScopeSpec(spec.process_id, f"{element.id} items", is_item_scope=True)
    item = _node(body.inner, replace(element, multi_instance=None), incoming)
    item.seal()
    body.inner.starts = (item,)
    return body


def _node(spec: ScopeSpec, element: Element, incoming: int) -> Node:
    kind = element.type
    if kind in _WITH_BODY:
        node = _WITH_BODY[kind](spec, element)
        node.inner = ScopeSpec(spec.process_id, element.id)
        inside = element.body or Scope(element.id, {}, {})
        _fill(node.inner, inside, is_event_sub_process=kind is ElementType.EVENT_SUB_PROCESS)
        return node
    if kind is ElementType.PARALLEL_GATEWAY:
        return gateways.ParallelGateway(spec, element, incoming)
    if kind is ElementType.INCLUSIVE_GATEWAY:
        return gateways.InclusiveGateway(spec, element, incoming)
    if kind in (ElementType.INTERMEDIATE_CATCH_EVENT, ElementType.RECEIVE_TASK):
        return events.CatchEvent(spec, element, is_task=kind is ElementType.RECEIVE_TASK)
    if kind not in _PLAIN:
        raise EngineError(
            spec.process_id,
            element.id,
            f"The engine does not execute {kind} elements; replace it.",
            f"引擎不支持 {kind} 元素；请替换。",
        )
    return _PLAIN[kind](spec, element)


_WITH_BODY: Mapping[ElementType, type[bodies.SubProcess]] = {
    ElementType.SUB_PROCESS: bodies.SubProcess,
    ElementType.EVENT_SUB_PROCESS: bodies.EventSubProcess,
}
_PLAIN: Mapping[ElementType, type[Node]] = {
    ElementType.USER_TASK: tasks.PersonTask,
    ElementType.MANUAL_TASK: tasks.PersonTask,
    ElementType.TASK: tasks.NoneTask,
    ElementType.SERVICE_TASK: tasks.ServiceTask,
    ElementType.SEND_TASK: tasks.ServiceTask,
    ElementType.SCRIPT_TASK: tasks.ScriptTask,
    ElementType.BUSINESS_RULE_TASK: tasks.BusinessRuleTask,
    ElementType.CALL_ACTIVITY: bodies.CallActivity,
    ElementType.EXCLUSIVE_GATEWAY: gateways.ExclusiveGateway,
    ElementType.EVENT_BASED_GATEWAY: gateways.EventBasedGateway,
    ElementType.START_EVENT: events.StartEvent,
    ElementType.INTERMEDIATE_THROW_EVENT: events.ThrowEvent,
    ElementType.BOUNDARY_EVENT: events.Boundary,
    ElementType.END_EVENT: events.EndEvent,
}
