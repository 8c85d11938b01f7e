"""Fixtures of journeys: a real server on a port of its own, its clock in the test's hand, and Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import waitress
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.clock import MovingClock, at
from tests.databases import copy_sqlite
from webapp import create_app
from webapp.settings import Settings
from workflows.jobs.duties import work_off
from workflows.store import Store

PATIENCE = 15_000  # ms: a busy machine takes its time to answer, and a page to be laid out
ASSETS = Path(__file__).parents[2] / "webapp" / "static" / "build" / "manifest.json"


@dataclass
class Server:
    """A running application: its address, its store and its clock."""

    address: str
    store: Store
    clock: MovingClock

    def move_to(self, moment: str) -> None:
        """Let office time pass up to an office-clock text, with the worker doing what falls due on the way."""
        self.clock.move_to(moment)
        work_off(self.store, lambda: False)


@pytest.fixture(scope="session")
def chrome(chromium: str) -> Iterator[Browser]:
    """One browser for all journeys of this process."""
    if not ASSETS.is_file():
        pytest.skip("no assets: run make install, which needs npm packages")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def server(sqlite_template: Path, tmp_path: Path) -> Iterator[Server]:
    """The application on an empty, migrated SQLite file, served by waitress in a thread; its clock begins on 2 March 2026."""
    clock = MovingClock(at("2026-03-02 09:00"))
    store = Store.from_url(copy_sqlite(sqlite_template, tmp_path), clock=clock)
    app = create_app(store, Settings("a secret of the journeys, long enough", is_demo=True))
    running = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield Server(f"http://127.0.0.1:{running.effective_port}", store, clock)
    running.trigger.pull_trigger(lambda: _close(running))
    thread.join(5)
    store.close()


def _close(running: Any) -> None:
    # Called by the server's own thread between two rounds of its loop: a socket closed from elsewhere while that
    # thread is about to wait for it fails the wait, and with it whichever test is just ending.
    for channel in list(running.active_channels.values()):
        channel.handle_close()
    running.close()


@pytest.fixture
def context(chrome: Browser, server: Server) -> Iterator[BrowserContext]:
    """A fresh browser profile that asks for Chinese; any error of a page's script or policy fails the test."""
    made = chrome.new_context(base_url=server.address, locale="zh-CN", viewport={"width": 1366, "height": 768})
    complaints: list[str] = []
    made.on("weberror", lambda error: complaints.append(str(error.error)))
    made.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
    yield made
    made.close()
    assert not complaints, complaints


def _is_complaint(message: ConsoleMessage) -> bool:
    # The browser logs every answer of 4xx, which journeys provoke on purpose.
    return message.type == "error" and "Failed to load resource" not in message.text


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Page]:
    """A page of that profile; where the test fails, a picture of it lies in the test's folder."""
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    failed_before = request.session.testsfailed
    yield opened
    if request.session.testsfailed > failed_before:
        opened.screenshot(path=tmp_path / "page.png", full_page=True)
