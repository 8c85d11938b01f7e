"""Events: starts, ends, throws, catches, boundary events and the starts of event sub-processes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from workflows.engine.errors import BpmnError
from workflows.engine.expressions import Text
from workflows.engine.interface import Happening, Thrown
from workflows.engine.live import LiveToken
from workflows.engine.propagation import throw_error, throw_escalation
from workflows.engine.specs.base import Activity, Node, mapped
from workflows.engine.specs.gateways import leave_group
from workflows.engine.timers import Timer
from workflows.procedure.model import MAX_CORRELATION_KEY, MAX_EVENT_NAME, EventDefinition, EventType, MessageKind

if TYPE_CHECKING:
    from workflows.engine.live import ScopeInstance
    from workflows.engine.specs.bodies import EventSubProcess
    from workflows.engine.specs.scope import ScopeSpec
    from workflows.procedure.model import Element

KEY = "correlation key", "关联键"
WAITED_FOR = frozenset({EventType.TIMER, EventType.MESSAGE, EventType.SIGNAL})


class Trigger:
    """The compiled definition of something that is waited for: a timer, a message or a signal."""

    def __init__(self, node: Node, event: EventDefinition) -> None:
        self.kind = event.type
        self.timer = Timer(event, node.place) if event.type is EventType.TIMER else None
        self.name = Text(event.name, node.place) if event.name and event.type is not EventType.TIMER else None
        self.key = Text(event.correlation_key, node.place) if event.correlation_key else None
        self.place = node.place

    def arm(self, token: LiveToken) -> None:
        """Let the token wait. Raises EngineError where the time, name or key cannot be told."""
        core = token.instance.core
        token._set_state(TaskState.WAITING)
        environment = core.environment.feel
        if self.timer is not None:
            token.timer = self.timer.arm(token.data, environment, core.environment.now)
            core.timers[token.id] = token
            return
        token.name = self._name(token)
        token.key = self.key.text(token.data, environment, KEY, MAX_CORRELATION_KEY) if self.key is not None else None
        core.waiting[token.id] = token

    def _name(self, token: LiveToken) -> str:
        environment = token.instance.core.environment.feel
        what = f"name of the {self.kind}", f"{self.kind} 事件的名称"
        if self.name is None:
            raise self.place.error(f"The {what[0]} is missing; give it one.", f"缺少{what[1]}；请为其命名。")
        return self.name.text(token.data, environment, what, MAX_EVENT_NAME)


class StartEvent(Node):
    """The beginning of a scope; where the clock starts a case, output mappings make variables of the moment that was due."""

    def _run_hook(self, my_task: LiveToken) -> bool | None:
        # In an event sub-process the event itself has mapped them already, into the scope around.
        if my_task.instance.host is None:
            self.map_outputs(my_task)
        return True


_THROWN_AS = {
    EventType.MESSAGE: Happening.MESSAGE_THROWN,
    EventType.SIGNAL: Happening.SIGNAL_THROWN,
    EventType.ESCALATION: Happening.ESCALATION_THROWN,
}


class Throwing:
    """The compiled definition of something that is thrown."""

    def __init__(self, node: Node, event: EventDefinition) -> None:
        self.node = node
        self.kind = event.type
        self.name = Text(event.name or "", node.place)
        self.key = Text(event.correlation_key, node.place) if event.correlation_key else None

    def throw(self, token: LiveToken) -> bool | None:
        """Throw; True if the token goes on, None if it was cancelled by what it threw."""
        core = token.instance.core
        environment = core.environment.feel
        what = f"name of the {self.kind}", f"{self.kind} 事件的名称"
        name = self.name.text(token.data, environment, what, MAX_EVENT_NAME)
        if self.kind is EventType.ERROR:
            # The inputs of an error end event are its own: only what an operation raises brings variables.
            throw_error(token, BpmnError(name, self.node.element.name))
            return None
        variables: Mapping[str, Any] = dict(token.locals or {})
        key = self.key.text(token.data, environment, KEY, MAX_CORRELATION_KEY) if self.key is not None else None
        core.log(_THROWN_AS[self.kind], token, {"name": name, "correlation_key": key})
        if self.kind is EventType.ESCALATION:
            if not throw_escalation(token, name, variables):
                core.outbox.append(Thrown(MessageKind.ESCALATION, name, None, variables))
        else:
            core.outbox.append(Thrown(MessageKind(self.kind.value), name, key, variables))
            if self.kind is EventType.SIGNAL:
                core.broadcast(name, variables)
        return None if token.is_finished else True


THROWN = frozenset({EventType.MESSAGE, EventType.SIGNAL, EventType.ERROR, EventType.ESCALATION})


class ThrowEvent(Node):
    """An intermediate event that throws, or does nothing."""

    def __init__(self, spec: ScopeSpec, element: Element) -> None:
        super().__init__(spec, element)
        event = element.event
        self.throwing = Throwing(self, event) if event is not None and event.type in THROWN else None

    def _run_hook(self, my_task: LiveToken) -> bool | None:
        self.map_inputs(my_task)
        return True if self.throwing is None else self.throwing.throw(my_task)


class EndEvent(ThrowEvent):
    """The end of a path; it may throw, or end its scope at once."""

    def _run_hook(self, my_task: LiveToken) -> bool | None:
        core = my_task.instance.core
        core.log(Happening.ENDED, my_task)
        if my_task.instance.is_top_level:
            core.end_events.append(self.element.id)
        if self.element.event is not None and self.element.event.type is EventType.TERMINATE:
            my_task.instance.terminate(my_task)
        return super()._run_hook(my_task)


class CatchEvent(Activity):
    """An intermediate catch event or a receive task; `is_task` tells which."""

    is_resting = True

    def __init__(self, spec: ScopeSpec, element: Element, *, is_task: bool) -> None:
        super().__init__(spec, element)
        self.is_activity = is_task
        assert element.event is not None
        self.trigger = Trigger(self, element.event)

    def _update_hook(self, my_task: LiveToken) -> bool:
        super()._update_hook(my_task)
        self.trigger.arm(my_task)
        return False

    def happened(
        self, token: LiveToken, variables: Mapping[str, Any], kind: Happening, details: Mapping[str, Any]
    ) -> None:
        """What was waited for has come."""
        token.instance.core.log(kind, token, details)
        leave_group(token)
        self.write(token, variables)
        token.complete()


class Boundary(Node):
    """A boundary event: a passive token linked to its host while the host is active."""

    def __init__(self, spec: ScopeSpec, element: Element) -> None:
        super().__init__(spec, element)
        event = element.event
        self.trigger = Trigger(self, event) if event is not None and event.type in WAITED_FOR else None

    def attach(self, host: LiveToken) -> None:
        """Arm the event on a host that rests; errors and escalations are looked up when thrown instead."""
        if self.trigger is None:
            return
        core = host.instance.core
        armed = core.place(host.instance, self, is_passive=True)
        armed.host = host.id
        host.attached.append(armed.id)
        self.trigger.arm(armed)

    def happened(
        self, token: LiveToken, variables: Mapping[str, Any], kind: Happening, details: Mapping[str, Any]
    ) -> None:
        """What the armed token waited for has come."""
        core = token.instance.core
        host = core.tokens[token.host or ""]
        self.caught(host, token.instance, variables, kind, details)
        if not token.is_finished and token.timer is not None and token.timer.remaining == 0:
            core.disarm(token)

    def caught(
        self,
        host: LiveToken,
        instance: ScopeInstance,
        variables: Mapping[str, Any],
        kind: Happening,
        details: Mapping[str, Any],
    ) -> None:
        """Go on from the event; an interrupting one cancels its host first."""
        core = instance.core
        core.log_at(kind, self.process_id, self.element.id, host.id, details)
        leaving = core.place(instance, self, is_passive=False)
        leaving._set_state(TaskState.READY)
        if self.element.is_interrupting:
            host.cancel()
        if self.output_mappings:
            leaving.locals = dict(variables)
            self.map_outputs(leaving)
        else:
            self.write(leaving, variables)
        leaving.complete()


class EventStart(Node):
    """The start event of an event sub-process, seen from the scope around it: armed while that scope is open."""

    def __init__(self, spec: ScopeSpec, element: Element, sub_process: EventSubProcess) -> None:
        super().__init__(spec, element)
        event = element.event
        self.sub_process = sub_process
        self.trigger = Trigger(self, event) if event is not None and event.type in WAITED_FOR else None

    def arm(self, instance: ScopeInstance) -> None:
        """Wait in a scope that has just been opened; errors and escalations are looked up when thrown instead."""
        if self.trigger is not None:
            self.trigger.arm(instance.core.place(instance, self, is_passive=True))

    def happened(
        self, token: LiveToken, variables: Mapping[str, Any], kind: Happening, details: Mapping[str, Any]
    ) -> None:
        """What the armed token waited for has come."""
        self.caught(token, token.instance, variables, kind, details)
        if not token.is_finished and token.timer is not None and token.timer.remaining == 0:
            token.instance.core.disarm(token)

    def caught(
        self,
        host: LiveToken,
        instance: ScopeInstance,
        variables: Mapping[str, Any],
        kind: Happening,
        details: Mapping[str, Any],
    ) -> None:
        """Start the event sub-process; an interrupting one ends everything else in the scope.

        What the event brings, or its output mappings make of it, goes to the scope around the event sub-process.
        """
        core = instance.core
        core.log_at(kind, self.process_id, self.element.id, host.id, details)
        if self.element.is_interrupting:
            instance.is_interrupted = True
            instance.drop_arrivals()
            others = instance.tokens
            started = core.spawn(instance, self.sub_process)
            instance.cancel_tokens(others)
        else:
            started = core.spawn(instance, self.sub_process)
        given = dict(variables)
        if self.output_mappings:
            given = mapped(self.output_mappings, started.data.extended(given), core.environment.feel)
        for name, value in given.items():
            started.assign(name, value)
