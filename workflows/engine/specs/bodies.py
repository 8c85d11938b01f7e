"""Activities with a body: sub-processes, event sub-processes and call activities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.engine.scopes import Variables
from workflows.engine.specs.base import Activity

if TYPE_CHECKING:
    from workflows.engine.live import LiveToken
    from workflows.engine.specs.scope import ScopeSpec
    from workflows.procedure.model import Element

DEPTH_LIMIT = 50


class Bodied(Activity):
    """An activity that is STARTED while a scope instance runs inside it."""

    is_resting = True

    def body_spec(self, token: LiveToken) -> ScopeSpec:
        """The scope that runs inside; also asked when a state is restored."""
        raise NotImplementedError

    def _run_hook(self, my_task: LiveToken) -> bool | None:
        my_task.instance.core.open_scope(self.body_spec(my_task), my_task, self.handed_in(my_task))
        return None

    def handed_in(self, token: LiveToken) -> Variables:
        """The variables with which a scope of its own inside begins."""
        return {}

    def body_ended(self, token: LiveToken) -> None:
        """The scope inside has no token left."""
        token.complete()


class SubProcess(Bodied):
    """An embedded sub-process."""

    def __init__(self, spec: ScopeSpec, element: Element) -> None:
        super().__init__(spec, element)
        self.inner: ScopeSpec | None = None

    def body_spec(self, token: LiveToken) -> ScopeSpec:
        assert self.inner is not None
        return self.inner


class EventSubProcess(SubProcess):
    """An event sub-process once its start event has happened."""


class CallActivity(Bodied):
    """Runs another process of the definition with variables of its own."""

    def body_spec(self, token: LiveToken) -> ScopeSpec:
        core = token.instance.core
        called = core.definition.processes.get(self.element.called_process_id or "")
        if called is None:
            raise self.place.error(
                f"The called process {self.element.called_process_id!r} is not published; publish it and retry.",
                f"被调用的流程“{self.element.called_process_id}”尚未发布；请发布后重试。",
            )
        return called

    def _run_hook(self, my_task: LiveToken) -> bool | None:
        depth = 0
        host: LiveToken | None = my_task
        while host is not None:
            depth += host.node.element.called_process_id is not None
            host = host.instance.host
        if depth > DEPTH_LIMIT:
            raise self.place.error(
                f"Processes call each other more than {DEPTH_LIMIT} levels deep; end the recursion.",
                f"流程互相调用超过 {DEPTH_LIMIT} 层；请终止递归。",
            )
        return super()._run_hook(my_task)

    def handed_in(self, token: LiveToken) -> Variables:
        """A copy of what the call sees, or of its inputs alone: what changes outside later does not reach the called process."""
        return dict(token.data) if self.element.propagate_all_parent_variables else dict(token.locals or {})

    def body_ended(self, token: LiveToken) -> None:
        body = token.body
        if body is not None and body.variables:
            if self.output_mappings:
                token.locals = {**(token.locals or {}), **body.variables}
            elif self.element.propagate_all_child_variables:
                self.write(token, body.variables)
        token.complete()
