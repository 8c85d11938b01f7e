"""Rows for the parts of a round: cases that a case has started, one for each element, and what went to and fro between them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base
from workflows.store.commitments import Erasable
from workflows.store.kinds import OfRecord


class CasePart(Erasable, Base):
    """A case that is a part of another one, its round. The round's transactions alone write it: it belongs to the round's chain."""

    __tablename__ = "case_part"
    __record__ = OfRecord(
        chain="round_id",
        layouts=("round_id process_id key report_name started_at reported_at answered_at answer_name",),
        erasable="name",
        each="report answer",
    )
    __table_args__ = (Index("ix_case_part_round_process_key", "round_id", "process_id", "key", unique=True),)

    part_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"))
    process_id: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(Text)
    report_name: Mapped[str] = mapped_column(String(120))  # the message by which it reports
    started_at: Mapped[datetime]
    # The last report that reached the round, and the last message that the round threw to it.
    reported_at: Mapped[datetime | None]
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    answered_at: Mapped[datetime | None]
    answer_name: Mapped[str] = mapped_column(String(120), default="")
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def report_key(self) -> str:
        """The correlation key of all messages between the round and this part."""
        return report_key(self.round_id, self.process_id, self.key)


def report_key(round_id: uuid.UUID, process_id: str, key: str) -> str:
    """The correlation key of all messages between a round and its part of this procedure and key."""
    return f"{round_id}/{process_id}/{key}"
