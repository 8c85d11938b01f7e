"""Rows of the background work itself: that a worker lives, and when automatic acts are held back."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from workflows.casework.words import Hold
from workflows.store.base import Base
from workflows.store.kinds import DERIVED, WORKING
from workflows.store.words import Word, one_of


class WorkerBeat(Base):
    """A worker process, and when it last said that it lives."""

    __tablename__ = "worker_beat"
    __record__ = WORKING

    worker: Mapped[str] = mapped_column(String(120), primary_key=True)  # host and process
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime] = mapped_column(index=True)


class ClockHold(Base):
    """Why automatic acts are held back: the machine's clock leapt, or nothing ran for too long. Ends when a person confirms."""

    __tablename__ = "clock_hold"
    __record__ = DERIVED
    __table_args__ = (
        one_of("kind", Hold),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_has_person"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Hold] = mapped_column(Word(Hold, 10))
    earlier_at: Mapped[datetime]  # the newest moment known before
    found_at: Mapped[datetime]  # what the clock said then
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
