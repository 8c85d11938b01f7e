"""How often signing in may fail: counted in the database, by account and by address, the same for names that do not exist."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select

from workflows.people.models import User
from workflows.people.session_models import LoginSession, SignInAttempt
from workflows.people.sessions import digest_of
from workflows.store import UnitOfWork

WINDOW = timedelta(minutes=15)
MAX_OF_NAME_HERE = 5  # of one name from one address
MAX_OF_NAME = 50  # of one name from everywhere, where it has not signed in from this address before
MAX_HERE = 200  # from one address, with names that have not signed in from it before


def network_of(address: str) -> str:
    """The address that counts: an IPv6 visitor owns a whole /64 and could take a new address for every guess."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:45]
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def begin_attempt(work: UnitOfWork, username: str, address: str) -> int | None:
    """Count an attempt as failed until `attempt_succeeded` says otherwise; None where there were too many, and nothing is checked.

    Counted beforehand, so that many guesses at once are not all let in. Failures of others lock nobody out who has signed in
    from the same address before: not an office behind one address, and not the owner of a name that is guessed elsewhere.
    """
    name, here, since = digest_of(username.casefold()), network_of(address), work.now - WINDOW
    of_name, of_address = SignInAttempt.name_digest == name, SignInAttempt.address == here

    def tried(*where: Any) -> int:
        statement = select(func.count(SignInAttempt.id)).where(SignInAttempt.tried_at > since, *where)
        return work.session.scalar(statement) or 0

    if tried(of_name, of_address) >= MAX_OF_NAME_HERE:
        return None
    is_stranger = tried(of_name) >= MAX_OF_NAME or tried(of_address) >= MAX_HERE
    if is_stranger and not _is_known_here(work, username, here):
        return None
    attempt = SignInAttempt(name_digest=name, address=here, tried_at=work.now)
    work.session.add(attempt)
    work.session.flush()
    return attempt.id


def attempt_succeeded(work: UnitOfWork, attempt_id: int) -> None:
    """Take the attempt back, and with it the failures that the same person made on the way."""
    attempt = work.session.get(SignInAttempt, attempt_id)
    if attempt is not None:
        work.session.execute(
            delete(SignInAttempt).where(
                SignInAttempt.name_digest == attempt.name_digest, SignInAttempt.address == attempt.address
            )
        )


def _is_known_here(work: UnitOfWork, username: str, here: str) -> bool:
    statement = (
        select(LoginSession.digest)
        .join(User, User.id == LoginSession.user_id)
        .where(User.username == username, LoginSession.address == here)
        .limit(1)
    )
    return work.session.scalar(statement) is not None


def forget_old_attempts(work: UnitOfWork) -> None:
    """Remove attempts that no longer count."""
    work.session.execute(delete(SignInAttempt).where(SignInAttempt.tried_at < work.now - WINDOW))
