"""Rows for timers and for deadlines: one clock per legal duty, with whose time ran when, and its extensions."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.casework.models.case import Case
from workflows.casework.words import ExtensionReason
from workflows.people.models import Person, Unit
from workflows.procedure.model import Side
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import DERIVED, OfRecord
from workflows.store.unreadable import is_readable
from workflows.store.words import Word, one_of


class Timer(Base):
    """An armed timer; its id is the engine's token id. The row is what the worker looks for; the state is the truth."""

    __tablename__ = "timer"
    __record__ = DERIVED

    token_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    element_id: Mapped[str] = mapped_column(String(120))
    due_at: Mapped[datetime] = mapped_column(index=True)


class DeadlineStatus(StrEnum):
    """How a deadline ended; `running` covers overdue clocks too, because lateness is a matter of the hour it is read."""

    RUNNING = "running"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Deadline(Erasable, Base):
    """A clock of a case: the activity `element_id` must be finished by `due_at`. It never pauses."""

    __tablename__ = "deadline"
    __record__ = OfRecord(
        chain="case_id",
        layouts=(
            "token_id case_id element_id process_id name label label_en started_at original_due_at due_at "
            "stopped_at status",
            "token_id case_id element_id process_id name label label_en started_at original_due_at due_at late_before "
            "stopped_at status",
            "token_id case_id element_id process_id name label label_en item_number unit_id started_at original_due_at "
            "due_at late_before stopped_at status",
        ),
        erasable="item",
    )
    __table_args__ = (
        one_of("status", DeadlineStatus),
        CheckConstraint("(status = 'running') = (stopped_at IS NULL)", name="stopped_has_time"),
        Index("ix_deadline_status_due_id", "status", "due_at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    token_id: Mapped[uuid.UUID] = mapped_column(index=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    element_id: Mapped[str] = mapped_column(String(120))
    process_id: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(200), default="")
    label_en: Mapped[str] = mapped_column(String(200), default="")
    # Of which item of a multi-instance body it is, counted from 1; 0 for a clock of no item, empty where it began before this
    # was kept. The item is named as its tasks are, and the unit is the one that it lies with.
    item_number: Mapped[int | None]
    item: Mapped[str] = mapped_column(String(200), default="")
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    started_at: Mapped[datetime]
    original_due_at: Mapped[datetime]
    due_at: Mapped[datetime]
    # Seconds that it had run over when a change of the calendar moved it: such a change makes nobody's lateness good.
    late_before: Mapped[int] = mapped_column(default=0)
    stopped_at: Mapped[datetime | None]
    status: Mapped[DeadlineStatus] = mapped_column(Word(DeadlineStatus, 12), default=DeadlineStatus.RUNNING)

    case: Mapped[Case] = relationship()
    unit: Mapped[Unit | None] = relationship()
    spans: Mapped[list[DeadlineSpan]] = relationship(order_by="DeadlineSpan.started_at", back_populates="deadline")
    extensions: Mapped[list[DeadlineExtension]] = relationship(
        order_by="DeadlineExtension.granted_at", back_populates="deadline"
    )
    explanations: Mapped[list[OverdueExplanation]] = relationship(
        order_by="OverdueExplanation.decided_at", back_populates="deadline"
    )

    def is_overdue(self, now: datetime) -> bool:
        """True where the clock passed its due time before it stopped (or before now); a damaged due time accuses nobody."""
        return is_readable(self.due_at) and (self.stopped_at or now) > self.due_at


class DeadlineSpan(Base):
    """A stretch of a deadline during which the unit, or the office, held the file. Together they make unit time and office time."""

    __tablename__ = "deadline_span"
    __record__ = OfRecord(
        chain="deadline_id.case_id",
        layouts=("deadline_id side started_at ended_at",),
    )
    __table_args__ = (one_of("side", Side),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    deadline_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("deadline.id"), index=True)
    side: Mapped[Side] = mapped_column(Word(Side, 10))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    deadline: Mapped[Deadline] = relationship(back_populates="spans")


class DeadlineExtension(Erasable, Base):
    """An extension of a deadline: granted by whom, from when to when, for which reason. It stays visible in every ranking."""

    __tablename__ = "deadline_extension"
    __record__ = OfRecord(
        chain="deadline_id.case_id",
        layouts=("deadline_id granted_by_id granted_at previous_due_at due_at reason_code",),
        erasable="reason",
    )
    __table_args__ = (one_of("reason_code", ExtensionReason),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    deadline_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("deadline.id"), index=True)
    granted_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]
    previous_due_at: Mapped[datetime]
    due_at: Mapped[datetime]
    reason_code: Mapped[ExtensionReason] = mapped_column(Word(ExtensionReason, 30))
    reason: Mapped[str] = mapped_column(Text)

    deadline: Mapped[Deadline] = relationship(back_populates="extensions")
    granted_by: Mapped[Person] = relationship()


class OverdueExplanation(Erasable, Base):
    """Why a clock ran over (超期认定), decided by whoever may extend it. It moves nothing: the days overdue stay."""

    __tablename__ = "overdue_explanation"
    __record__ = OfRecord(
        chain="deadline_id.case_id",
        layouts=("deadline_id decided_by_id decided_at due_at overdue_days reason_code",),
        erasable="reason",
    )
    __table_args__ = (one_of("reason_code", ExtensionReason),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    deadline_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("deadline.id"), index=True)
    decided_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
    due_at: Mapped[datetime]
    overdue_days: Mapped[int]
    reason_code: Mapped[ExtensionReason] = mapped_column(Word(ExtensionReason, 30))
    reason: Mapped[str] = mapped_column(Text)

    deadline: Mapped[Deadline] = relationship(back_populates="explanations")
    decided_by: Mapped[Person] = relationship()
