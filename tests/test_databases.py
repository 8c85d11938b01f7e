"""The fixtures themselves: every test starts on an empty, migrated database and finds the clock where it left it."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, inspect, select

import workflows.models  # noqa: F401  every room's tables must be known to the metadata
from tests.clock import MovingClock, at
from tests.databases import OpenConnections
from workflows.people.models import Unit
from workflows.store import Base, Store
from workflows.store.migrate import alembic_config, upgrade
from workflows.store.text_index import is_of_text_index


@pytest.mark.parametrize("round_number", [1, 2])
def test_no_row_of_another_test_is_left(store: Store, round_number: int) -> None:
    with store.write() as work:
        assert work.session.scalar(select(func.count()).select_from(Unit)) == 0
        work.session.add(Unit(code=f"U{round_number}", name="甲", kind="organ", path=f"/U{round_number}/"))


def test_the_models_equal_the_migrated_schema(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    assert not [each for each in differences if not (_belongs_to_procrastinate(each) or _belongs_to_text_index(each))]


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_nobody_closes_is_named_where_it_was_opened(database_url: str) -> None:
    with OpenConnections() as seen:
        left, closed = Store.from_url(database_url), Store.from_url(database_url)
        for store in (left, closed):
            with store.read() as work:
                work.session.scalar(select(func.count()).select_from(Unit))
        closed.close()
        (place,) = seen.places(grace=0)
        assert "test_databases.py" in place
        left.close()
        assert seen.places() == []


def _belongs_to_procrastinate(difference: object) -> bool:
    return "procrastinate" in repr(difference)


def _belongs_to_text_index(difference: object) -> bool:
    what, thing, *_ = difference if isinstance(difference, tuple) else ("", None)
    return what in ("remove_table", "remove_index") and is_of_text_index(getattr(thing, "name", ""))


def test_migrations_go_down_to_nothing_and_up_again(store: Store) -> None:
    before = set(inspect(store.engine).get_table_names())
    command.downgrade(alembic_config(store), "base")
    assert set(inspect(store.engine).get_table_names()) == {"alembic_version"}
    upgrade(store)
    assert set(inspect(store.engine).get_table_names()) == before


def test_an_instant_comes_back_as_it_went_in(store: Store, clock: MovingClock) -> None:
    with store.read() as work:
        assert work.now == clock.now == at("2026-03-02 09:00")
    clock.forward(days=1, hours=2)
    with store.read() as work:
        assert work.now == at("2026-03-03 11:00")


def test_the_clock_cannot_go_back(clock: MovingClock) -> None:
    with pytest.raises(ValueError, match="cannot go back"):
        clock.move_to("2026-03-02 08:59")
