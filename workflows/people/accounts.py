"""Accounts: check a password, choose a language, list them; what a person may do comes from posts, never from here."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from workflows.calendar.zone import local_date
from workflows.people.models import Person, Post, PostHolding, Unit, User
from workflows.store import UnitOfWork, new_id

_hasher = PasswordHasher()
# Checked for unknown names, so that the time of an answer does not tell which names exist: of a password that nobody ever knew,
# made with the hasher's own parameters, as any other takes another time.
HASH_OF_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$+SlXK/7SpSnpPPL80Ms4OA$0LHmThZotstDpda4Bg73fRUyri1DB2IvjIsTBIZxcUY"


def set_password(user: User, password: str) -> None:
    """Store the Argon2 hash of a password that its owner chose, and end every session of the account."""
    set_password_hash(user, hash_of(password))


def hash_of(password: str) -> str:
    """The Argon2 hash of a password; takes long on purpose, so it is made while no other writer waits."""
    return _hasher.hash(password)


def set_password_hash(user: User, password_hash: str) -> None:
    """Store the hash of a password that its owner chose, and end every session of the account."""
    user.password_hash = password_hash
    user.must_change_password = False
    user.session_key = new_id()


def sign_in(work: UnitOfWork, username: str, password: str) -> User | None:
    """The open account that name and password belong to, or None; takes as long for a name that does not exist."""
    user = work.session.scalar(select(User).where(User.username == username))
    is_right = _matches(user.password_hash if user else None, password)
    return user if user is not None and user.is_active and is_right else None


def renew_hash(user: User, password: str) -> None:
    """Hash the password anew where the parameters of hashing have grown since it was set."""
    if user.password_hash and _hasher.check_needs_rehash(user.password_hash):
        user.password_hash = _hasher.hash(password)


def _matches(password_hash: str | None, password: str) -> bool:
    try:
        _hasher.verify(password_hash or HASH_OF_NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


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
