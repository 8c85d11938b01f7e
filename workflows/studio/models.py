"""Rows of the studio: drafts with their files, what scenarios came to on them, and versions that wait for a second person."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.casework.models import ProcedureVersion
from workflows.people.models import Person
from workflows.people.words import ChangeState
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import SYSTEM_CHAIN, WORKING, OfRecord
from workflows.store.words import Word, one_of


class ProcedureDraft(Base):
    """A procedure that somebody is working on, with errors too; gone from the lists once removed, until it is put back."""

    __tablename__ = "procedure_draft"
    __record__ = WORKING
    __table_args__ = (Index("ix_procedure_draft_process", "process_id", "removed_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    process_id: Mapped[str] = mapped_column(String(80))
    # The version that it was begun from, which its changes are shown against; None: begun from nothing that was published.
    begun_from_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("procedure_version.id"))
    designer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    begun_at: Mapped[datetime]
    changed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    designer: Mapped[Person] = relationship(foreign_keys=[designer_id])
    changed_by: Mapped[Person] = relationship(foreign_keys=[changed_by_id])
    begun_from: Mapped[ProcedureVersion | None] = relationship()
    files: Mapped[list[DraftFile]] = relationship(
        order_by="DraftFile.name", cascade="all, delete-orphan", back_populates="draft"
    )


class DraftFile(Base):
    """One file of a draft. What stood in it before the last save is kept, and so is a removed one: both can be taken back."""

    __tablename__ = "draft_file"
    __record__ = WORKING

    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("procedure_draft.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    # Of the content: who saves a text that began from another one is told, and nothing is overwritten unseen.
    sha256: Mapped[str] = mapped_column(String(64))
    previous: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    changed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    draft: Mapped[ProcedureDraft] = relationship(back_populates="files")
    changed_by: Mapped[Person] = relationship()


class DraftTrial(Base):
    """What a scenario of a draft came to, on the contents that `digest` stands for."""

    __tablename__ = "draft_trial"
    __record__ = WORKING

    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("procedure_draft.id"), primary_key=True)
    file: Mapped[str] = mapped_column(String(200), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    is_passed: Mapped[bool]
    milliseconds: Mapped[int]
    result: Mapped[dict[str, Any]]  # failures, and where the case has been
    played_at: Mapped[datetime]
    # Step by step, for the one page that shows it; None: tried before steps were taken down.
    walk: Mapped[list[Any] | None] = mapped_column(deferred=True)


class VersionRequest(Erasable, Base):
    """A draft that somebody asks to have published, as it was then: who asked and who decided. Rows are never removed."""

    __tablename__ = "version_request"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("process_id digest based_on_id version_id state prepared_by_id prepared_at decided_by_id decided_at",),
        erasable="reason answer",
        working="draft_id",
    )
    __table_args__ = (
        one_of("state", ChangeState),
        CheckConstraint("(state = 'prepared') = (decided_at IS NULL)", name="decided_has_time"),
        Index("ix_version_request_process", "process_id", "prepared_at"),
        Index("ix_version_request_version_id", "version_id"),
        Index("ix_version_request_state", "state"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    process_id: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64))  # of the files that were asked to be published
    # The version that was published when it was asked for: what the changes were seen against.
    based_on_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("procedure_version.id"))
    version_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("procedure_version.id"))
    draft_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("procedure_draft.id"))
    state: Mapped[ChangeState] = mapped_column(Word(ChangeState, 12))
    prepared_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    prepared_at: Mapped[datetime]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")  # what is new, and why
    answer: Mapped[str] = mapped_column(Text, default="")  # why it was returned

    prepared_by: Mapped[Person] = relationship(foreign_keys=[prepared_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
