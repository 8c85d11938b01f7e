"""Rows for messages that cases wait for, messages on their way, and notices to people."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.casework.models.case import Case
from workflows.casework.words import NoticeKind
from workflows.people.models import Person, Unit
from workflows.procedure.model import MessageKind
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.kinds import DERIVED, WORKING, OfRecord
from workflows.store.words import Word, one_of


class MessageSubscription(Base):
    """A case waits for a message; its id is the engine's token id, `process_id` the process in which the event is drawn."""

    __tablename__ = "message_subscription"
    __record__ = DERIVED
    __table_args__ = (
        one_of("kind", MessageKind),
        Index("ix_message_subscription_name_key", "name", "correlation_key"),
    )

    token_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    process_id: Mapped[str] = mapped_column(String(80), default="")
    kind: Mapped[MessageKind] = mapped_column(Word(MessageKind, 10), default=MessageKind.MESSAGE)
    name: Mapped[str] = mapped_column(String(120))
    correlation_key: Mapped[str] = mapped_column(String(200), default="")


class MessageStart(Base):
    """The case that a message of this name and key has started last: while it is open, no other is started by such a message."""

    __tablename__ = "message_start"
    __record__ = WORKING

    process_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    correlation_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)


class OutboxMessage(Base):
    """A message or signal that leaves a case; delivered to other cases by the worker, once."""

    __tablename__ = "outbox_message"
    __record__ = WORKING
    __table_args__ = (
        one_of("kind", MessageKind),
        UniqueConstraint("idempotency_key"),
        Index("ix_outbox_message_delivered_at_id", "delivered_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    kind: Mapped[MessageKind] = mapped_column(Word(MessageKind, 10))
    name: Mapped[str] = mapped_column(String(120))
    correlation_key: Mapped[str] = mapped_column(String(200), default="")
    variables: Mapped[dict[str, Any]] = mapped_column(default=dict)
    from_case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]  # None: KEEP_UNDELIVERED after created_at
    delivered_at: Mapped[datetime | None]
    delivered_to: Mapped[int] = mapped_column(default=0)


class Notice(Erasable, Base):
    """A notice to the holders of a post, or to a person: reminders, supervised-handling orders, results."""

    __tablename__ = "notice"
    __record__ = OfRecord(
        chain="case_id",
        layouts=(
            "case_id kind post_key unit_id person_id created_at",
            "case_id process_id kind post_key unit_id person_id created_at",
            "case_id process_id leads_to kind post_key unit_id person_id created_at",
        ),
        erasable="text text_en",
    )
    __table_args__ = (
        one_of("kind", NoticeKind),
        Index("ix_notice_post_unit_created_id", "post_key", "unit_id", "created_at", "id"),
        Index("ix_notice_person_created_id", "person_id", "created_at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    process_id: Mapped[str] = mapped_column(String(80), default="")  # in which the step stands that sent it
    leads_to: Mapped[str] = mapped_column(String(100), default="")  # where it has no case: notices.place_of
    kind: Mapped[NoticeKind] = mapped_column(Word(NoticeKind, 40))
    post_key: Mapped[str | None] = mapped_column(String(60))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]

    case: Mapped[Case | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    person: Mapped[Person | None] = relationship()

    def label(self, locale: str) -> str:
        """The notice in the reader's language."""
        return self.text if locale.startswith("zh") or not self.text_en else self.text_en
