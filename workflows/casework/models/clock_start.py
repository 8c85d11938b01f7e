"""Rows for starts by the clock: when each start event of a published procedure is due next, and what came of the last time."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.procedure.model import TimerKind
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import SYSTEM_CHAIN, OfRecord
from workflows.store.words import Word, one_of


class ClockStart(Erasable, Base):
    """A timer start event of a procedure's newest version. Due times up to `from_at` are none of its: it was not published then.

    Of record, in the system's chain: whoever moved `next_at` by hand would have a month's round never begin, and nobody would
    miss a case that never was. The timer's text is kept, so that a new version that draws it alike changes nothing. Where a new
    version draws another time while due times of the old one are still owed, the old row stays until `until_at` is worked off.
    """

    __tablename__ = "clock_start"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=(
            "process_id element_id timer_kind timer from_at until_at next_at last_due_at last_at last_case_id "
            "passed_over is_failed",
        ),
        erasable="failure failure_zh",
    )
    __table_args__ = (one_of("timer_kind", TimerKind),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    process_id: Mapped[str] = mapped_column(String(80), index=True)
    element_id: Mapped[str] = mapped_column(String(120))
    timer_kind: Mapped[TimerKind] = mapped_column(Word(TimerKind, 20))
    timer: Mapped[str] = mapped_column(Text)
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None] = mapped_column(index=True)  # None: no due time is left
    last_due_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    last_case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id"))
    passed_over: Mapped[int] = mapped_column(default=0)  # due times before the last one that were given up for it
    is_failed: Mapped[bool] = mapped_column(default=False)
    failure: Mapped[str] = mapped_column(Text, default="")
    failure_zh: Mapped[str] = mapped_column(Text, default="")
