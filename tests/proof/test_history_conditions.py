"""Each condition under which the history numbers, hashes and tells, one question each; the office of casework stands below."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import ORMExecuteState

from tests.casework.world import World
from workflows.casework.models import Case, Task, TaskCandidate
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.people import Person, Unit
from workflows.proof import history
from workflows.proof.history import note_lock, record, told_by, wait_for_turn
from workflows.proof.models import EntryValue, HistoryChain, HistoryEntry
from workflows.proof.verify import verify
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork
from workflows.store.collector import finish
from workflows.store.kinds import SYSTEM_CHAIN, table_of

TaskOf = Callable[[str], uuid.UUID]


def newest(world: World, count: int = 1) -> list[HistoryEntry]:
    """The last entries, the newest last."""
    with world.store.read() as work:
        found = work.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc()).limit(count)).all()
    return list(reversed(found))


def is_intact(world: World) -> bool:
    with world.store.read(is_snapshot=True) as work:
        return verify(work).is_intact


@contextmanager
def asked(work: UnitOfWork) -> Iterator[list[str]]:
    """The statements sent while the block lasts."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(statement)

    event.listen(work.connection, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(work.connection, "before_cursor_execute", note)


def of(statements: list[str], table: str) -> list[str]:
    return [one for one in statements if one.startswith("SELECT") and f"FROM {table} " in one.replace('"', "")]


def test_an_entry_keeps_its_words_beside_the_history(world: World, case_id: uuid.UUID) -> None:
    with world.store.write() as work:
        entry = record(
            work, work.session.get_one(Case, case_id), HistoryKind.RECUSED, {"a": 1}, values={"reason": "亲属"}
        )
        # The words are a row of their own by now, and nothing that the session would carry along.
        assert not any(isinstance(row, EntryValue) for row in work.session)
    assert newest(world)[0].id == entry.id
    with world.store.read() as work:
        kept = work.session.scalars(select(EntryValue).where(EntryValue.case_id == case_id)).all()
        found = work.session.get_one(HistoryEntry, entry.id)
        assert told_by([found], kept) == {entry.id: {"reason": "亲属"}}
    assert is_intact(world)


def entry_of(number: int, data: dict[str, Any], entry_format: int = 2) -> HistoryEntry:
    return HistoryEntry(id=number, data=json.dumps(data), format=entry_format)


def test_what_was_told_is_found_in_either_format_and_where_nothing_was_nothing() -> None:
    kept = EntryValue(id=uuid.uuid4(), values={"reason": "亲属"})
    entries = [
        entry_of(1, {"variables": {"a": 1}, "reason": "旧"}, 1),
        entry_of(2, {"reason": "旧", "element": "x"}, 1),
        entry_of(3, {"message": "到"}, 1),
        entry_of(4, {"element": "x"}, 1),
        entry_of(5, {"values": str(kept.id)}),
        entry_of(6, {"values": str(uuid.uuid4())}),
        entry_of(7, {"reason": "不是旧的"}),
    ]
    assert told_by(entries, [kept]) == {1: {"a": 1}, 2: {"reason": "旧"}, 3: {"message": "到"}, 5: {"reason": "亲属"}}


def test_rows_without_an_entry_of_their_own_are_told_by_one_of_their_chain(world: World, case_id: uuid.UUID) -> None:
    with world.store.write() as work:
        # The system's row is written first; its entry comes last all the same, so that locks are taken in one order.
        work.session.scalars(select(Unit).where(Unit.code == "BUREAU")).one().name = "改名单位"
        work.session.scalars(select(Task).where(Task.case_id == case_id).limit(1)).one().name = "改名任务"
    of_case, of_system = newest(world, 2)
    assert (of_case.chain, of_case.case_id, of_case.kind) == (str(case_id), case_id, HistoryKind.RECORD_CHANGED)
    assert (of_system.chain, of_system.case_id) == (SYSTEM_CHAIN, None)
    assert of_case.id < of_system.id
    assert is_intact(world)


def test_only_a_case_is_named_as_the_case_of_an_entry(world: World) -> None:
    with world.store.write() as work:
        head = HistoryChain(name="import")
        assert history._case_id(head) is None
        entry = history._unasked(work.session, (HistoryChain, ("import",)))
    assert (entry.chain, entry.case_id) == ("import", None)


def test_a_chain_goes_on_within_one_transaction(world: World, case_id: uuid.UUID) -> None:
    with world.store.write() as work:
        case = work.session.get_one(Case, case_id)
        before = case.history_sequence
        record(work, case, HistoryKind.RECUSED, {"n": 1})
        finish(work.session)
        assert case.history_sequence == before + 1
        record(work, case, HistoryKind.RECUSED, {"n": 2})
        finish(work.session)
    assert [entry.sequence for entry in newest(world, 2)] == [before + 1, before + 2]
    assert is_intact(world)


def test_a_locked_head_is_not_read_again(world: World, case_id: uuid.UUID) -> None:
    with world.store.write() as work:
        case = work.session.get_one(Case, case_id)
        note_lock(work, case)
        record(work, case, HistoryKind.RECUSED, {})
        with asked(work) as statements:
            finish(work.session)
        assert of(statements, "case") == []
        system = work.session.get_one(HistoryChain, SYSTEM_CHAIN)
        record(work, None, HistoryKind.UNIT_ADDED, {})
        finish(work.session)
        record(work, None, HistoryKind.UNIT_ADDED, {})
        with asked(work) as statements:
            finish(work.session)
        assert of(statements, "history_chain") == [], "the first of the two locked it"
        assert system.hash
    assert is_intact(world)


def test_who_waits_for_their_turn_has_locked_the_systems_chain(world: World) -> None:
    with world.store.write() as work:
        system = work.session.get_one(HistoryChain, SYSTEM_CHAIN)
        with asked(work) as statements:
            wait_for_turn(work)
        assert len(of(statements, "history_chain")) == 1
        record(work, None, HistoryKind.UNIT_ADDED, {})
        with asked(work) as statements:
            finish(work.session)
        assert of(statements, "history_chain") == []
        assert system.hash
    assert is_intact(world)


def test_a_head_that_nobody_locked_is_locked_and_read_afresh(world: World, case_id: uuid.UUID) -> None:
    seen: list[tuple[bool, bool]] = []

    def note(state: ORMExecuteState) -> None:
        if state.is_select and any(mapper.class_ is Case for mapper in state.all_mappers):
            has_lock = getattr(state.statement, "_for_update_arg", None) is not None
            seen.append((has_lock, bool(state.load_options._populate_existing)))

    with world.store.write() as work:
        case = work.session.get_one(Case, case_id)
        event.listen(work.session, "do_orm_execute", note)
        record(work, case, HistoryKind.RECUSED, {})
        finish(work.session)
        # Locked or not, a head of which the session lacks the newest hash is read.
        work.session.expire(case, ["history_hash"])
        record(work, case, HistoryKind.RECUSED, {})
        finish(work.session)
    assert seen == [(True, True), (True, True)]
    assert is_intact(world)


def test_what_is_held_back_of_a_head_is_written_before_it_is_read(world: World, case_id: uuid.UUID) -> None:
    with world.store.write() as work:
        case = work.session.get_one(Case, case_id)
        record(work, case, HistoryKind.RECUSED, {})
        history.tell(work.session)
        work.session.collector.locked.clear()
        record(work, case, HistoryKind.RECUSED, {})
    assert is_intact(world)


def test_the_system_has_one_head_from_its_first_entry_on(world: World) -> None:
    with world.store.write() as work:
        head = work.session.get_one(HistoryChain, SYSTEM_CHAIN)
        before = head.sequence
        record(work, None, HistoryKind.UNIT_ADDED, {})
        finish(work.session)
        record(work, None, HistoryKind.UNIT_ADDED, {})
    with world.store.read() as work:
        assert [row.sequence for row in work.session.scalars(select(HistoryChain))] == [before + 2]


def test_the_first_entry_of_all_makes_the_systems_head(store: Any) -> None:
    with store.write() as work:
        assert work.session.get(HistoryChain, SYSTEM_CHAIN) is None
        first = record(work, None, HistoryKind.UNIT_ADDED, {})
        finish(work.session)
        # It stands in the database at once: who comes second must wait for it.
        assert work.connection.scalar(select(table_of(HistoryChain).c.sequence)) == 1
        second = record(work, None, HistoryKind.UNIT_ADDED, {})
    assert (first.sequence, second.sequence) == (1, 2)
    with store.read() as work:
        assert work.session.get_one(HistoryChain, SYSTEM_CHAIN).sequence == 2


def candidate(world: World, task_id: uuid.UUID) -> TaskCandidate:
    return TaskCandidate(task_id=task_id, person_id=world.persons["wen"])


@pytest.mark.parametrize("is_loaded", [True, False])
def test_a_row_below_another_belongs_to_the_case_of_that(
    world: World, case_id: uuid.UUID, task_of: TaskOf, is_loaded: bool
) -> None:
    task_id = task_of("check_a")
    with transaction(world.store) as work:
        start_case(work, "review", actor=world.actor("hu"), answers={"subject": "2号", "unit": "BUREAU"})
    with world.store.write() as work:
        task = work.session.get_one(Task, task_id) if is_loaded else None
        work.session.add(candidate(world, task_id))
        work.session.flush()
        with asked(work) as statements:
            finish(work.session)
        # What the session shows is not asked for again.
        assert len(of(statements, "task")) == (0 if task is not None else 1)
    assert newest(world)[0].chain == str(case_id)
    assert is_intact(world)


def test_a_row_above_of_which_the_session_lacks_the_column_is_asked(
    world: World, case_id: uuid.UUID, task_of: TaskOf
) -> None:
    task_id = task_of("check_a")
    with world.store.write() as work:
        task = work.session.get_one(Task, task_id)
        work.session.add(candidate(world, task_id))
        work.session.flush()
        work.session.expire(task, ["case_id"])
    assert newest(world)[0].chain == str(case_id)
    assert is_intact(world)


def test_what_belongs_to_no_case_is_told_by_the_system(world: World) -> None:
    with world.store.write() as work:
        work.session.add(Person(name="某人"))
    assert newest(world)[0].chain == SYSTEM_CHAIN
    assert is_intact(world)
