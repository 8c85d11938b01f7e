"""A compiled scope: the nodes and flows of a process or body, never changed after compilation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from workflows.engine.errors import EngineError
from workflows.engine.reachability import Reach

if TYPE_CHECKING:
    from workflows.engine.specs.base import Node
    from workflows.engine.specs.events import EventStart
    from workflows.procedure.model import EventType


class Root(TaskSpec):
    """The parent of every live token of an instance; it is never run."""

    def _predict(self, *arguments: Any, **options: Any) -> None:
        """Nothing is predicted."""


class ScopeSpec(WorkflowSpec):
    """The nodes of one scope. `is_process` scopes own variables; an `is_item_scope` holds the items of a multi-instance body."""

    def __init__(
        self, process_id: str, scope_id: str, *, is_process: bool = False, is_item_scope: bool = False
    ) -> None:
        super().__init__(name=scope_id)
        self.process_id = process_id
        self.is_process = is_process
        self.is_item_scope = is_item_scope
        # An element id cannot hold brackets, so that the name is free.
        self.start = Root(self, "(root)")
        self.starts: tuple[Node, ...] = ()
        self.event_starts: tuple[EventStart, ...] = ()
        self.reach: Reach = Reach({}, {})

    @property
    def nodes(self) -> Mapping[str, Node]:
        """Every node by its element id, and the root."""
        return self.task_specs

    def start_node(self, element_id: str | None = None) -> Node:
        """The start event with this id; without one the plain start event, else the first. Raises EngineError for none."""
        if element_id is not None:
            chosen = [node for node in self.starts if node.element.id == element_id]
        else:
            plain = [node for node in self.starts if node.element.event is None or node.element.event.type == "none"]
            chosen = plain or list(self.starts)
        if not chosen:
            wanted = element_id or "start event"
            raise EngineError(
                self.process_id,
                element_id or self.name,
                f"There is no start event {wanted!r} here; choose another or add one.",
                f"此处没有开始事件“{wanted}”；请另选或添加。",
            )
        return chosen[0]

    def catching_start(self, kind: EventType, code: str) -> EventStart | None:
        """The event sub-process start that catches this error or escalation; a named one goes before a catch-all."""
        return best_catcher(self.event_starts, kind, code)


def best_catcher(candidates: tuple[Any, ...], kind: EventType, code: str) -> Any | None:
    """The first candidate whose event is of `kind` and names `code`, else the first that names nothing."""
    matching = [node for node in candidates if node.element.event is not None and node.element.event.type is kind]
    for node in matching:
        if node.element.event.name == code:
            return node
    return next((node for node in matching if not node.element.event.name), None)
