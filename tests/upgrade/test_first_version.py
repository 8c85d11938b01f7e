"""A database of the first version (schema 0002), with cases in every state, is carried to the newest schema and goes on.

`first.sqlite.gz` was written by that version's own code on an office of four units: a review fresh, claimed, half done, completed,
returned to its unit, cancelled, with an extended clock, stopped by an incident, and started a week later; its clock began on
2 March 2026 and had reached the eleventh.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.clock import MovingClock, at
from tests.server.person import PASSWORD
from workflows.casework.models import Case, Deadline, DeadlineExtension, Incident, Notice, Task, TaskStatus
from workflows.casework.transaction import transaction
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import complete
from workflows.people import Actor, User, actor_for
from workflows.people.accounts import sign_in
from workflows.proof.verify import verify
from workflows.settings import ROOT
from workflows.store import Store
from workflows.store.migrate import newest_revision, revision_of, upgrade

HERE = Path(__file__).parent


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The file as the first version left it."""
    path = tmp_path / "first.sqlite"
    path.write_bytes(gzip.decompress((HERE / "first.sqlite.gz").read_bytes()))
    return path


@pytest.fixture
def carried(old: Path, tmp_path: Path) -> Iterator[Store]:
    """The database at the newest schema, on a clock that stands where the file's stood."""
    store = Store.from_url(f"sqlite:///{old}", clock=MovingClock(at("2026-03-11 09:00")))
    assert revision_of(store) == "0002"
    copy = upgrade(store, copy_into=tmp_path)
    assert copy is not None
    assert revision_of(store) == newest_revision()
    yield store
    store.close()


def person(store: Store, username: str) -> Actor:
    with store.read() as work:
        found = actor_for(work, work.session.scalars(select(User.id).where(User.username == username)).one())
    assert found is not None
    return found


def task_of(store: Store, title: str, element: str) -> uuid.UUID:
    with store.read() as work:
        where = (Case.title == title, Task.element_id == element, Task.status == TaskStatus.OPEN.value)
        return work.session.scalars(select(Task.id).join(Case, Task.case_id == Case.id).where(*where)).one()


def test_everything_is_still_there_and_proved(carried: Store) -> None:
    with carried.read() as work:
        states = {case.title: case.status for case in work.session.scalars(select(Case))}
        assert states == {
            **{f"审核 {number}号": "active" for number in (1, 2, 3, 5, 7, 9)},
            "审核 4号": "completed",
            "审核 6号": "cancelled",
            "审核 8号": "incident",
        }
        assert len(work.session.scalars(select(Incident).where(Incident.resolved_at.is_(None))).all()) == 1
        assert len(work.session.scalars(select(DeadlineExtension)).all()) == 1
        assert work.session.scalars(select(Notice)).first() is not None
        report = verify(work)
        assert report.is_intact, report.breaches
        assert report.seals == 1
        assert sign_in(work, "wen", PASSWORD) is not None


def test_its_cases_go_on(carried: Store) -> None:
    wen, bao, hu = person(carried, "wen"), person(carried, "bao"), person(carried, "hu")
    with transaction(carried) as work:
        claim(work, task_of(carried, "审核 1号", "check_a"), wen)
    for title, element, actor, answers in (
        ("审核 2号", "check_a", wen, {"outcome": "agree", "mark_a": 6}),
        ("审核 2号", "check_b", bao, {"mark_b": 6}),
        ("审核 3号", "check_b", bao, {"mark_b": 9}),
        ("审核 5号", "supplement", hu, {"material": "补充了请假审批单"}),
        ("审核 5号", "check_a", wen, {"outcome": "agree", "mark_a": 9}),
    ):
        with transaction(carried) as work:
            complete(work, task_of(carried, title, element), actor, answers)
    with carried.read() as work:
        ended = {case.title for case in work.session.scalars(select(Case).where(Case.status == "completed"))}
        assert ended == {"审核 2号", "审核 3号", "审核 4号"}
        running = work.session.scalars(select(Deadline).where(Deadline.status == "running")).all()
        assert len(running) == 5
        assert verify(work).is_intact


def test_the_command_carries_it_too(old: Path) -> None:
    command = [sys.executable, "-m", "workflows", "migrate"]
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{old}"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    store = Store.from_url(f"sqlite:///{old}")
    assert revision_of(store) == newest_revision()
    store.close()
