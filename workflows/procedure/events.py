"""Event definitions and the messages, signals, errors and escalations that they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from workflows.procedure.extensions import read_extensions
from workflows.procedure.findings import Findings
from workflows.procedure.model import EventDefinition, EventType, TimerKind
from workflows.procedure.tags import attribute, bpmn_children, line_of, text_of, vet
from workflows.procedure.vocabulary import EVENT_DEFINITIONS

_TYPES = {
    "timerEventDefinition": EventType.TIMER,
    "messageEventDefinition": EventType.MESSAGE,
    "signalEventDefinition": EventType.SIGNAL,
    "errorEventDefinition": EventType.ERROR,
    "escalationEventDefinition": EventType.ESCALATION,
    "terminateEventDefinition": EventType.TERMINATE,
}
# event type → (attribute naming the root element, tag of that root element, what it is called in Chinese)
_REFERENCES = {
    EventType.MESSAGE: ("messageRef", "message", "消息"),
    EventType.SIGNAL: ("signalRef", "signal", "信号"),
    EventType.ERROR: ("errorRef", "error", "错误"),
    EventType.ESCALATION: ("escalationRef", "escalation", "升级"),
}
# An error or escalation without a code catches every one; a message or signal without a name catches nothing.
_NAME_OPTIONAL = frozenset({EventType.ERROR, EventType.ESCALATION})


@dataclass
class Thrown:
    """The messages, signals, errors and escalations of a diagram: (tag, id) → (name or code, correlation key)."""

    by_id: dict[tuple[str, str], tuple[str | None, str | None]] = field(default_factory=dict)


def read_thrown(definitions: etree._Element, findings: Findings) -> Thrown:
    """Read the root elements that event definitions refer to."""
    found = Thrown()
    for tag, node in bpmn_children(definitions, "message", "signal", "error", "escalation"):
        identifier = attribute(node, "id")
        vet(node, tag, identifier, findings)
        extensions = read_extensions(node, tag, identifier, findings)
        if identifier is None:
            findings.add("id_missing", None, line_of(node), tag=tag)
            continue
        name_attribute = {"error": "errorCode", "escalation": "escalationCode"}.get(tag, "name")
        found.by_id[tag, identifier] = (
            attribute(node, name_attribute),
            extensions.get("subscription", "correlationKey"),
        )
    return found


def read_event(node: etree._Element, owner: str, thrown: Thrown, findings: Findings) -> EventDefinition:
    """The one event definition of an event; EventType.NONE where it has none."""
    definitions = list(bpmn_children(node, *EVENT_DEFINITIONS))
    if not definitions:
        return EventDefinition(EventType.NONE)
    if len(definitions) > 1:
        findings.add("event_definitions_several", owner, line_of(node), count=len(definitions))
    tag, definition = definitions[0]
    vet(definition, tag, owner, findings)
    read_extensions(definition, tag, owner, findings)
    kind = _TYPES[tag]
    if kind is EventType.TIMER:
        return _read_timer(definition, owner, findings)
    if kind in _REFERENCES:
        return read_reference(definition, owner, kind, thrown, findings)
    return EventDefinition(kind)


def read_reference(
    node: etree._Element, owner: str, kind: EventType, thrown: Thrown, findings: Findings
) -> EventDefinition:
    """The event definition that `node` (an event definition or a receive task) gives by naming a root element."""
    reference, tag, what_zh = _REFERENCES[kind]
    target = attribute(node, reference)
    if target is None:
        if kind not in _NAME_OPTIONAL:
            findings.add("event_definition_reference", owner, line_of(node), id=owner, what=tag, what_zh=what_zh)
        return EventDefinition(kind)
    # Some editors write qualified names: the prefix of the target namespace says nothing inside one file.
    known: Mapping[tuple[str, str], tuple[str | None, str | None]] = thrown.by_id
    named = known.get((tag, target)) or known.get((tag, target.rpartition(":")[2]))
    if named is None:
        findings.add("reference_missing", owner, line_of(node), attribute=reference, target=target)
        return EventDefinition(kind)
    if named[0] is None and kind not in _NAME_OPTIONAL:
        findings.add("event_definition_reference", owner, line_of(node), id=target, what="name", what_zh="名称")
    return EventDefinition(kind, name=named[0], correlation_key=named[1])


def _read_timer(definition: etree._Element, owner: str, findings: Findings) -> EventDefinition:
    texts = [
        (TimerKind(tag), text_of(node))
        for tag, node in bpmn_children(definition, "timeDate", "timeDuration", "timeCycle")
        if text_of(node)
    ]
    for tag, node in bpmn_children(definition, "timeDate", "timeDuration", "timeCycle"):
        vet(node, tag, owner, findings)
    if len(texts) != 1:
        findings.add("timer_text", owner, line_of(definition))
        return EventDefinition(EventType.TIMER)
    return EventDefinition(EventType.TIMER, timer_kind=texts[0][0], timer=texts[0][1])
