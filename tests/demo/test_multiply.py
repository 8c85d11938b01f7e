"""Copies of played cases: as many as asked for, whole, and each with ids, number and place of its own."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.casework.locked_case import open_case
from workflows.casework.models import Case, Decision, Task, TaskStatus
from workflows.demo import load_demo
from workflows.demo.multiply import multiply
from workflows.proof.models import HistoryEntry
from workflows.store import Store

CASES = 60


@pytest.fixture
def city(store: Store) -> Store:
    """The demonstration city with its own cases, brought to sixty."""
    load_demo(store)
    multiply(store, CASES)
    return store


def test_copies_fill_the_tables_and_stand_on_their_own(city: Store) -> None:
    with city.read() as work:
        count = work.session.scalar
        assert count(select(func.count()).select_from(Case)) == CASES
        # Every row of a copy belongs to the copy: nothing was left with the original.
        per_case = work.session.execute(
            select(Task.case_id, func.count()).group_by(Task.case_id).order_by(func.count())
        ).all()
        assert len(per_case) == CASES
        assert count(select(func.count()).select_from(Decision)) > count(select(func.count()).select_from(Case))
        assert count(select(func.count()).where(HistoryEntry.chain == "system")) < CASES
        assert len(set(work.session.scalars(select(Case.unit_id)))) > 10


def test_a_copy_goes_on_where_its_original_stands(city: Store) -> None:
    with city.read() as work:
        for case in work.session.scalars(select(Case).where(Case.ended_at.is_(None))):
            running = open_case(work, case, None, is_peek=True)
            open_rows = set(
                work.session.scalars(
                    select(Task.id).where(Task.case_id == case.id, Task.status == TaskStatus.OPEN.value)
                )
            )
            assert {str(task_id) for task_id in open_rows} == {token.id for token in running.run.open_tasks}


def test_there_must_be_a_case_to_copy(store: Store) -> None:
    with pytest.raises(ValueError, match="no case to copy"):
        multiply(store, CASES)
