"""A database that refuses: a page that says what was kept and what to do, never a fault; the words follow the real cause."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from sqlalchemy import text

from webapp import create_app
from webapp.settings import Settings
from workflows.store import DATABASE_ERRORS, Store, Trouble, cause_of, trouble_of

SQLITE = "sqlite"
CASES = [
    (SQLITE, ("PRAGMA max_page_count = 1", "CREATE TABLE more AS SELECT randomblob(9999999)"), Trouble.FULL),
    (SQLITE, ("PRAGMA query_only = ON", "CREATE TABLE more (id INTEGER)"), Trouble.READ_ONLY),
    (SQLITE, ("SELECT * FROM nothing_of_this_name",), Trouble.SCHEMA),
    (SQLITE, ("INSERT INTO post (key) VALUES (NULL)",), Trouble.REFUSED),
    ("postgresql", ("SET TRANSACTION READ ONLY", "DELETE FROM post"), Trouble.READ_ONLY),
    ("postgresql", ("SELECT * FROM nothing_of_this_name",), Trouble.SCHEMA),
    ("postgresql", ("SET LOCAL statement_timeout = 1", "SELECT pg_sleep(2)"), Trouble.BUSY),
    ("postgresql", ("SELECT CAST('many' AS integer)",), Trouble.UNSTORABLE),
    ("postgresql", ("SELECT CAST('2026-02-30' AS date)",), Trouble.UNSTORABLE),
]


@pytest.mark.parametrize(
    ("database_url", "statements", "trouble"),
    [
        pytest.param(kind, statements, trouble, marks=[] if kind == SQLITE else pytest.mark.postgres)
        for kind, statements, trouble in CASES
    ],
    indirect=["database_url"],
)
def test_troubles_are_told_apart(store: Store, statements: tuple[str, ...], trouble: Trouble) -> None:
    *before, last = statements
    with store.read() as work:
        for statement in before:
            work.session.execute(text(statement))
        with pytest.raises(DATABASE_ERRORS) as caught:
            work.session.execute(text(last))
    assert trouble_of(caught.value) is trouble, caught.value
    assert "many" not in cause_of(caught.value)
    store.engine.dispose()


@pytest.mark.parametrize("trouble", [Trouble.BUSY, Trouble.FULL, Trouble.READ_ONLY, Trouble.SCHEMA, Trouble.AWAY])
def test_every_trouble_has_its_page(store: Store, trouble: Trouble, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(store, Settings(secret_key="k" * 40, is_demo=True, is_testing=True))
    monkeypatch.setattr("webapp.errors.trouble_of", lambda _error: trouble)

    def fail() -> str:
        with store.read() as work:
            work.session.execute(text("SELECT * FROM nothing_of_this_name"))
        return ""

    fail.access_rule = app.view_functions["account.sign_in"].access_rule  # type: ignore[attr-defined]
    app.add_url_rule("/trouble", "trouble", fail)
    answer = app.test_client().get("/trouble", headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 503
    assert "未保存任何内容" in answer.text
    assert ("数据库繁忙" in answer.text) == (trouble is Trouble.BUSY)
    assert "nothing_of_this_name" not in answer.text


def test_a_database_error_shows_no_parameters(store: Store) -> None:
    with pytest.raises(DATABASE_ERRORS) as caught, store.write() as work:
        work.session.execute(text("INSERT INTO nothing_of_this_name VALUES (:name)"), {"name": "王某某"})
    assert "王某某" not in str(caught.value)


def test_success_is_said_in_one_place_only() -> None:
    webapp = Path(__file__).parents[2] / "webapp"
    for path in webapp.rglob("*.py"):
        if path == webapp / "access.py":
            continue
        names = {node.id for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name)}
        assert "flash" not in names, f"{path} speaks before the transaction is committed: use webapp.access.say"
