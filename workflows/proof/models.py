"""Rows of the append-only history: one hash chain per case, one for the system, sealed from time to time."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.proof.words import HistoryKind
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import RECORD, OfRecord
from workflows.store.words import Word, one_of

RowNumber = BigInteger().with_variant(Integer, "sqlite")

FORMAT = 2
"""What new entries are written in: format 1 carried values in `data`, format 2 carries digests of rows and commitments."""


class HistoryEntry(Base):
    """One thing that happened. `data` and `rows` are canonical JSON text; `hash` covers them, the other columns and the previous
    hash. `rows` lists what this transaction wrote of record: [table, key, layout, digest], no digest for a row that is gone."""

    __tablename__ = "history_entry"
    __record__ = RECORD
    __table_args__ = (
        one_of("kind", HistoryKind),
        UniqueConstraint("chain", "sequence"),
        Index("ix_history_entry_case_sequence", "case_id", "sequence"),
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    chain: Mapped[str] = mapped_column(String(40))  # case id, or "system"
    sequence: Mapped[int]
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id"))
    happened_at: Mapped[datetime]
    kind: Mapped[HistoryKind] = mapped_column(Word(HistoryKind, 40))
    element_id: Mapped[str] = mapped_column(String(120), default="")
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    signature: Mapped[str] = mapped_column(String(300), default="")
    data: Mapped[str] = mapped_column(Text, default="{}")
    format: Mapped[int] = mapped_column(default=FORMAT)
    rows: Mapped[str] = mapped_column(Text, default="[]", deferred=True)
    previous_hash: Mapped[str] = mapped_column(String(64), default="")
    hash: Mapped[str] = mapped_column(String(64))


class EntryValue(Erasable, Base):
    """What an entry told in words or values (`data` names this row): kept beside the history, so that it can be erased."""

    __tablename__ = "entry_value"
    __record__ = OfRecord(chain="case_id", layouts=("case_id kind",), each="values")
    __table_args__ = (one_of("kind", HistoryKind),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[HistoryKind] = mapped_column(Word(HistoryKind, 40))
    values: Mapped[dict[str, Any]] = mapped_column("values")


class HistoryChain(Base):
    """The head of a chain that belongs to no case. `format` 1: today's rows have not been told yet (proof/restate.py)."""

    __tablename__ = "history_chain"
    __record__ = RECORD

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    sequence: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64), default="")
    format: Mapped[int] = mapped_column(default=FORMAT)


class HistorySeal(Base):
    """A seal over all entries up to one row number, and over the access log likewise: a whole chain cannot vanish unnoticed.

    `line` is the signed line that stands in the file outside; seals from before there was one have none.
    """

    __tablename__ = "history_seal"
    __record__ = RECORD

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    from_entry_id: Mapped[int] = mapped_column(BigInteger)
    to_entry_id: Mapped[int] = mapped_column(BigInteger)
    entries: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    to_access_id: Mapped[int] = mapped_column(BigInteger, default=0)
    sealed_at: Mapped[datetime]
    line: Mapped[str] = mapped_column(Text, default="")


class AccessEntry(Base):
    """Somebody read personal data, signed in or failed to, exported, or administered. Written after the answer was sent."""

    __tablename__ = "access_entry"
    __record__ = RECORD
    __table_args__ = (
        Index("ix_access_entry_case_at", "case_id", "at"),
        Index("ix_access_entry_person_at", "person_id", "at"),
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))  # read sign_in sign_in_failed sign_out export administration
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id"))
    what: Mapped[str] = mapped_column(String(200))  # the page or act, with the id it was about; never a name or a value
    address: Mapped[str] = mapped_column(String(60), default="")
