"""Rows of signing in: sessions, attempts that failed, forms already sent, forms begun. Working data, cleared by the worker."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base
from workflows.store.kinds import WORKING


class LoginSession(Base):
    """A browser that somebody signed in with. Written when it is opened and when it ends, never in between."""

    __tablename__ = "login_session"
    __record__ = WORKING

    # The digest of the secret in the browser's cookie: who reads the table, or a backup of it, can take over no session.
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    # The account's key at that time: a new one, as with a new password, ends every session opened before.
    session_key: Mapped[uuid.UUID]
    address: Mapped[str] = mapped_column(String(45), default="")
    opened_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """An attempt to sign in that failed, or that is being checked at this moment; removed when it succeeds."""

    __tablename__ = "sign_in_attempt"
    __record__ = WORKING
    __table_args__ = (
        Index("ix_sign_in_attempt_name", "name_digest", "tried_at"),
        Index("ix_sign_in_attempt_address", "address", "tried_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # People type their password here by mistake, so the name itself is not kept.
    name_digest: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(45))
    tried_at: Mapped[datetime]


class SentForm(Base):
    """A form that was sent and carried out, with where it led and what was said: sent again, it answers with the same.

    `content` is a digest of what was sent, so that other words from the same page are not taken for the same again; empty for
    forms that were sent before it was kept.
    """

    __tablename__ = "sent_form"
    __record__ = WORKING

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    sent_at: Mapped[datetime] = mapped_column(index=True)
    location: Mapped[str] = mapped_column(String(2000), default="")
    messages: Mapped[list[Any]] = mapped_column(default=list)
    content: Mapped[str] = mapped_column(String(64), default="")


class FormDraft(Base):
    """What somebody has typed into a form and not yet sent, for their own eyes: nobody else is ever shown it."""

    __tablename__ = "form_draft"
    __record__ = WORKING
    __table_args__ = (UniqueConstraint("person_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    place: Mapped[str] = mapped_column(
        String(160)
    )  # which form: the step of a case, the start of a procedure, a question
    fields: Mapped[list[Any]] = mapped_column(default=list)  # name and text of each field, in the order of the page
    saved_at: Mapped[datetime] = mapped_column(index=True)
