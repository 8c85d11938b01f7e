"""Insert a row unless there is one with its key already, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite

from workflows.store.base import Base
from workflows.store.unit_of_work import UnitOfWork


def insert_once(work: UnitOfWork, model: type[Base], values: Mapping[str, Any]) -> bool:
    """True where the row is new. Waits for a transaction that is writing the same key: undone, its row is nobody's."""
    insert = postgresql.insert if work.connection.dialect.name == "postgresql" else sqlite.insert
    # The count of rows is not told alike by both drivers; a row that was not inserted returns nothing.
    (key, *_) = inspect(model).primary_key
    statement = insert(model).values(**values).on_conflict_do_nothing().returning(key)
    return work.connection.execute(statement).first() is not None
