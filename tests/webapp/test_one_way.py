"""One completed POST: nothing is read, opened or asked twice, and no page is drawn while the write lock is held."""

from __future__ import annotations

import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from flask import Flask, render_template, template_rendered
from sqlalchemy import event, select

from tests.casework.world import World
from tests.webapp.browser import Browser
from webapp.access import PUBLIC, requires
from webapp.answers import forms
from workflows.casework.models import Task, TaskStatus
from workflows.store import Store

ROOT = str(Path(__file__).parents[2])
ANSWERS = {"outcome": "agree", "mark_a": "6", "remark_a": "在岗记录完整", "heard": "y"}
# One statement each: the session with the number of what is held, the case with its lock, the task with its candidates, the
# duties; then the task, the decision, candidates and bars of the ended task, who may read the case, the history and the case, and
# what its doer had typed and not sent.
STATEMENTS = 12
# Called once in the whole of a completion, whatever it passes through.
ONCE = {
    ("workflows/casework/acting.py", "on_task"),
    ("workflows/casework/answers.py", "clean"),
    ("workflows/casework/duties.py", "require"),
    ("workflows/casework/locked_case.py", "open_case"),
    ("workflows/casework/saving.py", "save"),
    ("workflows/engine/case_engine.py", "load"),
    ("workflows/engine/case_engine.py", "dump"),
    ("workflows/people/actor.py", "actor_for"),
}
FIVE = (
    "webapp/inbox/task_views.py",
    "workflows/casework/verbs/complete.py",
    "workflows/casework/acting.py",
    "workflows/engine/case_engine.py",
    "workflows/casework/saving.py",
)


@contextmanager
def asked_of(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """What the database is asked meanwhile, with its parameters, transactions' own words left out."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            asked.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


@contextmanager
def calls_made() -> Iterator[Counter[tuple[str, str]]]:
    """How often each function of the product is called meanwhile, as (file, name)."""
    made: Counter[tuple[str, str]] = Counter()

    def note(frame: FrameType, kind: str, _argument: object) -> None:
        file = frame.f_code.co_filename
        if kind == "call" and file.startswith((f"{ROOT}/workflows", f"{ROOT}/webapp")):
            made[file.removeprefix(f"{ROOT}/"), frame.f_code.co_name] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield made
    finally:
        sys.setprofile(before)


def complete(browser: Browser, task_id: uuid.UUID, **values: object) -> int:
    """Send the form of a task, without following where it leads; the status of the answer."""
    browser.get("/")
    data = {"csrf_token": browser.token(), **ANSWERS, **values}
    return browser.client.post(f"/tasks/{task_id}/complete", data=data).status_code


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_completed_post_does_nothing_twice(
    browser_of: Callable[[str], Browser], world: World, task_of: Callable[[str], uuid.UUID], case_id: uuid.UUID
) -> None:
    browser, task_id = browser_of("wen"), task_of("check_a")
    browser.get("/")
    data = {"csrf_token": browser.token(), **ANSWERS}
    with asked_of(world.store) as asked, calls_made() as made:
        assert browser.client.post(f"/tasks/{task_id}/complete", data=data).status_code == 302
    assert {call: made[call] for call in ONCE} == dict.fromkeys(ONCE, 1)
    assert made["workflows/engine/core.py", "settle"] <= 2
    files = {file for file, _ in made}
    assert set(FIVE) <= files
    assert "webapp/answers/forms.py" not in files
    statements = [statement for statement, _ in asked if "sent_form" not in statement]
    assert len(statements) == STATEMENTS, "\n".join(statements)


def test_no_page_is_drawn_while_the_write_lock_is_held(
    app: Flask,
    browser_of: Callable[[str], Browser],
    world: World,
    task_of: Callable[[str], uuid.UUID],
) -> None:
    browser, task_id = browser_of("wen"), task_of("check_a")
    drawn: list[str] = []

    def note(_app: Flask, template: Any, **_: Any) -> None:
        # Somebody else can write while the page is drawn: on SQLite this would wait for the lock and then fail.
        with world.store.write() as work:
            work.session.execute(select(Task.id))
        drawn.append(template.name)

    template_rendered.connect(note, app)
    try:
        assert complete(browser, task_id, mark_a="99") == 422
    finally:
        template_rendered.disconnect(note, app)
    assert "inbox/task.html" in drawn
    with world.store.read() as work:
        assert work.session.get_one(Task, task_id).status == TaskStatus.OPEN.value


def test_a_view_that_draws_under_the_lock_is_an_error(app: Flask) -> None:
    """Whichever view it is: every other test of a form passes by the same question."""

    def draws(_work: object, _actor: object) -> str:
        return render_template("error.html", status=200, title="x", sentence="", next_step="")

    app.add_url_rule("/drawn", "drawn", requires(PUBLIC)(draws), methods=["GET", "POST"])
    browser = Browser(app)
    browser.get("/drawn")
    token = browser.get("/sign-in") and browser.token()
    with pytest.raises(RuntimeError, match="raise Instead from drawn"):
        browser.client.post("/drawn", data={"csrf_token": token})


def test_a_refused_person_is_told_so_and_nothing_else_is_asked(
    browser_of: Callable[[str], Browser], task_of: Callable[[str], uuid.UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form is built only to show a page, never to find out whether somebody may act."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the form was built")

    browser, task_id = browser_of("adm"), task_of("check_a")
    monkeypatch.setattr(forms.AnswerForm, "__post_init__", never)
    assert complete(browser, task_id) == 403
