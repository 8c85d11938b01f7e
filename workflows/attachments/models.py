"""Rows of files: those that wait for the form they were chosen in, and those that are part of a case."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from workflows.files.file_types import FileType
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import WORKING, OfRecord
from workflows.store.words import Word, one_of


class FileUpload(Base):
    """A file that somebody chose in a form not yet handed in: theirs alone, and gone after some days."""

    __tablename__ = "file_upload"
    __record__ = WORKING
    __table_args__ = (one_of("type", FileType), Index("ix_file_upload_person_at", "person_id", "uploaded_at"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(120))
    type: Mapped[FileType] = mapped_column(Word(FileType, 10))
    size: Mapped[int]  # bytes
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    uploaded_at: Mapped[datetime] = mapped_column(index=True)


class Attachment(Erasable, Base):
    """A file that is part of an answer of record. The digest of its content is committed to, so `verify` names a file altered or
    gone; cleared, name and digest say nothing any more, and the content goes with them.
    """

    __tablename__ = "attachment"
    __record__ = OfRecord(
        chain="case_id", layouts=("case_id decision_id field person_id type size attached_at",), erasable="name sha256"
    )
    __table_args__ = (one_of("type", FileType),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)  # that of the upload
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    decision_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("decision.id"))
    field: Mapped[str] = mapped_column(String(100))  # the question that it answers
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    type: Mapped[FileType] = mapped_column(Word(FileType, 10))
    size: Mapped[int]  # bytes
    attached_at: Mapped[datetime]
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
