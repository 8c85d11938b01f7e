"""The small office of the casework tests, and that of the recall tests, serve the tests of the record too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.casework.conftest import case_id, do, task_of, world
from tests.databases import PostgresDatabase, copy_sqlite
from tests.proof.whole import Whole, build_whole
from tests.recall.conftest import office

__all__ = ["case_id", "do", "office", "task_of", "world"]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """A database in which every table of record holds rows, for all tests of a file: they undo what they change."""
    folder = tmp_path_factory.mktemp("whole")
    if request.param == "sqlite":
        yield build_whole(copy_sqlite(request.getfixturevalue("sqlite_template"), folder), folder)
        return
    database: PostgresDatabase = request.getfixturevalue("postgres_database")
    try:
        yield build_whole(database.url.render_as_string(hide_password=False), folder)
    finally:
        database.empty()
