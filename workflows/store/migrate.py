"""Bring a database to the newest schema, from empty or from any landed version; Alembic does the work, one process at a time."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from workflows.store.backup import copy_sqlite
from workflows.store.private import private
from workflows.store.unit_of_work import Store
from workflows.store.word_checks import validate

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_SECONDS = 600
"""How long a process waits for another that is migrating."""
_LOCK_NUMBER = 4_771_193_202  # any number that nothing else of the server uses


class SchemaError(Exception):
    """The database does not fit this program; the sentence says which is older and what to do."""


def alembic_config(store: Store) -> Config:
    """The Alembic configuration bound to this store."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["store"] = store
    return config


_afterwards: list[Callable[[Store], None]] = []


def after_upgrade(act: Callable[[Store], None]) -> Callable[[Store], None]:
    """Have `act` run whenever a database has come to the newest schema; it does nothing where there is nothing to do."""
    _afterwards.append(act)
    return act


def revision_of(store: Store) -> str | None:
    """The revision that the database is at; None where it is empty."""
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision that this program works with."""
    return str(_script().get_current_head())


def require_newest(store: Store) -> None:
    """Raises SchemaError where the database is older or newer than this program."""
    found, newest = revision_of(store), newest_revision()
    _require_not_newer(found)
    if found != newest:
        raise SchemaError(
            f"The database is at schema {found or 'none'}, this program needs {newest}."
            " Migrate it first: python -m workflows migrate"
        )


def upgrade(
    store: Store, revision: str = "head", *, copy_into: Path | None = None, or_refuse: bool = False
) -> Path | None:
    """Upgrade the schema to `revision`; nothing happens where it is there already. Who comes second waits for the first.

    With `or_refuse`, a PostgreSQL database with an older schema is left alone: other processes may be working on it. With
    `copy_into`, an SQLite file that is going to change is copied there first; returns the copy. Raises SchemaError
    for that, for a database newer than this program, and for one that does not keep texts as UTF-8.
    """
    with one_at_a_time(store):
        found = revision_of(store)
        _require_not_newer(found)
        _require_utf8(store)
        if or_refuse and store.is_postgresql and found is not None:
            require_newest(store)
        copy = None
        if copy_into is not None and found not in (None, newest_revision()) and not store.is_postgresql:
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
            copy = copy_sqlite(store, copy_into / f"before-{newest_revision()}-{stamp}.sqlite")
        command.upgrade(alembic_config(store), revision)
        if revision == "head":
            # Each in a transaction of its own, so that nobody waits while the rows are looked through.
            with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                validate(connection)
        for act in _afterwards if revision == "head" else ():
            act(store)
        return copy


def _script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def _require_not_newer(found: str | None) -> None:
    known = {script.revision for script in _script().walk_revisions()}
    if found is not None and found not in known:
        raise SchemaError(
            f"The database is at schema {found}, which this program does not know: it was migrated by a newer one."
            " Start that one, or restore the copy that was made before."
        )


def _require_utf8(store: Store) -> None:
    if not store.is_postgresql:
        return
    with store.engine.connect() as connection:
        encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise SchemaError(f"The database keeps texts as {encoding}; create it anew with ENCODING 'UTF8'.")


@contextmanager
def one_at_a_time(store: Store) -> Iterator[None]:
    """Processes that start at once prepare the database one after another: a lock of the database itself on PostgreSQL, a lock
    file beside the database on SQLite. Raises SchemaError after LOCK_SECONDS of waiting.
    """
    if store.is_postgresql:
        with store.engine.connect() as connection:
            _wait_for(lambda: bool(connection.scalar(text("SELECT pg_try_advisory_lock(:n)"), {"n": _LOCK_NUMBER})))
            try:
                yield
            finally:
                connection.scalar(text("SELECT pg_advisory_unlock(:n)"), {"n": _LOCK_NUMBER})
        return
    path = store.engine.url.database or ""
    if not path.startswith("/"):
        yield
        return
    with open(f"{path}.migrating", "w", encoding="ascii", opener=private) as file:
        _wait_for(lambda: _locks(file.fileno()))
        yield


def _locks(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for(take: Callable[[], bool]) -> None:
    until = time.monotonic() + LOCK_SECONDS
    while not take():
        if time.monotonic() > until:
            raise SchemaError("Another process has been preparing this database for ten minutes; look at what it does.")
        time.sleep(0.1)
