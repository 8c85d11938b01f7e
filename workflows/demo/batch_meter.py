"""What the acts of a play cost: their number, time and SQL statements, by stage, those of the people and those of the worker, and
how long the longest transaction kept everybody else from writing."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event, func, select

from workflows.store import Base, Store

WORKER = "worker"


@dataclass
class Cost:
    """How often something was done, how long it took altogether and at the most, and how many statements it asked."""

    acts: int = 0
    seconds: float = 0.0
    longest: float = 0.0
    statements: int = 0
    most: int = 0

    def add(self, seconds: float, statements: int) -> None:
        """Count one more."""
        self.acts += 1
        self.seconds += seconds
        self.longest = max(self.longest, seconds)
        self.statements += statements
        self.most = max(self.most, statements)


@dataclass(frozen=True, slots=True)
class Longest:
    """The transaction that took longest: in which act of which stage, in seconds."""

    stage: str = ""
    act: str = ""
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s ({self.stage}: {self.act})"


@dataclass
class Meter:
    """Counts what happens on a database between `attach` and its end: stage → act → cost."""

    costs: dict[str, dict[str, Cost]] = field(default_factory=dict)
    longest: dict[bool, Longest] = field(default_factory=lambda: {False: Longest(), True: Longest()})  # of the worker?
    _statements: int = 0
    _stage: str = ""
    _act: str = ""
    _began: float = 0.0

    @contextmanager
    def attach(self, engine: Engine) -> Iterator[None]:
        """Count the statements of an engine, and time the transactions that are committed."""

        def count(*_given: Any) -> None:
            self._statements += 1

        def begin(_connection: Any) -> None:
            self._began = time.perf_counter()

        def commit(_connection: Any) -> None:
            took, is_worker = time.perf_counter() - self._began, self._act == WORKER
            if took > self.longest[is_worker].seconds:
                self.longest[is_worker] = Longest(self._stage, self._act, took)

        listeners = (("before_cursor_execute", count), ("begin", begin), ("commit", commit))
        for name, listener in listeners:
            event.listen(engine, name, listener)
        try:
            yield
        finally:
            for name, listener in listeners:
                event.remove(engine, name, listener)

    def stage(self, name: str) -> None:
        """What follows belongs to another stage, or to one that comes again."""
        self._stage = name
        self.costs.setdefault(name, {})

    @contextmanager
    def act(self, name: str) -> Iterator[None]:
        """Measure one act; one that is refused is not counted."""
        began, before, self._act = time.perf_counter(), self._statements, name
        yield
        cost = self.costs.setdefault(self._stage, {}).setdefault(name, Cost())
        cost.add(time.perf_counter() - began, self._statements - before)

    def lines(self) -> Iterator[str]:
        """The report: a line for each act of each stage, with milliseconds and statements of one on average and at the most."""
        yield f"{'':<34}{'acts':>6}{'seconds':>9}{'ms each':>9}{'longest':>9}{'SQL each':>9}{'most':>7}"
        for stage, acts in self.costs.items():
            own = [cost for name, cost in acts.items() if name != WORKER]
            whole = sum(cost.seconds for cost in acts.values())
            yield f"{stage}: {sum(cost.acts for cost in own)} acts, {whole:.1f} s"
            for name, cost in acts.items():
                each = 1000 * cost.seconds / cost.acts
                row = f"{cost.acts:>6}{cost.seconds:>9.1f}{each:>9.1f}{1000 * cost.longest:>9.0f}"
                yield f"  {name:<32}{row}{cost.statements / cost.acts:>9.1f}{cost.most:>7}"
        every = [cost for acts in self.costs.values() for name, cost in acts.items() if name != WORKER]
        jobs = [acts[WORKER] for acts in self.costs.values() if WORKER in acts]
        for what, costs in (("people", every), ("worker", jobs)):
            count, seconds = sum(cost.acts for cost in costs), sum(cost.seconds for cost in costs)
            asked = sum(cost.statements for cost in costs)
            yield f"All of the {what}: {count} acts, {seconds:.1f} s, {asked} statements."
        yield f"Longest transaction of a person: {self.longest[False]}, of the worker: {self.longest[True]}."


def peak_megabytes() -> int:
    """The most memory that this process has held, in MB."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held // (1024 * 1024 if sys.platform == "darwin" else 1024)


def row_counts(store: Store, most: int = 20) -> list[tuple[str, int]]:
    """The tables with the most rows."""
    with store.read() as work:
        tables = Base.metadata.sorted_tables
        counts = [(table.name, work.session.scalar(select(func.count()).select_from(table)) or 0) for table in tables]
    return sorted(counts, key=lambda each: -each[1])[:most]
