"""Rows of a batch: what a village needs, kept from batch to batch, and the batch that asks units for people."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.people.roster import Village
from workflows.store.base import Base, new_id
from workflows.store.kinds import OfRecord


class VillageNeed(Base):
    """What a village needs (村情需求), as the county accepted it: its latest row holds. Kind and fence stand with the village."""

    __tablename__ = "village_need"
    __record__ = OfRecord(
        chain="case_id", layouts=("case_id village_id needs slots language has_lodging accepted_by_id accepted_at",)
    )
    __table_args__ = (
        UniqueConstraint("case_id"),
        CheckConstraint("slots BETWEEN 1 AND 5", name="slots"),
        Index("ix_village_need_village", "village_id", "accepted_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id"))
    village_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("village.unit_id"))
    needs: Mapped[list[Any]]  # the words of NeedKind
    slots: Mapped[int]
    language: Mapped[str] = mapped_column(String(60))
    has_lodging: Mapped[bool]
    accepted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime]

    village: Mapped[Village] = relationship()


class SelectionBatch(Base):
    """A batch (批次): one round in which units are asked for people for the places of villages."""

    __tablename__ = "selection_batch"
    __record__ = OfRecord(chain="case_id", layouts=("case_id name answer_by opened_at closed_at",))
    __table_args__ = (UniqueConstraint("case_id"), UniqueConstraint("name"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"))
    name: Mapped[str] = mapped_column(String(60))
    answer_by: Mapped[date]  # units nominate until the end of this day
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
