"""The record proves itself: any alteration, removal or reordering of entries is found."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from tests.casework.world import World
from tests.clock import MovingClock
from tests.owner import owner_of
from workflows.casework.models import Case
from workflows.proof.seals import seal
from workflows.proof.verify import verify

Do = Callable[..., uuid.UUID]


def sentences(world: World) -> list[str]:
    with world.store.read() as work:
        return [breach.sentence for breach in verify(work).breaches]


def test_an_untouched_history_is_intact(world: World, case_id: uuid.UUID, do: Do) -> None:
    do("check_a", "wen", mark_a=9)
    with world.store.write() as work:
        assert seal(work) is not None
    with world.store.read() as work:
        report = verify(work)
    assert report.is_intact
    assert (report.entries, report.chains, report.seals) == (5, 2, 1)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE history_entry SET data = replace(data, 'completed', 'cancelled')", "altered"),
        ("UPDATE history_entry SET actor_id = NULL WHERE kind = 'task_completed'", "altered"),
        ("UPDATE history_entry SET rows = '[]' WHERE kind = 'task_completed'", "altered"),
        ("UPDATE history_entry SET signature = '他人' WHERE kind = 'task_completed'", "altered"),
        ("UPDATE history_entry SET happened_at = '2020-01-01 00:00:00+00' WHERE kind = 'case_started'", "altered"),
        ("DELETE FROM history_entry WHERE kind = 'case_started'", "Entry 1 is missing"),
        ("DELETE FROM history_entry WHERE kind = 'task_completed'", "last entries of this chain are missing"),
        ("DELETE FROM history_entry WHERE case_id IS NOT NULL", "All 2 entries of this chain are gone"),
        ("UPDATE decision SET signature = '他人'", "differs from what the history tells"),
        ("UPDATE decision SET answers = '{}'", "is gone"),
        ("DELETE FROM decision", "is missing"),
    ],
)
def test_tampering_is_found(world: World, case_id: uuid.UUID, do: Do, statement: str, sentence: str) -> None:
    do("check_a", "wen", mark_a=9)
    if not world.store.is_postgresql:
        statement = statement.replace("+00'", ".000000'")
    with owner_of(world.store) as owner:
        assert owner.execute(text(statement)).rowcount > 0
    assert any(sentence in found for found in sentences(world))


def test_a_chain_removed_together_with_its_case_is_found_by_the_seal(world: World, case_id: uuid.UUID) -> None:
    with world.store.write() as work:
        seal(work)
    with owner_of(world.store) as owner:
        for table in (
            "task_candidate",
            "task_bar",
            "case_subject",
            "case_reader",
            "case_words",
            "deadline_span",
            "decision",
        ):
            owner.execute(text(f"DELETE FROM {table}"))
        for table in ("task", "timer", "deadline", "entry_value", "history_entry"):
            owner.execute(text(f"DELETE FROM {table} WHERE case_id IS NOT NULL"))
        owner.execute(text('DELETE FROM "case"'))
    assert sentences(world) == ["Entries 1 to 4 are not those that were sealed."]


def test_a_chain_that_grows_while_it_is_verified_is_no_breach(world: World, case_id: uuid.UUID, do: Do) -> None:
    with world.store.read(is_snapshot=True) as work:
        assert work.session.scalar(select(func.count()).select_from(Case)) == 1
        do("check_a", "wen", mark_a=9)
        report = verify(work)
        assert report.is_intact
        assert report.entries == 4


def test_a_seal_waits_for_transactions_that_hold_a_lower_number(
    world: World, clock: MovingClock, case_id: uuid.UUID
) -> None:
    """On PostgreSQL a row number is given out before the commit; what was written just now is sealed later."""
    with world.store.write() as work:
        assert seal(work, settled_for=timedelta(hours=1)) is None
    clock.forward(hours=2)
    with world.store.write() as work:
        assert seal(work, settled_for=timedelta(hours=1)) is not None
