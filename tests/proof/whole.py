"""The whole record, built once for a file of tests, and whoever owns its database: what they change is undone at the end."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    LargeBinary,
    String,
    Uuid,
    create_engine,
    delete,
    event,
    insert,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from tests.clock import MovingClock, at
from tests.proof.changes import AGAIN, ANOTHER, GONE
from tests.proof.forger import as_work
from tests.proof.whole_record import fill
from tests.recall.office import build_office
from workflows.proof.report import VerifyReport
from workflows.proof.seal_file import SealFile
from workflows.proof.seals import verify_seals
from workflows.proof.verify import verify
from workflows.store import Base, Store
from workflows.store.kinds import key_text
from workflows.store.words import Word


@dataclass(frozen=True)
class Whole:
    """A database in which every table of record holds rows, its seals outside, and who acted in it."""

    engine: Engine
    now: datetime
    file: SealFile
    persons: dict[str, uuid.UUID]

    @contextmanager
    def owner(self) -> Iterator[Connection]:
        """A transaction of whoever owns the database, undone at the end; foreign keys are checked no more."""
        with self.engine.connect() as owner:
            if owner.dialect.name == "postgresql":
                owner.execute(text("SET session_replication_role = replica"))
            yield owner
            owner.rollback()

    def verified(self, owner: Connection, file: SealFile | None = None) -> VerifyReport:
        """What `verify` finds, with the file outside where it is given."""
        work = as_work(owner, self.now)
        try:
            return verify(work, file=file)
        finally:
            work.session.close()

    def seals_of(self, owner: Connection) -> VerifyReport:
        """What `verify` finds of the seals, alone."""
        report, work = VerifyReport(), as_work(owner, self.now)
        try:
            verify_seals(work, report, self.file)
            return report
        finally:
            work.session.close()


def _engine_of_owner(url: str) -> Engine:
    """An engine that keeps its compiled statements, and no connection."""
    engine = create_engine(make_url(url), poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        event.listen(engine, "connect", _leave_transactions_alone)
    return engine


def _leave_transactions_alone(connection: Any, _record: Any) -> None:
    connection.isolation_level = None


def build_whole(url: str, folder: Path) -> Whole:
    """Fill an empty, migrated database; nothing stays open."""
    clock = MovingClock(at("2026-03-02 09:00"))
    store = Store.from_url(url, clock=clock)
    try:
        office = build_office(store, clock)
        file = fill(office, folder)
    finally:
        store.close()
    return Whole(_engine_of_owner(url), clock.now, file, office.persons)


def alter(owner: Connection, name: str, column: str, value: Any) -> str:
    """Make one change to the first row of a table that can bear it; gives the row's key."""
    table = Base.metadata.tables[name]
    keys = list(table.primary_key.columns)
    order = []
    if isinstance(value, (str, int, float, date)):
        shown = type_coerce(table.c[column], String()) if isinstance(table.c[column].type, Word) else table.c[column]
        order = [shown.is_(None), shown == value]
    elif value is None:
        order = [table.c[column].is_(None)]
    row = owner.execute(select(table).order_by(*order, *keys).limit(1)).mappings().one()
    where = [key == row[key.name] for key in keys]
    key = key_text(tuple(row[each.name] for each in keys))
    if value is GONE:
        changed = owner.execute(delete(table).where(*where)).rowcount
    elif value is AGAIN:
        owner.execute(insert(table).values({**row, column: ANOTHER}))
        changed, key = 1, str(ANOTHER)
    else:
        kind = table.c[column].type
        # Of a closed family: whoever owns the database writes what they like.
        written = type_coerce(value, String()) if isinstance(kind, Word) else value
        changed = owner.execute(update(table).where(*where).values({column: written})).rowcount
        assert isinstance(kind, (LargeBinary, Uuid)) or row[column] != value, f"{name}.{column} is {value} already"
    assert changed == 1
    return key


def is_named(report: VerifyReport, name: str, key: str) -> bool:
    """Whether a sentence names the row; rows that are derived have no key, and are named by what they say."""
    rows = (f"row {name} {key} ", f"of {name} {key} ", f"row {name} [")
    return any(named in breach.sentence for breach in report.breaches for named in rows)
