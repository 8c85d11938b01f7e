"""The yardstick of the benchmark is honest, and its figures are ratios of what was really done."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import event, func, select

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.bench.bare import copy_of
from workflows.bench.command import figures
from workflows.bench.completion import Worker, completion_cost, loop_flatness
from workflows.bench.expressions import expression_cost
from workflows.bench.measure import Figure, medians
from workflows.bench.office import furnish
from workflows.casework.models import Case, Decision, Task
from workflows.proof.verify import verify
from workflows.store import Store

WRITE = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')


class Writes:
    """Every writing statement that a store executes, as (verb, table), with the bytes of its parameters."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.statements: Counter[tuple[str, str]] = Counter()
        self.sizes: Counter[str] = Counter()

    def __enter__(self) -> Writes:
        event.listen(self.store.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.store.engine, "before_cursor_execute", self._note)

    def _note(self, _c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        found = WRITE.match(statement)
        if found:
            self.statements[found.groups()] += 1  # type: ignore[index]  # two groups, always
            values = parameters.values() if isinstance(parameters, dict) else parameters
            self.sizes[found.group(2)] += sum(len(bytes(v) if isinstance(v, memoryview) else str(v)) for v in values)


def test_the_bare_transaction_writes_the_rows_that_a_completion_writes(store: Store) -> None:
    office = furnish(store)
    measured, pattern = Worker(office, office.actor(), 2), Worker(office, office.actor(), 2)
    measured.grow_to(3)
    pattern.grow_to(3)
    bare = copy_of(store, pattern.case_id)
    with Writes(store) as mine:
        measured.complete()
    with Writes(store) as yardstick:
        bare.complete(store.clock())
    assert mine.statements == yardstick.statements
    assert sum(mine.statements.values()) == 7
    for table, size in mine.sizes.items():
        assert yardstick.sizes[table] == pytest.approx(size, rel=0.02), table


def test_the_measured_completions_are_real(store: Store) -> None:
    office = furnish(store)
    list(completion_cost(office, "test", rounds=4))
    with store.read() as work:
        open_tasks = work.session.scalar(select(func.count()).select_from(Task).where(Task.status == "open"))
        cases = work.session.scalar(select(func.count()).select_from(Case))
        broken = {breach.chain for breach in verify(work).breaches}
        decisions = Counter(str(case_id) for case_id in work.session.scalars(select(Decision.case_id)))
    assert (cases, open_tasks) == (6, 6)
    broken &= set(decisions)  # beside the rows that the bare transaction tells nobody of
    assert len(broken) == 3  # the bare transaction hashes nothing, so its cases do not verify
    assert [count for case_id, count in decisions.items() if case_id not in broken] == [3 + 4] * 3


def test_an_old_case_is_measured_against_young_ones(store: Store) -> None:
    [figure] = loop_flatness(furnish(store), "test", rounds=4, ages=(3, 12))
    assert figure.name == "iteration 12 against 3"
    assert figure.samples == 4
    assert figure.ratio == figure.milliseconds / figure.against_milliseconds


def test_expressions_are_measured_on_answers_that_agree_with_plain_python() -> None:
    condition, table = expression_cost(rounds=3)
    assert condition.ratio > 1
    assert table.ratio > 1


def test_a_figure_beyond_its_target_is_missed_and_says_so() -> None:
    figure = Figure("g", "2 KB", 3.5, 7.0, 2.0, 10, target=3)
    assert not figure.is_met
    assert "MISSED" in figure.line()
    assert Figure("g", "2 KB", 2.9, 5.8, 2.0, 10, target=3).is_met


def test_every_act_is_called_in_every_round() -> None:
    calls: list[str] = []
    medians([lambda: calls.append("a"), lambda: calls.append("b")], rounds=3, repeat=2)
    assert calls == ["a", "a", "b", "b", "b", "b", "a", "a", "a", "a", "b", "b"]


def test_a_run_without_postgresql_says_that_it_was_left_out() -> None:
    items = list(figures(rounds=3, server="postgresql+psycopg://nobody@127.0.0.1:1/none"))
    notes = [item for item in items if isinstance(item, str)]
    assert len(notes) == 1
    assert notes[0].startswith("PostgreSQL was left out")
    assert {item.group for item in items if isinstance(item, Figure)} == {
        "completion against the bare transaction, SQLite, synchronous=FULL",
        "completion late in a loop, SQLite, synchronous=FULL",
        "expressions against plain Python",
    }
