"""Rows for what the administrator enters: days that differ from the statutory plan, and dated settings of the office."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base
from workflows.store.held import is_reference
from workflows.store.kinds import SYSTEM_CHAIN, OfRecord


@is_reference
class CalendarDay(Base):
    """A day that is worked, or not, whatever the statutory plan says; an empty jurisdiction means everywhere."""

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
