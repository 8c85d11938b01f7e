"""One damaged value keeps the worker from nothing else: other cases move on, and the damage is an incident or stands in the log."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.casework.world import World, publish_review
from tests.clock import MovingClock
from tests.jobs.conftest import start_reviews
from tests.jobs.procedures import publish_pair
from workflows.casework import catalogue
from workflows.casework.errors import IncidentRaised
from workflows.casework.incidents import record_incident
from workflows.casework.models import Incident, Notice, OutboxMessage, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.claim import claim
from workflows.casework.words import Attempt, IncidentKind
from workflows.jobs import duties
from workflows.jobs.damage import tell_of_damage
from workflows.jobs.duties import refresh_readers, return_tasks, whatever_fails, work_off
from workflows.jobs.holds import ClockWatch, may_act
from workflows.jobs.pulse import beat, tidy
from workflows.procedure.model import MessageKind
from workflows.sentence import Sentence
from workflows.store import Store

# What the worker goes by, row by row; the other case of each round is whole. PostgreSQL keeps no rubbish in such columns.
DAMAGE = {
    "incident": ("attempt", "id", "case_id", "resolved_by_id"),
    "task": ("id", "case_id", "assignee_id", "unit_id"),
    "task_candidate": ("unit_id", "person_id"),
    "case": (
        *("id", "procedure_version_id", "called_versions", "started_by_id", "status", "state", "mirror"),
        *("history_sequence", "commitments"),
    ),
    "case_reader": ("ground", "case_id"),
    "decision": ("person_id",),
    "deadline": ("due_at",),
    "timer": ("due_at", "case_id"),
    "outbox_message": ("variables", "delivered_at"),
    "worker_beat": ("beat_at",),
    "history_entry": ("happened_at",),
}
# Nothing that the worker does in this round depends on these; `verify` names them where they are of record.
WITHOUT_EFFECT = {
    *(("incident", "resolved_by_id"), ("task", "assignee_id"), ("task", "case_id"), ("task", "unit_id")),
    *(("task_candidate", "unit_id"), ("task_candidate", "person_id"), ("case", "called_versions")),
    *(("case", "started_by_id"), ("case_reader", "case_id"), ("decision", "person_id"), ("deadline", "due_at")),
    *(
        ("timer", "case_id"),
        ("outbox_message", "variables"),
        ("worker_beat", "beat_at"),
        ("history_entry", "happened_at"),
    ),
}

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def prepared(world: World, store: Store, clock: MovingClock, tmp_path: Path) -> tuple[Path, uuid.UUID]:
    """A file with three cases whose reminder is due, one held and failed, one waiting for a newer program; and the whole one."""
    held, whole, waiting = start_reviews(world, 3)
    with transaction(store) as work:
        where = (Task.case_id == held, Task.element_id == "check_a")
        claim(work, work.session.scalars(select(Task.id).where(*where)).one(), world.actor("wen"))
    with store.write() as work:
        newer = {"kind": Attempt.NEWER, "format": 99}
        wait = IncidentRaised(waiting, "check_b", Sentence("one", "一"), newer, kind=IncidentKind.NEWER)
        record_incident(work, wait)
        record_incident(work, IncidentRaised(held, "check_b", Sentence("two", "二"), {"kind": "step"}))
        work.session.add(OutboxMessage(kind=MessageKind.MESSAGE, name="x", from_case_id=held, created_at=work.now))
    clock.move_to("2026-03-09 09:59")
    beat(store)
    clock.move_to("2026-03-09 10:00")
    path = tmp_path / "prepared.sqlite"
    with closing(sqlite3.connect(str(store.engine.url.database))) as file:
        file.execute("VACUUM INTO ?", (str(path),))
    return path, whole


def a_round(store: Store) -> None:
    """What the loop does in a round."""
    assert may_act(store, ClockWatch())
    work_off(store)
    beat(store)
    rest: tuple[Callable[[Store], object], ...] = (return_tasks, refresh_readers, tidy, tell_of_damage)
    for duty in rest:
        duty(store)


def damage(path: Path, table: str, column: str, kept: uuid.UUID) -> None:
    """Write rubbish where the file's owner can: in every row of the table that does not belong to the whole case."""
    with closing(sqlite3.connect(path)) as file:
        for pragma in ("ignore_check_constraints = ON", "foreign_keys = OFF"):
            file.execute(f"PRAGMA {pragma}")
        names = {row[1] for row in file.execute(f'PRAGMA table_info("{table}")')}
        of = "id" if table == "case" else "case_id" if "case_id" in names else None
        where = f"WHERE {of} != '{kept.hex}'" if of else ""
        if table == "task_candidate":
            where = f"WHERE task_id IN (SELECT id FROM task WHERE case_id != '{kept.hex}')"
        done = file.execute(f'UPDATE OR IGNORE "{table}" SET "{column}" = ? {where}', ("rubbish",))
        assert done.rowcount > 0, (table, column)
        file.commit()


@on_sqlite
def test_the_worker_goes_on_past_every_damaged_column(
    prepared: tuple[Path, uuid.UUID], clock: MovingClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, whole = prepared
    silent = set()
    for table, columns in DAMAGE.items():
        for column in columns:
            copy = tmp_path / "copy.sqlite"
            shutil.copyfile(path, copy)
            damage(copy, table, column, whole)
            caplog.clear()
            duties._left_alone.clear()
            with closing(Store.from_url(f"sqlite:///{copy}", clock=clock)) as store:
                a_round(store)
                with store.read() as work:
                    told = work.session.scalars(select(Notice.case_id).where(Notice.kind == "notice")).all()
                    messages = work.session.scalars(select(Incident.message)).all()
            assert whole in told, (table, column)
            is_logged = any(record.levelno >= logging.WARNING for record in caplog.records)
            if not is_logged and len(messages) <= 2:
                silent.add((table, column))
    assert silent == WITHOUT_EFFECT


@on_sqlite
def test_a_timer_without_a_time_is_an_incident_of_its_case(
    prepared: tuple[Path, uuid.UUID], clock: MovingClock
) -> None:
    path, whole = prepared
    damage(path, "timer", "due_at", whole)
    with closing(Store.from_url(f"sqlite:///{path}", clock=clock)) as store:
        assert tell_of_damage(store) == tell_of_damage(store) == 2
        with store.read() as work:
            damaged = Incident.message.contains("The time of its timer reminder is damaged")
            said = work.session.scalars(select(Incident.case_id).where(damaged)).all()
    assert len(set(said)) == len(said) == 2, "each is told once"


@on_sqlite
def test_a_damaged_version_starts_nothing_and_stops_no_message(
    world: World, store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_pair(store)
    publish_review(store)
    monkeypatch.setattr(catalogue, "_procedures", type(catalogue._procedures)(catalogue.KEPT))
    with closing(sqlite3.connect(str(store.engine.url.database))) as file:
        for rubbish in (b"rubbish", "rubbish"):
            file.execute("UPDATE procedure_version SET bundle = ? WHERE process_id = 'review'", (rubbish,))
            file.commit()
            caplog.clear()
            work_off(store)
            assert "of procedure review is damaged: no message starts it" in caplog.text
            assert "left to a newer program" not in caplog.text


def test_a_failing_duty_is_logged_and_the_next_one_runs(caplog: pytest.LogCaptureFixture) -> None:
    with whatever_fails("sealing"):
        raise ValueError("rubbish")
    assert "sealing: this failed" in caplog.text
