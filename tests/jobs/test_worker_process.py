"""Real worker processes on both databases: they do what is overdue, share it, survive one another's death and end in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select, text

from tests import forked
from tests.casework.world import World
from tests.jobs.conftest import start_reviews
from tests.jobs.procedures import publish_pair
from workflows.casework.locked_case import lock_case
from workflows.casework.messages import publish_message
from workflows.casework.models import Case, Notice
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.jobs.enqueue import enqueue_messages
from workflows.proof.verify import verify
from workflows.store import Store

ROOT = Path(__file__).parents[2]
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start_worker(database_url: str, tmp_path: Path) -> Iterator[Start]:
    """Start a worker on the test's database; the ones still alive at the end are killed."""
    started: list[subprocess.Popen[str]] = []

    def start(*options: str) -> subprocess.Popen[str]:
        log = (tmp_path / f"worker-{len(started)}.log").open("w")
        command = [sys.executable, "-m", "workflows", "worker", "--database", database_url, *options]
        process = forked.Popen(command, cwd=ROOT, stdout=log, stderr=log, text=True)
        log.close()
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait(10)


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Ask again until it holds; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the worker did not do it in time"
        time.sleep(0.1)


def reminders(store: Store) -> int:
    with store.read() as work:
        return (
            work.session.scalar(select(func.count()).select_from(Notice).where(Notice.text.startswith("请尽快"))) or 0
        )


def test_a_worker_does_what_is_overdue_and_ends_on_sigterm(world: World, store: Store, start_worker: Start) -> None:
    start_reviews(world, 3)  # on the test's clock, in March 2026: overdue on the worker's own
    process = start_worker()
    wait_until(lambda: reminders(store) == 3)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert reminders(store) == 3


def test_sigterm_in_the_middle_of_a_piece_loses_nothing(world: World, store: Store, start_worker: Start) -> None:
    started = start_reviews(world, 6)
    with store.write() as work:
        # Whatever the worker takes in hand waits for this: on SQLite any piece, on PostgreSQL that of this case.
        lock_case(work, started[0])
        process = start_worker()
        wait_until(lambda: _waits_for_a_lock(store, process))
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert process.poll() is None, "it ended without the piece in hand"
    assert process.wait(60) == 0
    assert start_worker("--once").wait(60) == 0
    with store.read() as work:
        reminded = select(Notice.case_id).where(Notice.text.startswith("请尽快"))
        assert sorted(work.session.scalars(reminded)) == sorted(started)
        assert verify(work).is_intact


def _waits_for_a_lock(store: Store, process: subprocess.Popen[str]) -> bool:
    if store.is_postgresql:
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        with store.read() as work:
            return bool(work.session.scalar(text(waiting)))
    opened = [Path(file.path).name for file in psutil.Process(process.pid).open_files()]
    if "gatepost.sqlite" in opened:
        time.sleep(
            1.5
        )  # it looks for work as soon as it has opened the file, and waits up to five seconds for the lock
        return True
    return False


def test_once_does_what_is_due_and_ends(world: World, store: Store, start_worker: Start) -> None:
    start_reviews(world, 2)
    assert start_worker("--once").wait(60) == 0
    assert reminders(store) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_ends_with_the_process_that_started_it(store: Store, database_url: str) -> None:
    program = (
        "import subprocess, sys, time;"
        f"w = subprocess.Popen([sys.executable, '-m', 'workflows', 'worker', '--database', {database_url!r}, '--with-parent']);"
        "print(w.pid, flush=True); time.sleep(60)"
    )
    parent = forked.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = psutil.Process(int(parent.stdout.readline()))
    wait_until(lambda: worker.num_threads() > 1)  # the watch has begun
    parent.kill()
    parent.wait(10)
    parent.stdout.close()
    worker.wait(60)


def test_two_workers_remind_each_unit_once_although_one_is_killed(
    world: World, store: Store, start_worker: Start
) -> None:
    started = start_reviews(world, 30)
    first, second = start_worker(), start_worker()
    wait_until(lambda: reminders(store) >= 3)
    os.kill(first.pid, signal.SIGKILL)
    wait_until(lambda: reminders(store) >= 30, seconds=180)
    second.send_signal(signal.SIGTERM)
    assert second.wait(60) == 0
    with store.read() as work:
        counts = work.session.execute(
            select(Notice.case_id, func.count()).where(Notice.text.startswith("请尽快")).group_by(Notice.case_id)
        ).all()
        assert sorted(counts) == sorted((case_id, 1) for case_id in started)
        assert verify(work).is_intact


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_message_is_delivered_by_a_running_worker(world: World, store: Store, start_worker: Start) -> None:
    publish_pair(store)
    enqueue_messages(store)
    with transaction(store) as work:
        case_id = start_case(work, "waiter", {"number": "a"}, actor=None).id
    start_worker()
    wait_until(lambda: _has_worker(store))
    with transaction(store) as work:
        publish_message(work, "reply", "a")
    wait_until(lambda: _is_completed(store, case_id))


def _has_worker(store: Store) -> bool:
    with store.read() as work:
        return bool(work.session.scalar(text("SELECT count(*) FROM procrastinate_workers")))


def _is_completed(store: Store, case_id: object) -> bool:
    with store.read() as work:
        return work.session.get_one(Case, case_id).status == "completed"
