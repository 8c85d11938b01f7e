"""Rows of appeals against a month's result: one a member and month, what it moved, and what stands after it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.assessment.models import MemberMonth
from workflows.assessment.words import AppealLevel, AppealState, Grade
from workflows.casework.models import Case
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord
from workflows.store.words import Word, one_of


class AssessmentAppeal(Erasable, Base):
    """A member's appeal against their month (复核), once. Points in tenths, as before the appeal and as they stand by now.

    `moved` are the lines that it moved: item, before, after, most and by which rule. Where the month was published before it was
    decided, the published rows stay, and what stands here corrects them.
    """

    __tablename__ = "assessment_appeal"
    __record__ = OfRecord(
        chain="case_id",
        layouts=(
            "case_id member_month_id state level before_tenths before_grade after_tenths after_grade moved is_correction "
            "decided_by_id filed_at decided_at",
        ),
        erasable="ground opinion",
    )
    __table_args__ = (
        one_of("state", AppealState),
        one_of("level", AppealLevel),
        one_of("before_grade", Grade),
        one_of("after_grade", Grade),
        UniqueConstraint("member_month_id"),
        CheckConstraint("after_tenths >= before_tenths", name="never_lower"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_has_time"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    member_month_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member_month.id"))
    state: Mapped[AppealState] = mapped_column(Word(AppealState, 12), default=AppealState.OPEN)
    level: Mapped[AppealLevel] = mapped_column(Word(AppealLevel, 12), default=AppealLevel.COUNTY)
    before_tenths: Mapped[int]
    before_grade: Mapped[Grade] = mapped_column(Word(Grade, 12))
    after_tenths: Mapped[int]
    after_grade: Mapped[Grade] = mapped_column(Word(Grade, 12))
    moved: Mapped[list[Any]]
    is_correction: Mapped[bool] = mapped_column(default=False)
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    filed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    ground: Mapped[str] = mapped_column(Text, default="")
    opinion: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()
    month: Mapped[MemberMonth] = relationship()
