"""Migrating: two at once wait for one another, a newer database is refused, an old SQLite file is copied first."""

from __future__ import annotations

import gzip
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from tests import forked
from tests.databases import PostgresDatabase
from workflows.settings import ROOT
from workflows.store import Store
from workflows.store.migrate import SchemaError, newest_revision, require_newest, revision_of, upgrade


@pytest.fixture(params=["empty sqlite", "old sqlite", pytest.param("empty postgresql", marks=pytest.mark.postgres)])
def unready(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that has no schema yet, or the first version's."""
    if request.param == "empty postgresql":
        database = PostgresDatabase(f"empty_{request.getfixturevalue('worker_name')}")
        database.drop()
        database.on_server(f'CREATE DATABASE "{database.name}"')
        yield database.url.render_as_string(hide_password=False)
        database.drop()
        return
    path = tmp_path / "new.sqlite"
    if request.param == "old sqlite":
        path.write_bytes(gzip.decompress((ROOT / "tests/upgrade/first.sqlite.gz").read_bytes()))
    yield f"sqlite:///{path}"


def test_three_processes_migrate_at_once(unready: str, tmp_path: Path) -> None:
    code = (
        "from workflows.store import Store; from workflows.store.migrate import upgrade;"
        f"store = Store.from_url({unready!r}); upgrade(store); store.close()"
    )
    processes = [
        forked.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    assert [process.communicate(timeout=200)[1] for process in processes] == ["", "", ""]
    with closing(Store.from_url(unready)) as store:
        require_newest(store)
    if not store.is_postgresql:
        for path in tmp_path.glob("new.sqlite*"):
            assert path.stat().st_mode & 0o777 == 0o600, path


def test_a_database_newer_than_the_program_is_refused(store: Store) -> None:
    with store.write() as work:
        work.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        for act in (require_newest, upgrade):
            with pytest.raises(SchemaError, match="9999"):
                act(store)
        url = store.engine.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "workflows", "worker", "--once", "--database", url]
        refused = forked.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
        assert refused.returncode == 1
        assert "The database is at schema 9999, which this program does not know" in refused.stderr
    finally:
        with store.write() as work:
            work.session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": newest_revision()})


def test_an_old_file_is_copied_before_it_changes(tmp_path: Path) -> None:
    store = Store.from_url(f"sqlite:///{tmp_path / 'old.sqlite'}")
    assert upgrade(store, "0002", copy_into=tmp_path) is None  # it was empty
    copy = upgrade(store, copy_into=tmp_path)
    assert copy is not None
    assert copy.stat().st_mode & 0o777 == 0o600
    assert revision_of(store) == newest_revision()
    assert upgrade(store, copy_into=tmp_path) is None
    store.close()
    with sqlite3.connect(copy) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchone() == ("0002",)
    kept.close()


@pytest.mark.postgres
def test_a_database_that_keeps_no_utf8_is_refused_before_anything_is_made(worker_name: str) -> None:
    database = PostgresDatabase(f"latin_{worker_name}")
    database.drop()
    database.on_server(f"CREATE DATABASE \"{database.name}\" ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'")
    store = Store.from_url(database.url.render_as_string(hide_password=False))
    try:
        with pytest.raises(SchemaError, match="SQL_ASCII; create it anew with ENCODING 'UTF8'"):
            upgrade(store)
        assert revision_of(store) is None
    finally:
        store.close()
        database.drop()
