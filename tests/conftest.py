"""Fixtures every room's tests share: a store on each database, a clock, and a closing word on what was left out and why."""

from __future__ import annotations

import gc
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.clock import MovingClock, at
from tests.compiled import share_compiled
from tests.databases import (
    POSTGRES_VARIABLE,
    MakeOnce,
    OpenConnections,
    PostgresDatabase,
    copy_sqlite,
    make_sqlite_template,
)
from tests.forked import FORKS
from tests.order import long_first
from workflows.store.unit_of_work import Store

NO_POSTGRES = f"no PostgreSQL: install one, or name a server in {POSTGRES_VARIABLE}"
NO_CHROMIUM = "no Chromium: install it, or name its program in CHROMIUM"

# Two slow cores stall now and then; how long one example takes says nothing there.
settings.register_profile("gatepost", deadline=None)
settings.load_profile("gatepost")
share_compiled()


def find_chromium() -> str | None:
    """The browser for journeys: what CHROMIUM names, or the first one installed."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    return next((found for name in candidates if (found := shutil.which(name))), None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much of what could be tested is tested: see each option's help."""
    parser.addoption("--seeds", type=int, default=150, help="random models to compare the engine on (default 150)")
    parser.addoption("--killed-cases", type=int, default=12, help="cases to work on while processes die (default 12)")
    parser.addoption(
        "--every-reader", action="store_true", help="look at each case through everybody's eyes, not in turns"
    )
    parser.addoption(
        "--every-language", action="store_true", help="show axe each page in English too, not one of each person"
    )
    parser.addoption(
        "--every-city",
        action="store_true",
        help="load the whole city of demonstration after midnight and on PostgreSQL too",
    )
    parser.addoption(
        "--every-address",
        action="store_true",
        help="count statements at each address on PostgreSQL too, not one of each route",
    )
    parser.addoption("--every-change", action="store_true", help="forge each change of the record on both databases")
    parser.addoption(
        "--fresh-processes", action="store_true", help="start each process by an interpreter of its own, not by a fork"
    )
    parser.addoption("--bundle", action="store_true", help="make the offline bundle and install it; needs an index")


def pytest_configure(config: pytest.Config) -> None:
    """Name the markers; `--strict-markers` refuses any other."""
    config.addinivalue_line("markers", "postgres: needs a PostgreSQL server")
    config.addinivalue_line("markers", "browser: drives Chromium")
    config.addinivalue_line("markers", "bundle: fetches every package, only with --bundle")
    FORKS.is_on = FORKS.is_on and not config.getoption("--fresh-processes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, with the reason, what this machine cannot run; share out the long tests."""
    reasons = {}
    if not os.environ.get(POSTGRES_VARIABLE):
        reasons["postgres"] = NO_POSTGRES
    if find_chromium() is None:
        reasons["browser"] = NO_CHROMIUM
    if not config.getoption("--bundle"):
        reasons["bundle"] = "takes a minute and a package index: ask for it with --bundle"
    for item in items:
        for marker, reason in reasons.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if processes > 1:
        items[:] = long_first([(item.nodeid, item) for item in items], processes)


def pytest_collection_finish() -> None:
    """Look for garbage less often, and never among modules: a tenth of the suite's time went into searching what lives on."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out and why, one line per reason."""
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[text.removeprefix("Skipped: ")] += 1
    if reasons:
        terminalreporter.section("left out")
        for reason, count in reasons.most_common():
            terminalreporter.write_line(f"{count} test{'s' if count > 1 else ''}: {reason}")


@pytest.fixture(autouse=True)
def _seals_of_this_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signed seals, the key that a first use makes, and files of cases stay in the test's own folder."""
    monkeypatch.setenv("GATEPOST_SEALS", str(tmp_path / "gatepost.seals"))
    monkeypatch.setenv("GATEPOST_FILES", str(tmp_path / "files"))


@pytest.fixture(autouse=True)
def _connections_of_this_test() -> Iterator[None]:
    """A connection that a test opened and nobody closed would be collected, and complained of, in the middle of another test."""
    with OpenConnections() as opened:
        yield
    assert opened.places() == [], "connections were opened here and never closed"


@pytest.fixture(scope="session")
def worker_name() -> str:
    """The name of this test process: gw0, gw1, … under pytest-xdist, else main."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def made_once(worker_name: str, tmp_path_factory: pytest.TempPathFactory) -> MakeOnce:
    """Makes a file that all test processes of this run share: `made_once(name, make)`; the first that asks makes it."""
    base = tmp_path_factory.getbasetemp()
    return MakeOnce(base if worker_name == "main" else base.parent)


@pytest.fixture(scope="session")
def sqlite_template(made_once: MakeOnce) -> Path:
    """A migrated SQLite file, made once for all test processes."""
    return made_once("template.sqlite", make_sqlite_template)


@pytest.fixture(scope="session")
def postgres_database(worker_name: str) -> Iterator[PostgresDatabase]:
    """A migrated PostgreSQL database, made once per test process."""
    database = PostgresDatabase(worker_name)
    database.create()
    yield database
    database.drop()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty, migrated database; each test that asks for it runs once per dialect.

    `@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)` keeps a test to one of them.
    """
    if request.param == "sqlite":
        yield copy_sqlite(request.getfixturevalue("sqlite_template"), tmp_path)
    else:
        database: PostgresDatabase = request.getfixturevalue("postgres_database")
        yield database.url.render_as_string(hide_password=False)
        database.empty()


@pytest.fixture
def clock() -> MovingClock:
    """The clock of `store`: Monday 2 March 2026, 09:00 on the office's clock, until the test moves it."""
    return MovingClock(at("2026-03-02 09:00"))


@pytest.fixture
def store(database_url: str, clock: MovingClock) -> Iterator[Store]:
    """A store on an empty, migrated database."""
    opened = Store.from_url(database_url, clock=clock)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser; mark the test `browser`."""
    found = find_chromium()
    assert found, NO_CHROMIUM
    return found
