"""Two people complete the same task at the same moment, in two real processes: one succeeds, the other is told who did it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests import forked
from tests.casework.world import World, build_world, publish_review
from workflows.casework.models import Decision, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.store import Store

ROOT = Path(__file__).parent.parent.parent
ROUNDS = 3


def clerk(url: str, user_id: uuid.UUID, task_id: uuid.UUID, start_at: float) -> subprocess.Popen[str]:
    """Start a process that completes the task at `start_at` (seconds since 1970)."""
    words = [url, str(user_id), str(task_id), json.dumps({"mark_a": 5}), str(start_at)]
    command = [sys.executable, "-m", "tests.races.clerk", *words]
    return forked.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def race(world: World, url: str, number: int) -> tuple[uuid.UUID, list[dict[str, str]]]:
    """Start a case and have two reviewers complete its first review at the same moment."""
    with transaction(world.store) as work:
        answers = {"subject": f"{number}号", "unit": "BUREAU"}
        case = start_case(work, "review", actor=world.actor("hu"), answers=answers)
    with world.store.read() as work:
        statement = select(Task.id).where(Task.case_id == case.id, Task.element_id == "check_a")
        task_id = work.session.scalars(statement).one()
    start_at = time.time() + 2.5
    processes = [clerk(url, world.users[name], task_id, start_at) for name in ("wen", "bao")]
    results = []
    for process in processes:
        out, err = process.communicate(timeout=180)
        assert process.returncode == 0, err
        results.append(json.loads(out))
    return task_id, results


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """The database on the machine's own clock, which the other processes go by."""
    with closing(Store.from_url(database_url)) as opened:
        yield opened


@pytest.mark.parametrize("number", range(ROUNDS))
def test_one_succeeds_and_the_other_is_told_who_did_it(store: Store, database_url: str, number: int) -> None:
    world = build_world(store)
    publish_review(store)
    task_id, results = race(world, database_url, number)
    assert sorted(result["result"] for result in results) == ["already_done", "completed"]
    (refusal,) = [result for result in results if result["result"] == "already_done"]
    with store.read() as work:
        (decision,) = work.session.scalars(select(Decision).where(Decision.task_id == task_id)).all()
        task = work.session.get_one(Task, task_id)
        assert refusal["sentence"].startswith("This task was completed by ")
        assert decision.signature.rsplit(" ", 1)[-1] in refusal["sentence"]
        assert task.ended_at is not None
        assert (datetime.now(UTC) - task.ended_at).total_seconds() < 60
        opened = select(func.count()).select_from(Task).where(Task.element_id == "check_b")
        assert work.session.scalar(opened) == 1
        kinds = select(func.count()).select_from(HistoryEntry).where(HistoryEntry.kind == "task_completed")
        assert work.session.scalar(kinds) == 1
        assert verify(work).is_intact
