"""Fixtures of page tests: the small office of casework with forms that have buttons, and a browser for each of its people."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import World
from tests.webapp.browser import Browser
from tests.webapp.office import build_office
from webapp import create_app
from webapp.settings import Settings
from workflows.casework.models import Task, TaskStatus
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.store import Store


@pytest.fixture
def world(store: Store) -> World:
    """The office, with the review procedure published."""
    return build_office(store)


@pytest.fixture
def app(world: World) -> Flask:
    """The application over the office's store."""
    return create_app(world.store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))


@pytest.fixture
def browser_of(app: Flask, world: World) -> Callable[[str], Browser]:
    """The browser of a person, signed in by one click; the same one for the same person."""
    browsers: dict[str, Browser] = {}

    def find(username: str) -> Browser:
        if username not in browsers:
            browser = browsers[username] = Browser(app)
            browser.get("/sign-in")
            browser.post("/sign-in/demo", {"user": str(world.users[username]), "csrf_token": browser.token()})
        return browsers[username]

    return find


@pytest.fixture
def case_id(world: World) -> uuid.UUID:
    """A review of 1号 of BUREAU, started by its personnel section."""
    with transaction(world.store) as work:
        return start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"}).id


@pytest.fixture
def task_of(world: World, case_id: uuid.UUID) -> Callable[[str], uuid.UUID]:
    """The id of the open task of an element of the case."""

    def find(element_id: str) -> uuid.UUID:
        statement = select(Task.id).where(
            Task.case_id == case_id, Task.element_id == element_id, Task.status == TaskStatus.OPEN.value
        )
        with world.store.read() as work:
            return work.session.scalars(statement).one()

    return find
