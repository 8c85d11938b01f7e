"""Transactions that only read: they change nothing, and PostgreSQL keeps the plans of their statements."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from workflows.people import Unit
from workflows.store import Store

PREPARED = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%unit.name%'")


@pytest.fixture
def unit(store: Store) -> Unit:
    with store.write() as work:
        unit = Unit(code="U", name="甲单位", kind="organ", path="/U/")
        work.session.add(unit)
    return unit


def name_of(store: Store, unit: Unit) -> str:
    with store.read() as work:
        return work.session.get_one(Unit, unit.id).name


def test_what_is_changed_while_reading_is_undone(store: Store, unit: Unit) -> None:
    with store.read() as work:
        work.session.get_one(Unit, unit.id).name = "改了对象"
    assert name_of(store, unit) == "甲单位"
    with store.read() as work:
        found = work.session.get_one(Unit, unit.id)
        found.name = "写进了库"
        work.session.flush()
        assert work.session.scalar(select(func.count()).where(Unit.name == "写进了库")) == 1
    assert name_of(store, unit) == "甲单位"
    with store.read() as work:
        work.session.execute(text("UPDATE unit SET name = '用语句改'"))
    assert name_of(store, unit) == "甲单位"


def test_what_was_read_can_be_read_afterwards(store: Store, unit: Unit) -> None:
    with store.read() as work:
        found = work.session.get_one(Unit, unit.id)
    assert found.name == "甲单位"


def test_plans_are_kept_from_one_reading_to_the_next(store: Store, unit: Unit) -> None:
    if not store.is_postgresql:
        return
    ends: list[str] = []
    event.listen(store.engine, "commit", lambda _connection: ends.append("commit"))
    event.listen(store.engine, "rollback", lambda _connection: ends.append("rollback"))

    def kept() -> Any:
        with store.read() as work:
            return work.session.scalar(PREPARED)

    for _ in range(2):
        name_of(store, unit)
    assert kept() >= 1
    assert ends == ["commit", "commit", "commit"]
    # A writing transaction does not make the next reading one be undone.
    with store.write() as work:
        work.session.get_one(Unit, unit.id).name = "乙单位"
    assert kept() >= 1
