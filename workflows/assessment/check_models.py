"""Rows of diary checks (日记抽查): what a township found of one member's diary in a month."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.assessment.models import MemberMonth
from workflows.assessment.words import DiaryFinding
from workflows.people.models import Person
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord
from workflows.store.words import Word, one_of


class DiaryCheck(Erasable, Base):
    """One member's diary of a month as somebody found it: the newest word; what was said before stands in the history of the row.

    `copied_days` are days of the month whose entries were copied: they prove nothing. `likeness` is in percent.
    """

    __tablename__ = "diary_check"
    __record__ = OfRecord(
        chain="case_id",
        layouts=("case_id member_month_id finding entries wanted likeness copied_days checked_by_id checked_at",),
        erasable="ground",
    )
    __table_args__ = (
        one_of("finding", DiaryFinding),
        CheckConstraint("likeness BETWEEN 0 AND 100", name="likeness"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    member_month_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member_month.id"), unique=True)
    finding: Mapped[DiaryFinding] = mapped_column(Word(DiaryFinding, 8))
    entries: Mapped[int]
    wanted: Mapped[int]
    likeness: Mapped[int]
    copied_days: Mapped[list[Any]]
    checked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime]
    ground: Mapped[str] = mapped_column(Text, default="")

    member_month: Mapped[MemberMonth] = relationship()
    checked_by: Mapped[Person] = relationship()
