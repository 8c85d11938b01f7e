"""The worker beside the pages: killed, it is started again, and everybody sees since when nothing happens by itself."""

from __future__ import annotations

import json
import signal
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from tests.casework.world import World
from tests.server.conftest import Serve
from tests.server.person import Person
from workflows.casework.models import Task
from workflows.jobs.pulse import pulse


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.2)


def workers(server_pid: int) -> list[psutil.Process]:
    """The living workers of a server; a zombie is none."""
    found = []
    for child in psutil.Process(server_pid).children():
        if child.status() != psutil.STATUS_ZOMBIE and "worker" in child.cmdline():
            found.append(child)
    return found


def test_a_killed_worker_is_started_again_and_seen(serve: Serve, world: World) -> None:
    with serve() as server:
        visitor = Person(server.port)
        assert json.loads(visitor.get("/healthz").text) == {"status": "ok"}
        wait_until(lambda: visitor.get("/readyz").status == 200)
        (first,) = workers(server.process.pid)
        first.kill()
        wait_until(lambda: "the worker ended with status -9" in server.output)
        wait_until(lambda: [each.pid for each in workers(server.process.pid)] not in ([], [first.pid]))
        figures = visitor.get("/metrics").text
        for name in (
            "gatepost_requests_total",
            "gatepost_worker_age_seconds",
            "gatepost_due_timers",
            "gatepost_database_up 1.0",
        ):
            assert name in figures
        assert 'route="health.readyz"' in figures
    assert workers_of_nobody(first) == []


def workers_of_nobody(known: psutil.Process) -> list[int]:
    return [known.pid] if known.is_running() and known.status() != psutil.STATUS_ZOMBIE else []


def test_without_a_worker_the_board_and_readyz_say_so(serve: Serve) -> None:
    with serve("--no-worker") as server:
        wen = Person(server.port)
        wen.sign_in("wen")
        page = wen.get("/deadlines")
        assert "自动事项尚未启用" in page.words
        ready = wen.get("/readyz")
        assert ready.status == 503
        assert json.loads(ready.text)["worker"] == "standing still"
        assert json.loads(ready.text)["serves_pages"] is True
        outside = wen.get("/metrics")
        assert outside.status == 200  # from this machine


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sigterm_in_the_middle_of_requests_loses_nothing(
    serve: Serve, world: World, open_task: Callable[[str], uuid.UUID]
) -> None:
    tasks = [open_task("check_a") for _ in range(6)]
    with serve("--no-worker") as server:
        wen = Person(server.port)
        wen.sign_in("wen")
        forms = [(task, wen.get(f"/tasks/{task}").form(f"/tasks/{task}/claim")) for task in tasks]
        people = [Person(server.port, cookies=dict(wen.cookies)) for _ in tasks]

        def send(person: Person, task: uuid.UUID, form: dict[str, str]) -> int:
            try:
                return person.post(f"/tasks/{task}/claim", form).status
            except OSError:
                return 0
            except Exception:  # noqa: BLE001  the connection ended in the middle of an answer
                return 0

        with ThreadPoolExecutor(6) as pool:
            sent = [pool.submit(send, person, *form) for person, form in zip(people, forms, strict=True)]
            time.sleep(0.05)
            server.process.send_signal(signal.SIGTERM)
            answers = [each.result() for each in sent]
        assert server.process.wait(40) == 0
    with world.store.read() as work:
        for task, status in zip(tasks, answers, strict=True):
            holder = work.session.get_one(Task, task).assignee_id
            if status == 302:
                assert holder == world.persons["wen"], "it was answered as done and is not"
        assert pulse(work).last_beat_at is None
