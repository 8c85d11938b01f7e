"""What compiling refuses because running it would silently do nothing; the sentences for designers are the procedure checks'."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.engine.errors import EngineError
from workflows.procedure.model import Element, ElementType, EventType, Scope

_T, _E = ElementType, EventType
_NAMED = {_E.MESSAGE, _E.SIGNAL, _E.ESCALATION}
_CAUGHT = {_E.TIMER, _E.MESSAGE, _E.SIGNAL, _E.ERROR, _E.ESCALATION}
EVENTS: Mapping[ElementType, frozenset[EventType]] = {
    _T.BOUNDARY_EVENT: frozenset(_CAUGHT),
    _T.INTERMEDIATE_CATCH_EVENT: frozenset({_E.TIMER, _E.MESSAGE, _E.SIGNAL}),
    _T.RECEIVE_TASK: frozenset({_E.MESSAGE}),
    _T.INTERMEDIATE_THROW_EVENT: frozenset({_E.NONE, *_NAMED}),
    _T.END_EVENT: frozenset({_E.NONE, _E.ERROR, _E.TERMINATE, *_NAMED}),
    _T.START_EVENT: frozenset({_E.NONE, _E.TIMER, _E.MESSAGE, _E.SIGNAL}),
}
"""The event definitions that each element may carry; the start of an event sub-process may carry what a boundary may."""

_CHOOSING = frozenset({_T.EXCLUSIVE_GATEWAY, _T.INCLUSIVE_GATEWAY})
_WAITING = frozenset({_T.INTERMEDIATE_CATCH_EVENT, _T.RECEIVE_TASK})
_ACTIVITIES = frozenset(
    {
        _T.USER_TASK,
        _T.MANUAL_TASK,
        _T.TASK,
        _T.SERVICE_TASK,
        _T.SEND_TASK,
        _T.RECEIVE_TASK,
        _T.SCRIPT_TASK,
        _T.BUSINESS_RULE_TASK,
        _T.CALL_ACTIVITY,
        _T.SUB_PROCESS,
    }
)


def refuse(process_id: str, scope: Scope, *, is_event_sub_process: bool) -> None:
    """Raise EngineError for the first element or flow of the scope that could not do what it says."""
    for element in scope.elements.values():
        allowed = EVENTS.get(element.type)
        if element.type is _T.START_EVENT and is_event_sub_process:
            allowed = frozenset(_CAUGHT)
        kind = element.event.type if element.event is not None else EventType.NONE
        if allowed is not None and kind not in allowed:
            raise _error(
                process_id,
                element.id,
                f"A {element.type} cannot be of type {kind}",
                f"{element.type} 不能是 {kind} 类型",
            )
        _refuse_structure(process_id, scope, element)
    _refuse_flows(process_id, scope)


def _refuse_structure(process_id: str, scope: Scope, element: Element) -> None:
    host = scope.elements.get(element.attached_to or "")
    if element.type is _T.BOUNDARY_EVENT and (host is None or host.type not in _ACTIVITIES):
        raise _error(
            process_id, element.id, "The boundary event is attached to no activity", "边界事件没有依附在活动上"
        )
    if element.type is _T.CALL_ACTIVITY and not element.called_process_id:
        raise _error(process_id, element.id, "The call activity names no process", "调用活动没有指定流程")
    if element.type in (_T.SUB_PROCESS, _T.EVENT_SUB_PROCESS) and not (element.body and element.body.starts):
        raise _error(process_id, element.id, "The sub-process has no start event", "子流程没有开始事件")


def _refuse_flows(process_id: str, scope: Scope) -> None:
    for flow in scope.flows.values():
        source, target = scope.elements.get(flow.source), scope.elements.get(flow.target)
        if source is None or target is None:
            raise _error(process_id, flow.id, "The flow leads to or from nothing", "顺序流的起点或终点不存在")
        if flow.condition and source.type not in _CHOOSING:
            raise _error(
                process_id,
                flow.id,
                "A condition stands on a flow that leaves no choosing gateway",
                "条件所在的流不是从选择网关流出",
            )
        if source.type is _T.EVENT_BASED_GATEWAY and target.type not in _WAITING:
            raise _error(
                process_id,
                flow.id,
                "An event-based gateway leads to something that does not wait",
                "事件网关后面必须是等待事件",
            )


def _error(process_id: str, element_id: str, english: str, chinese: str) -> EngineError:
    return EngineError(process_id, element_id, f"{english}; correct the diagram.", f"{chinese}；请更正流程图。")
