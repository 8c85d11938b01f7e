"""Rows for what a unit stands under and how long, and for changes of it: the tree, cadre authority, party body."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.people.models import AskedFor, Unit, checks_of_asked
from workflows.people.words import TieKind
from workflows.store.base import Base, new_id
from workflows.store.held import is_reference
from workflows.store.kinds import SYSTEM_CHAIN, OfRecord
from workflows.store.words import Word, one_of


@is_reference
class UnitTie(Base):
    """A unit stands under another from one day up to, not including, another; an end that is open is empty.

    The place in the tree has rows only from its first change on, the period before it among them: until then `Unit.parent_id`
    has held ever since. From then on `Unit.parent_id` and `Unit.path` say where the unit stands today.
    """

    __tablename__ = "unit_tie"
    __record__ = OfRecord(chain=SYSTEM_CHAIN, layouts=("unit_id kind above_id from_on to_on",))
    __table_args__ = (
        one_of("kind", TieKind),
        CheckConstraint("unit_id <> above_id", name="two_units"),
        CheckConstraint("to_on IS NULL OR from_on IS NULL OR to_on > from_on", name="span"),
        Index("ix_unit_tie_unit", "unit_id", "kind"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[TieKind] = mapped_column(Word(TieKind, 10))
    above_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]

    above: Mapped[Unit] = relationship(foreign_keys=[above_id])

    @classmethod
    def holding_on(cls, day: date) -> ColumnElement[bool]:
        """SQL: the row holds on this day."""
        return and_(or_(cls.from_on.is_(None), cls.from_on <= day), or_(cls.to_on.is_(None), cls.to_on > day))


class UnitChange(AskedFor, Base):
    """A change of what a unit stands under, as it was asked for."""

    __tablename__ = "unit_change"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("unit_id kind above_id from_on state prepared_by_id prepared_at decided_by_id decided_at",),
        erasable="reason answer",
    )
    __table_args__ = (
        one_of("kind", TieKind),
        *checks_of_asked(),
        Index("ix_unit_change_unit", "unit_id", "prepared_at"),
        Index("ix_unit_change_state", "state", "prepared_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[TieKind] = mapped_column(Word(TieKind, 10))
    above_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))  # none: the relation ends
    from_on: Mapped[date]

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    above: Mapped[Unit | None] = relationship(foreign_keys=[above_id])
