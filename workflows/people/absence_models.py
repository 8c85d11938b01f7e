"""Rows for absences: who is away from one day to another, who stands in for them, and in which of their posts."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.people.models import AskedFor, Person, Post, Unit, checks_of_asked
from workflows.people.words import ChangeState
from workflows.store.base import Base, new_id
from workflows.store.held import is_reference
from workflows.store.kinds import SYSTEM_CHAIN, OfRecord


@is_reference
class Absence(AskedFor, Base):
    """A person is away from one day up to and including another, and a substitute (代理) acts in posts of theirs meanwhile.

    It counts once it is decided, and not any more from the moment at which it was withdrawn. Rows are never removed.
    """

    __tablename__ = "absence"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=(
            "person_id substitute_id from_on to_on state prepared_by_id prepared_at decided_by_id decided_at "
            "withdrawn_by_id withdrawn_at",
        ),
        erasable="reason answer withdrawn_for",
        working="begun_told_at ended_told_at",
    )
    __table_args__ = (
        *checks_of_asked(),
        CheckConstraint("person_id <> substitute_id", name="two_persons"),
        CheckConstraint("to_on >= from_on", name="span"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_has_person"),
        Index("ix_absence_person_to", "person_id", "to_on"),
        Index("ix_absence_substitute_to", "substitute_id", "to_on"),
        Index("ix_absence_to_on_id", "to_on", "id"),
        Index("ix_absence_state", "state", "prepared_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    substitute_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]  # the last day of it
    withdrawn_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_for: Mapped[str] = mapped_column(Text, default="")  # why it was withdrawn
    # When both were told that it had begun, and that it was over.
    begun_told_at: Mapped[datetime | None]
    ended_told_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    substitute: Mapped[Person] = relationship(foreign_keys=[substitute_id])
    posts: Mapped[list[AbsencePost]] = relationship(order_by="AbsencePost.post_key", viewonly=True)

    @classmethod
    def running_on(cls, day: date) -> ColumnElement[bool]:
        """SQL: the absence counts on this day."""
        return and_(cls.state == ChangeState.DECIDED, cls.withdrawn_at.is_(None), cls.from_on <= day, cls.to_on >= day)


@is_reference
class AbsencePost(Base):
    """A post of the person who is away in which the substitute acts; it counts only while the person holds it."""

    __tablename__ = "absence_post"
    __record__ = OfRecord(chain=SYSTEM_CHAIN, layouts=("absence_id post_key unit_id",))
    __table_args__ = (
        UniqueConstraint("absence_id", "post_key", "unit_id"),
        Index("ix_absence_post_post_unit", "post_key", "unit_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    absence_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("absence.id"))
    post_key: Mapped[str] = mapped_column(String(60), ForeignKey("post.key"))
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))

    post: Mapped[Post] = relationship()
    unit: Mapped[Unit] = relationship()
