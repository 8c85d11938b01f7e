"""Sessions on the server: opened at signing in, ended at signing out, and dead from then on wherever the cookie was copied to."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import delete, select, update

from workflows.people.models import User
from workflows.people.session_models import LoginSession
from workflows.store import NUMBER_BESIDE, UnitOfWork, new_id, note_reference

KEPT = timedelta(days=30)
"""How long an ended session's row is kept: it tells from which addresses an account is known."""


def digest_of(secret: str) -> str:
    """What is kept of a secret that only the browser knows."""
    return hashlib.sha256(secret.encode()).hexdigest()


def begin_session(work: UnitOfWork, user: User, *, address: str = "") -> str:
    """Open a session for an account and return the secret for its browser."""
    secret = secrets.token_urlsafe(32)
    work.session.add(
        LoginSession(
            digest=digest_of(secret),
            user_id=user.id,
            session_key=user.session_key,
            address=address[:45],
            opened_at=work.now,
        )
    )
    user.signed_in_at = work.now
    return secret


def user_of_session(work: UnitOfWork, secret: str, *, opened_after: datetime) -> uuid.UUID | None:
    """The open account that this session belongs to; None where it has ended, by whatever means, or was opened too long ago.

    The number of what is held comes with it: the first statement of every request is the only one about who asks.
    """
    found = work.session.execute(
        select(User.id, NUMBER_BESIDE)
        .join(LoginSession, LoginSession.user_id == User.id)
        .where(
            LoginSession.digest == digest_of(secret),
            LoginSession.ended_at.is_(None),
            LoginSession.opened_at >= opened_after,
            LoginSession.session_key == User.session_key,
            User.is_active,
        )
    ).one_or_none()
    if found is None:
        return None
    note_reference(work, found[1])
    return cast(uuid.UUID, found[0])


def end_session(work: UnitOfWork, secret: str) -> None:
    """End one session."""
    row = work.session.get(LoginSession, digest_of(secret))
    if row is not None and row.ended_at is None:
        row.ended_at = work.now


def end_sessions(work: UnitOfWork, user_id: uuid.UUID) -> None:
    """End every session of an account, in all browsers."""
    user = work.session.get(User, user_id)
    if user is not None:
        user.session_key = new_id()
    work.session.execute(
        update(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
        .values(ended_at=work.now)
    )


def forget_old_sessions(work: UnitOfWork) -> None:
    """Remove the rows of sessions opened longer ago than KEPT."""
    work.session.execute(delete(LoginSession).where(LoginSession.opened_at < work.now - KEPT))
