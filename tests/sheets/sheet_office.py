"""The small office with a monthly points procedure over many rows, and one case that waits for them."""

from __future__ import annotations

import uuid
from pathlib import Path

from sqlalchemy import select

from tests.casework.world import World, build_world
from workflows.casework.catalogue import publish
from workflows.casework.models import SheetRow, Task, TaskStatus
from workflows.casework.transaction import transaction
from workflows.casework.verbs.save_row import save_row
from workflows.casework.verbs.start import start_case
from workflows.procedure import read_folder
from workflows.store import Store

POINTS = Path(__file__).parent / "monthly_points"
TOWNS = Path(__file__).parent / "town_days"


def build_sheet_office(store: Store) -> World:
    """The office with both procedures published."""
    world = build_world(store)
    with transaction(store) as work:
        for folder in (POINTS, TOWNS):
            publish(work, read_folder(folder))
    return world


def start_points(world: World, rows: int) -> uuid.UUID:
    """A month of so many rows, started by `wen`: its case."""
    with transaction(world.store) as work:
        answers = {"month": "2026-02", "units": rows}
        return start_case(work, "monthly_points", actor=world.actor("wen"), answers=answers).id


def open_task(world: World, case_id: uuid.UUID, element_id: str) -> uuid.UUID:
    """The one open task of an element."""
    with world.store.read() as work:
        of_element = (Task.case_id == case_id, Task.element_id == element_id, Task.status == TaskStatus.OPEN.value)
        return work.session.scalars(select(Task.id).where(*of_element)).one()


def row_named(world: World, case_id: uuid.UUID, key: str) -> SheetRow:
    """A row as it stands."""
    with world.store.read() as work:
        return work.session.scalars(select(SheetRow).where(SheetRow.case_id == case_id, SheetRow.key == key)).one()


def save(
    world: World, task_id: uuid.UUID, row: SheetRow, username: str, *, reason: str | None = None, **answers: object
) -> None:
    """Save a row as somebody who saw it as `row` shows it."""
    with transaction(world.store) as work:
        save_row(work, task_id, row.id, world.actor(username), answers, version=row.version, reason=reason)
