"""Databases for tests: a copied SQLite file per test, one PostgreSQL database per test process, emptied between tests."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from workflows.store.migrate import upgrade
from workflows.store.unit_of_work import Store

POSTGRES_VARIABLE = "GATEPOST_TEST_POSTGRES_URL"
KEPT_TABLES = ("alembic_version",)


def make_sqlite_template(folder: Path) -> Path:
    """A migrated, closed SQLite file in `folder`, whole without its write-ahead log."""
    path = folder / "template.sqlite"
    store = Store.from_url(f"sqlite:///{path}")
    upgrade(store)
    store.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


def copy_sqlite(template: Path, folder: Path) -> str:
    """The URL of a fresh copy of the template."""
    path = folder / "gatepost.sqlite"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


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
        """Remove every row that a test wrote; a process that a test left behind is cut off first."""
        engine = create_engine(self.url)
        with engine.begin() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
            names = connection.scalars(
                text("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
            ).all()
            tables = [name for name in names if name not in KEPT_TABLES]
            # Truncating an empty table costs as much as a full one: only those that hold rows are worth it.
            questions = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables)
            filled = connection.scalars(text(questions)).all()
            if filled:
                connection.execute(text(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE"))
        engine.dispose()

    def on_server(self, statement: str) -> None:
        """Run a statement that no transaction may hold, such as CREATE DATABASE."""
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()
