"""Databases for tests: a copied SQLite file per test, one PostgreSQL database per test process, emptied between tests."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import Pool

from workflows.store.migrate import upgrade
from workflows.store.unit_of_work import Store

POSTGRES_VARIABLE = "GATEPOST_TEST_POSTGRES_URL"
# A truncated table gets new files for itself and each index, which takes twenty times as long as deleting a test's few rows;
# one that has grown is truncated all the same, so that deleted rows never pile up.
EMPTY_TABLES = """
DO $$
DECLARE name text; held boolean;
BEGIN
  FOR name IN
    SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
  LOOP
    IF current_setting('session_replication_role') = 'replica' AND pg_relation_size(name) < 500000 THEN
      EXECUTE 'DELETE FROM ' || name;
    ELSE
      EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || name || ')' INTO held;
      IF held THEN EXECUTE 'TRUNCATE ' || name || ' CASCADE'; END IF;
    END IF;
  END LOOP;
  FOR name IN
    SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
  LOOP
    EXECUTE 'ALTER SEQUENCE ' || name || ' RESTART';
  END LOOP;
END $$
"""


def make_sqlite_template(path: Path) -> None:
    """Make a migrated, closed SQLite file, whole without its write-ahead log."""
    store = Store.from_url(f"sqlite:///{path}")
    upgrade(store)
    close_whole(store)


def close_whole(store: Store) -> None:
    """Close an SQLite file so that a copy of it alone holds everything."""
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


class MakeOnce:
    """Files that several test processes need and only the first of them makes, while the others wait for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, name: str, make: Callable[[Path], None]) -> Path:
        """The path of the file `name`, which `make` wrote in this process or another. It must never be changed."""
        path = self._folder / name
        with (self._folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                # Made under another name: one whose making failed must not be taken for whole.
                begun = path.with_name(f"begun-{name}")
                begun.unlink(missing_ok=True)
                make(begun)
                begun.rename(path)
        return path


def copy_sqlite(template: Path, folder: Path) -> str:
    """The URL of a fresh copy of the template."""
    path = folder / "gatepost.sqlite"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


class OpenConnections:
    """For the length of a block: which PostgreSQL connections the program opened and did not close, by where it opened them.

    The driver complains of one that is collected while open, whenever that happens; SQLite's says nothing.
    """

    def __init__(self) -> None:
        self._open: dict[int, traceback.StackSummary] = {}

    def _opened(self, connection: Any, _record: Any) -> None:
        if not isinstance(connection, sqlite3.Connection):
            stack = traceback.walk_stack(sys._getframe())
            self._open[id(connection)] = traceback.StackSummary.extract(stack, limit=60, lookup_lines=False)

    def _closed(self, connection: Any, *_: Any) -> None:
        self._open.pop(id(connection), None)

    def __enter__(self) -> OpenConnections:
        event.listen(Pool, "connect", self._opened)
        for name in ("close", "close_detached"):
            event.listen(Pool, name, self._closed)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(Pool, "connect", self._opened)
        for name in ("close", "close_detached"):
            event.remove(Pool, name, self._closed)

    def places(self, grace: float = 5.0) -> list[str]:
        """Where each connection still open was opened, outermost line last; threads get `grace` seconds to end theirs."""
        until = time.monotonic() + grace
        while self._open and time.monotonic() < until:
            time.sleep(0.05)
        return [
            " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in stack if _is_ours(frame.filename))
            for stack in self._open.values()
        ]


def _is_ours(filename: str) -> bool:
    return filename.startswith(str(Path(__file__).parents[1])) and "site-packages" not in filename


class PostgresDatabase:
    """A database of this test process on the server of GATEPOST_TEST_POSTGRES_URL, whose role may create databases."""

    def __init__(self, worker: str) -> None:
        self.server = make_url(os.environ[POSTGRES_VARIABLE]).set(drivername="postgresql+psycopg")
        self.name = f"gatepost_test_{worker}_{os.getpid()}"
        self.url: URL = self.server.set(database=self.name)

    def create(self) -> None:
        """Create and migrate it."""
        self.drop()
        self.on_server(f'CREATE DATABASE "{self.name}"')
        store = Store.from_url(self.url.render_as_string(hide_password=False))
        upgrade(store)
        store.close()

    def drop(self) -> None:
        """Remove it, closing connections that a failed test left behind."""
        self.on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def empty(self) -> None:
        """Remove every row that a test wrote; a process that a test left behind is cut off first.

        By a connection beside the program's pools, whose connections each test must close; and closed at once, as a restore
        counts who is connected.
        """
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            # Rows go in any order, past foreign keys and triggers, where the role may say so.
            with contextlib.suppress(psycopg.errors.InsufficientPrivilege):
                connection.execute("SET session_replication_role = replica")
            connection.execute(EMPTY_TABLES)

    def on_server(self, statement: str) -> None:
        """Run a statement that no transaction may hold, such as CREATE DATABASE."""
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()
