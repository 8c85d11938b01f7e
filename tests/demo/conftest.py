"""The demonstration city, loaded into an SQLite file once for all tests of this run."""

from __future__ import annotations

from pathlib import Path

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.clock import MovingClock, at
from tests.databases import MakeOnce, close_whole
from workflows.demo import load_demo
from workflows.store import Store
from workflows.store.migrate import upgrade

LOADED = "2026-03-02 09:00"
OTHER_HOURS = ("2026-10-01 23:50", "2026-03-02 00:20")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The hours at which the city is loaded anew: the later one, and both with --every-city."""
    if "hour" in metafunc.fixturenames:
        metafunc.parametrize("hour", OTHER_HOURS if metafunc.config.getoption("--every-city") else OTHER_HOURS[:1])


def load_city(path: Path) -> None:
    """Make an SQLite file with the city and its cases."""
    store = Store.from_url(f"sqlite:///{path}", clock=MovingClock(at(LOADED)))
    upgrade(store)
    load_demo(store)
    close_whole(store)


@pytest.fixture(scope="session")
def loaded_file(made_once: MakeOnce) -> Path:
    """The file; a test takes a copy."""
    return made_once("demonstration.sqlite", load_city)
