"""Accounts: check a password, lock after failures, end sessions; what a person may do comes from posts, never from here."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from workflows.calendar.zone import local_date
from workflows.people.models import Person, Post, PostHolding, Unit, User
from workflows.store import UnitOfWork, new_id

MAX_FAILED_SIGN_INS = 5
LOCK_OUT = timedelta(minutes=15)

_hasher = PasswordHasher()
# Checked for unknown names, so that the time of an answer does not tell which names exist.
_NOBODY = _hasher.hash("nobody's password")


@dataclass(frozen=True, slots=True)
class SignIn:
    """The answer to an attempt: the account, or None; `is_locked` where too many attempts failed."""

    user: User | None
    is_locked: bool = False


def set_password(user: User, password: str) -> None:
    """Store the Argon2 hash of a password and end every session of the account."""
    user.password_hash = _hasher.hash(password)
    user.session_key = new_id()


def sign_in(work: UnitOfWork, username: str, password: str) -> SignIn:
    """Check a name and password; five failures in a row lock the account for 15 minutes, whatever is tried then."""
    user = work.session.scalar(select(User).where(User.username == username).with_for_update())
    is_right = _matches(user.password_hash if user else None, password)
    if user is None or not user.is_active:
        return SignIn(None)
    if user.locked_until is not None and user.locked_until > work.now:
        return SignIn(None, is_locked=True)
    if not is_right:
        user.failed_sign_ins += 1
        if user.failed_sign_ins >= MAX_FAILED_SIGN_INS:
            user.locked_until, user.failed_sign_ins = work.now + LOCK_OUT, 0
            return SignIn(None, is_locked=True)
        return SignIn(None)
    user.failed_sign_ins, user.locked_until, user.signed_in_at = 0, None, work.now
    if user.password_hash and _hasher.check_needs_rehash(user.password_hash):
        user.password_hash = _hasher.hash(password)
    return SignIn(user)


def _matches(password_hash: str | None, password: str) -> bool:
    try:
        _hasher.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def has_session(work: UnitOfWork, user_id: uuid.UUID, session_key: uuid.UUID) -> bool:
    """True where a session opened with this key still belongs to an open account."""
    return (
        work.session.scalar(select(User.id).where(User.id == user_id, User.session_key == session_key, User.is_active))
        is not None
    )


def end_sessions(work: UnitOfWork, user_id: uuid.UUID) -> None:
    """End every session of an account, in all browsers."""
    user = work.session.get(User, user_id)
    if user is not None:
        user.session_key = new_id()


def choose_locale(work: UnitOfWork, user_id: uuid.UUID, locale: str) -> None:
    """Remember the language an account's owner chose."""
    user = work.session.get(User, user_id)
    if user is not None:
        user.locale = locale


def open_account(work: UnitOfWork, user_id: uuid.UUID) -> User | None:
    """An open account by its id, or None."""
    return work.session.scalar(select(User).where(User.id == user_id, User.is_active))


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """One post of an account's owner, for lists of accounts grouped by unit."""

    user: User
    person: Person
    post: Post
    unit: Unit


def account_entries(work: UnitOfWork, search: str, *, limit: int = 60) -> Sequence[AccountEntry]:
    """Open accounts whose owner, post or unit matches, once for each post held today, by unit path, post and name."""
    today, words = local_date(work.now), search.strip()
    statement = (
        select(User, Person, Post, Unit)
        .join(Person, User.person_id == Person.id)
        .join(PostHolding, PostHolding.person_id == Person.id)
        .join(Post, PostHolding.post_key == Post.key)
        .join(Unit, PostHolding.unit_id == Unit.id)
        .options(joinedload(User.person))
        .where(
            User.is_active,
            PostHolding.from_on <= today,
            or_(PostHolding.to_on.is_(None), PostHolding.to_on > today),
        )
        .order_by(Unit.path, Post.key, Person.name)
        .limit(limit)
    )
    if words:
        columns = (Person.name, User.username, Post.name, Post.name_en, Unit.name, Unit.name_en)
        statement = statement.where(or_(*(column.icontains(words, autoescape=True) for column in columns)))
    return [AccountEntry(*row) for row in work.session.execute(statement)]
