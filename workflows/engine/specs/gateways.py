"""Gateways: choosing and splitting; how tokens wait at joins is in joins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from workflows.engine.errors import EngineError
from workflows.engine.interface import Happening
from workflows.engine.specs.base import Flow, Node

if TYPE_CHECKING:
    from workflows.engine.live import LiveToken
    from workflows.engine.specs.scope import ScopeSpec
    from workflows.procedure.model import Element


class Choosing(Node):
    """A gateway that reads conditions; a lone outgoing flow is simply taken."""

    @property
    def default(self) -> Flow | None:
        """The default flow, if one is drawn."""
        return next((flow for flow in self.flows if flow.id == self.element.default_flow), None)

    def holds(self, flow: Flow, token: LiveToken) -> bool:
        """Whether the flow may be taken; one without a condition always may."""
        return flow.condition is None or flow.condition.holds(token.data, token.instance.core.environment.feel)

    def no_way_out(self) -> EngineError:
        """The error of a gateway where no condition holds and no default flow is drawn."""
        return self.place.error(
            "No condition of the gateway holds and it has no default flow; correct the variables or add a default flow.",
            "网关的所有条件都不成立，且没有默认流向；请更正变量或增加默认流向。",
            " | ".join(flow.condition.source for flow in self.flows if flow.condition is not None) or None,
        )


class ExclusiveGateway(Choosing):
    """Takes the first flow whose condition holds, else the default; tokens that merge here pass one by one."""

    def exits(self, token: LiveToken) -> tuple[Flow, ...]:
        if len(self.flows) < 2:
            return self.flows
        default = self.default
        for flow in self.flows:
            if flow is not default and self.holds(flow, token):
                return (flow,)
        if default is None:
            raise self.no_way_out()
        return (default,)


class ParallelGateway(Node):
    """Joins one token of every incoming flow and takes every outgoing flow."""

    def __init__(self, spec: ScopeSpec, element: Element, incoming: int) -> None:
        super().__init__(spec, element)
        self.is_join = incoming > 1


class InclusiveGateway(Choosing):
    """Joins the tokens that can still come and takes every flow whose condition holds, else the default."""

    def __init__(self, spec: ScopeSpec, element: Element, incoming: int) -> None:
        super().__init__(spec, element)
        self.is_join = incoming > 1

    def exits(self, token: LiveToken) -> tuple[Flow, ...]:
        if len(self.flows) < 2:
            return self.flows
        default = self.default
        taken = tuple(flow for flow in self.flows if flow is not default and self.holds(flow, token))
        if taken:
            return taken
        if default is None:
            raise self.no_way_out()
        return (default,)


class EventBasedGateway(Node):
    """Arms every event behind it; the first that happens disarms the others. Each keeps its own timer."""

    def _on_complete_hook(self, my_task: LiveToken) -> None:
        core = my_task.instance.core
        core.log(Happening.COMPLETED, my_task, {})
        for flow in self.flows:
            waiting = core.spawn(my_task.instance, flow.target)
            waiting.group = my_task.id
            waiting.via = flow.id


def leave_group(token: LiveToken) -> None:
    """Cancel the other events behind the same event-based gateway."""
    if token.group is None:
        return
    for other in token.instance.tokens:
        if other is not token and other.group == token.group and not other.has_state(TaskState.FINISHED_MASK):
            other.cancel()
    token.group = None
