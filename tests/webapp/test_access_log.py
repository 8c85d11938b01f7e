"""Who read a case, signed in, failed to, or administered stands in the access log; a page that only reads locks nothing."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable

import pytest
from flask import Flask, Response
from sqlalchemy import select

from tests.casework.world import World
from tests.webapp.browser import Browser
from webapp.access import SIGNED_IN, requires
from workflows.people import Actor
from workflows.proof.models import AccessEntry
from workflows.store import UnitOfWork

BrowserOf = Callable[[str], Browser]


def entries(world: World) -> list[tuple[str, uuid.UUID | None, uuid.UUID | None, str]]:
    """The log as (kind, person, case, what), oldest first."""
    with world.store.read() as work:
        rows = work.session.scalars(select(AccessEntry).order_by(AccessEntry.id)).all()
        return [(row.kind, row.person_id, row.case_id, row.what) for row in rows]


def test_reading_a_case_a_task_and_a_list_of_people_is_logged(
    world: World, browser_of: BrowserOf, case_id: uuid.UUID, task_of: Callable[[str], uuid.UUID]
) -> None:
    wen, task_id = browser_of("wen"), task_of("check_a")
    wen.get(f"/cases/{case_id}")
    wen.get(f"/tasks/{task_id}")
    wen.get("/")
    person = world.persons["wen"]
    assert entries(world) == [
        ("sign_in", person, None, "POST demo.sign_in_as_person 302"),
        ("read", person, case_id, f"GET cases.show 200 {case_id}"),
        ("read", person, None, f"GET inbox.task 200 {task_id}"),
    ]


def test_failed_sign_ins_sign_outs_and_administration_are_logged(
    world: World, app: Flask, browser_of: BrowserOf
) -> None:
    stranger = Browser(app)
    stranger.get("/sign-in")
    stranger.post("/sign-in", {"username": "wen", "password": "wrong", "next": "", "csrf_token": stranger.token()}, 422)
    adm = browser_of("adm")
    adm.get("/admin/incidents")
    adm.post("/sign-out", {"csrf_token": adm.token()})
    person = world.persons["adm"]
    assert [entry[:2] for entry in entries(world)] == [
        ("sign_in_failed", None),
        ("sign_in", person),
        ("administration", person),
        ("sign_out", person),
    ]
    assert not any("wen" in what or "wrong" in what for *_, what in entries(world))


def test_a_file_taken_away_is_logged_as_an_export(world: World, app: Flask, browser_of: BrowserOf) -> None:
    @requires(SIGNED_IN)
    def ledger(work: UnitOfWork, actor: Actor) -> Response:
        return Response(b"...", headers={"Content-Disposition": "attachment; filename=ledger.xlsx"})

    app.add_url_rule("/ledger", "ledger", ledger)
    with browser_of("wen").client.get("/ledger") as answer:
        assert answer.data == b"..."
    assert entries(world)[-1] == ("export", world.persons["wen"], None, "GET ledger 200")


def test_what_was_refused_shows_nothing_and_is_no_reading(world: World, browser_of: BrowserOf) -> None:
    wen = browser_of("wen")
    wen.get(f"/cases/{uuid.uuid4()}", 404)
    assert [entry[0] for entry in entries(world)] == ["sign_in"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_is_answered_while_another_writes_and_what_cannot_be_logged_is_said(
    world: World, app: Flask, browser_of: BrowserOf, case_id: uuid.UUID, caplog: pytest.LogCaptureFixture
) -> None:
    wen = browser_of("wen")
    other = sqlite3.connect(str(world.store.engine.url.database))
    other.execute("BEGIN IMMEDIATE")
    response = wen.client.get(f"/cases/{case_id}", buffered=False)
    # The answer is here before anything was tried that waits for the other.
    assert response.status_code == 200
    assert "not in the access log" not in caplog.text
    response.close()
    other.rollback()
    assert f"GET cases.show 200 {case_id}" in caplog.text
