"""A file that was handed in and is not stored yet: read by the worker first, gone once its rows are stored or it is dropped."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.attendance.import_words import UploadState
from workflows.people.models import Person, Unit
from workflows.store.base import Base, new_id
from workflows.store.kinds import WORKING
from workflows.store.words import Word, one_of


class AttendanceUpload(Base):
    """The file with what the reading found; `seen` holds the preview (preview.py), or the sentence of its refusal."""

    __tablename__ = "attendance_upload"
    __record__ = WORKING
    __table_args__ = (
        one_of("state", UploadState),
        Index("ix_attendance_upload_state", "state", "handed_in_at"),
        Index("ix_attendance_upload_sha256", "sha256", unique=True),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    month: Mapped[date]
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[UploadState] = mapped_column(Word(UploadState, 12), default=UploadState.WAITING)
    seen: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # What the reading gave (readings.py), so that the rows are stored without reading the file again.
    reading: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    handed_in_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    handed_in_at: Mapped[datetime]
    import_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("attendance_import.id"))

    unit: Mapped[Unit] = relationship()
    handed_in_by: Mapped[Person] = relationship()
