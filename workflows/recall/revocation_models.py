"""Rows of orders to recall that the director revoked, one a recalled member."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.recall.models import Recall
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord


class Revocation(Erasable, Base):
    """That an order was revoked, for one of those whom it recalled, and whether they go on in their place (rules.md 3.16)."""

    __tablename__ = "recall_revocation"
    __record__ = OfRecord(
        chain="recall_id.case_id",
        layouts=("recall_id posting_id is_restored revoked_at revoked_by_id",),
        erasable="reason",
    )
    __table_args__ = (UniqueConstraint("recall_id", "posting_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    recall_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recall.id"))
    posting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posting.id"), index=True)
    is_restored: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    revoked_at: Mapped[datetime]
    revoked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))

    recall: Mapped[Recall] = relationship()
