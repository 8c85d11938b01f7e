"""A database of the schema of then (0002), with a closed recall, one whose clock runs, waiting cases and an incident in it."""

from __future__ import annotations

import base64
import json
import lzma
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, create_engine, insert, text

import workflows.rooms  # noqa: F401  every room's classes, and what they derive
from tests.clock import MovingClock
from tests.databases import PostgresDatabase
from workflows.store import Store
from workflows.store.migrate import upgrade

ROWS = Path(__file__).parent / "before_the_record.json.xz"
BEFORE = "0002"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def old(request: pytest.FixtureRequest, tmp_path: Path, clock: MovingClock) -> Iterator[Store]:
    """A store at the schema of then, with a closed recall, one whose clock runs, waiting cases and an incident in it."""
    database = None
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    else:
        database = PostgresDatabase(f"old_{request.getfixturevalue('worker_name')}")
        database.drop()
        database.on_server(f'CREATE DATABASE "{database.name}"')
        url = database.url.render_as_string(hide_password=False)
    clock.move_to("2026-03-10 09:00")
    try:
        with closing(Store.from_url(url, clock=clock)) as store:
            upgrade(store, BEFORE)
            load(store)
            yield store
    finally:
        if database is not None:
            database.drop()


def load(store: Store) -> None:
    """Write the rows as they were."""
    metadata = MetaData()
    engine = create_engine(store.engine.url)
    with engine.begin() as connection:
        metadata.reflect(connection)
        if not store.is_postgresql:
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        else:
            connection.execute(text("SET session_replication_role = replica"))
        for name, held in json.loads(lzma.decompress(ROWS.read_bytes())).items():
            rows = [
                dict(zip(held["columns"], (_value(store, cell) for cell in row), strict=True)) for row in held["rows"]
            ]
            connection.execute(insert(metadata.tables[name]), rows)
        if store.is_postgresql:
            newest = "SELECT setval('history_entry_id_seq', (SELECT max(id) FROM history_entry))"
            connection.execute(text(newest))
    engine.dispose()


def _value(store: Store, cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    ((kind, value),) = cell.items()
    if kind == "u":
        return uuid.UUID(value) if store.is_postgresql else uuid.UUID(value).hex
    if kind == "t":
        moment = datetime.fromisoformat(value)
        return moment if store.is_postgresql else moment.replace(tzinfo=None)
    if kind == "d":
        return date.fromisoformat(value)
    return base64.b64decode(value) if kind == "b" else value
