"""Events that people raise, through the pages: from the case and from the board, with the words they need."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.casework.duty_office import REASON
from tests.casework.raised_review import token_of, written
from tests.casework.world import World, publish_review, review_files
from tests.webapp.browser import Browser
from workflows.casework.models import Notice
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.proof.models import HistoryEntry

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def address(world: World) -> str:
    """Where 催办 of a case is asked for."""
    publish_review(world.store, review_files(**{"review.bpmn": written()}))
    with transaction(world.store) as work:
        answers = {"subject": "岳明", "unit": "BUREAU"}
        case_id: uuid.UUID = start_case(work, "review", actor=world.actor("hu"), answers=answers).id
    return f"/cases/{case_id}/raise/{token_of(world.store, case_id, 'review.urged')}"


def test_two_presses_from_the_board_urge_and_lead_back_to_it(
    world: World, browser_of: Callable[[str], Browser], address: str
) -> None:
    director = browser_of("dai")
    board = director.get("/deadlines").text
    assert f'href="{address}?back=board"' in board
    page = director.get(f"{address}?back=board").text
    assert "<h1>催办</h1>" in page
    again = director.post(address, {"csrf_token": director.token(), "note": "快", "back": "board"}, 422).text
    assert 'value="board"' in again
    assert "不少于" in again
    assert "快</textarea>" in again
    board = director.post(address, {"csrf_token": director.token(), "note": REASON, "back": "board"})
    assert (board.path, "“催办”已办理" in board.text) == ("/deadlines", True)
    with world.store.read() as work:
        assert REASON in work.session.scalars(select(Notice.text)).all()


def test_nobody_else_is_offered_it_or_may_ask_for_it(
    world: World, browser_of: Callable[[str], Browser], address: str
) -> None:
    case_page = address.partition("/raise/")[0]
    assert address in browser_of("wen").get(case_page).text
    for username, status in (("hu", 403), ("adm", 403), ("he", 404)):
        browser = browser_of(username)
        if username == "hu":
            assert address not in browser.get(case_page).text
        browser.get("/account/relatives")
        browser.post(address, {"csrf_token": browser.token()}, status)
    with world.store.read() as work:
        kept = work.session.scalars(select(HistoryEntry.kind).where(HistoryEntry.kind == "attempt_refused")).all()
    assert len(kept) == 3
