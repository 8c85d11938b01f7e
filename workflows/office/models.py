"""Rows for settings: the dated values of each, and the sets of them that cases keep."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.calendar.zone import local_date
from workflows.office.words import SettingState
from workflows.people.models import Person, Unit
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.held import is_reference
from workflows.store.kinds import SYSTEM_CHAIN, OfRecord
from workflows.store.words import Word, one_of


@is_reference
class Setting(Erasable, Base):
    """The value of a setting from one day on, in a unit and all below it; without a unit everywhere. Rows are never removed.

    A value that was shipped was prepared and decided by nobody.
    """

    __tablename__ = "setting"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("key unit_id value from_on state prepared_by_id prepared_at decided_by_id decided_at",),
        erasable="reason answer",
    )
    __table_args__ = (
        one_of("state", SettingState),
        CheckConstraint("(state = 'prepared') = (decided_at IS NULL)", name="decided_has_time"),
        Index("ix_setting_key", "key", "from_on"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    value: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[date]
    state: Mapped[SettingState] = mapped_column(Word(SettingState, 12))
    prepared_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    prepared_at: Mapped[datetime]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")  # why a change was refused

    unit: Mapped[Unit | None] = relationship()
    prepared_by: Mapped[Person | None] = relationship(foreign_keys=[prepared_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def is_backdated(self) -> bool:
        """Whether it was entered after the day from which it holds: such a change is marked wherever it is shown."""
        return self.state is not SettingState.SHIPPED and self.from_on < local_date(self.prepared_at)


class SettingSet(Base):
    """Every setting with its value, as cases that start under the same ones keep them; written once, named by its own digest."""

    __tablename__ = "setting_set"
    __record__ = OfRecord(chain=SYSTEM_CHAIN, layouts=("values",))

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    values: Mapped[dict[str, Any]]
