"""Copy a whole database while others write in it, and put a copy back where nobody does."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL

from workflows.store.unit_of_work import Store, UnitOfWork

PRIVATE = 0o600


class BackupError(Exception):
    """A copy that cannot be made or put back; the sentence says why and what to do."""


def copy_sqlite(store: Store, target: Path) -> Path:
    """A whole copy of the store's SQLite file as of one moment, readable by its owner only. Raises FileExistsError."""
    make_private(target)
    source = store.engine.raw_connection()
    try:
        with closing(sqlite3.connect(target)) as copy:
            source.driver_connection.backup(copy)  # type: ignore[union-attr]  # the driver underneath is sqlite3
            copy.execute("PRAGMA journal_mode = DELETE")  # whole in one file
    finally:
        source.close()
    return target


def make_private(path: Path) -> None:
    """An empty new file, open to its owner only. Raises FileExistsError."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))


def dump_postgresql(work: UnitOfWork, url: URL, target: Path) -> Path:
    """A dump of exactly what this snapshot transaction sees. Raises BackupError, and FileExistsError."""
    snapshot = str(work.session.scalar(text("SELECT pg_export_snapshot()")))
    make_private(target)
    _run(
        "pg_dump",
        url,
        "--format=custom",
        f"--snapshot={snapshot}",
        f"--file={target}",
        "--no-owner",
        f"--dbname={url.database}",
    )
    return target


def restore_postgresql(url: URL, source: Path) -> None:
    """Put a dump in the place of what the database holds, in one transaction. Raises BackupError."""
    _run(
        "pg_restore",
        url,
        "--clean",
        "--if-exists",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        f"--dbname={url.database}",
        str(source),
    )


def users_of_postgresql(store: Store) -> int:
    """How many other connections the database has."""
    with store.engine.connect() as connection:
        statement = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return connection.scalar(text(statement)) or 0


def is_sqlite_in_use(path: Path) -> bool:
    """True where another process has the file open; otherwise its write-ahead log is folded into it."""
    with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as connection:
        try:
            # Leaving WAL needs the file alone: any other connection, even an idle one, refuses it.
            return str(connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]) != "delete"
        except sqlite3.OperationalError:
            return True


def replace_sqlite(path: Path, source: Path, kept: Path) -> None:
    """Put a copy in the place of an SQLite file that nobody has open; what was there is kept. Raises FileExistsError."""
    draft = path.with_name(f"{path.name}.restoring")
    draft.unlink(missing_ok=True)
    make_private(draft)
    with source.open("rb") as given, draft.open("wb") as written:
        shutil.copyfileobj(given, written)
        written.flush()
        os.fsync(written.fileno())
    if path.exists():
        os.link(path, kept)
    for name in (f"{path}-wal", f"{path}-shm"):
        Path(name).unlink(missing_ok=True)
    draft.replace(path)


def _run(program: str, url: URL, *arguments: str) -> None:
    found = shutil.which(program) or next(
        iter(sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{program}")))[::-1]), None
    )
    if found is None:
        raise BackupError(
            f"{program} is not installed: it comes with PostgreSQL's client programs (postgresql-client)."
        )
    # The password goes through the environment: what stands on a command line is read by everybody on the machine.
    given = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    environment = {**os.environ, **{name: str(value) for name, value in given.items() if value}}
    done = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True)  # noqa: S603  (our own words)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no word"]
        raise BackupError(f"{program} failed: {lines[0][:300]}")
