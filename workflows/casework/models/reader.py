"""Rows that say whom a case is open to, and by which title the procedures that it called are known."""

from __future__ import annotations

import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base, new_id
from workflows.store.kinds import DERIVED, WORKING
from workflows.store.words import Word, one_of


class Ground(StrEnum):
    """Why a case is open to somebody (design 6a): what each opens is said in casework/disclosure.py."""

    READS = "reads"  # rule 2: a reader of the process
    DOES = "does"  # rule 3: may do an open task
    ASKED = "asked"  # rule 3, of whom the process is about: an open task asks for their own word
    WROTE = "wrote"  # rule 1: wrote something in it
    SERVED = "served"  # rules 1 and 6: a letter of it was sent for service to them
    OWES = "owes"  # rule 8: their unit owes a running clock
    WATCHES = "watches"  # learns of it, its clocks and who holds it
    ADMINISTERS = "administers"  # learns of it, its state and its incidents


class CaseReader(Base):
    """A case is open to the holders of a post (in one unit, or in any), to the people of a unit, or to a person.

    `reader` is one text that both databases find by one index: `person:<id>`, `post:<key>`, `post:<key>@<unit id>`, `unit:<id>`.
    A row names no holder and keeps the unit of the case's start; who holds the post, and who is recused, is joined at reading.
    """

    __tablename__ = "case_reader"
    __record__ = DERIVED
    __table_args__ = (
        one_of("ground", Ground),
        UniqueConstraint("case_id", "reader", "process_id", "ground"),
        Index("ix_case_reader_reader_started", "reader", "started", "case_id", "ground"),
        Index("ix_case_reader_reader_due", "reader", "due", "case_id", "ground"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"))
    process_id: Mapped[str] = mapped_column(String(80))  # the process whose part of the case is open
    reader: Mapped[str] = mapped_column(String(110))
    ground: Mapped[Ground] = mapped_column(Word(Ground, 12))
    # Of the case, as digits (casework/queue.py), so that one index gives each reader their cases in order: when it started, and
    # when the first of its running clocks is due.
    started: Mapped[str] = mapped_column(String(20))
    due: Mapped[str] = mapped_column(String(20))


class CaseTitle(Base):
    """The titles of a procedure that a case called: its own scope gives them, and its own readers read the full one."""

    __tablename__ = "case_title"
    __record__ = DERIVED

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    process_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300), default="")
    title_public: Mapped[str] = mapped_column(String(300))
    title_public_en: Mapped[str] = mapped_column(String(300), default="")


class ReaderMark(Base):
    """What the posts were like when rows of case_reader were last written anew for them, and how far that has come."""

    __tablename__ = "reader_mark"
    __record__ = WORKING
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    posts: Mapped[str] = mapped_column(
        String(64)
    )  # digest of what opens cases: scope, watches, administers of each post
    after: Mapped[uuid.UUID | None]  # the last case that was looked at; None: none yet
    is_done: Mapped[bool] = mapped_column(default=False)
