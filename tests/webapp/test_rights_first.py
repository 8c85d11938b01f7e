"""Whoever may not act hears that, whatever they sent: an empty form asks nobody to correct what is not theirs to send."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from tests.casework.world import World
from tests.webapp.browser import Browser
from workflows.casework.models import Deadline
from workflows.proof.models import HistoryEntry

BrowserOf = Callable[[str], Browser]
# A form that asks for words, who may not send it, and what they are answered; `he` may not know of the case at all.
REFUSED = {
    "/cases/{case}/cancel": {"wen": 403, "adm": 403, "he": 404},
    "/cases/{case}/recuse?who={dai}": {"wen": 403, "adm": 403, "he": 404},
    "/cases/{case}/recuse": {"he": 404},
    "/deadlines/{clock}/extend": {"wen": 403, "adm": 403, "he": 404},
    "/deadlines/{clock}/overdue": {"wen": 403, "adm": 403, "he": 404},
    "/tasks/{task}/appoint": {"wen": 403, "adm": 403, "he": 404},
    "/tasks/{task}/complete": {"dai": 403, "adm": 403, "he": 404},
    "/tasks/{task}/rows/{row}": {"dai": 403, "adm": 403, "he": 404},
    "/cases/new/review": {"wen": 404, "adm": 404},
    "/cases/new/review/visibility": {"wen": 404, "adm": 404},
    "/cases/new/review/draft": {"wen": 404, "adm": 404},
}

ABOUT = ("cases", "tasks", "deadlines")


@pytest.mark.parametrize("address", REFUSED)
def test_rights_come_before_what_was_sent(
    browser_of: BrowserOf, world: World, case_id: uuid.UUID, task_of: Callable[[str], uuid.UUID], address: str
) -> None:
    with world.store.read() as work:
        clock = work.session.scalars(select(Deadline.id)).one()
    where, _, query = address.format(
        case=case_id, clock=clock, task=task_of("check_a"), dai=world.persons["dai"], row=uuid.uuid4()
    ).partition("?")
    sent = dict(pair.split("=") for pair in query.split("&") if pair)
    for username, status in REFUSED[address].items():
        browser = browser_of(username)
        browser.get("/account/relatives")
        browser.post(where, {"csrf_token": browser.token(), **sent}, status)
    with world.store.read() as work:
        kept = work.session.scalars(select(HistoryEntry.kind).where(HistoryEntry.kind == "attempt_refused")).all()
    # To start what one may not start concerns no case.
    assert len(kept) == (0 if address.startswith("/cases/new") else len(REFUSED[address]))


# They ask for no words: a press of a button, or what the route's own reading of the case refuses before anything else.
OTHERS = {
    "/tasks/claim",
    "/tasks/release",
    "/tasks/hand-over",
    "/tasks/together",
    "/tasks/together/complete",
    "/tasks/{task}/claim",
    "/tasks/{task}/release",
    "/tasks/{task}/visibility",
    "/cases/{case}/raise/{token}",  # of a case that waits for one: test_raise_page.py
    "/tasks/{task}/draft",
    "/tasks/{task}/rows",
    "/tasks/{task}/rows/{row}/visibility",
    "/cases/{case}/incidents/{incident}",
    "/deadlines/views",  # of one's own: test_board_views.py
    "/deadlines/views/{view}/forget",
}


def test_every_form_about_a_case_is_in_the_table(app: Flask) -> None:
    posts = {str(rule) for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    named = {re.sub(r"<uuid:(\w+)_id>", r"{\1}", path).replace("{deadline}", "{clock}") for path in posts}
    about = {path.replace("<string:process_id>", "review") for path in named if path.split("/")[1] in ABOUT}
    assert about - OTHERS == {address.partition("?")[0] for address in REFUSED}
