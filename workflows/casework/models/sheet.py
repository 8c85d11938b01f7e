"""Rows of sheets: what a task over many records is about, and every answer that somebody gave on one of them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord


class SheetRow(Erasable, Base):
    """One row of a sheet: what it was opened with, and the answers that stand on it now.

    It is settled for the one task in which it was answered last: a later task, or a later round of the same one, asks anew.
    """

    __tablename__ = "sheet_row"
    __record__ = OfRecord(
        chain="case_id",
        layouts=(
            "case_id process_id sheet group_key key person_id place opened_at version settled_task_id is_left "
            "saved_at saved_by_id",
        ),
        erasable="name reason",
        each="given answers labels",
        erased_with=("labels", "answers"),
    )
    __table_args__ = (
        Index("ix_sheet_row_of_case", "case_id", "process_id", "sheet", "key", unique=True),
        Index("ix_sheet_row_person", "person_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"))
    process_id: Mapped[str] = mapped_column(String(80))
    sheet: Mapped[str] = mapped_column(String(80))
    group_key: Mapped[str] = mapped_column(String(80), default="")  # which of several tasks over the sheet it is for
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(Text)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))  # whom it is about
    place: Mapped[int] = mapped_column(default=0)  # its number in the list that it was opened from
    given: Mapped[dict[str, Any]] = mapped_column(default=dict)
    opened_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=0)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what was chosen, as it was called (answer_labels.py)
    settled_task_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("task.id"))
    is_left: Mapped[bool] = mapped_column(default=False)  # it has a reason in place of answers
    reason: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime | None]
    saved_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))


_FOR_SOMEBODY = text("substitute_for_id IS NOT NULL")


class RowEntry(Erasable, Base):
    """The decision of record on one row: who, acting in which post, in which task, when, with which answers. Never changed."""

    __tablename__ = "row_entry"
    __record__ = OfRecord(
        chain="case_id",
        layouts=(
            "row_id task_id case_id element_id person_id post_key unit_id signature signature_en written_at version outcome "
            "form_id procedure_version_id",
            "row_id task_id case_id element_id person_id post_key unit_id signature signature_en written_at version outcome "
            "form_id procedure_version_id substitute_for_id",
        ),
        erasable="reason",
        each="answers labels",
        erased_with=("labels", "answers"),
    )
    __table_args__ = (
        Index("ix_row_entry_task_row", "task_id", "row_id", "version"),
        Index("ix_row_entry_person_case_element", "person_id", "case_id", "element_id"),
        Index(
            "ix_row_entry_substitute_for",
            "substitute_for_id",
            "case_id",
            "element_id",
            sqlite_where=_FOR_SOMEBODY,
            postgresql_where=_FOR_SOMEBODY,
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    row_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sheet_row.id"), index=True)
    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("task.id"))
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    element_id: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    post_key: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    # The signature block as it read on the day, as in a decision.
    signature: Mapped[str] = mapped_column(String(300))
    signature_en: Mapped[str] = mapped_column(String(400), default="")
    substitute_for_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    version: Mapped[int]  # that of the row with it
    outcome: Mapped[str] = mapped_column(String(60), default="")
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what was chosen, as it was called (answer_labels.py)
    reason: Mapped[str] = mapped_column(Text, default="")  # why the row is left without answers
    form_id: Mapped[str] = mapped_column(String(120))
    procedure_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("procedure_version.id"))
