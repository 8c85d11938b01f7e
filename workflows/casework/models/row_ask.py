"""What persons are asked on rows of sheets, until when, and what they said or did not say."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from workflows.casework.words import AskState
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord
from workflows.store.words import Word, one_of


class RowAsk(Base):
    """One person is asked to answer on one row by a moment; `silence` is the outcome that stands when nothing was said.

    `next_at` is when the worker must look at it again: to remind, then to end it; None once it has ended.
    """

    __tablename__ = "row_ask"
    __record__ = OfRecord(
        chain="case_id",
        layouts=(
            "row_id case_id process_id element_id person_id form_id procedure_version_id asked_at due_at remind_at silence "
            "holds_sheet row_version state ended_at next_at",
        ),
    )
    __table_args__ = (
        one_of("state", AskState),
        Index("ix_row_ask_person", "person_id", "state", "due_at"),
        Index("ix_row_ask_next_at", "next_at"),
        Index("ix_row_ask_row", "row_id", "asked_at"),
        Index("ix_row_ask_case_next", "case_id", "next_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    row_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sheet_row.id"))
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"))
    process_id: Mapped[str] = mapped_column(String(80))
    element_id: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    form_id: Mapped[str] = mapped_column(String(120))
    procedure_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("procedure_version.id"))
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    remind_at: Mapped[datetime | None]
    silence: Mapped[str] = mapped_column(String(60), default="")
    holds_sheet: Mapped[bool] = mapped_column(default=False)  # the sheet does not end before the person has been heard
    row_version: Mapped[int]  # of the row as it was when the person was asked
    state: Mapped[AskState] = mapped_column(Word(AskState, 20), default=AskState.OPEN)
    ended_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]


class RowReply(Erasable, Base):
    """What ended an ask for good: the person's answers, or that nothing was said by then. Never changed, one for each ask."""

    __tablename__ = "row_reply"
    __record__ = OfRecord(
        chain="case_id",
        layouts=("ask_id row_id case_id element_id person_id is_silence signature written_at version outcome",),
        each="answers labels",
        erased_with=("labels", "answers"),
    )
    __table_args__ = (Index("ix_row_reply_ask", "ask_id", unique=True), Index("ix_row_reply_case", "case_id"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    ask_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("row_ask.id"))
    row_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sheet_row.id"))
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"))
    element_id: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("person.id")
    )  # None: it is the worker's, of a silence
    is_silence: Mapped[bool] = mapped_column(default=False)
    signature: Mapped[str] = mapped_column(String(300), default="")
    written_at: Mapped[datetime]
    version: Mapped[int]  # that of the row with it
    outcome: Mapped[str] = mapped_column(String(60), default="")
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what was chosen, as it was called (answer_labels.py)
