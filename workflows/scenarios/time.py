"""The database and the clock of one scenario: a throw-away file, and time that fires what falls due on its way."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from workflows.casework.clock_starts import due_starts, next_start_at, start_due
from workflows.casework.messages import deliver, undelivered
from workflows.casework.models import ClockStart
from workflows.casework.row_asks import due_asks, next_ask_at, settle_asks
from workflows.casework.timers import due_cases, fire_due, next_due_at
from workflows.casework.transaction import transaction
from workflows.scenarios.expect import Mismatch
from workflows.sentence import Sentence
from workflows.store import Store
from workflows.store.base import Base

# A procedure whose timer fires again and again without time moving would never come to rest.
MAX_FIRINGS = 1_000


class ScenarioClock:
    """A clock that moves only when the scenario says so; it stops one that takes longer than `seconds` of real time."""

    def __init__(self, now: datetime, seconds: float | None = None) -> None:
        self.now = now.astimezone(UTC)
        self._seconds = seconds
        self._ends = None if seconds is None else time.monotonic() + seconds

    def __call__(self) -> datetime:
        if self._ends is not None and time.monotonic() > self._ends:
            self._ends = None  # what it came through until then can still be read
            raise Mismatch(
                Sentence(
                    f"The scenario takes longer than {self._seconds:g} seconds; make it shorter, or cut it in two.",
                    f"该场景运行超过 {self._seconds:g} 秒；请缩短或拆成两个场景。",
                )
            )
        return self.now


@contextmanager
def fresh_store(at: datetime, seconds: float | None = None) -> Iterator[Store]:
    """An empty database of its own, with the clock at `at`; gone when the block ends. `seconds` of real time are all it has."""
    with tempfile.TemporaryDirectory(prefix="gatepost-scenario-") as folder:
        store = Store.from_url(f"sqlite:///{Path(folder) / 'scenario.sqlite'}", clock=ScenarioClock(at, seconds))

        @event.listens_for(store.engine, "connect")
        def _in_haste(connection: Any, _record: Any) -> None:
            # The file is thrown away, so nothing has to survive a power cut.
            connection.execute("PRAGMA synchronous = OFF")

        Base.metadata.create_all(store.engine)
        try:
            yield store
        finally:
            store.close()


def move_to(store: Store, target: datetime) -> None:
    """Let time pass until `target`; each timer and start by the clock comes at its moment. Raises Mismatch for the past."""
    clock = store.clock
    assert isinstance(clock, ScenarioClock)
    if target < clock.now:
        raise Mismatch(
            Sentence(f"Time cannot go back to {target.isoformat()}.", f"时间不能倒退到 {target.isoformat()}。")
        )
    for _ in range(MAX_FIRINGS):
        with store.read() as work:
            coming = (next_due_at(work), next_ask_at(work), next_start_at(work))
        due = min((each for each in coming if each is not None), default=None)
        if due is None or due > target:
            clock.now = target
            return
        clock.now = max(clock.now, due)
        settle(store)
    raise Mismatch(Sentence("Timers fire without end.", "定时事件无休止地触发。"))


def settle(store: Store) -> None:
    """Fire what is due and deliver what was sent, until nothing moves: what the worker does between two clicks."""
    for _ in range(MAX_FIRINGS):
        with store.read() as work:
            cases, starts, messages = list(due_cases(work)), list(due_starts(work)), list(undelivered(work))
            asks = list(due_asks(work))
        moved = 0
        for case_id in cases:
            with transaction(store) as work:
                moved += fire_due(work, case_id)
        for case_id in asks:
            with transaction(store) as work:
                moved += settle_asks(work, case_id)
        for start_id in starts:
            with transaction(store) as work:
                moved += start_due(work, start_id)
                row = work.session.get_one(ClockStart, start_id)
            if row.is_failed:
                raise Mismatch(Sentence(f"{row.element_id}: {row.failure}", f"{row.element_id}：{row.failure_zh}"))
        for message_id in messages:
            with transaction(store) as work:
                moved += deliver(work, message_id) > 0
        if not moved:
            return
    raise Mismatch(Sentence("Timers or messages never come to rest.", "定时事件或消息无法停止。"))
