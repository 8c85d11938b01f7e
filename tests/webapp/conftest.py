"""Fixtures of page tests: the small office of casework with forms that have buttons, and a browser for each of its people."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import World, build_world, form, publish_review, review_files, text
from tests.webapp.browser import Browser
from webapp import create_app
from webapp.settings import Settings
from workflows.casework.models import Task, TaskStatus
from workflows.casework.start import start_case
from workflows.casework.transaction import transaction
from workflows.store import Store

LABELS = Path(__file__).parent / "review.labels.en.yaml"

CHECK_A = form(
    "check_a",
    {
        "type": "radio",
        "key": "outcome",
        "label": "结论",
        "values": [{"value": "agree", "label": "同意并送审"}, {"value": "return", "label": "退回补充"}],
        "validate": {"required": True},
        "properties": {"confirm": "return", "confirm_message": "将退回派出单位，时限不停。"},
    },
    {"type": "number", "key": "mark_a", "label": "分数", "validate": {"required": True, "min": 0, "max": 10}},
    {
        "type": "textarea",
        "key": "remark_a",
        "label": "意见",
        "description": "写明依据",
        "validate": {"minLength": 5, "maxLength": 200},
    },
    {
        "type": "textfield",
        "key": "reason_a",
        "label": "退回理由",
        "conditional": {"hide": '= outcome != "return"'},
        "validate": {"required": True},
    },
    {"type": "datetime", "subtype": "date", "key": "seen_on", "label": "核查日期"},
    {"type": "checkbox", "key": "heard", "label": "已听取本人陈述"},
    {
        "type": "checklist",
        "key": "grounds",
        "label": "依据条款",
        "values": [{"value": "G1", "label": "在岗不足"}, {"value": "G2", "label": "作风问题"}],
    },
    {"type": "textfield", "key": "source", "label": "线索来源", "properties": {"visible_to": "city_director"}},
)
BEGIN = form("begin", text("subject"), text("unit"), {"type": "text", "text": "**登记**后即启动审核。"})


@pytest.fixture
def world(store: Store) -> World:
    """The office, with the review procedure published."""
    built = build_world(store)
    files = {"forms/check_a.form": CHECK_A, "forms/begin.form": BEGIN, "labels.en.yaml": LABELS.read_bytes()}
    publish_review(store, review_files(**files))
    return built


@pytest.fixture
def app(world: World) -> Flask:
    """The application over the office's store."""
    return create_app(world.store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))


@pytest.fixture
def browser_of(app: Flask, world: World) -> Iterator[Callable[[str], Browser]]:
    """The browser of a person, signed in by one click; the same one for the same person."""
    browsers: dict[str, Browser] = {}

    def find(username: str) -> Browser:
        if username not in browsers:
            browser = browsers[username] = Browser(app)
            browser.get("/sign-in")
            browser.post("/sign-in/demo", {"user": str(world.users[username]), "csrf_token": browser.token()})
        return browsers[username]

    yield find


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
