"""The engine's tasks and workflows inside SpiffWorkflow: tokens without history, instances of scopes, flat trees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

from workflows.engine.scopes import Variables, View
from workflows.procedure.model import ElementType

if TYPE_CHECKING:
    from workflows.engine.core import Core
    from workflows.engine.multi_instance import ItemState
    from workflows.engine.specs.base import Node
    from workflows.engine.specs.scope import ScopeSpec
    from workflows.engine.timers import TimerState

TOKEN_LIMIT = 2_000


class LiveToken(Task):
    """A token at a node. Its data is a view on its scopes, so that nothing is copied from token to token or merged at a join.

    `is_passive` marks armed boundary events and event sub-processes: they keep no scope open. An armed boundary event names its
    `host` and sees what the host sees; `group` is the event-based gateway that a waiting event stands behind, `via` the flow to it.
    `since` is when the token came, kept where the activity has a deadline.
    """

    def __init__(self, instance: ScopeInstance, node: Node, state: int, token_id: str | None = None) -> None:
        self.attached: list[str] = []
        self.body: ScopeInstance | None = None
        self.group: str | None = None
        self.host: str | None = None
        self.is_passive = False
        self.item_index: int | None = None
        self.items: ItemState | None = None
        self.locals: Variables | None = None
        self.key: str | None = None
        self.name: str | None = None
        self.since: datetime | None = None
        self.sequence = 0
        self.timer: TimerState | None = None
        self.via: str | None = None
        super().__init__(instance, node, instance.task_tree, state, token_id or str(uuid4()))

    @property
    def instance(self) -> ScopeInstance:
        """The scope instance in which the token runs."""
        return self.workflow

    @property
    def node(self) -> Node:
        """The compiled element at which the token stands."""
        return self.task_spec

    @property
    def data(self) -> View:
        """The variables that the token sees, innermost scope first."""
        if self.host is not None:
            return self.instance.core.tokens[self.host].data
        chain = self.instance.chain()
        return View([self.locals, *chain] if self.locals is not None else chain, self)

    @data.setter
    def data(self, value: Any) -> None:
        """Ignored: SpiffWorkflow gives every task a dictionary of its own, scopes replace it."""

    def _inherit_data(self) -> None:
        """Nothing is inherited; copying per token is what loses writes at stock joins."""

    def _set_state(self, value: int) -> None:
        # The stock method builds a log record at every change, even where nobody logs.
        self._state = value

    def run(self) -> bool | None:
        """Run the element; a token that was cancelled by its own work (an error, a terminate end) stays cancelled."""
        outcome: bool | None = self.task_spec._run(self)
        if self.has_state(TaskState.FINISHED_MASK):
            return outcome
        if outcome is None:
            self._set_state(TaskState.STARTED)
        else:
            self.complete()
        return outcome

    @property
    def is_finished(self) -> bool:
        """Whether the token was completed or cancelled."""
        return bool(self._state & TaskState.FINISHED_MASK)

    def assign(self, name: str, value: Any) -> None:
        """Write a result: to the innermost scope that has the variable, else to the process."""
        self.instance.core.changed.add(name)
        if self.locals is not None and name in self.locals:
            self.locals[name] = value
        else:
            self.instance.assign(name, value)


class ScopeInstance(Workflow):
    """One running instance of a scope: of the case, a called process, a sub-process body or a multi-instance body.

    `arrivals` counts the tokens that wait at joins, by join and incoming flow; a join without waiting tokens has no entry.
    """

    def __init__(self, core: Core, spec: ScopeSpec, host: LiveToken | None) -> None:
        super().__init__(spec, deserializing=True)
        self.core = core
        self.host = host
        self.variables: Variables | None = {} if spec.is_process else None
        self.arrivals: dict[str, dict[str, int]] = {}
        self.active = 0
        self.is_interrupted = False
        # The root is no child of anything, which the constructor of a task asks for.
        self.task_tree: Any = None
        self.task_tree = LiveToken(self, spec.start, TaskState.COMPLETED, "root")
        if host is not None:
            host.body = self

    @property
    def process_id(self) -> str:
        """The process whose diagram holds the scope."""
        return self.spec.process_id

    @property
    def is_top_level(self) -> bool:
        """Whether the scope is the case's own process or an event sub-process right in it."""
        host = self.host
        return host is None or (host.node.element.type is ElementType.EVENT_SUB_PROCESS and host.instance.is_top_level)

    @property
    def tokens(self) -> list[LiveToken]:
        """Live tokens in order of arrival, armed events included."""
        return [token for token in self.tasks.values() if token is not self.task_tree]

    def chain(self) -> list[Variables]:
        """The scopes that a token of this instance sees beyond its own, innermost first; a process is the outermost."""
        found: list[Variables] = []
        instance = self
        while instance.variables is None:
            host = instance.host
            if host is None:
                return found
            if host.locals is not None:
                found.append(host.locals)
            instance = host.instance
        found.append(instance.variables)
        return found

    def assign(self, name: str, value: Any) -> None:
        """Write to the innermost enclosing scope that has the variable; a process is the outermost that is looked at."""
        self.core.changed.add(name)
        instance = self
        while instance.variables is None:
            host = instance.host
            if host is None:
                break
            if host.locals is not None and name in host.locals:
                host.locals[name] = value
                return
            instance = host.instance
        else:
            instance.variables[name] = value

    def view(self) -> View:
        """The variables that are visible in the scope itself."""
        return View(self.chain())

    def remove(self, token: LiveToken) -> None:
        """Forget a finished token; a scope left without active tokens is looked at for its end."""
        self.tasks.pop(token.id, None)
        children = self.task_tree._children
        if token.id in children:
            children.remove(token.id)
        self.core.forget(token)
        if not token.is_passive:
            self.active -= 1
            if self.active == 0:
                self.core.idle.append(self)

    def cancel_tokens(self, tokens: Iterable[LiveToken] | None = None) -> None:
        """Cancel these tokens, or all of them."""
        for token in self.tokens if tokens is None else list(tokens):
            if not token.is_finished:
                token.cancel()

    def terminate(self, ending: LiveToken) -> None:
        """Cancel everything in the scope but the token that ends it; the scope itself then completes."""
        self.drop_arrivals()
        self.cancel_tokens(token for token in self.tokens if token is not ending)

    def drop_arrivals(self) -> None:
        """Forget the tokens that wait at joins."""
        self.arrivals.clear()
        self.core.joining.pop(self, None)

    def cancel(self, success: bool = False) -> list[LiveToken]:
        """Cancel the scope with everything in it."""
        tokens = self.tokens
        self.completed = True
        self.success = success
        self.drop_arrivals()
        self.cancel_tokens(tokens)
        return tokens

    def _task_completed_notify(self, task: LiveToken) -> None:
        # The stock method walks the whole tree after every task to update waiting ones; ours wait in tables of the core.
        self.remove(task)
        if self.host is not None and self.spec.is_item_scope:
            self.host.node.item_completed(self.host, task)

    def _remove_task(self, task_id: str) -> None:
        self.tasks.pop(task_id, None)
