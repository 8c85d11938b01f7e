"""Plays a case for tests: saves and restores it between every two acts, as production does, and keeps time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from workflows import feel
from workflows.engine import (
    CaseEngine,
    DecisionCall,
    EngineEnvironment,
    JournalEntry,
    ServiceCall,
    Thrown,
    compile_definition,
)
from workflows.procedure.model import Procedure

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday 2 March 2026, 09:00 in Shanghai


class Play:
    """A running case. Every act loads the saved state, acts and saves, so that nothing survives outside it."""

    def __init__(
        self,
        procedure: Procedure,
        variables: Mapping[str, Any] | None = None,
        *,
        called: tuple[Procedure, ...] = (),
        perform: Callable[[ServiceCall], Mapping[str, Any] | None] | None = None,
        decide: Callable[[DecisionCall], Any] | None = None,
        now: datetime = NINE,
        start_event: str | None = None,
    ) -> None:
        self.definition = compile_definition(procedure, {each.process_id: each for each in called})
        self.now = now
        self.perform = perform or (lambda call: None)
        self.decide = decide or (lambda call: None)
        self.journal: list[JournalEntry] = []
        self.thrown: list[Thrown] = []
        run = CaseEngine.start(self.definition, variables or {}, self.environment, start_event=start_event)
        self.blob = b""
        self._keep(run)

    @property
    def environment(self) -> EngineEnvironment:
        return EngineEnvironment(self.now, feel.Environment(now=self.now), self.perform, self.decide)

    def _keep(self, run: CaseEngine) -> None:
        self.blob = run.dump()
        self.journal.extend(run.journal)
        self.thrown.extend(run.outbox)

    @property
    def run(self) -> CaseEngine:
        """The case as it was saved."""
        return CaseEngine.load(self.definition, self.blob, self.environment)

    def act(self, work: Callable[[CaseEngine], Any]) -> Any:
        run = self.run
        outcome = work(run)
        self._keep(run)
        return outcome

    @property
    def open(self) -> list[str]:
        """Element ids of the open tasks, sorted."""
        return sorted(token.element.id for token in self.run.open_tasks)

    def ids(self, element_id: str) -> list[str]:
        """Token ids of the open tasks at an element, in order of arrival."""
        return [token.id for token in self.run.open_tasks if token.element.id == element_id]

    def complete(self, element_id: str, item: int = 0, **variables: Any) -> None:
        """Complete the open task at an element; `item` picks one of several."""
        token_id = self.ids(element_id)[item]
        self.act(lambda run: run.complete(token_id, variables))

    def later(self, **duration: float) -> None:
        """Let time pass and fire what is due."""
        self.now += timedelta(**duration)
        self.act(lambda run: run.advance())

    def deliver(self, name: str, **variables: Any) -> None:
        """Deliver a message to the first token that waits for it."""
        found = next(s for s in self.run.subscriptions if s.name == name and s.kind == "message")
        self.act(lambda run: run.deliver(found.token_id, variables))

    def signal(self, name: str, **variables: Any) -> None:
        self.act(lambda run: run.signal(name, variables))

    @property
    def variables(self) -> dict[str, Any]:
        return self.run.variables

    @property
    def due(self) -> dict[str, datetime]:
        """Due times of armed timers by element id."""
        return {timer.element.id: timer.due_at for timer in self.run.timers}

    @property
    def is_ended(self) -> bool:
        return self.run.is_ended

    @property
    def ends(self) -> tuple[str, ...]:
        return self.run.end_events

    def happened(self, kind: str) -> list[str]:
        """Element ids of the journal entries of a kind, in order."""
        return [entry.element_id for entry in self.journal if entry.kind == kind]
