"""What each page costs with few cases and with many: statements, milliseconds in the database, bytes of HTML.

    python -m tests.benchmarks.bench_pages SMALL_URL LARGE_URL [--analyze]

The databases are made by `make load N=…`. Every page is opened by one person of each kind, in both databases in turn, several
times; the quickest counts, because a shared machine only ever adds. Figures are the processor's time for statements in the
database alone: of this thread for SQLite, of the server's process for PostgreSQL where it runs on this machine, so that others at
work do not count. Exit 1 where a page takes more than ten statements, the large database more than twice the small one plus a
millisecond, or a page fails.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import Engine, event, select

from tests.webapp.browser import Browser
from webapp import create_app
from webapp.settings import Settings
from workflows.casework.models import Case, Task, TaskStatus
from workflows.people import User
from workflows.store import Store

MOST_STATEMENTS = 10
MOST_GROWTH = 2.0
NOISE = 0.001  # seconds that a shared machine may add to any page
TRIES = 5
VISITORS = ("director", "reviewer.a", "unit.hr", "village", "supervisor", "administrator")
PAGES = (
    "/",
    "/?view=posts",
    "/?view=done",
    "/?view=started",
    "/?view=posts&overdue=1",
    "/?view=posts&q=王",
    "/cases",
    "/cases?status=completed",
    "/cases?q=王",
    "/deadlines",
    "/deadlines?status=missed",
    "/deadlines/units",
    "/search?q=召回",
    "/search?q=王 1号",
    "/notices",
    "/admin/incidents",
    "CASE",
    "TASK",
)


@dataclass(slots=True)
class Meter:
    """What happened in the database since it was set to nothing."""

    statements: int = 0
    seconds: float = 0.0


def spent(connection: Any) -> float:
    """Seconds of processor that the database has spent on a connection so far; of the clock where that cannot be told."""
    if connection.dialect.name == "sqlite":
        return time.thread_time()
    process = connection.connection.driver_connection.info.backend_pid
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
    except (OSError, ValueError):
        return time.perf_counter()


@contextmanager
def metered(engine: Engine) -> Iterator[Meter]:
    """Count the statements on an engine and the time in which they are executed."""
    meter = Meter()

    def before(connection: Any, *_rest: Any) -> None:
        connection.info["meter_began"] = spent(connection)

    def after(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        meter.statements += not statement.startswith("BEGIN")
        meter.seconds += spent(connection) - connection.info["meter_began"]

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield meter
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one opening of a page took."""

    status: int
    statements: int
    database: float
    whole: float
    size: int


def cost_of(browser: Browser, engine: Engine, address: str) -> Cost:
    """Open a page once."""
    with metered(engine) as meter:
        began = time.perf_counter()
        response = browser.client.get(address)
        whole = time.perf_counter() - began
    return Cost(response.status_code, meter.statements, meter.seconds, whole, len(response.data))


def visitors(store: Store) -> dict[str, str]:
    """User ids of some of the demonstration's cast by user name."""
    with store.read() as work:
        rows = work.session.execute(select(User.username, User.id).where(User.username.in_(VISITORS)))
        return {name: str(user_id) for name, user_id in rows}


class Office:
    """One of the two databases behind its pages."""

    def __init__(self, url: str) -> None:
        self.store = Store.from_url(url)
        self.app: Flask = create_app(
            self.store, Settings("a secret of the benchmark, long", is_demo=True, is_testing=True)
        )
        with self.store.read() as work:
            task = work.session.scalar(select(Task.id).where(Task.status == TaskStatus.OPEN.value).limit(1))
            case = work.session.scalar(select(Case.id).order_by(Case.updated_at.desc()).limit(1))
        self.addresses = {"CASE": f"/cases/{case}", "TASK": f"/tasks/{task}"}

    def browsers(self) -> dict[str, Browser]:
        """A browser for each visitor, who has signed in."""
        found = {}
        for name, user_id in sorted(visitors(self.store).items()):
            browser = found[name] = Browser(self.app)
            browser.get("/sign-in")
            browser.post("/sign-in/demo", {"user": user_id, "csrf_token": browser.token()})
        return found


def costs(urls: Sequence[str]) -> list[dict[tuple[str, str], Cost]]:
    """For each database the cost of every page for every visitor, by (user name, page), the quickest of several openings.

    In turn: what others do on the machine meanwhile falls on all of them alike.
    """
    offices = [Office(url) for url in urls]
    browsers = [office.browsers() for office in offices]
    found: list[dict[tuple[str, str], Cost]] = [{} for _ in offices]
    for name in browsers[0]:
        for page in PAGES:
            tries = [
                [
                    cost_of(signed_in[name], office.store.engine, office.addresses.get(page, page))
                    for office, signed_in in zip(offices, browsers, strict=True)
                ]
                for _ in range(TRIES)
            ]
            for costs_of_office, each in zip(found, zip(*tries, strict=True), strict=True):
                costs_of_office[name, page] = min(each, key=lambda cost: cost.database)
    for office in offices:
        office.store.close()
    return found


@click.command()
@click.argument("small")
@click.argument("large")
@click.option(
    "--analyze", is_flag=True, help="Refresh the statistics of both databases first (else they are left as they are)."
)
def main(small: str, large: str, analyze: bool) -> None:
    """Print a line for each page, the worst visitor first."""
    for url in (small, large):
        if analyze:
            store = Store.from_url(url)
            with store.engine.begin() as connection:
                connection.exec_driver_sql("ANALYZE")
            store.close()
    few, many = costs((small, large))
    failed = 0
    click.echo(
        "page                      visitor             statements   database ms    ratio   request ms    HTML KB"
    )
    for key in sorted(many, key=lambda known: (PAGES.index(known[1]), -many[known].database)):
        name, page = key
        a, b = few[key], many[key]
        ratio = b.database / max(a.database, 1e-6)
        is_slow = b.database > MOST_GROWTH * a.database + NOISE
        is_bad = b.statements > MOST_STATEMENTS or is_slow or max(a.status, b.status) >= 500
        failed += is_bad
        click.echo(
            f"{page:<25} {name:<18} {a.statements:>4} {b.statements:>4}  {a.database * 1e3:>7.2f} {b.database * 1e3:>8.2f}"
            f"  {ratio:>5.1f} x  {b.whole * 1e3:>7.1f}  {b.size / 1024:>8.1f}  {b.status}{'  <--' if is_bad else ''}"
        )
    click.echo(
        f"{len(many)} pages, {failed} beyond {MOST_STATEMENTS} statements or {MOST_GROWTH:g} times the small database, or failed."
    )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
