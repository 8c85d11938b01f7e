"""Rows of points that were claimed beside the common ones: bonuses and deductions, each with its proof in its case."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord


class PointsClaim(Erasable, Base):
    """A bonus or a deduction of a member's month that was agreed to (加分、减分). `month` is its first day; the proof stands in the
    case, as files of the claim."""

    __tablename__ = "points_claim"
    __record__ = OfRecord(
        chain="case_id",
        layouts=("case_id person_id month item is_deduction points most agreed_by_id agreed_at",),
        erasable="ground",
    )
    __table_args__ = (
        CheckConstraint("points BETWEEN 1 AND most", name="points"),
        Index("ix_points_claim_month_person", "month", "person_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    month: Mapped[date]
    item: Mapped[str] = mapped_column(String(30))  # a line of the catalogue
    is_deduction: Mapped[bool]
    points: Mapped[int]
    most: Mapped[int]
    agreed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    agreed_at: Mapped[datetime]
    ground: Mapped[str] = mapped_column(Text, default="")
