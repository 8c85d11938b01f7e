"""Gateways and the flows that leave elements: conditions, defaults, and what an event-based gateway may wait for."""

from __future__ import annotations

from itertools import combinations

from workflows.dmn import common_values
from workflows.procedure.checks.context import Checking
from workflows.procedure.model import Element, ElementType, EventType, Scope, SequenceFlow

_CHOOSING = frozenset({ElementType.EXCLUSIVE_GATEWAY, ElementType.INCLUSIVE_GATEWAY})
_GATEWAYS = _CHOOSING | {ElementType.PARALLEL_GATEWAY, ElementType.EVENT_BASED_GATEWAY}
_AWAITED = frozenset({EventType.TIMER, EventType.MESSAGE, EventType.SIGNAL})


def check_gateways(checking: Checking) -> None:
    """Conditions stand only where they are read, and where a choice is made one flow always remains."""
    for flow in checking.flows():
        # Editors name FEEL by its address of one edition or another.
        if flow.language is not None and "feel" not in flow.language.casefold():
            checking.error("expression_language", flow, language=flow.language[:80])
    for scope, _ in checking.scopes():
        for element in scope.elements.values():
            if element.type in _CHOOSING and len(element.outgoing) > 1:
                _check_choice(checking, element, scope)
            else:
                _check_unconditional(checking, element, scope)
            if element.type is ElementType.EVENT_BASED_GATEWAY:
                _check_event_based(checking, element, scope)
            if element.type in _GATEWAYS and len(element.incoming) == 1 and len(element.outgoing) == 1:
                checking.warn("gateway_without_effect", element, name=element.name or element.id)


def _check_choice(checking: Checking, element: Element, scope: Scope) -> None:
    name = element.name or element.id
    if element.default_flow is None:
        checking.error("default_missing", element, name=name)
    elif element.default_flow not in element.outgoing:
        checking.error("default_elsewhere", element, flow=element.default_flow)
    for identifier in element.outgoing:
        flow = scope.flows[identifier]
        if identifier == element.default_flow:
            if flow.condition is not None:
                checking.error("default_condition", flow)
        elif flow.condition is None and element.default_flow is not None:
            checking.error("condition_missing", flow, name=name)
    if element.type is ElementType.EXCLUSIVE_GATEWAY:
        _check_overlaps(checking, [scope.flows[identifier] for identifier in element.outgoing], name)


def _check_overlaps(checking: Checking, flows: list[SequenceFlow], name: str) -> None:
    """Warn where two flows could be taken: only the order in the file says which of them is."""
    written = [flow for flow in flows if flow.condition is not None and flow.condition.strip().startswith("=")]
    for first, second in combinations(written, 2):
        texts = ((flow.condition or "").strip()[1:].strip() for flow in (first, second))
        common = common_values(*texts)
        if common is not None:
            told = ", ".join(f"{variable} {english}" for variable, (english, _) in common.items())
            told_zh = "，".join(f"{variable} {chinese}" for variable, (_, chinese) in common.items())
            checking.warn("conditions_overlap", second, other=first.id, name=name, values=told, values_zh=told_zh)


def _check_unconditional(checking: Checking, element: Element, scope: Scope) -> None:
    if element.default_flow is not None:
        checking.error("default_unread", element, tag=element.type.value)
    for identifier in element.outgoing:
        flow = scope.flows[identifier]
        if flow.condition is not None:
            checking.error("condition_unread", flow, tag=element.type.value, name=element.name or element.id)


def _check_event_based(checking: Checking, element: Element, scope: Scope) -> None:
    if len(element.outgoing) < 2:
        checking.error("event_gateway_single", element)
    for identifier in element.outgoing:
        target = scope.elements[scope.flows[identifier].target]
        is_catch = (
            target.type is ElementType.INTERMEDIATE_CATCH_EVENT
            and target.event is not None
            and target.event.type in _AWAITED
        )
        if not is_catch and target.type is not ElementType.RECEIVE_TASK:
            checking.error("event_gateway_target", scope.flows[identifier], target=target.name or target.id)
        elif len(target.incoming) > 1:
            checking.error("event_gateway_shared", target)
        elif scope.boundary_events.get(target.id):
            checking.error("event_gateway_boundary", target)
