"""A database of the first version (schema 0002), with cases in every state, is carried to the newest schema and goes on.

`first.sqlite.gz` was written by that version's own code on an office of four units: a review fresh, claimed, half done, completed,
returned to its unit, cancelled, with an extended clock, stopped by an incident, and started a week later; its clock began on
2 March 2026 and had reached the eleventh.
"""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Integer,
    MetaData,
    Uuid,
    create_engine,
    delete,
    insert,
    select,
    text,
)
from sqlalchemy.types import TypeEngine

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests import forked
from tests.clock import MovingClock, at
from tests.databases import PostgresDatabase
from tests.server.person import PASSWORD
from workflows.casework.models import Case, Deadline, DeadlineExtension, Incident, Notice, Task, TaskStatus
from workflows.casework.transaction import transaction
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import complete
from workflows.people import Actor, User, actor_for
from workflows.people.accounts import sign_in
from workflows.proof.verify import verify
from workflows.settings import ROOT
from workflows.store import Store
from workflows.store.migrate import SchemaError, newest_revision, revision_of, upgrade

HERE = Path(__file__).parent


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The file as the first version left it."""
    path = tmp_path / "first.sqlite"
    path.write_bytes(gzip.decompress((HERE / "first.sqlite.gz").read_bytes()))
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def carried(request: pytest.FixtureRequest, old: Path, tmp_path: Path) -> Iterator[Store]:
    """The database at the newest schema, on a clock that stands where the file's stood; on PostgreSQL with the file's rows."""
    clock = MovingClock(at("2026-03-11 09:00"))
    if request.param == "sqlite":
        store = Store.from_url(f"sqlite:///{old}", clock=clock)
        assert revision_of(store) == "0002"
        assert upgrade(store, copy_into=tmp_path) is not None
        assert revision_of(store) == newest_revision()
        yield store
        store.close()
        return
    database = PostgresDatabase(f"first_{request.getfixturevalue('worker_name')}")
    database.drop()
    database.on_server(f'CREATE DATABASE "{database.name}"')
    store = Store.from_url(database.url.render_as_string(hide_password=False), clock=clock)
    try:
        upgrade(store, "0002")
        fill(store, old)
        with pytest.raises(SchemaError, match="python -m workflows migrate"):
            upgrade(store, or_refuse=True)  # as `serve` asks: others may be working on it
        upgrade(store)
        assert revision_of(store) == newest_revision()
        yield store
    finally:
        store.close()
        database.drop()


def fill(store: Store, file: Path) -> None:
    """Write the rows of the file into a PostgreSQL database of the same schema."""
    metadata, engine = MetaData(), create_engine(store.engine.url)
    with closing(sqlite3.connect(file)) as source, engine.begin() as connection:
        metadata.reflect(connection)
        connection.execute(text("SET session_replication_role = replica"))
        for table in metadata.tables.values():
            if table.name.startswith(("procrastinate", "alembic")):
                continue
            cursor = source.execute(f'SELECT * FROM "{table.name}"')
            columns = [table.c[name] for name, *_ in cursor.description]
            rows = [
                {column.name: _value(column.type, cell) for column, cell in zip(columns, row, strict=True)}
                for row in cursor
            ]
            if not rows:
                continue
            connection.execute(delete(table))  # the row that a migration begins with
            connection.execute(insert(table), rows)
            key = table.primary_key.columns.values()[0]
            if isinstance(key.type, Integer):
                names = {"table": f'"{table.name}"', "key": key.name, "newest": max(row[key.name] for row in rows)}
                connection.execute(text("SELECT setval(pg_get_serial_sequence(:table, :key), :newest)"), names)
    engine.dispose()


def _value(kind: TypeEngine[Any], cell: Any) -> Any:
    """A cell of SQLite as PostgreSQL wants it for a column of this type."""
    if cell is None:
        return None
    if isinstance(kind, Uuid):
        return uuid.UUID(cell)
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(cell).replace(tzinfo=UTC)
    if isinstance(kind, Date):
        return date.fromisoformat(cell)
    if isinstance(kind, JSON):
        return json.loads(cell)
    return bool(cell) if isinstance(kind, Boolean) else cell


def person(store: Store, username: str) -> Actor:
    with store.read() as work:
        found = actor_for(work, work.session.scalars(select(User.id).where(User.username == username)).one())
    assert found is not None
    return found


def task_of(store: Store, title: str, element: str) -> uuid.UUID:
    with store.read() as work:
        where = (Case.title == title, Task.element_id == element, Task.status == TaskStatus.OPEN.value)
        return work.session.scalars(select(Task.id).join(Case, Task.case_id == Case.id).where(*where)).one()


def test_everything_is_still_there_and_proved(carried: Store) -> None:
    with carried.read() as work:
        states = {case.title: case.status for case in work.session.scalars(select(Case))}
        assert states == {
            **{f"审核 {number}号": "active" for number in (1, 2, 3, 5, 7, 9)},
            "审核 4号": "completed",
            "审核 6号": "cancelled",
            "审核 8号": "incident",
        }
        assert len(work.session.scalars(select(Incident).where(Incident.resolved_at.is_(None))).all()) == 1
        assert len(work.session.scalars(select(DeadlineExtension)).all()) == 1
        assert work.session.scalars(select(Notice)).first() is not None
        report = verify(work)
        assert report.is_intact, report.breaches
        assert report.seals == 1
        assert sign_in(work, "wen", PASSWORD) is not None


def test_its_cases_go_on(carried: Store) -> None:
    wen, bao, hu = person(carried, "wen"), person(carried, "bao"), person(carried, "hu")
    with transaction(carried) as work:
        claim(work, task_of(carried, "审核 1号", "check_a"), wen)
    for title, element, actor, answers in (
        ("审核 2号", "check_a", wen, {"outcome": "agree", "mark_a": 6}),
        ("审核 2号", "check_b", bao, {"mark_b": 6}),
        ("审核 3号", "check_b", bao, {"mark_b": 9}),
        ("审核 5号", "supplement", hu, {"material": "补充了请假审批单"}),
        ("审核 5号", "check_a", wen, {"outcome": "agree", "mark_a": 9}),
    ):
        with transaction(carried) as work:
            complete(work, task_of(carried, title, element), actor, answers)
    with carried.read() as work:
        ended = {case.title for case in work.session.scalars(select(Case).where(Case.status == "completed"))}
        assert ended == {"审核 2号", "审核 3号", "审核 4号"}
        running = work.session.scalars(select(Deadline).where(Deadline.status == "running")).all()
        assert len(running) == 5
        assert verify(work).is_intact


def test_the_command_carries_it_too(old: Path) -> None:
    command = [sys.executable, "-m", "workflows", "migrate"]
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{old}"}
    done = forked.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr
    store = Store.from_url(f"sqlite:///{old}")
    assert revision_of(store) == newest_revision()
    store.close()
