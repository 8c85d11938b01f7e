"""Small procedures for tests of the engine, written as elements and paths; flow ids read `source-target`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from workflows.procedure.model import (
    Element,
    ElementType,
    EventDefinition,
    EventType,
    IoMapping,
    MultiInstance,
    Procedure,
    Scope,
    SequenceFlow,
    TimerKind,
)

DATE, DURATION, CYCLE = TimerKind.DATE, TimerKind.DURATION, TimerKind.CYCLE


def mappings(given: Mapping[str, str] | None) -> tuple[IoMapping, ...]:
    """Mappings written as target to source."""
    return tuple(IoMapping(source, target) for target, source in (given or {}).items())


def element(kind: ElementType, element_id: str, **given: Any) -> Element:
    """An element; `inputs` and `outputs` are written as target to source."""
    given["inputs"] = mappings(given.get("inputs"))
    given["outputs"] = mappings(given.get("outputs"))
    return Element(id=element_id, type=kind, name=element_id, **given)


def start(element_id: str = "start", **given: Any) -> Element:
    return element(ElementType.START_EVENT, element_id, **given)


def end(element_id: str = "end", **given: Any) -> Element:
    return element(ElementType.END_EVENT, element_id, **given)


def user(element_id: str, **given: Any) -> Element:
    return element(ElementType.USER_TASK, element_id, **given)


def service(element_id: str, operation: str = "test.work", **given: Any) -> Element:
    return element(ElementType.SERVICE_TASK, element_id, operation=operation, **given)


def script(element_id: str, expression: str, result: str, **given: Any) -> Element:
    return element(ElementType.SCRIPT_TASK, element_id, script=expression, result_variable=result, **given)


def rule(element_id: str, decision: str, result: str, **given: Any) -> Element:
    return element(ElementType.BUSINESS_RULE_TASK, element_id, decision_id=decision, result_variable=result, **given)


def call(element_id: str, process_id: str, **given: Any) -> Element:
    return element(ElementType.CALL_ACTIVITY, element_id, called_process_id=process_id, **given)


def exclusive(element_id: str, default: str | None = None, **given: Any) -> Element:
    return element(ElementType.EXCLUSIVE_GATEWAY, element_id, default_flow=default, **given)


def parallel(element_id: str) -> Element:
    return element(ElementType.PARALLEL_GATEWAY, element_id)


def inclusive(element_id: str, default: str | None = None) -> Element:
    return element(ElementType.INCLUSIVE_GATEWAY, element_id, default_flow=default)


def event_gateway(element_id: str) -> Element:
    return element(ElementType.EVENT_BASED_GATEWAY, element_id)


def timer(text: str, kind: TimerKind = DURATION) -> EventDefinition:
    return EventDefinition(EventType.TIMER, timer_kind=kind, timer=text)


def message(name: str, key: str | None = None) -> EventDefinition:
    return EventDefinition(EventType.MESSAGE, name=name, correlation_key=key)


def signal(name: str) -> EventDefinition:
    return EventDefinition(EventType.SIGNAL, name=name)


def error(code: str | None = None) -> EventDefinition:
    return EventDefinition(EventType.ERROR, name=code)


def escalation(code: str | None = None) -> EventDefinition:
    return EventDefinition(EventType.ESCALATION, name=code)


TERMINATE = EventDefinition(EventType.TERMINATE)


def catch(element_id: str, event: EventDefinition, **given: Any) -> Element:
    return element(ElementType.INTERMEDIATE_CATCH_EVENT, element_id, event=event, **given)


def receive(element_id: str, event: EventDefinition, **given: Any) -> Element:
    return element(ElementType.RECEIVE_TASK, element_id, event=event, **given)


def throw(element_id: str, event: EventDefinition | None = None, **given: Any) -> Element:
    return element(ElementType.INTERMEDIATE_THROW_EVENT, element_id, event=event, **given)


def boundary(element_id: str, host: str, event: EventDefinition, *, interrupting: bool = True, **given: Any) -> Element:
    return element(
        ElementType.BOUNDARY_EVENT, element_id, attached_to=host, event=event, is_interrupting=interrupting, **given
    )


def each(collection: str, item: str = "item", *, sequential: bool = False, **given: Any) -> MultiInstance:
    return MultiInstance(is_sequential=sequential, input_collection=collection, input_element=item, **given)


def sub_process(
    element_id: str, *parts: Element, paths: str, conditions: Mapping[str, str] | None = None, **given: Any
) -> Element:
    return element(
        ElementType.SUB_PROCESS, element_id, body=scope(element_id, *parts, paths=paths, conditions=conditions), **given
    )


def event_sub_process(
    element_id: str,
    event: EventDefinition,
    *parts: Element,
    paths: str,
    interrupting: bool = True,
    mapped: Mapping[str, str] | None = None,
    **given: Any,
) -> Element:
    """An event sub-process whose start event is `<id>_start`, to be named first in `paths`; `mapped` are its output mappings."""
    begin = start(f"{element_id}_start", event=event, is_interrupting=interrupting, outputs=mapped)
    body = scope(element_id, begin, *parts, paths=paths)
    return element(ElementType.EVENT_SUB_PROCESS, element_id, body=body, **given)


def scope(scope_id: str, *parts: Element, paths: str, conditions: Mapping[str, str] | None = None) -> Scope:
    """A scope from chains such as `start a b end; b c`; `conditions` by flow id."""
    flows: dict[str, SequenceFlow] = {}
    for chain in paths.split(";"):
        names = chain.split()
        for source, target in pairwise(names):
            flow_id = f"{source}-{target}"
            flows[flow_id] = SequenceFlow(flow_id, source, target, condition=(conditions or {}).get(flow_id))
    unknown = set(conditions or {}) - set(flows)
    assert not unknown, f"conditions on flows that are not drawn: {unknown}"
    elements = {
        part.id: replace(
            part,
            incoming=tuple(f.id for f in flows.values() if f.target == part.id),
            outgoing=tuple(f.id for f in flows.values() if f.source == part.id),
        )
        for part in parts
    }
    return Scope(scope_id, elements, flows)


def procedure(
    *parts: Element, paths: str, conditions: Mapping[str, str] | None = None, process_id: str = "case"
) -> Procedure:
    """A procedure with nothing but its diagram."""
    process = scope(process_id, *parts, paths=paths, conditions=conditions)
    return Procedure(
        process_id=process_id,
        name=process_id,
        version_tag="",
        documentation="",
        process=process,
        lanes=(),
        forms={},
        decisions={},
        labels={},
        files={},
        digest="",
        elements={each.id: each for each in process.walk()},
    )


def line(*parts: Element, process_id: str = "case") -> Procedure:
    """One element after the other."""
    names = " ".join(["start", *(part.id for part in parts if part.attached_to is None), "end"])
    return procedure(start(), *parts, end(), paths=names, process_id=process_id)
