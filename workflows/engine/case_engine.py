"""A case in motion: the engine's interface to casework. It knows nothing of SQL, people or forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from workflows.engine import state
from workflows.engine.core import Core
from workflows.engine.definition import Definition
from workflows.engine.errors import TokenGone
from workflows.engine.expressions import Place, Text, plain
from workflows.engine.interface import (
    ArmedTimer,
    EngineEnvironment,
    Happening,
    JournalEntry,
    Piecemeal,
    Subscription,
    Thrown,
    Token,
)
from workflows.engine.live import LiveToken, ScopeInstance
from workflows.engine.scopes import Variables
from workflows.engine.specs.multi import MultiInstanceBody
from workflows.engine.specs.tasks import PersonTask
from workflows.procedure.model import EventType, MessageKind
from workflows.sentence import Sentence


class CaseEngine:
    """One case, loaded for one transaction.

    Whatever a verb raises except TokenGone leaves the object half advanced: it must be thrown away, and it refuses to be
    saved or used. `journal` and `outbox` hold what happened since the object was made.
    """

    def __init__(self, core: Core, root: ScopeInstance) -> None:
        self._core = core
        self._root = root
        self._is_broken = False

    @classmethod
    def start(
        cls,
        definition: Definition,
        variables: Mapping[str, Any],
        environment: EngineEnvironment,
        *,
        start_event: str | None = None,
    ) -> CaseEngine:
        """Start a case and step until it rests. Raises EngineError where a step fails or the start event does not exist."""
        core = Core(definition, environment)
        spec = definition.processes[definition.process_id]
        place = Place(definition.process_id, definition.process_id)
        root = ScopeInstance(core, spec, None)
        for name, value in variables.items():
            root.assign(name, plain(value, place))
        run = cls(core, root)
        run._guarded(lambda: core.begin(root, start_event))
        return run

    @classmethod
    def load(cls, definition: Definition, blob: bytes, environment: EngineEnvironment) -> CaseEngine:
        """Read a saved case. Nothing is fired or stepped. Raises StateError for a state that does not fit."""
        core = Core(definition, environment)
        return cls(core, state.load(core, blob))

    def dump(self) -> bytes:
        """The compact state. Raises StateError for values that JSON cannot hold, RuntimeError after a failure."""
        self._check_whole()
        return state.dump(self._core, self._root)

    # Verbs.

    def advance(self) -> None:
        """Fire what is due at the environment's now, in due order, and step until quiescent."""
        self._guarded(self._core.settle)

    def go_on(self) -> list[str]:
        """Fire what is due, then let each unfinished operation do its next piece and step until quiescent; at which elements.

        No other verb does: who acts in the case waits for no piece.
        """
        self.advance()
        done: list[str] = []
        self._guarded(lambda: done.extend(self._core.go_on()))
        return done

    def complete(self, token_id: str, variables: Mapping[str, Any]) -> None:
        """Complete a user or manual task with its answers; what is due is fired before.

        Raises TokenGone where the task is not open (any more).
        """
        self.advance()
        token = self._core.tokens.get(token_id)
        if token is None or token.state != TaskState.READY or not isinstance(token.node, PersonTask):
            raise TokenGone(token_id)
        self._guarded(lambda: self._act(token, lambda: self._finish(token, variables)))

    def deliver(self, token_id: str, variables: Mapping[str, Any]) -> None:
        """Deliver a message to the token that subscribed to it; what is due is fired before.

        Raises TokenGone where the token does not wait for a message (any more).
        """
        self.advance()
        token = self._core.waiting.get(token_id)
        if token is None or token.node.trigger.kind is not EventType.MESSAGE:
            raise TokenGone(token_id)
        given = self._plain(token, variables)
        details = {"name": token.name, "correlation_key": token.key}
        self._guarded(
            lambda: self._act(token, lambda: self._core.happen(token, given, Happening.MESSAGE_CAUGHT, details))
        )

    def signal(self, name: str, variables: Mapping[str, Any]) -> int:
        """Broadcast a signal inside the case; returns how many waiting events took it. What is due is fired before."""
        self.advance()
        place = Place(self._core.definition.process_id, self._core.definition.process_id)
        given = {key: plain(value, place) for key, value in variables.items()}
        taken = 0

        def work() -> None:
            nonlocal taken
            taken = self._core.broadcast(name, given)
            self._core.settle()

        self._guarded(work)
        return taken

    def cancel(self) -> None:
        """Cancel the case with everything in it."""
        self._guarded(self._cancel)

    def set_variables(self, variables: Mapping[str, Any], token_id: str | None = None) -> None:
        """Write variables: into the case, or from a token by the rule of scopes; then move timers and fire what is due.

        Nothing is fired before, so that a case whose timer cannot be evaluated can be put right.
        Raises TokenGone where there is no such token.
        """
        token = self._core.tokens.get(token_id) if token_id is not None else None
        if token_id is not None and token is None:
            raise TokenGone(token_id)
        place = token.node.place if token is not None else Place(self._root.process_id, self._root.process_id)

        def work() -> None:
            for name, value in variables.items():
                (token or self._root).assign(name, plain(value, place))
            self._core.settle()

        self._guarded(work)

    def reckon_timers(self) -> None:
        """Evaluate the due time of every timer again, because what it counts by changed outside the case; nothing is fired.

        Raises EngineError where one gives no time any more.
        """
        self._guarded(self._core.reckon_timers)

    def evaluate(self, token_id: str | None, text: str, *, as_of: datetime | None = None) -> Any:
        """The plain value of a literal or FEEL text in the scope of a token, or of the case.

        `as_of` is what now() and today() mean, where that is not the present: a due time counts from its start.
        Raises TokenGone where there is no such token, EngineError where the text cannot be read or exceeds a limit.
        """
        environment = self._core.environment.feel
        if as_of is not None:
            environment = replace(environment, now=as_of)
        place, scope = self._where(token_id)
        return Text(text, place).plain(scope, environment)

    def diagnosis(self, token_id: str | None, text: str) -> Sentence | None:
        """Why a FEEL text gives null: what inside it could not be worked out. None where null is what it says, and for literals.

        Raises TokenGone where there is no such token, EngineError where the text cannot be read or exceeds a limit.
        """
        place, scope = self._where(token_id)
        return Text(text, place).diagnosis(scope, self._core.environment.feel)

    def _where(self, token_id: str | None) -> tuple[Place, Mapping[str, Any]]:
        """The place and the scope of a token, or of the case."""
        if token_id is None:
            return Place(self._root.process_id, self._root.process_id), self._root.view()
        token = self._core.tokens.get(token_id)
        if token is None:
            raise TokenGone(token_id)
        return token.node.place, token.data

    # What stands.

    @property
    def variables(self) -> Variables:
        """The variables of the case scope; a copy of the dictionary, not of the values: read only."""
        return dict(self._root.variables or {})

    def visible(self, token_id: str) -> Mapping[str, Any]:
        """The variables a token sees, locals first. Raises TokenGone where there is no such token."""
        token = self._core.tokens.get(token_id)
        if token is None:
            raise TokenGone(token_id)
        return token.data

    @property
    def open_tasks(self) -> tuple[Token, ...]:
        """User and manual tasks that wait for a person, in order of arrival."""
        return tuple(_token(t) for t in self._core.tokens.values() if isinstance(t.node, PersonTask))

    @property
    def activities(self) -> tuple[Token, ...]:
        """Every active activity, bodies included, in order of arrival."""
        return tuple(_token(t) for t in self._core.tokens.values() if t.node.is_activity and not t.is_passive)

    @property
    def standing(self) -> tuple[Token, ...]:
        """Where the case stands, in order of arrival: activities and the events that it waits at; not what is armed beside them."""
        return tuple(_token(t) for t in self._core.tokens.values() if not t.is_passive)

    @property
    def timers(self) -> tuple[ArmedTimer, ...]:
        """Armed timers with their due times as the variables now have them; an operation is due since its first piece."""
        return tuple(
            ArmedTimer(t.id, t.node.process_id, t.node.element, t.timer.due, t.timer.remaining)
            for t in (*self._core.timers.values(), *self._core.unfinished.values())
            if t.timer is not None
        )

    @property
    def unfinished(self) -> tuple[Piecemeal, ...]:
        """Operations that are done in pieces and have not come to their end, in order of arrival."""
        return tuple(
            Piecemeal(t.node.process_id, t.node.element, t.timer.fired, t.timer.times or 0)
            for t in self._core.unfinished.values()
            if t.timer is not None
        )

    @property
    def subscriptions(self) -> tuple[Subscription, ...]:
        """Messages and signals that tokens wait for."""
        return tuple(
            Subscription(
                t.id,
                t.node.process_id,
                t.node.element,
                t.name or "",
                t.key,
                MessageKind(t.node.trigger.kind.value),
                t.host,
            )
            for t in self._core.waiting.values()
        )

    @property
    def outbox(self) -> list[Thrown]:
        """What was thrown outwards since the object was made."""
        return self._core.outbox

    @property
    def journal(self) -> list[JournalEntry]:
        """What happened since the object was made."""
        return self._core.journal

    @property
    def is_ended(self) -> bool:
        """Whether the case has ended or was cancelled."""
        return self._core.is_ended

    @property
    def end_events(self) -> tuple[str, ...]:
        """Ids of the end events reached in the case's own process and its event sub-processes, in order."""
        return tuple(self._core.end_events)

    # Inside.

    def _finish(self, token: LiveToken, variables: Mapping[str, Any]) -> None:
        def work(each: LiveToken) -> None:
            each.node.write(each, self._plain(each, variables))
            each.run()

        self._core.guarded(token, work)

    def _act(self, token: LiveToken, work: Callable[[], None]) -> None:
        work()
        self._core.settle()

    def _cancel(self) -> None:
        self._root.cancel()
        self._core.is_ended = True
        self._core.queue.clear()
        self._core.idle.clear()
        self._core.log_at(Happening.CASE_CANCELLED, self._root.process_id, self._root.process_id, None, {})

    @staticmethod
    def _plain(token: LiveToken, variables: Mapping[str, Any]) -> dict[str, Any]:
        return {str(name): plain(value, token.node.place) for name, value in variables.items()}

    def _guarded(self, work: Callable[[], None]) -> None:
        self._check_whole()
        self._core.steps = 0
        try:
            work()
        except BaseException:
            self._is_broken = True
            raise

    def _check_whole(self) -> None:
        if self._is_broken:
            raise RuntimeError("This run failed half way and must be thrown away; load the case again.")


def _token(token: LiveToken) -> Token:
    path: list[tuple[str, str]] = []
    item_index = token.item_index
    host, is_of_several = token.instance.host, False
    while host is not None:
        path.append((host.id, host.node.element.id))
        is_of_several = is_of_several or (host.items is not None and host.items.total > 1)
        if item_index is None:
            item_index = host.item_index
        host = host.instance.host
    node = token.node
    is_body, is_item = isinstance(node, MultiInstanceBody), token.instance.spec.is_item_scope
    around = tuple(reversed(path))
    return Token(token.id, node.process_id, node.element, around, item_index, is_body, is_item, is_of_several)
