"""Tasks: what people, operations, scripts and decisions do; waiting for events is in events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflows.engine.errors import BpmnError
from workflows.engine.expressions import Text, plain
from workflows.engine.interface import DecisionCall, Happening, ServiceCall, Unfinished
from workflows.engine.propagation import throw_error
from workflows.engine.specs.base import Activity

if TYPE_CHECKING:
    from workflows.engine.live import LiveToken
    from workflows.engine.specs.scope import ScopeSpec
    from workflows.procedure.model import Element


class PersonTask(Activity):
    """A user or manual task: it stays READY until somebody completes it."""

    is_resting = True

    def __init__(self, spec: ScopeSpec, element: Element) -> None:
        super().__init__(spec, element)
        self.manual = True


class NoneTask(Activity):
    """A task without a type: passed through, its mappings apply."""


class ServiceTask(Activity):
    """A service or send task: its operation is performed at once, in the caller's transaction; what it leaves for later pieces
    waits for `CaseEngine.go_on`, and until then nothing of it is written."""

    def _run_hook(self, my_task: LiveToken) -> bool | None:
        core = my_task.instance.core
        call = ServiceCall(my_task.id, self.process_id, self.element, my_task.data, dict(self.element.headers))
        try:
            results = core.environment.perform(call)
        except BpmnError as error:
            throw_error(my_task, error)
            return None
        if isinstance(results, Unfinished):
            core.leave_unfinished(my_task, results)
            return None
        if results is None:
            results = {}
        self.write(my_task, {str(name): plain(value, self.place) for name, value in results.items()})
        return True


class ScriptTask(Activity):
    """A FEEL script whose value becomes the result variable."""

    def __init__(self, spec: ScopeSpec, element: Element) -> None:
        super().__init__(spec, element)
        text = element.script or "null"
        self.script = Text(text if text.lstrip().startswith("=") else f"={text}", self.place)

    def _run_hook(self, my_task: LiveToken) -> bool:
        value = self.script.plain(my_task.data, my_task.instance.core.environment.feel)
        if self.element.result_variable:
            self.write(my_task, {self.element.result_variable: value})
        return True


class BusinessRuleTask(Activity):
    """A decision whose value becomes the result variable; the caller keeps the explanation."""

    def _run_hook(self, my_task: LiveToken) -> bool:
        core = my_task.instance.core
        decision_id = self.element.decision_id or ""
        call = DecisionCall(my_task.id, self.process_id, self.element, decision_id, my_task.data)
        value: Any = plain(core.environment.decide(call), self.place)
        core.log(Happening.DECISION, my_task, {"decision_id": decision_id, "value": value})
        if self.element.result_variable:
            self.write(my_task, {self.element.result_variable: value})
        return True
