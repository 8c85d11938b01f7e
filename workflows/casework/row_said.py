"""Whether the persons whom rows name were heard: what the pages of a sheet, its end and `case.read_rows` ask."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from workflows.casework.models import RowAsk
from workflows.casework.words import AskState
from workflows.store import UnitOfWork

READ_BACK = {
    AskState.OPEN: "asked",
    AskState.ANSWERED: "answered",
    AskState.SILENT: "silent",
    AskState.WITHDRAWN: "withdrawn",
}
"""The words by which diagrams know the states."""


@dataclass(frozen=True, slots=True)
class Said:
    """How it stands with a row: what was asked last, whether anything is still open, until when, and whether the sheet waits."""

    state: AskState
    is_open: bool
    due_at: datetime
    holds_sheet: bool


def said_of(work: UnitOfWork, case_id: uuid.UUID) -> dict[uuid.UUID, Said]:
    """By row, for those whose person was asked, in one statement."""
    columns = (RowAsk.row_id, RowAsk.state, RowAsk.due_at, RowAsk.holds_sheet)
    asked = select(*columns).where(RowAsk.case_id == case_id).order_by(RowAsk.asked_at, RowAsk.id)
    found: dict[uuid.UUID, Said] = {}
    for row_id, state, due_at, holds in work.session.execute(asked):
        before, is_open = found.get(row_id), state is AskState.OPEN
        found[row_id] = Said(
            state,
            is_open or (before is not None and before.is_open),
            due_at,
            (is_open and holds) or (before is not None and before.holds_sheet),
        )
    return found
