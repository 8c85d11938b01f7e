"""Rows of approved leave: one a request that was granted, with what it does to the month, and when its member was back."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.people.models import Person, Unit
from workflows.people.words import LeaveEffect
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord
from workflows.store.words import Word, one_of


class LeaveRecord(Erasable, Base):
    """An approved leave (请假). A leave that was not taken, or whose case was cancelled, counts for nothing and stays on record."""

    __tablename__ = "leave_record"
    __record__ = OfRecord(
        chain="case_id",
        layouts=(
            "case_id person_id unit_id effect first_on last_on days is_after granted_by_id granted_at returned_on closed_at "
            "withdrawn_at",
        ),
        erasable="kind",
    )
    __table_args__ = (
        one_of("effect", LeaveEffect),
        CheckConstraint("last_on >= first_on", name="span"),
        CheckConstraint("days BETWEEN 1 AND 366", name="days"),
        CheckConstraint("(returned_on IS NULL) = (closed_at IS NULL)", name="return_has_time"),
        CheckConstraint("returned_on IS NULL OR returned_on >= first_on", name="return_after_start"),
        CheckConstraint("returned_on IS NULL OR withdrawn_at IS NULL", name="one_end"),
        Index("ix_leave_record_person_first", "person_id", "first_on"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))  # where the person stood when it was asked for
    kind: Mapped[str] = mapped_column(String(40))  # 事假, 病假 …, as the procedure calls it
    effect: Mapped[LeaveEffect] = mapped_column(Word(LeaveEffect, 10))
    first_on: Mapped[date]
    last_on: Mapped[date]  # the last day granted
    days: Mapped[int]  # calendar days granted
    is_after: Mapped[bool]  # asked for after it had begun (补假)
    granted_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]
    returned_on: Mapped[date | None]  # 销假: the day of return, once somebody else has confirmed it
    closed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]  # it was never taken

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    granted_by: Mapped[Person] = relationship(foreign_keys=[granted_by_id])
    unit: Mapped[Unit] = relationship()
