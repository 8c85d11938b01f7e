"""Fixtures of the table's tests: an office on a database of its own for each play."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.clock import MovingClock, at
from tests.databases import copy_sqlite
from tests.disclosure.plays import published_for
from tests.disclosure.world import build_world
from tests.recall.office import Office
from workflows.store import Store

BEGIN = "2026-03-02 09:00"


@pytest.fixture(scope="module")
def new_office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Office]]:
    """Makes the office of a play with the table's people, each time on an empty database."""
    stores: list[Store] = []

    def make(play: str) -> Office:
        clock = MovingClock(at(BEGIN))
        store = Store.from_url(copy_sqlite(sqlite_template, tmp_path_factory.mktemp("disclosure")), clock=clock)
        stores.append(store)
        return build_world(store, clock, published_for(play))

    yield make
    for store in stores:
        store.close()
