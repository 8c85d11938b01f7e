"""A throw-away database with one unit, one reviewer and the measured procedure, made for a run and removed after it."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import create_engine, make_url, select, text

from workflows.bench.procedure import POST, PROCESS_ID, rounds_procedure
from workflows.casework.catalogue import publish
from workflows.casework.models import Task, TaskStatus
from workflows.casework.verbs.start import start_case
from workflows.people import Actor, Person, Post, PostHolding, Unit, User, actor_for
from workflows.settings import ROOT
from workflows.store import Store
from workflows.store.migrate import upgrade


@dataclass(frozen=True, slots=True)
class Office:
    """The database of a run and the one person who works in it."""

    store: Store
    user_id: uuid.UUID

    def actor(self) -> Actor:
        """The reviewer with the posts held now."""
        with self.store.read() as work:
            found = actor_for(work, self.user_id)
        assert found is not None
        return found

    def open_case(self, variables: dict[str, object]) -> uuid.UUID:
        """Start a case of the measured procedure; returns its id."""
        with self.store.write() as work:
            return start_case(work, PROCESS_ID, variables, actor=None).id

    def open_task(self, case_id: uuid.UUID) -> uuid.UUID:
        """The one open task of a case."""
        with self.store.read() as work:
            return work.session.scalars(
                select(Task.id).where(Task.case_id == case_id, Task.status == TaskStatus.OPEN.value)
            ).one()


def furnish(store: Store) -> Office:
    """Bring an empty database to the newest schema, and write the unit, the post, the person and the procedure into it."""
    upgrade(store)
    with store.write() as work:
        unit = Unit(code="BENCH", name="测量单位", name_en="Bench unit", kind="office", path="/BENCH/")
        work.session.add_all([unit, Post(key=POST, name="审核岗", name_en="Reviewer", level="city", scope="all")])
        work.session.flush()
        person = Person(name="测量员", unit_id=unit.id)
        work.session.add(person)
        work.session.flush()
        user = User(username="bench", person_id=person.id)
        work.session.add(user)
        work.session.add(PostHolding(person_id=person.id, post_key=POST, unit_id=unit.id, from_on=date(2018, 1, 1)))
        work.session.flush()
        publish(work, rounds_procedure())
        return Office(store, user.id)


@contextmanager
def sqlite_store() -> Iterator[Store]:
    """An SQLite file under var/, where the office's own lies: a disk in memory would flatter a commit."""
    parent = ROOT / "var"
    parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=parent) as folder:
        store = Store.from_url(f"sqlite:///{folder}/bench.sqlite")
        try:
            yield store
        finally:
            store.close()


@contextmanager
def postgresql_store(server_url: str) -> Iterator[Store]:
    """A database of its own on a PostgreSQL server whose role may create databases; dropped at the end."""
    server = make_url(server_url).set(drivername="postgresql+psycopg")
    name = f"gatepost_bench_{os.getpid()}"
    administration = create_engine(server, isolation_level="AUTOCOMMIT")
    with administration.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    store = Store.from_url(server.set(database=name).render_as_string(hide_password=False))
    try:
        yield store
    finally:
        store.close()
        with administration.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        administration.dispose()
