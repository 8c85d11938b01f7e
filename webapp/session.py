"""The session of this request: its secret and the moment last seen stand in the signed cookie, everything else on the server."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app, request, session

from webapp.i18n import choose_locale
from webapp.settings import Settings
from webapp.words import SessionKey
from workflows.people import Actor, User, actor_for
from workflows.people.accounts import choose_locale as keep_locale
from workflows.people.attempts import network_of
from workflows.people.sessions import begin_session, end_session, user_of_session
from workflows.store import UnitOfWork

_REFRESH_SECONDS = 300
_NAVIGATES = "navigate"
"""The mode in which a browser fetches a page that it goes to; those that do not name one are taken to go there."""


def open_session(work: UnitOfWork, user: User) -> None:
    """Begin a session for an account; anything an earlier session kept is dropped, and that session ends.

    Whoever comes for the first time goes on in the language in which they found the page, and keeps it.
    """
    if user.signed_in_at is None:
        keep_locale(work, user.id, choose_locale())
    locale = session.get(SessionKey.LOCALE, user.locale)
    end_session(work, _secret())
    secret = begin_session(work, user, address=network_of(request.remote_addr or ""))
    session.clear()
    session.update({SessionKey.SECRET: secret, SessionKey.SEEN: int(work.now.timestamp()), SessionKey.LOCALE: locale})


def close_session(work: UnitOfWork) -> None:
    """End the session of this browser, here and in every copy of its cookie; the chosen language stays."""
    end_session(work, _secret())
    work.after_commit(_forget)


def signed_in_actor(work: UnitOfWork) -> Actor | None:
    """The actor of this request, or None: signed out, ended by time or by hand, or account closed."""
    settings: Settings = current_app.extensions["gatepost_settings"]
    secret = _secret()
    try:
        seen = datetime.fromtimestamp(session[SessionKey.SEEN], UTC)
    except (KeyError, ValueError, OverflowError, TypeError):
        return None
    if not secret:
        return None
    user_id = None
    if work.now - seen <= settings.session_idle:
        user_id = user_of_session(work, secret, opened_after=work.now - settings.session_lifetime)
    if user_id is None:
        _forget()
        # What a page asked for in the background may be answered after the browser has begun another session: its cookie stays.
        if request.headers.get("Sec-Fetch-Mode", _NAVIGATES) != _NAVIGATES:
            session.modified = False
        return None
    if (work.now - seen).total_seconds() > _REFRESH_SECONDS:
        session[SessionKey.SEEN] = int(work.now.timestamp())
    return actor_for(work, user_id)


def _secret() -> str:
    secret = session.get(SessionKey.SECRET)
    return secret if isinstance(secret, str) else ""


def _forget() -> None:
    locale = session.get(SessionKey.LOCALE)
    session.clear()
    if locale:
        session[SessionKey.LOCALE] = locale
