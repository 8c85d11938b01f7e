"""What waits for the same event at one place, and the events that start a case: which of two catchers acts would be chance."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.feel import FeelError, parse_expression
from workflows.procedure.checks.context import Checking
from workflows.procedure.model import Element, ElementType, EventType, Scope

_TYPES_ZH = {
    EventType.MESSAGE: "消息",
    EventType.SIGNAL: "信号",
    EventType.ERROR: "错误",
    EventType.ESCALATION: "升级",
}


def check_catchers(checking: Checking) -> None:
    """Refuse a second catcher of one event at one place, and a start event whose name needs a case that is not there yet."""
    for scope, owner in checking.scopes():
        for place in _places(scope, is_process=owner is None):
            _check_place(checking, place)
    for start in checking.procedure.process.starts:
        _check_start_name(checking, start)


def _places(scope: Scope, *, is_process: bool) -> Iterator[list[Element]]:
    """The catchers that compete for one event: of an activity, of an event-based gateway, of the scope, of the start."""
    for events in scope.boundary_events.values():
        yield list(events)
    for gateway in scope.elements.values():
        if gateway.type is ElementType.EVENT_BASED_GATEWAY:
            yield [scope.elements[scope.flows[flow].target] for flow in gateway.outgoing]
    yield [start for each in scope.event_sub_processes if each.body is not None for start in each.body.starts]
    if is_process:
        yield list(scope.starts)


def _check_place(checking: Checking, catchers: list[Element]) -> None:
    seen: dict[tuple[EventType, str | None], Element] = {}
    for element in catchers:
        event = element.event
        if event is None or event.type not in _TYPES_ZH:
            continue
        first = seen.setdefault((event.type, event.name), element)
        if first is not element:
            told = {"type": event.type.value, "type_zh": _TYPES_ZH[event.type], "other": first.id}
            checking.error("catcher_twice", element, **told)


def _check_start_name(checking: Checking, start: Element) -> None:
    """A name in FEEL is asked for before there is a case, so it can read no variable."""
    event = start.event
    if event is None or event.type not in (EventType.MESSAGE, EventType.SIGNAL) or event.name is None:
        return
    if not event.name.strip().startswith("="):
        return
    try:
        expression = parse_expression(event.name.strip()[1:].strip())
        value = expression.evaluate({})
    except FeelError:
        return  # told with the other expressions
    if expression.names - expression.calls or not isinstance(value, str) or not value.strip():
        checking.error("start_name", start, name=event.name, type=event.type.value, type_zh=_TYPES_ZH[event.type])
