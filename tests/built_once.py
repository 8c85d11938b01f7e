"""Offices that hundreds of tests begin with: built by the program's own verbs once per test process, then put back as rows.

What is put back is what was built, row by row, under the same dialect, at the same hour of the clock and from the same files; a
database that already holds something of the office is built upon as ever.
"""

from __future__ import annotations

import atexit
import copy
import functools
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from psycopg import Connection, sql

from tests.clock import MovingClock
from workflows.store import Store

Office = TypeVar("Office")
_EMPTY = (
    "SELECT (SELECT version_num FROM alembic_version) WHERE NOT EXISTS (SELECT 1 FROM history_entry)"
    " AND NOT EXISTS (SELECT 1 FROM unit) AND NOT EXISTS (SELECT 1 FROM person) AND NOT EXISTS (SELECT 1 FROM procedure_version)"
)


@dataclass(frozen=True)
class Built:
    """What a builder left: its answer, and every row, as a function that puts them into a database of the same schema."""

    answer: Any
    put: Callable[[Store], None]


_built: dict[tuple[Any, ...], Built] = {}


def built_once(build: Callable[..., Office]) -> Callable[..., Office]:
    """Let a builder `build(store, …)` of an office on an empty database work once for each dialect, hour and choice of files."""

    @functools.wraps(build)
    def given(store: Store, *words: Any, **files: Any) -> Office:
        key = _key(build, store, words, files)
        if key is None:
            return build(store, *words, **files)
        if key in _built:
            _built[key].put(store)
            return _answer(_built[key].answer, store)
        office = build(store, *words, **files)
        if not _wrote_files():
            _built[key] = Built(_answer(office, store), _rows_of(store))
        return office

    return given


def _key(build: Callable[..., Any], store: Store, words: tuple[Any, ...], files: Mapping[str, Any]) -> Any:
    """What the rows depend on; None where they depend on more, or the database is not empty."""
    if not isinstance(store.clock, MovingClock) or any(word is not store.clock for word in words):
        return None
    with _driver(store) as connection:
        row = connection.execute(_EMPTY).fetchone()
    if row is None:
        return None
    named = (build.__module__, build.__qualname__, store.engine.dialect.name, row[0])
    return (*named, store.clock.now, tuple(sorted(files.items())))


def _answer(office: Any, store: Store) -> Any:
    """The office as its builder gave it, on another database: its dictionaries are its own, so that a test may add people."""
    mine = copy.copy(office)
    for name, value in vars(office).items():
        if isinstance(value, dict):
            setattr(mine, name, dict(value))
    mine.store = store
    if hasattr(mine, "clock"):
        mine.clock = store.clock
    return mine


def _wrote_files() -> bool:
    """Whether anything of the office may lie beside the database, in files that no row brings back."""
    places = [os.environ.get(name) for name in ("GATEPOST_SEALS", "GATEPOST_FILES")]
    return any(place is None or Path(place).exists() for place in places)


@contextmanager
def _driver(store: Store) -> Iterator[Any]:
    """The driver's own connection, beside sessions and their guards, outside any transaction."""
    pooled = store.engine.raw_connection()
    try:
        yield pooled.driver_connection
    finally:
        pooled.close()  # undoes what was not committed


def _rows_of(store: Store) -> Callable[[Store], None]:
    with _driver(store) as connection:
        return _postgresql_rows(connection) if store.is_postgresql else _sqlite_pages(connection)


def _sqlite_pages(connection: sqlite3.Connection) -> Callable[[Store], None]:
    kept = sqlite3.connect(":memory:")
    atexit.register(kept.close)
    connection.backup(kept)

    def put(store: Store) -> None:
        with _driver(store) as empty:
            kept.backup(empty)

    return put


def _postgresql_rows(connection: Connection[Any]) -> Callable[[Store], None]:
    named = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    ).fetchall()
    tables: dict[str, bytes] = {}
    for (name,) in named:
        table = sql.Identifier(name)
        if (
            name != "alembic_version"
            and connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(table)).fetchone()
        ):
            with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(table)) as out:
                tables[name] = b"".join(out)
    sequences = connection.execute(
        "SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
    ).fetchall()

    def put(store: Store) -> None:
        with _driver(store) as empty:
            # Rows come in any order, past foreign keys and triggers.
            empty.execute("SET LOCAL session_replication_role = replica")
            for name, rows in tables.items():
                table = sql.Identifier(name)
                empty.execute(sql.SQL("DELETE FROM {}").format(table))
                with empty.cursor().copy(sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(table)) as into:
                    into.write(rows)
            for sequence, value in sequences:
                empty.execute("SELECT setval(%s, %s)", (sequence, value))
            empty.commit()

    return put
