"""Web and worker are killed with SIGKILL at random moments while people work: no case is lost, stuck or advanced twice."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests import forked
from tests.casework.world import REVIEW, World, build_world, publish_review, review_files
from tests.races.browser import Browser, start_working
from workflows.casework.models import Case, Decision, Incident, Notice, Task, Timer
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.store import Store

ROOT = Path(__file__).parent.parent.parent
# The reminder is due a few seconds after the start, so that the worker has work while it is being killed.
SOON = REVIEW.replace(b"duration(&quot;P7D&quot;)", b"duration(&quot;P1DT3S&quot;)")
PATIENCE = 420.0


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


class Victims:
    """The web server and the worker; each is started again as soon as it was killed."""

    def __init__(self, url: str, port: int) -> None:
        environment = {**os.environ, "DATABASE_URL": url}
        self.port = port
        self.commands = {
            "web": [sys.executable, "-m", "tests.races.web", url, str(port)],
            "worker": [sys.executable, "-m", "workflows", "worker"],
        }
        self.environment = environment
        self.running = {name: self._start(name) for name in self.commands}
        self.kills: Counter[str] = Counter()

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        return forked.Popen(self.commands[name], cwd=ROOT, env=self.environment, stdout=quiet, stderr=quiet)

    def kill(self, name: str) -> None:
        self.running[name].kill()
        self.running[name].wait()
        self.kills[name] += 1
        self.running[name] = self._start(name)

    def is_serving(self) -> bool:
        """True once the web server answers again after its last death."""
        with socket.socket() as asked:
            return asked.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait()


@contextmanager
def victims(url: str) -> Iterator[tuple[Victims, str]]:
    port = free_port()
    running = Victims(url, port)
    try:
        yield running, f"http://127.0.0.1:{port}"
    finally:
        running.stop()


def start_cases(world: World, number: int) -> dict[str, list[uuid.UUID]]:
    """Start the cases; the open tasks by element."""
    assert SOON != REVIEW
    publish_review(world.store, review_files(**{"review.bpmn": SOON}))
    for index in range(number):
        with transaction(world.store) as work:
            start_case(work, "review", actor=world.actor("hu"), answers={"subject": f"{index}号", "unit": "BUREAU"})
    with world.store.read() as work:
        rows = work.session.execute(select(Task.element_id, Task.id).order_by(Task.created_at)).all()
    return {name: [task_id for element, task_id in rows if element == name] for name in ("check_a", "check_b")}


def is_done(store: Store) -> bool:
    with store.read() as work:
        open_cases = work.session.scalar(select(func.count()).select_from(Case).where(Case.status == "active"))
        return not open_cases


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """The database on the machine's own clock, which the other processes go by."""
    with closing(Store.from_url(database_url)) as opened:
        yield opened


def test_nothing_is_lost_stuck_or_done_twice(store: Store, database_url: str, pytestconfig: pytest.Config) -> None:
    number = int(pytestconfig.getoption("--killed-cases"))
    chance = random.Random(number)
    patience = PATIENCE * max(1.0, number / 50)
    world = build_world(store)
    tasks = start_cases(world, number)
    with victims(database_url) as (running, base):
        people = [
            start_working(Browser(base, world.users["wen"]), tasks["check_a"], {"mark_a": "6"}, patience),
            start_working(Browser(base, world.users["bao"]), tasks["check_b"], {"mark_b": "6"}, patience),
        ]
        # As many deaths as half the cases are enough to meet every moment of one; after that the work may finish.
        while any(person.is_alive() for person in people) and running.kills.total() < number // 2:
            time.sleep(chance.uniform(0.5, 4.0))
            victim = chance.choice(["web", "worker"])
            # On a busy machine the server takes longer to start than to be killed again: let it get to its work.
            if victim == "worker" or running.is_serving():
                running.kill(victim)
        for person in people:
            person.join(patience)
        give_up_at = time.monotonic() + patience
        while not is_done(store) and time.monotonic() < give_up_at:
            time.sleep(0.2)
        assert running.kills.total() > 0
    check_nothing_happened_twice(store, number)


def check_nothing_happened_twice(store: Store, number: int) -> None:
    with store.read() as work:
        statuses = Counter(work.session.scalars(select(Case.status)))
        assert statuses == {"completed": number}
        assert work.session.scalars(select(Incident.message)).all() == []
        decided = Counter(work.session.scalars(select(Decision.element_id)))
        assert decided == {"begin": number, "check_a": number, "check_b": number}
        assert Counter(work.session.scalars(select(Task.status))) == {"completed": 2 * number}
        assert work.session.scalars(select(Timer)).all() == []
        fired = work.session.scalar(
            select(func.count()).select_from(HistoryEntry).where(HistoryEntry.data.contains('"timer_fired"'))
        )
        reminded = Counter(work.session.scalars(select(Notice.case_id)))
        assert set(reminded.values()) <= {1}
        assert len(reminded) == fired > 0
        assert verify(work).is_intact
