"""The database itself holds columns to their words: on both databases, with data in it, and it says which words it cannot hold."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import IntegrityError, StatementError

from workflows.people import Unit
from workflows.store import Base, Store
from workflows.store.migrate import SchemaError, alembic_config, revision_of, upgrade
from workflows.store.words import Word


def _words(condition: str) -> frozenset[str]:
    return frozenset(re.findall(r"'([^']*)'", condition))


def test_the_checks_of_the_models_stand_in_the_migrated_schema(store: Store) -> None:
    found = inspect(store.engine)
    for table in Base.metadata.sorted_tables:
        stands = {str(check["name"]): check["sqltext"] for check in found.get_check_constraints(table.name)}
        wanted = {str(c.name): str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint)}
        assert set(stands) == set(wanted), table.name
        for column in table.c:
            if isinstance(column.type, Word):
                name = f"ck_{table.name}_{column.name}"
                assert _words(stands[name]) == _words(wanted[name]), name
    if store.is_postgresql:
        with store.read() as work:
            waiting = "SELECT count(*) FROM pg_constraint WHERE contype = 'c' AND NOT convalidated"
            assert work.session.scalar(text(waiting)) == 0


def test_a_word_of_no_family_reaches_no_row(store: Store) -> None:
    with store.write() as work:
        work.session.add(Unit(code="M", name="月", kind="moon", path="/M/"))
        with pytest.raises(StatementError, match="'moon' is no UnitKind; it is one of city, office"):
            work.session.flush()
        work.session.rollback()
    with store.write() as work:
        work.session.add(Unit(code="M", name="月", kind="organ", path="/M/"))
    with store.engine.connect() as connection, pytest.raises(IntegrityError, match="ck_unit_kind"):
        connection.execute(text("UPDATE unit SET kind = 'moon'"))


def test_an_old_database_with_an_unknown_word_is_left_as_it_is(tmp_path: Path) -> None:
    with closing(Store.from_url(f"sqlite:///{tmp_path / 'old.sqlite'}")) as store:
        upgrade(store)
        command.downgrade(alembic_config(store), "0015")
        with store.engine.begin() as connection:
            columns = "key, name, name_en, level, unit_kind, scope, records, is_office, cancels, administers, watches"
            values = "'p', '岗', 'Post', 'moon', '', 'own', '[]', 0, 0, 0, 0"
            connection.execute(text(f"INSERT INTO post ({columns}) VALUES ({values})"))
        with pytest.raises(SchemaError, match=re.escape("post.level holds 'moon'. Nothing was changed")):
            upgrade(store)
        assert revision_of(store) == "0015"
        with store.engine.begin() as connection:
            connection.execute(text("UPDATE post SET level = 'city'"))
        upgrade(store)
        with store.engine.connect() as connection, pytest.raises(IntegrityError, match="ck_post_level"):
            connection.execute(text("UPDATE post SET level = 'moon'"))
