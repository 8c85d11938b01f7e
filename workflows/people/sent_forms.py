"""A form counts once: the same page sent again answers with its first result, whichever process gets it.

With other words it is not the same again: whoever sent it is told which words were kept.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from workflows.people.session_models import SentForm
from workflows.people.sessions import digest_of
from workflows.store import UnitOfWork, insert_once

KEPT = timedelta(days=2)
"""Longer than any session lives, and so than any page can be sent from."""


Content = Sequence[tuple[str, str]]
"""What a form sends: its fields and what stands in each, in the order of the page."""


@dataclass(frozen=True, slots=True)
class TakenForm:
    """The row of a form and how it was met: for the first time, or again, then perhaps with other words than the first time."""

    row: SentForm
    is_new: bool
    is_other: bool = False


def take_form(work: UnitOfWork, user_id: uuid.UUID, token: str, path: str, content: Content) -> TakenForm:
    """Take a form that was sent. A new one the caller carries out, and calls `keep_form` or `release_form`.

    Waits for whoever is carrying out the same form at this moment; what is undone leaves the form usable.
    """
    digest = digest_of(f"{user_id}\n{token}\n{path}")
    # The token is the page's own secret: without it nobody can try which words would give this digest.
    said = digest_of(json.dumps([token, *content], ensure_ascii=False))
    values = {
        "digest": digest,
        "user_id": user_id,
        "sent_at": work.now,
        "location": "",
        "messages": [],
        "content": said,
    }
    is_new = insert_once(work, SentForm, values)
    row = work.session.scalars(select(SentForm).where(SentForm.digest == digest)).one()
    return TakenForm(row, is_new, is_other=not is_new and row.content not in ("", said))


def keep_form(row: SentForm, location: str, messages: list[list[str]]) -> None:
    """Remember what the form led to."""
    row.location, row.messages = location[:2000], messages


def release_form(work: UnitOfWork, row: SentForm) -> None:
    """Nothing was done with the form: it may be sent again."""
    work.session.delete(row)


def forget_old_forms(work: UnitOfWork) -> None:
    """Remove what no page can send any more."""
    work.session.execute(delete(SentForm).where(SentForm.sent_at < work.now - KEPT))
