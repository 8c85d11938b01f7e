"""The signed session cookie: whose it is, since when, and when it ends; nothing else is kept in it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from flask import current_app, session

from webapp.settings import Settings
from workflows.people import Actor, User, actor_for
from workflows.people.accounts import has_session
from workflows.store import UnitOfWork

_REFRESH_SECONDS = 300


def open_session(user: User, now: datetime) -> None:
    """Begin a session for an account; anything an earlier session kept is dropped."""
    locale = session.get("locale", user.locale)
    session.clear()
    moment = int(now.timestamp())
    session.update(user=str(user.id), key=str(user.session_key), since=moment, seen=moment, locale=locale)


def close_session() -> None:
    """End the session of this browser; the chosen language stays."""
    locale = session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale


def signed_in_actor(work: UnitOfWork) -> Actor | None:
    """The actor of this request, or None: signed out, ended by time, ended by the account's key, or account closed."""
    settings: Settings = current_app.extensions["gatepost_settings"]
    try:
        user_id, key = uuid.UUID(session["user"]), uuid.UUID(session["key"])
        since, seen = _instant(session["since"]), _instant(session["seen"])
    except (KeyError, ValueError, TypeError):
        return None
    is_over = work.now - since > settings.session_lifetime or work.now - seen > settings.session_idle
    if is_over or not has_session(work, user_id, key):
        close_session()
        return None
    if (work.now - seen).total_seconds() > _REFRESH_SECONDS:
        session["seen"] = int(work.now.timestamp())
    return actor_for(work, user_id)


def _instant(seconds: object) -> datetime:
    if not isinstance(seconds, int):
        raise TypeError("a session time is a whole number of seconds")
    return datetime.fromtimestamp(seconds, UTC)
