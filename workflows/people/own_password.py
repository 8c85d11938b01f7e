"""Choosing one's own password: what a new one must be, and setting it."""

from __future__ import annotations

import uuid

from workflows.people.accounts import set_password_hash
from workflows.people.administration import LEAST_PASSWORD
from workflows.people.models import User
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork


def problem_of(password: str, *, username: str, present: str) -> str | None:
    """Why this cannot be the new password: `short`, `same` as the present one, or the `username` within it; None where it can."""
    if len(password) < LEAST_PASSWORD:
        return "short"
    if password == present:
        return "same"
    if username.casefold() in password.casefold():
        return "username"
    return None


def change_own_password(work: UnitOfWork, user_id: uuid.UUID, password_hash: str, *, was: str | None) -> User | None:
    """Set the password that an account's owner chose, made into `password_hash` before; every session of it ends.

    None where the account was closed, or another password than the checked one (`was`, its hash) was set meanwhile.
    """
    user = work.session.get(User, user_id, with_for_update=True)
    if user is None or not user.is_active or user.password_hash != was:
        return None
    set_password_hash(user, password_hash)
    record(work, None, HistoryKind.ACCOUNT_CHANGED, {"username": user.username, "password": True})
    return user
