"""Rows of imports: each file that was taken, its rows as they came, who could not be recognised, and what people corrected.

The rows of a file are written once and never altered; decisions and corrections lie over them as rows of their own.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.attendance.import_words import AccountProgram, DayDecision, ImportState, Recognition, RowKind
from workflows.attendance.results import FileLayout
from workflows.people.models import Person, Unit
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import SYSTEM_CHAIN, OfRecord
from workflows.store.words import Word, one_of


class AttendanceImport(Erasable, Base):
    """A file of attendance that was taken for a month of a unit: begins the chain in which its rows are told.

    `version` counts the files that took the place of one another; `previous_id` is the one before it.
    """

    __tablename__ = "attendance_import"
    __record__ = OfRecord(
        chain="id",
        layouts=(
            "unit_id month name sha256 layout first_on last_on is_final state version previous_id counts row_count "
            "handed_in_by_id handed_in_at taken_by_id taken_at stored_at finished_by_id finished_at",
        ),
        erasable="reason",
        working="rows_done plan",
        head=("history_sequence", "history_hash"),
    )
    __table_args__ = (
        one_of("layout", FileLayout),
        one_of("state", ImportState),
        CheckConstraint("(state IN ('storing', 'given_up')) = (stored_at IS NULL)", name="stored_has_time"),
        Index(
            "uq_attendance_import_sha256",
            "sha256",
            unique=True,
            sqlite_where=text("state <> 'given_up'"),
            postgresql_where=text("state <> 'given_up'"),
        ),
        Index("ix_attendance_import_unit_month", "unit_id", "month"),
        Index("ix_attendance_import_taken", "taken_at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    month: Mapped[date]  # its first day
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    layout: Mapped[FileLayout] = mapped_column(Word(FileLayout, 20))
    first_on: Mapped[date | None]  # the days that the file says it covers
    last_on: Mapped[date | None]
    is_final: Mapped[bool]  # made after its last day had ended
    state: Mapped[ImportState] = mapped_column(Word(ImportState, 12), default=ImportState.STORING)
    version: Mapped[int] = mapped_column(default=1)
    previous_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("attendance_import.id"))
    counts: Mapped[dict[str, Any]]  # rows of each kind, people, and rows read by sheet
    row_count: Mapped[int]
    handed_in_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    handed_in_at: Mapped[datetime]
    taken_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
    stored_at: Mapped[datetime | None]
    finished_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    finished_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")  # why it was finished with people left in the queue
    rows_done: Mapped[int] = mapped_column(default=0)
    plan: Mapped[str] = mapped_column(String(64), default="")  # digest of what the rows so far were made from
    history_sequence: Mapped[int] = mapped_column(default=0)
    history_hash: Mapped[str] = mapped_column(String(64), default="")

    unit: Mapped[Unit] = relationship()
    handed_in_by: Mapped[Person] = relationship(foreign_keys=[handed_in_by_id])
    previous: Mapped[AttendanceImport | None] = relationship(remote_side=[id])


class AttendanceRow(Base):
    """One row of an import as it was read, written once: numbered by what it is, first what is asked, then what is told, then
    leave, then days. `said` is canonical JSON (stored_rows.py); whose it is stands in `person_id`, or by a number in the queue.
    """

    __tablename__ = "attendance_row"
    __record__ = OfRecord(chain="import_id", layouts=("kind person_id queue_number day said",), is_block=True)
    __table_args__ = (
        one_of("kind", RowKind),
        Index(
            "ix_attendance_row_person_day",
            "person_id",
            "day",
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        Index(
            "ix_attendance_row_queue",
            "import_id",
            "queue_number",
            sqlite_where=text("queue_number IS NOT NULL"),
            postgresql_where=text("queue_number IS NOT NULL"),
        ),
    )

    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attendance_import.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[RowKind] = mapped_column(Word(RowKind, 8))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    queue_number: Mapped[int | None]
    day: Mapped[date | None]
    said: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(43))


class AttendanceUnknown(Erasable, Base):
    """Somebody of a file whom nobody was found for: the queue. A person decides who it is; a name only suggests."""

    __tablename__ = "attendance_unknown"
    __record__ = OfRecord(
        chain="import_id",
        layouts=(
            "import_id number code row_count suggestions decision person_id decided_by_id decided_at carried_from_id",
        ),
        erasable="account name unit_name reason",
    )
    __table_args__ = (
        one_of("decision", Recognition, may_be_empty=True),
        UniqueConstraint("import_id", "number"),
        CheckConstraint("(decision = '') = (decided_at IS NULL)", name="decided_has_time"),
        CheckConstraint("(decision = 'member') = (person_id IS NOT NULL)", name="member_is_named"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attendance_import.id"))
    number: Mapped[int]
    account: Mapped[str] = mapped_column(String(120))  # as the file has it, whole or not
    name: Mapped[str] = mapped_column(String(120))
    unit_name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(40))  # of the sentence that says why nobody was found
    row_count: Mapped[int]
    suggestions: Mapped[list[Any]]  # ids of persons
    decision: Mapped[Recognition | Literal[""]] = mapped_column(Word(Recognition, 12, may_be_empty=True), default="")
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    carried_from_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("attendance_unknown.id")
    )  # of the version before

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])


class AttendanceAccount(Erasable, Base):
    """Which account of a program is whose: known from then on, so that nobody is asked for it twice."""

    __tablename__ = "attendance_account"
    __record__ = OfRecord(chain=SYSTEM_CHAIN, layouts=("person_id program bound_by_id bound_at",), erasable="account")
    __table_args__ = (one_of("program", AccountProgram), UniqueConstraint("program", "account"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    program: Mapped[AccountProgram] = mapped_column(Word(AccountProgram, 12))
    account: Mapped[str] = mapped_column(String(120))
    bound_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    bound_at: Mapped[datetime]


class DayCorrection(Erasable, Base):
    """What a person decided about a day of a member's, above whatever files say of it; the newest one of a day counts."""

    __tablename__ = "day_correction"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("person_id day number decision is_lodged author_id written_at",),
        erasable="reason",
    )
    __table_args__ = (one_of("decision", DayDecision), UniqueConstraint("person_id", "day", "number"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    number: Mapped[int]
    decision: Mapped[DayDecision] = mapped_column(Word(DayDecision, 12))
    is_lodged: Mapped[bool | None]  # whether the night counts; None leaves it as the rows prove it
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)

    author: Mapped[Person] = relationship(foreign_keys=[author_id])
