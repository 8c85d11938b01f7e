"""Fixtures of casework tests: the small office with its review procedure, and a case that waits for both reviewers."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import World, build_reviewing_world
from workflows.casework.models import Task, TaskStatus
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case
from workflows.store import Store


@pytest.fixture
def world(store: Store) -> World:
    """The office, with the review procedure published."""
    return build_reviewing_world(store)


@pytest.fixture
def case_id(world: World) -> uuid.UUID:
    """A review of 1号 of BUREAU, started by its personnel section."""
    with transaction(world.store) as work:
        return start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"}).id


@pytest.fixture
def task_of(world: World, case_id: uuid.UUID) -> Callable[[str], uuid.UUID]:
    """The id of the open task of an element of the case."""

    def find(element_id: str) -> uuid.UUID:
        with world.store.read() as work:
            found = work.session.scalars(
                select(Task.id).where(
                    Task.case_id == case_id, Task.element_id == element_id, Task.status == TaskStatus.OPEN.value
                )
            ).all()
        assert len(found) == 1, f"{element_id} has {len(found)} open tasks"
        return found[0]

    return find


@pytest.fixture
def do(world: World, task_of: Callable[[str], uuid.UUID]) -> Callable[..., uuid.UUID]:
    """Complete the open task of an element as somebody: `do("check_a", "wen", mark_a=5)`."""

    def act(element_id: str, username: str, **answers: object) -> uuid.UUID:
        task_id = task_of(element_id)
        with transaction(world.store) as work:
            complete(work, task_id, world.actor(username), answers)
        return task_id

    return act
