"""First passwords: drawn for accounts, hashed before any lock is taken, and good only for choosing another."""

from __future__ import annotations

import os
import secrets
import uuid
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflows.people.accounts import hash_of, set_password_hash
from workflows.people.models import Person, User
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork

# Without what people mix up on paper: 0 and o, 1, l and i.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _IN_GROUP = 4, 4
"""Sixteen of 31 letters: some 79 bits, beyond guessing even from a stolen hash."""


class UnknownAccounts(Exception):
    """There is no open account of some of these names."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """A password drawn for an account, with whom it is for; `had_one`: it takes the place of another."""

    user_id: uuid.UUID
    person_id: uuid.UUID
    username: str
    name: str
    unit: str
    had_one: bool
    password: str
    password_hash: str


def draw_passwords(work: UnitOfWork, usernames: Collection[str] = ()) -> list[FirstPassword]:
    """A password for each of these open accounts; without names for every open one that has none. Stores nothing.

    Raises UnknownAccounts for names of no open account. Hashing takes some hundredths of a second each.
    """
    statement = select(User).options(joinedload(User.person).joinedload(Person.unit)).where(User.is_active)
    statement = statement.where(User.username.in_(usernames) if usernames else User.password_hash.is_(None))
    users = work.session.scalars(statement.order_by(User.username)).all()
    missing = sorted(set(usernames) - {user.username for user in users})
    if missing:
        raise UnknownAccounts(missing)
    passwords = [_drawn() for _ in users]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:
        hashes = list(threads.map(hash_of, passwords))
    return [
        FirstPassword(
            user.id,
            user.person_id,
            user.username,
            user.person.name,
            user.person.unit.name if user.person.unit else "",
            user.password_hash is not None,
            password,
            password_hash,
        )
        for user, password, password_hash in zip(users, passwords, hashes, strict=True)
    ]


def _drawn() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_IN_GROUP)) for _ in range(_GROUPS))


def issue_passwords(work: UnitOfWork, drawn: Sequence[FirstPassword]) -> list[FirstPassword]:
    """Set the drawn passwords; they end every session and must be changed at the next sign-in. Returns those that were set.

    An account that was closed since, or has chosen a password since, keeps what it has.
    """
    rows = work.session.scalars(select(User).where(User.id.in_([each.user_id for each in drawn])).with_for_update())
    users = {user.id: user for user in rows}
    issued = []
    for each in drawn:
        user = users[each.user_id]
        if user.is_active and (each.had_one or user.password_hash is None):
            set_password_hash(user, each.password_hash)
            user.must_change_password = True
            issued.append(each)
    if issued:
        data = {"accounts": [each.username for each in issued]}
        record(work, None, HistoryKind.PASSWORDS_ISSUED, data)
    return issued
