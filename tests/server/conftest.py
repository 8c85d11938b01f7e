"""Fixtures for tests of the real server: the small office with passwords, on the database of the test."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from functools import lru_cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import World
from tests.server.person import PASSWORD, Person
from tests.server.process import Server, serving
from tests.webapp.office import build_office
from workflows.casework.models import Task, TaskStatus
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.people import User
from workflows.store import Store
from workflows.store.unit_of_work import system_clock

Serve = Callable[..., AbstractContextManager[Server]]


@lru_cache
def _password_hash() -> str:
    return PasswordHasher().hash(PASSWORD)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """The office of the page tests, on the machine's own clock; everybody has the password of the tests."""
    with closing(Store.from_url(database_url, clock=system_clock)) as store:
        built = build_office(store)
        with store.write() as work:
            for user in work.session.scalars(select(User)):
                user.password_hash = _password_hash()
        yield built


@pytest.fixture
def serve(world: World, database_url: str, tmp_path: Path) -> Serve:
    """Start the server over the office: options of `serve`, then environment variables."""
    empty = tmp_path / "procedures"
    empty.mkdir()

    def start(*options: str, **changes: str) -> AbstractContextManager[Server]:
        return serving(database_url, *options, **{"GATEPOST_PROCEDURES": str(empty), **changes})

    return start


@pytest.fixture
def open_task(world: World) -> Callable[[str], uuid.UUID]:
    """Start a case and return its open task of an element."""

    def find(element_id: str) -> uuid.UUID:
        with transaction(world.store) as work:
            case = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"})
            where = (Task.case_id == case.id, Task.element_id == element_id, Task.status == TaskStatus.OPEN.value)
            return work.session.scalars(select(Task.id).where(*where)).one()

    return find


@pytest.fixture
def wen(serve: Serve) -> Iterator[Person]:
    """A member of the general group, signed in at a server without a worker."""
    with serve("--no-worker") as server:
        person = Person(server.port)
        person.sign_in("wen")
        yield person
