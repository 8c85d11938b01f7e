"""Rows of appeals against a recall: one a recalled member, what it asks and what came of it."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.recall.models import Recall
from workflows.recall.words import AppealOutcome, AppealWay
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord
from workflows.store.words import Word, one_of


class MemberAppeal(Erasable, Base):
    """What one recalled member appealed, once (rules.md 3.9), and what came of it for them; it never stops the clock.

    `is_restored`: the order was revoked and the member goes on in their place.
    """

    __tablename__ = "recall_member_appeal"
    __record__ = OfRecord(
        chain="recall_id.case_id",
        layouts=(
            "recall_id posting_id way filed_at entered_by_id received_on outcome is_restored decided_at decided_by_id",
        ),
        erasable="ground opinion",
    )
    __table_args__ = (
        UniqueConstraint("recall_id", "posting_id"),
        one_of("way", AppealWay),
        one_of("outcome", AppealOutcome),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_has_time"),
        CheckConstraint("(way = 'paper') = (received_on IS NOT NULL)", name="paper_has_day"),
        CheckConstraint("NOT is_restored OR outcome = 'revoke'", name="restored_is_revoked"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    recall_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recall.id"))
    posting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posting.id"), index=True)
    way: Mapped[AppealWay] = mapped_column(Word(AppealWay, 10))
    filed_at: Mapped[datetime]
    entered_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    received_on: Mapped[date | None]  # the day on which paper was handed in
    ground: Mapped[str] = mapped_column(Text)
    outcome: Mapped[AppealOutcome | None] = mapped_column(Word(AppealOutcome, 10))
    is_restored: Mapped[bool] = mapped_column(default=False)
    opinion: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))

    recall: Mapped[Recall] = relationship()
