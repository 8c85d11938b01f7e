"""Whoever owns the database: an engine of their own, which nothing of Gatepost watches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine

from workflows.store import Store


@contextmanager
def owner_of(store: Store) -> Iterator[Connection]:
    """A transaction past the program; foreign keys are not checked on SQLite there."""
    engine = create_engine(store.engine.url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
