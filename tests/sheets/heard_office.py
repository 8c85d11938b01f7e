"""The small office with a month in which the persons of the rows are heard, and two of them."""

from __future__ import annotations

import uuid
from pathlib import Path

from sqlalchemy import select

from tests.casework.world import World, build_world
from workflows.casework.catalogue import publish
from workflows.casework.models import RowAsk, SheetRow
from workflows.casework.transaction import transaction
from workflows.casework.verbs.answer_row import answer_row
from workflows.casework.verbs.start import start_case
from workflows.procedure import read_files, read_folder
from workflows.store import Store

HEARD = Path(__file__).parent / "heard_points"


def build_heard_office(store: Store, **changes: str) -> World:
    """The office with the procedure published, its diagram changed by `old => new` texts."""
    world = build_world(store)
    files = dict(read_folder(HEARD).files)
    for change in changes.values():
        old, new = (part.encode() for part in change.split(" => "))
        assert old in files["heard_points.bpmn"], f"{old!r} stands nowhere in the diagram"
        files["heard_points.bpmn"] = files["heard_points.bpmn"].replace(old, new)
    with transaction(store) as work:
        publish(work, read_files("heard_points", files))
    return world


def start_heard(world: World, first: str = "hu", second: str = "he", secretary: str = "") -> uuid.UUID:
    """A month of two members, started by `wen`: its case."""
    answers = {"first": str(world.persons[first]), "second": str(world.persons[second])}
    answers["secretary"] = str(world.persons[secretary]) if secretary else ""
    with transaction(world.store) as work:
        return start_case(work, "heard_points", actor=world.actor("wen"), answers=answers).id


def ask_on(world: World, case_id: uuid.UUID, key: str) -> RowAsk:
    """What was asked last on a row."""
    with world.store.read() as work:
        on_row = (SheetRow.case_id == case_id, SheetRow.key == key)
        asked = select(RowAsk).join(SheetRow, SheetRow.id == RowAsk.row_id).where(*on_row)
        return work.session.scalars(asked.order_by(RowAsk.asked_at.desc())).first() or _nothing(key)


def _nothing(key: str) -> RowAsk:
    raise AssertionError(f"nobody is asked on {key}")


def answer(world: World, ask: RowAsk, username: str, **answers: object) -> None:
    """Answer as somebody."""
    with transaction(world.store) as work:
        answer_row(work, ask.id, world.actor(username), answers)
