"""Rows of work diaries (工作日记): what was written of a day, for whom it speaks, its photographs. Never altered."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.files.file_types import FileType
from workflows.people.models import Person
from workflows.people.roster import Team
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import SYSTEM_CHAIN, OfRecord
from workflows.store.words import Word, one_of


class DiaryEntry(Erasable, Base):
    """One entry about one day: where, what was done, what came of it in numbers, which households it names.

    `is_late`: written later than the setting allows (补记), so that it proves nothing of its day. `is_shared`: written for several
    members of the team. `results` are lists of `{item, number, unit}`, `households` names as they stand in the text.
    """

    __tablename__ = "diary_entry"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("person_id team_id day written_at is_late is_shared",),
        erasable="place text results households",
    )
    __table_args__ = (Index("ix_diary_entry_person_day", "person_id", "day"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"))  # in which the author was on the day
    day: Mapped[date]
    written_at: Mapped[datetime]
    is_late: Mapped[bool]
    is_shared: Mapped[bool]
    place: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    results: Mapped[list[Any]]
    households: Mapped[list[Any]]

    person: Mapped[Person] = relationship()
    team: Mapped[Team] = relationship()


class DiaryDay(Base):
    """A day of a member for whom an entry speaks: the author's own, and in a shared one each of those it names."""

    __tablename__ = "diary_day"
    __record__ = OfRecord(chain=SYSTEM_CHAIN, layouts=("day is_late",))
    __table_args__ = (Index("ix_diary_day_person_day", "person_id", "day", "entry_id"),)

    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("diary_entry.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    day: Mapped[date]
    is_late: Mapped[bool]


class DiaryPhoto(Erasable, Base):
    """A photograph of an entry; the digest of its content is committed to, as for files of cases."""

    __tablename__ = "diary_photo"
    __record__ = OfRecord(chain=SYSTEM_CHAIN, layouts=("entry_id type size",), erasable="name sha256")
    __table_args__ = (one_of("type", FileType),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)  # that of the upload
    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("diary_entry.id"), index=True)
    type: Mapped[FileType] = mapped_column(Word(FileType, 10))
    size: Mapped[int]  # bytes
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
