"""An office that is put back is the one that was built, row by row, and what happens in it next goes on from there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

import workflows.models  # noqa: F401  the tables of every room
from tests.built_once import built_once
from tests.casework.world import World, build_world
from tests.clock import MovingClock
from tests.owner import owner_of
from workflows.people import Unit
from workflows.proof.verify import verify
from workflows.store import Store
from workflows.store.base import Base


def rows(store: Store) -> dict[str, list[Any]]:
    with store.read() as work:
        tables = Base.metadata.sorted_tables
        return {each.name: sorted(map(repr, work.session.execute(select(each)))) for each in tables}


def clear(store: Store) -> None:
    with owner_of(store) as owner:
        for table in reversed(Base.metadata.sorted_tables):
            owner.execute(table.delete())


def test_an_office_is_built_once_and_put_back_row_by_row(store: Store, clock: MovingClock) -> None:
    calls = []

    @built_once
    def build(store: Store) -> World:
        calls.append(store.clock())
        return build_world(store)

    first, then = build(store), rows(store)
    clear(store)
    second = build(store)
    assert len(calls) == 1
    assert rows(store) == then
    assert (second.users, second.persons) == (first.users, first.persons)
    assert second.users is not first.users
    with store.write() as work:
        work.session.add(Unit(code="NEW", name="新单位", kind="organ", path="/NEW/"))
    with store.read() as work:
        assert verify(work).is_intact
    # Another hour is another office.
    clear(store)
    clock.forward(hours=1)
    build(store)
    assert len(calls) == 2
    assert rows(store) != then
