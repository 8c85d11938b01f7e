"""Rows about notices on their way out: which are still to be looked at, which wait to be sent, how people want them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, String, UniqueConstraint, event, insert, text
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from workflows.casework.models.message import Notice
from workflows.casework.words import NoticeWay
from workflows.people.models import Person
from workflows.store.base import Base
from workflows.store.kinds import WORKING
from workflows.store.words import Word, one_of


class NoticeToSend(Base):
    """A notice that was written and not yet looked at by the worker; written with the notice, in the same transaction."""

    __tablename__ = "notice_to_send"
    __record__ = WORKING

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notice.id"), unique=True)


class Outgoing(Base):
    """One notice on its way to one person by one way. What it says is read from the notice when it is sent.

    Of a person's rows on one way the oldest goes first; those about a clock wait for no others. `closed_at` is when it was sent, or
    given up with `error`.
    """

    __tablename__ = "outgoing"
    __record__ = WORKING
    __table_args__ = (
        one_of("way", NoticeWay),
        UniqueConstraint("notice_id", "person_id", "way"),
        Index(
            "ix_outgoing_open",
            "way",
            "person_id",
            "is_clock",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notice.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    way: Mapped[NoticeWay] = mapped_column(Word(NoticeWay, 10))
    is_clock: Mapped[bool] = mapped_column(default=False)
    next_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(300), default="")

    notice: Mapped[Notice] = relationship()
    person: Mapped[Person] = relationship()


class NoticeChoice(Base):
    """How a person wants to be told beside the page, and up to when they have read it. Without a row: everything, by day."""

    __tablename__ = "notice_choice"
    __record__ = WORKING
    __table_args__ = (
        CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name="quiet_has_both"),
        CheckConstraint("quiet_from IS NULL OR quiet_from BETWEEN 0 AND 23", name="quiet_from"),
        CheckConstraint("quiet_until IS NULL OR quiet_until BETWEEN 0 AND 23", name="quiet_until"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    mail: Mapped[str] = mapped_column(String(254), default="")
    without: Mapped[dict[str, Any]] = mapped_column(default=dict)  # way → kinds that do not go by it
    quiet_from: Mapped[int | None]  # hours of the day; both None: as the office says
    quiet_until: Mapped[int | None]
    seen_at: Mapped[datetime | None]


@event.listens_for(Notice, "after_insert")
def _queue(_mapper: Mapper[Any], connection: Connection, notice: Notice) -> None:
    """Whoever writes a notice has it sent: nothing goes out that was not committed, and nothing committed is forgotten."""
    connection.execute(insert(NoticeToSend).values(notice_id=notice.id))
