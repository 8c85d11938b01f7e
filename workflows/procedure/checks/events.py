"""Which events may stand where, what each of them needs, and the texts of timers."""

from __future__ import annotations

from workflows.procedure.checks.context import ACTIVITY_TYPES, Checking
from workflows.procedure.checks.timers import is_timer_text
from workflows.procedure.model import Element, ElementType, EventDefinition, EventType, Scope

_SUB_PROCESS_START = "the start event of an event sub-process"
_ALLOWED: dict[str, frozenset[EventType]] = {
    "a start event": frozenset(
        {
            EventType.NONE,
            EventType.TIMER,
            EventType.MESSAGE,
            EventType.SIGNAL,
        }
    ),
    _SUB_PROCESS_START: frozenset(
        {
            EventType.NONE,  # refused with a sentence of its own, as a start of the wrong number
            EventType.TIMER,
            EventType.MESSAGE,
            EventType.SIGNAL,
            EventType.ERROR,
            EventType.ESCALATION,
        }
    ),
    "an intermediate catch event": frozenset({EventType.TIMER, EventType.MESSAGE, EventType.SIGNAL}),
    "an intermediate throw event": frozenset(
        {EventType.NONE, EventType.MESSAGE, EventType.SIGNAL, EventType.ESCALATION}
    ),
    "a boundary event": frozenset(
        {EventType.TIMER, EventType.MESSAGE, EventType.SIGNAL, EventType.ERROR, EventType.ESCALATION}
    ),
    "an end event": frozenset(
        {
            EventType.NONE,
            EventType.MESSAGE,
            EventType.SIGNAL,
            EventType.ERROR,
            EventType.ESCALATION,
            EventType.TERMINATE,
        }
    ),
}
_PLACES = {
    ElementType.START_EVENT: ("a start event", "开始事件"),
    ElementType.INTERMEDIATE_CATCH_EVENT: ("an intermediate catch event", "中间捕获事件"),
    ElementType.INTERMEDIATE_THROW_EVENT: ("an intermediate throw event", "中间抛出事件"),
    ElementType.BOUNDARY_EVENT: ("a boundary event", "边界事件"),
    ElementType.END_EVENT: ("an end event", "结束事件"),
}
_TYPES_ZH = {
    EventType.NONE: "空",
    EventType.TIMER: "定时",
    EventType.MESSAGE: "消息",
    EventType.SIGNAL: "信号",
    EventType.ERROR: "错误",
    EventType.ESCALATION: "升级",
    EventType.TERMINATE: "终止",
}
_THROWING = frozenset({ElementType.INTERMEDIATE_THROW_EVENT, ElementType.END_EVENT})
# These are carried out at once, so nothing can happen to them meanwhile.
_AT_ONCE = frozenset(
    {
        ElementType.TASK,
        ElementType.SERVICE_TASK,
        ElementType.SEND_TASK,
        ElementType.SCRIPT_TASK,
        ElementType.BUSINESS_RULE_TASK,
    }
)
# Only these can raise an error or an escalation that a boundary event on them would catch.
_RAISING = {
    EventType.ERROR: frozenset(
        {
            ElementType.SERVICE_TASK,
            ElementType.SEND_TASK,
            ElementType.SUB_PROCESS,
            ElementType.CALL_ACTIVITY,
        }
    ),
    EventType.ESCALATION: frozenset({ElementType.SUB_PROCESS, ElementType.CALL_ACTIVITY}),
}


def check_events(checking: Checking) -> None:
    """Refuse combinations of place and event type that BPMN does not know or that could never happen."""
    for scope, owner in checking.scopes():
        in_event_sub_process = owner is not None and owner.type is ElementType.EVENT_SUB_PROCESS
        for element in scope.elements.values():
            if element.type in _PLACES and element.event is not None:
                _check_place(checking, element, element.event, in_event_sub_process=in_event_sub_process)
            if element.event is not None:
                _check_needs(checking, element, element.event, is_top_start=owner is None)
            if element.type is ElementType.BOUNDARY_EVENT:
                _check_boundary(checking, element, scope)


def _check_place(checking: Checking, element: Element, event: EventDefinition, *, in_event_sub_process: bool) -> None:
    place, place_zh = _PLACES[element.type]
    if element.type is ElementType.START_EVENT and in_event_sub_process:
        place, place_zh = _SUB_PROCESS_START, "事件子流程的开始事件"
    if event.type not in _ALLOWED[place]:
        checking.error(
            "event_impossible",
            element,
            type=event.type.value,
            place=place,
            type_zh=_TYPES_ZH[event.type],
            place_zh=place_zh,
        )
    catches = element.type is ElementType.BOUNDARY_EVENT or place == _SUB_PROCESS_START
    if event.type is EventType.ERROR and catches and not element.is_interrupting:
        checking.error("error_not_interrupting", element)
    if element.type is ElementType.START_EVENT and not in_event_sub_process and not element.is_interrupting:
        checking.error("start_interrupting", element)


def _check_needs(checking: Checking, element: Element, event: EventDefinition, *, is_top_start: bool) -> None:
    throws = element.type in _THROWING
    if event.type is EventType.TIMER:
        # A missing text was already refused while reading.
        if event.timer is not None and event.timer_kind is not None:
            problem = is_timer_text(event.timer, event.timer_kind)
            if problem is not None:
                checking.error("timer_invalid", element, text=event.timer, expected=problem[0], expected_zh=problem[1])
    elif event.type is EventType.MESSAGE:
        starts_case = is_top_start and element.type is ElementType.START_EVENT
        if not throws and not starts_case and event.correlation_key is None:
            checking.error("correlation_missing", element, name=event.name or "")
    elif event.type in (EventType.ERROR, EventType.ESCALATION) and throws and event.name is None:
        checking.error("code_missing", element, type=event.type.value, type_zh=_TYPES_ZH[event.type])


def _check_boundary(checking: Checking, element: Element, scope: Scope) -> None:
    host = scope.elements.get(element.attached_to or "")
    if host is None or host.type not in ACTIVITY_TYPES:
        checking.error("boundary_host", element, host=element.attached_to or "?")
        return
    if element.event is None or element.event.type in (EventType.NONE, EventType.TERMINATE):
        return
    raising = _RAISING.get(element.event.type)
    if raising is None and host.type in _AT_ONCE:
        checking.error("boundary_at_once", element, host=host.name or host.id)
    if raising is not None and host.type not in raising:
        checking.error(
            "boundary_never",
            element,
            type=element.event.type.value,
            type_zh=_TYPES_ZH[element.event.type],
            host=host.name or host.id,
        )
