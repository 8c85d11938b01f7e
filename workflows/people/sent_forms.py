"""A form counts once: the same page sent again answers with its first result, whichever process gets it."""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import delete, select

from workflows.people.session_models import SentForm
from workflows.people.sessions import digest_of
from workflows.store import UnitOfWork, insert_once

KEPT = timedelta(days=2)
"""Longer than any session lives, and so than any page can be sent from."""


def take_form(work: UnitOfWork, user_id: uuid.UUID, token: str, path: str) -> tuple[SentForm, bool]:
    """The row of this form, and whether it is new: then the caller does what it asks for, and calls `keep_form` or `release_form`.

    Waits for whoever is carrying out the same form at this moment; what is undone leaves the form usable.
    """
    digest = digest_of(f"{user_id}\n{token}\n{path}")
    values = {"digest": digest, "user_id": user_id, "sent_at": work.now, "location": "", "messages": []}
    is_new = insert_once(work, SentForm, values)
    row = work.session.scalars(select(SentForm).where(SentForm.digest == digest)).one()
    return row, is_new


def keep_form(row: SentForm, location: str, messages: list[list[str]]) -> None:
    """Remember what the form led to."""
    row.location, row.messages = location[:2000], messages


def release_form(work: UnitOfWork, row: SentForm) -> None:
    """Nothing was done with the form: it may be sent again."""
    work.session.delete(row)


def forget_old_forms(work: UnitOfWork) -> None:
    """Remove what no page can send any more."""
    work.session.execute(delete(SentForm).where(SentForm.sent_at < work.now - KEPT))
