"""Rows of ledgers (台账): what a step of a case wrote into a ledger of its procedure."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.casework.models.case import Case
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord


class LedgerRow(Erasable, Base):
    """One row of one ledger: one a case, or one for each `entry` of it. A step that writes it again replaces its cells."""

    __tablename__ = "ledger_row"
    __record__ = OfRecord(
        chain="case_id",
        layouts=("case_id process_id ledger_id entry day_at written_at element_id",),
        erasable="words",
        each="cells",
    )
    __table_args__ = (
        UniqueConstraint("case_id", "process_id", "ledger_id", "entry"),
        Index("ix_ledger_row_ledger_day", "process_id", "ledger_id", "day_at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"))
    process_id: Mapped[str] = mapped_column(String(80))  # the process whose step wrote it: its readers read it
    ledger_id: Mapped[str] = mapped_column(String(40))
    entry: Mapped[str] = mapped_column(String(80))  # which of the case's rows; empty where it has one
    day_at: Mapped[datetime]  # the beginning of the day that it belongs to
    written_at: Mapped[datetime]
    element_id: Mapped[str] = mapped_column(String(120))  # the step that wrote it last
    cells: Mapped[dict[str, Any]]  # by key of the column: text, number, or {"date": …}
    words: Mapped[str] = mapped_column(Text)  # its texts, for looking through

    case: Mapped[Case] = relationship()
