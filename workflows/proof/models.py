"""Rows of the append-only history: one hash chain per case, one for the system, sealed from time to time."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base

_RowNumber = BigInteger().with_variant(Integer, "sqlite")


class HistoryEntry(Base):
    """One thing that happened. `data` is canonical JSON text; `hash` covers it, the other columns and the previous hash."""

    __tablename__ = "history_entry"
    __table_args__ = (
        UniqueConstraint("chain", "sequence"),
        Index("ix_history_entry_case_sequence", "case_id", "sequence"),
    )

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True, autoincrement=True)
    chain: Mapped[str] = mapped_column(String(40))  # case id, or "system"
    sequence: Mapped[int]
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id"))
    happened_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(40))
    element_id: Mapped[str] = mapped_column(String(120), default="")
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    signature: Mapped[str] = mapped_column(String(300), default="")
    data: Mapped[str] = mapped_column(Text, default="{}")
    previous_hash: Mapped[str] = mapped_column(String(64), default="")
    hash: Mapped[str] = mapped_column(String(64))


class HistoryChain(Base):
    """The head of a chain that belongs to no case."""

    __tablename__ = "history_chain"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    sequence: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64), default="")


class HistorySeal(Base):
    """A seal over all entries up to one row number: a whole chain cannot vanish unnoticed behind it."""

    __tablename__ = "history_seal"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    from_entry_id: Mapped[int] = mapped_column(BigInteger)
    to_entry_id: Mapped[int] = mapped_column(BigInteger)
    entries: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime]
