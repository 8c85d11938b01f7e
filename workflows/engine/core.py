"""The moving parts of a run during one call: tokens, the queue of steps, timers and waiting events, journal and outbox."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from workflows.engine import joins
from workflows.engine.deadlines import with_deadlines
from workflows.engine.errors import EngineError
from workflows.engine.interface import EngineEnvironment, Happening, JournalEntry, Thrown, Unfinished
from workflows.engine.live import TOKEN_LIMIT, LiveToken, ScopeInstance
from workflows.engine.timers import TimerState
from workflows.procedure.model import EventType
from workflows.sentence import Sentence

if TYPE_CHECKING:
    from workflows.engine.definition import Definition
    from workflows.engine.scopes import Variables
    from workflows.engine.specs.base import Flow, Node
    from workflows.engine.specs.scope import ScopeSpec

STEP_LIMIT = 10_000


class Core:
    """What every scope instance of a run shares. Steps are taken in order of arrival, one token at a time."""

    def __init__(self, definition: Definition, environment: EngineEnvironment) -> None:
        self.definition = definition
        self.environment = with_deadlines(environment, self)
        self.tokens: dict[str, LiveToken] = {}
        self.timers: dict[str, LiveToken] = {}
        self.waiting: dict[str, LiveToken] = {}
        self.unfinished: dict[str, LiveToken] = {}
        self.queue: deque[LiveToken] = deque()
        self.idle: list[ScopeInstance] = []
        self.joining: dict[ScopeInstance, None] = {}
        self.changed: set[str] = set()
        self.journal: list[JournalEntry] = []
        self.outbox: list[Thrown] = []
        self.end_events: list[str] = []
        self.is_ended = False
        self.sequence = 0
        self.steps = 0

    # Journal.

    def log(self, kind: Happening, token: LiveToken, details: Mapping[str, Any] | None = None) -> None:
        """Note something that happened to a token."""
        node = token.node
        self.journal.append(JournalEntry(kind, node.process_id, node.element.id, token.id, details or {}))

    def log_at(
        self, kind: Happening, process_id: str, element_id: str, token_id: str | None, details: Mapping[str, Any]
    ) -> None:
        """Note something that happened at an element."""
        self.journal.append(JournalEntry(kind, process_id, element_id, token_id, details))

    # Tokens.

    def place(self, instance: ScopeInstance, node: Node, *, is_passive: bool) -> LiveToken:
        """Put a token at a node without letting it step."""
        if len(self.tokens) >= TOKEN_LIMIT:
            raise node.place.error(
                f"The case has more than {TOKEN_LIMIT} tokens; an endless split is likely. Correct the diagram.",
                f"案件的令牌超过 {TOKEN_LIMIT} 个，可能存在无限分支；请更正流程图。",
            )
        token = LiveToken(instance, node, TaskState.FUTURE)
        self.sequence += 1
        token.sequence = self.sequence
        token.is_passive = is_passive
        self.tokens[token.id] = token
        if not is_passive:
            instance.active += 1
        return token

    def spawn(self, instance: ScopeInstance, node: Node) -> LiveToken:
        """Put a token at a node; it steps when its turn comes."""
        token = self.place(instance, node, is_passive=False)
        self.queue.append(token)
        return token

    def take(self, instance: ScopeInstance, flows: Iterable[Flow]) -> None:
        """Send a token along each flow."""
        for flow in flows:
            if flow.target.is_join:
                joins.arrive(self, instance, flow)
            else:
                self.spawn(instance, flow.target)

    def forget(self, token: LiveToken) -> None:
        """Drop a finished token from every table."""
        self.tokens.pop(token.id, None)
        self.timers.pop(token.id, None)
        self.waiting.pop(token.id, None)
        self.unfinished.pop(token.id, None)

    def disarm(self, token: LiveToken) -> None:
        """Take back an armed event that is not needed any more."""
        host = self.tokens.get(token.host) if token.host is not None else None
        if host is not None:
            host.attached.remove(token.id)
        token._set_state(TaskState.CANCELLED)
        token.instance.remove(token)

    # Scopes.

    def open_items(self, spec: ScopeSpec, host: LiveToken) -> ScopeInstance:
        """Open the scope that holds the items of a multi-instance body."""
        return ScopeInstance(self, spec, host)

    def open_scope(self, spec: ScopeSpec, host: LiveToken, variables: Variables) -> None:
        """Open the scope inside an activity; `variables` are those with which a called process begins."""
        instance = ScopeInstance(self, spec, host)
        if instance.variables is not None:
            instance.variables.update(variables)
        self.enter_scope(instance)

    def enter_scope(self, instance: ScopeInstance, start_event: str | None = None) -> None:
        """Arm the event sub-processes of a new scope and put a token at its start event."""
        for event_start in instance.spec.event_starts:
            event_start.arm(instance)
        self.spawn(instance, instance.spec.start_node(start_event))

    def begin(self, root: ScopeInstance, start_event: str | None) -> None:
        """Start the case and step until it rests."""
        self.enter_scope(root, start_event)
        self.settle()

    def _close(self, instance: ScopeInstance) -> None:
        """End a scope that has neither active tokens nor tokens at joins."""
        if instance.completed or instance.active or instance.arrivals or instance.spec.is_item_scope:
            return
        instance.completed = True
        instance.cancel_tokens()
        if instance.host is not None:
            self.guarded(instance.host, lambda host: host.node.body_ended(host))
            return
        self.is_ended = True
        self.log_at(
            Happening.CASE_ENDED, instance.process_id, instance.process_id, None, {"end_events": list(self.end_events)}
        )

    # Stepping.

    def drain(self) -> None:
        """Step until nothing can move. Raises EngineError for whatever fails and after STEP_LIMIT steps."""
        while True:
            while self.queue or self.idle:
                if self.idle:
                    self._close(self.idle.pop())
                else:
                    self.step(self.queue.popleft())
            if not joins.fire_next(self):
                return

    def step(self, token: LiveToken) -> None:
        """Let a token enter its element and, unless it must wait, run it."""
        if token.is_finished:
            return
        node = token.node
        self.steps += 1
        if self.steps > STEP_LIMIT:
            raise node.place.error(
                f"The case did not come to rest within {STEP_LIMIT} steps; there is a loop of automatic tasks. "
                "Correct the diagram.",
                f"案件在 {STEP_LIMIT} 步内未能停下，存在自动任务的死循环；请更正流程图。",
            )
        self.guarded(token, self._advance)

    @staticmethod
    def _advance(token: LiveToken) -> None:
        node = token.node
        node._update(token)
        if token.state == TaskState.READY and not node.manual:
            token.run()

    @staticmethod
    def guarded(token: LiveToken, work: Any, *arguments: Any) -> None:
        """Do `work` on a token; whatever it raises becomes an EngineError that names the element."""
        try:
            work(token, *arguments)
        except EngineError:
            raise
        except Exception as error:
            label = token.node.element.name or token.node.element.id
            # A refusal that has a sentence in both languages is passed on as it is.
            told = getattr(error, "sentence", None)
            if not isinstance(told, Sentence):
                told = Sentence(f"{type(error).__name__}: {error}", f"{type(error).__name__}：{error}")
            raise token.node.place.error(f"{label} failed: {told.en}", f"“{label}”执行失败：{told.zh}") from error

    # Pieces.

    def leave_unfinished(self, token: LiveToken, piece: Unfinished) -> None:
        """Keep a token whose operation has done a piece of its work. Raises EngineError where that came no further."""
        before = token.timer
        if before is not None and piece.done <= before.fired:
            raise token.node.place.error(
                f"The operation was asked to go on and came no further than {before.fired} of {before.times}.",
                f"操作继续办理后没有进展，仍为 {before.fired}/{before.times}。",
            )
        anchor = before.anchor if before is not None else self.environment.now
        token.timer = TimerState(anchor, anchor, piece.done, piece.total)
        self.unfinished[token.id] = token

    def go_on(self) -> list[str]:
        """Ask each operation that is unfinished for its next piece, once, and step; at which elements."""
        asked = list(self.unfinished.values())
        for token in asked:
            if not token.is_finished:
                self.guarded(token, lambda each: each.run())
                self.settle()
        return [token.node.element.id for token in asked]

    # Events.

    def happen(
        self, token: LiveToken, variables: Mapping[str, Any], kind: Happening, details: Mapping[str, Any]
    ) -> None:
        """Let what a waiting token waited for happen."""
        self.guarded(token, lambda t: t.node.happened(t, variables, kind, details))

    def broadcast(self, name: str, variables: Mapping[str, Any]) -> int:
        """Give a signal to every token that waits for it now; returns how many took it."""
        waiting = [t for t in self.waiting.values() if t.name == name and t.node.trigger.kind is EventType.SIGNAL]
        taken = 0
        for token in waiting:
            if not token.is_finished:
                self.happen(token, variables, Happening.SIGNAL_CAUGHT, {"name": name})
                taken += 1
        return taken

    # Timers.

    def settle(self) -> None:
        """Step until quiescent, then fire what is due at the environment's now, strictly in due order, stepping after each."""
        self.drain()
        self._refresh_timers()
        while self.timers:
            token = min(self.timers.values(), key=_due)
            if token.timer is None or token.timer.due > self.environment.now or not self.environment.may_fire():
                return
            self._fire(token)
            self.drain()
            self._refresh_timers()

    def _fire(self, token: LiveToken) -> None:
        state, timer = token.timer, token.node.trigger.timer
        assert state is not None
        self.steps += 1
        if self.steps > STEP_LIMIT:
            raise timer.place.error(
                "The timer starts itself again without end; give it a longer duration.",
                "定时器不断自我触发；请设置更长的时长。",
            )
        due_at: datetime = state.due
        missed = timer.fire(state, token.data, self.environment.feel, self.environment.now)
        details = {"due_at": due_at.isoformat(), "missed": missed}
        self.happen(token, {}, Happening.TIMER_FIRED, details)

    def _refresh_timers(self) -> None:
        """Evaluate again the timers that read a variable that was written since the last look."""
        if not self.changed:
            return
        for token in list(self.timers.values()):
            text = token.node.trigger.timer.text
            if text.reads_clock or not text.names.isdisjoint(self.changed):
                self._refresh(token)
        self.changed.clear()

    def reckon_timers(self) -> None:
        """Evaluate every timer again, whatever it reads."""
        for token in list(self.timers.values()):
            self._refresh(token)

    def _refresh(self, token: LiveToken) -> None:
        if token.timer is None:
            return
        token.node.trigger.timer.refresh(token.timer, token.data, self.environment.feel)
        if token.timer.remaining == 0 and token.is_passive:
            self.disarm(token)


def _due(token: LiveToken) -> tuple[datetime, int]:
    assert token.timer is not None
    return token.timer.due, token.sequence
