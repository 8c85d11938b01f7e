"""Whether the persons whom rows name were heard: what the pages of a sheet, its end and `case.read_rows` ask."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, union_all

from workflows.casework.models import RowAsk, RowEntry, RowReply, SheetRow
from workflows.casework.words import AskState
from workflows.store import UnitOfWork

READ_BACK = {
    AskState.OPEN: "asked",
    AskState.ANSWERED: "answered",
    AskState.SILENT: "silent",
    AskState.WITHDRAWN: "withdrawn",
}
"""The words by which diagrams know the states."""


REPLY = "reply"
"""The key under which a row keeps the outcome that its person chose, or that stands for silence."""


def put_on_row(answers: Mapping[str, Any], outcome: str) -> dict[str, Any]:
    """What an answer puts on its row: its words, and its outcome as `reply`, as `outcome` is the office's."""
    said = {key: value for key, value in answers.items() if key != "outcome"}
    return {**said, REPLY: outcome} if outcome else said


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


def heard_since_opened(work: UnitOfWork, case_id: uuid.UUID, element_id: str) -> dict[uuid.UUID, uuid.UUID]:
    """By row, the person whom a step asked and who has answered, or let the time pass, since the row was last opened.

    A row's version counts what was saved and answered on it and how often it was opened anew; the last of these that is no entry
    and no answer is when it was opened.
    """
    of_case = select(SheetRow.id, SheetRow.version).where(SheetRow.case_id == case_id)
    rows = {row_id: version for row_id, version in work.session.execute(of_case)}
    told: dict[uuid.UUID, set[int]] = {}
    entries = select(RowEntry.row_id, RowEntry.version).where(RowEntry.case_id == case_id)
    replies = select(RowReply.row_id, RowReply.version).where(RowReply.case_id == case_id)
    for row_id, version in work.session.execute(union_all(entries, replies)):
        told.setdefault(row_id, set()).add(version)
    opened = {
        row_id: max((each for each in range(version + 1) if each not in told.get(row_id, set())), default=0)
        for row_id, version in rows.items()
    }
    of_step = (RowAsk.case_id == case_id, RowAsk.element_id == element_id)
    said = select(RowAsk.row_id, RowAsk.person_id, RowAsk.row_version).where(
        *of_step, RowAsk.state.in_((AskState.ANSWERED, AskState.SILENT))
    )
    return {row_id: person_id for row_id, person_id, version in work.session.execute(said) if version >= opened[row_id]}
