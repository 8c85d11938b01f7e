"""Transactions: a Store opens units of work; only the entry point (request, job, command) that opened one commits it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from workflows.store.collector import RecordingSession, finish
from workflows.store.guard import HAS_WRITTEN, guard
from workflows.store.trouble import TooManyWaiting

Clock = Callable[[], datetime]
WRITERS_WAIT_SECONDS = 5
MAX_WRITERS = 8
_PLACE_SECONDS = 1
_CONNECT_SECONDS = 5
_CACHE_KIB = 32 * 1024  # of SQLite, for each connection: the upper pages of the indexes of a large database stay in it
_WRITES = "gatepost_writes"


def _json_text(value: Any) -> str:
    """JSON for a column as it reads: Chinese escaped to ASCII would take twice the space and serve nobody."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def system_clock() -> datetime:
    """The current instant in UTC."""
    return datetime.now(UTC)


@dataclass
class UnitOfWork:
    """One transaction: its session and the one instant at which everything in it happens."""

    session: RecordingSession
    now: datetime
    is_writing: bool
    # What the process holds of rows that seldom change, and the number by which it is known to hold still (store/held.py).
    held: dict[Hashable, tuple[int, Any]] = field(default_factory=dict, repr=False)
    reference: int | None = None
    # The same of this transaction alone, once it has changed such rows itself, and after which of its changes it was read.
    own: dict[Hashable, tuple[int, Any]] = field(default_factory=dict, repr=False)
    _after_commit: list[Callable[[], None]] = field(default_factory=list)
    _after_end: list[Callable[[Store], None]] = field(default_factory=list)

    @cached_property
    def connection(self) -> Connection:
        """The transaction's connection, for statements that need no session."""
        return self.session.connection()

    def not_before(self, moment: datetime) -> None:
        """Let nothing in this transaction happen before `moment`, which it follows, however the machine's clock was put back."""
        self.now = max(self.now, moment)

    def after_commit(self, act: Callable[[], None]) -> None:
        """Have `act` run once the transaction is committed; a rollback forgets it."""
        self._after_commit.append(act)

    def after_end(self, act: Callable[[Store], None]) -> None:
        """Have `act` run once the transaction is over, committed or undone, for what must be kept of one that was undone."""
        self._after_end.append(act)


class Store:
    """A database and the ways to open a transaction on it."""

    def __init__(self, engine: Engine, clock: Clock = system_clock) -> None:
        self.engine = engine
        self.clock = clock
        # The same connections; its transactions take the writer's lock at once where there is only one.
        self.writing_engine = engine.execution_options(**{_WRITES: True})
        self._held: dict[Hashable, tuple[int, Any]] = {}
        self._writers = threading.BoundedSemaphore(MAX_WRITERS)

    @classmethod
    def from_url(cls, url: str, *, clock: Clock = system_clock, **options: Any) -> Store:
        """Open the database at an SQLAlchemy URL; `postgresql://` means psycopg 3. `options` go to the engine."""
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        # A statement's parameters are what people wrote: they belong into no error, no incident and no log.
        options = {"hide_parameters": True, **options}
        if parsed.get_backend_name() == "postgresql":
            options = {**_postgresql_options(), **options}
        engine = create_engine(parsed, json_serializer=_json_text, **options)
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine)
        guard(engine, _WRITES)
        return cls(engine, clock)

    @property
    def is_postgresql(self) -> bool:
        """True on PostgreSQL, where several workers share the queue; False on SQLite."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def write(self, now: datetime | None = None) -> Iterator[UnitOfWork]:
        """A writing transaction: committed when the block ends, undone by any exception.

        SQLite takes its one writer lock at the start (`BEGIN IMMEDIATE`): of deferred writers half would fail. A writer waits
        for another at most WRITERS_WAIT_SECONDS, and no more than MAX_WRITERS of a process wait so long. At its end the history
        tells every row of record that was written.
        """
        session = RecordingSession(self.writing_engine, expire_on_commit=False)
        work = UnitOfWork(session, now or self.clock(), is_writing=True, held=self._held)
        try:
            with self._queue_of_writers(), session, session.begin():
                session.now = work.now
                yield work
                session.now = work.now  # a lock may have moved it on
                finish(session)
            for act in work._after_commit:
                act()
        finally:
            for act_at_end in work._after_end:
                act_at_end(self)

    @contextmanager
    def _queue_of_writers(self) -> Iterator[None]:
        """On SQLite, where writers wait in this process's threads: keep some threads for readers."""
        if self.is_postgresql:
            yield
            return
        if not self._writers.acquire(timeout=_PLACE_SECONDS):
            raise TooManyWaiting
        try:
            yield
        finally:
            self._writers.release()

    @contextmanager
    def read(self, now: datetime | None = None, *, is_snapshot: bool = False) -> Iterator[UnitOfWork]:
        """A reading transaction; anything changed in it is undone.

        With `is_snapshot` every statement sees the database as it was at the first one, as always on SQLite.
        """
        # Closing the session undoes the transaction and, unlike a rollback, leaves what was loaded readable.
        with RecordingSession(self.engine, expire_on_commit=False) as session:
            if is_snapshot and self.is_postgresql:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield UnitOfWork(session, now or self.clock(), is_writing=False, held=self._held)
            if self.is_postgresql:
                _end_unwritten(session)

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _end_unwritten(session: RecordingSession) -> None:
    """Commit a transaction in which nothing was written: at an undone one the driver forgets every statement that it prepared.

    The server would then plan each statement of each page anew, which takes several times as long as to run it.
    """
    session.expunge_all()  # what was changed of the objects is written by no commit
    if not session.connection().info.pop(HAS_WRITTEN, False):
        session.commit()


def _postgresql_options() -> dict[str, Any]:
    """Notice a server that went away and came back, do not wait for ever for one that is gone or for another's lock.

    Nor compile a plan (jit) or begin it on several processes: a page reads few rows of many tables, for which the planner's guesses
    are far too high, and to compile its statements took seconds where to run them takes milliseconds. Nor take a row that an index
    finds for dear, as on a turning disk: what pages read lies in memory, and without statistics whole tables were read instead.
    """
    return {
        "pool_pre_ping": True,
        "pool_size": 10,
        "pool_timeout": WRITERS_WAIT_SECONDS,
        "connect_args": {
            "connect_timeout": _CONNECT_SECONDS,
            # Texts come as texts even from a database that keeps none, so that it is refused in words (migrate.py).
            "client_encoding": "UTF8",
            "options": f"-c lock_timeout={WRITERS_WAIT_SECONDS}s -c jit=off -c max_parallel_workers_per_gather=0"
            " -c plan_cache_mode=force_generic_plan -c random_page_cost=1.1",
            # A statement that a connection sees again is planned once more and never after: for the wide conditions about who
            # may read what, that takes many times as long as to run them.
            "prepare_threshold": 1,
        },
    }


def _keep_private(path: str | None) -> None:
    """The file holds what people wrote about people: open to its owner only; its log and its index follow its mode."""
    for name in (path, f"{path}-wal", f"{path}-shm") if path and path.startswith("/") else ():
        with suppress(OSError):
            if os.stat(name).st_mode & 0o077:
                os.chmod(name, 0o600)


def _prepare_sqlite(engine: Engine) -> None:
    """WAL, FULL and foreign keys; transactions begin as we say, not as the driver guesses (design, section 10)."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {WRITERS_WAIT_SECONDS * 1000}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA cache_size = {-_CACHE_KIB}")
        cursor.close()
        _keep_private(engine.url.database)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
