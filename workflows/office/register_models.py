"""Rows of registers that wait for somebody's word; gone once it is given: the history tells what was decided, by digest."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.people.models import Person
from workflows.store.base import Base, new_id
from workflows.store.kinds import WORKING


class RegisterUpload(Base):
    """Files that somebody looked at and handed in to be taken."""

    __tablename__ = "register_upload"
    __record__ = WORKING

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    prepared_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    prepared_at: Mapped[datetime]
    seen: Mapped[dict[str, Any]]  # what taking them came to when they were handed in (Taking.kept)

    prepared_by: Mapped[Person] = relationship()
    files: Mapped[list[RegisterFile]] = relationship(order_by="RegisterFile.place", cascade="all, delete-orphan")


class RegisterFile(Base):
    """One of its files as it came; the database, and so whoever may read its file, holds it no longer than the upload waits."""

    __tablename__ = "register_file"
    __record__ = WORKING

    upload_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("register_upload.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
