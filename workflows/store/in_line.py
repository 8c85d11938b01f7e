"""One at a time under a name, to the end of the transaction: for rows that several transactions lock in orders of their own."""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select

from workflows.store.unit_of_work import UnitOfWork


def stand_in_line(work: UnitOfWork, name: str) -> None:
    """Wait until no other transaction stands here under this name; the place is given up with the transaction.

    Whoever stands in line before locking rows cannot wait for somebody who waits for them. SQLite has one writer, who stands
    alone.
    """
    if work.connection.dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        work.session.execute(select(func.pg_advisory_xact_lock(number)))
