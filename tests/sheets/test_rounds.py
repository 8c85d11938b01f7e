"""A later round of a step over a sheet: what an earlier one settled stands, only what is named or has changed is asked again."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import World, build_world
from tests.clock import MovingClock
from tests.sheets.heard_office import answer, ask_on
from tests.sheets.sheet_office import open_task, row_named, save
from tests.webapp.browser import Browser, words_of
from webapp import create_app
from webapp.settings import Settings
from workflows.casework.catalogue import publish
from workflows.casework.models import Task
from workflows.casework.sheet_rows import RowsOpen, rows_of
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case
from workflows.casework.words import AskState, RowState
from workflows.procedure import read_folder
from workflows.proof.verify import verify
from workflows.store import Store

ROUNDS = Path(__file__).parent / "rounds_points"


@pytest.fixture
def world(store: Store) -> World:
    world = build_world(store)
    with transaction(store) as work:
        publish(work, read_folder(ROUNDS))
    return world


def start(world: World) -> uuid.UUID:
    """A month of two members who have confirmed, and whom the office has settled; it waits to be looked at."""
    persons = {"first": str(world.persons["hu"]), "second": str(world.persons["he"]), "secretary": ""}
    with transaction(world.store) as work:
        case_id = start_case(work, "rounds_points", actor=world.actor("wen"), answers=persons).id
    for key, username in (("M1", "hu"), ("M2", "he")):
        answer(world, ask_on(world, case_id, key), username, outcome="confirm")
        save(world, open_task(world, case_id, "review"), row_named(world, case_id, key), "wen", outcome="keep")
    end(world, case_id, "review")
    return case_id


def end(world: World, case_id: uuid.UUID, element: str, **answers: Any) -> None:
    """Complete the open task of a step."""
    with transaction(world.store) as work:
        complete(work, open_task(world, case_id, element), world.actor("wen"), answers)


def test_a_second_round_asks_what_is_named_and_what_changed(world: World, clock: MovingClock) -> None:
    case_id = start(world)
    asked = {key: ask_on(world, case_id, key).id for key in ("M1", "M2")}
    first = row_named(world, case_id, "M1").settled_task_id
    clock.move_to("2026-03-03 09:00")
    end(world, case_id, "look", more=0, named="第2名队员", outcome="return")

    # Named by what people call it; its person is asked once more, the other's word stands.
    review = open_task(world, case_id, "review")
    assert row_named(world, case_id, "M1").settled_task_id == first
    assert (ask_on(world, case_id, "M1").id, ask_on(world, case_id, "M1").state) == (asked["M1"], AskState.ANSWERED)
    assert (ask_on(world, case_id, "M2").id == asked["M2"], ask_on(world, case_id, "M2").state) == (
        False,
        AskState.OPEN,
    )
    with pytest.raises(RowsOpen, match="1 of 2 rows are still open"):
        end(world, case_id, "review")
    browser = Browser(
        create_app(world.store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))
    )
    browser.get("/sign-in")
    browser.post("/sign-in/demo", {"user": str(world.users["wen"]), "csrf_token": browser.token()})
    page = browser.get(f"/tasks/{review}")
    rows = [words_of(row) for row in page.all("//table//tbody/tr")]
    assert ["第 1 轮办理" in row for row in rows] == [True, False]
    assert "其中 1 行沿用前轮办理结果" in words_of(page.all("//p[@id='sheet-progress']")[0])
    save(world, review, row_named(world, case_id, "M2"), "wen", outcome="change")
    end(world, case_id, "review")

    # A third round names nobody; one row was opened anew with other columns.
    clock.move_to("2026-03-04 09:00")
    end(world, case_id, "look", more=3, named="无", outcome="return")
    third = open_task(world, case_id, "review")
    assert (row_named(world, case_id, "M1").settled_task_id, ask_on(world, case_id, "M1").state) == (
        None,
        AskState.OPEN,
    )
    with pytest.raises(RowsOpen, match="1 of 2"):
        end(world, case_id, "review")
    save(world, third, row_named(world, case_id, "M1"), "wen", outcome="keep")
    end(world, case_id, "review")
    with world.store.read() as work:
        # What has ended stands as it was: each row with the round that settled it.
        known = {
            row.key: (row.state, row.round)
            for row in rows_of(work, work.session.get_one(Task, third), None, keeps=True)
        }
        assert known == {"M1": (RowState.SETTLED, None), "M2": (RowState.SETTLED, 2)}
        known = {row.key: row.round for row in rows_of(work, work.session.get_one(Task, review), None, keeps=True)}
        assert known == {"M1": 1, "M2": None}
        assert verify(work).is_intact
