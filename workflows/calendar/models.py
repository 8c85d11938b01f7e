"""Rows for the plans of years that the office enters, for single days, and for dated office hours."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.calendar.plans import YearPlan
from workflows.calendar.words import PlanState
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.held import is_reference
from workflows.store.kinds import SYSTEM_CHAIN, OfRecord
from workflows.store.words import Word, one_of


@is_reference
class CalendarPlan(Erasable, Base):
    """The plan of a year, by the notice it comes from. Rows are never removed: a later plan of the same year takes its place.

    A plan gets its number when it is confirmed. A case names the number up to which it counts, so that nothing that runs moves
    before its time; of two plans of a year the one with the higher number holds.
    """

    __tablename__ = "calendar_plan"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("number year days notice_number notice_on state prepared_by_id prepared_at decided_by_id decided_at",),
        erasable="reason answer",
    )
    __table_args__ = (
        one_of("state", PlanState),
        CheckConstraint("(state = 'prepared') = (decided_at IS NULL)", name="decided_has_time"),
        CheckConstraint("(state = 'decided') = (number IS NOT NULL)", name="decided_has_number"),
        Index("ix_calendar_plan_number", "number", unique=True),
        Index("ix_calendar_plan_year", "year"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[int | None]
    year: Mapped[int]
    days: Mapped[list[Any]]
    notice_number: Mapped[str] = mapped_column(String(80))
    notice_on: Mapped[date]
    state: Mapped[PlanState] = mapped_column(Word(PlanState, 12))
    prepared_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    prepared_at: Mapped[datetime]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")  # why what stood for the year is replaced
    answer: Mapped[str] = mapped_column(Text, default="")  # why it was refused

    @property
    def plan(self) -> YearPlan:
        """The days as a value."""
        return YearPlan.read(self.year, self.days)


@is_reference
class CalendarDay(Base):
    """A day that is worked, or not, whatever the plan of its year says; an empty jurisdiction means everywhere.

    From before plans had numbers, and read with each of them. Nothing writes one any more: it would move what runs unasked.
    """

    __tablename__ = "calendar_day"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("is_working name name_en note changed_at changed_by_id",),
    )

    date: Mapped[date] = mapped_column(primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(String(20), primary_key=True, default="")
    is_working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(400), default="")
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))


@is_reference
class CalendarSetting(Base):
    """Office hours and the rolling rule of a jurisdiction from one day on, until a later row takes over."""

    __tablename__ = "calendar_setting"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("office_hours rolls_to_working_day",),
    )

    jurisdiction: Mapped[str] = mapped_column(String(20), primary_key=True, default="")
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    office_hours: Mapped[str] = mapped_column(String(200))
    rolls_to_working_day: Mapped[bool] = mapped_column(default=False)
