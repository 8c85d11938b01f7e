"""Cases, tasks and what opens or closes them as bare rows, on one database for a whole file of questions that only read."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from tests.casework.world import World, build_world, publish_review
from tests.owner import owner_of
from workflows.casework import access
from workflows.casework.models import Case, CaseReader, CaseTitle, ProcedureVersion, Task, TaskCandidate
from workflows.people import Unit
from workflows.store import Base, Store

CALLED = "called"


class Rows:
    """The small office, and rows written as the owner of the database would: each case and task by a name of its own."""

    def __init__(self, store: Store) -> None:
        self.world: World = build_world(store)
        publish_review(store)
        self.cases: dict[str, uuid.UUID] = {}
        self.tasks: dict[str, uuid.UUID] = {}
        with store.read() as work:
            self.now = work.now
            self.version = work.session.scalars(select(ProcedureVersion.id)).one()
            self.units = {code: key for key, code in work.session.execute(select(Unit.id, Unit.code))}

    def person(self, username: str) -> uuid.UUID:
        """A person's id by user name."""
        return self.world.persons[username]

    def named(self, ids: Iterable[uuid.UUID]) -> set[str]:
        """The names of these cases and tasks."""
        names = {key: name for name, key in (*self.cases.items(), *self.tasks.items())}
        return {names[each] for each in ids}

    def with_words(self, words: str, *conditions: ColumnElement[bool]) -> set[str]:
        """The names of the tasks in whose step or title 文静 finds the words."""
        tasks = select(Task.id).subquery().c
        with self.world.store.read() as work:
            found = access.tasks_with(self.world.actor("wen"), select(tasks.id), tasks.id, words, *conditions)
            return self.named(work.session.scalars(found))

    def write(self, *rows: tuple[type[Base], dict[str, Any]]) -> None:
        """Insert rows, the ids of cases and tasks by their names."""
        with owner_of(self.world.store) as owner:
            for kind, values in rows:
                self._insert(owner, kind, values)

    def _insert(self, owner: Connection, kind: type[Base], values: dict[str, Any]) -> None:
        given = dict(values)
        for column, known in (("case_id", self.cases), ("task_id", self.tasks)):
            if column in given:
                given[column] = known[given[column]]
        if "commitments" in kind.__table__.columns:
            given.setdefault("commitments", "{}")
        owner.execute(kind.__table__.insert(), given)  # type: ignore[attr-defined]

    def case(self, name: str, *readers: tuple[str, str, str], titles: bool = False, **values: Any) -> None:
        """A case called by its name, with rows of case_reader (reader, process, ground); `titles`: it called a procedure."""
        self.cases[name] = uuid.uuid4()
        at = self.now - timedelta(days=2)
        given = {
            "id": self.cases[name],
            "procedure_version_id": self.version,
            "process_id": "review",
            "called_versions": {},
            "title": f"全 {name}",
            "title_public": f"公 {name}",
            "title_outside": f"公 {name}",
            "started_at": at,
            "updated_at": at,
            "state": b"",
            "mirror": "{}",
            **values,
        }
        if given.get("status") in ("completed", "cancelled"):
            given["ended_at"] = self.now
        rows: list[tuple[type[Base], dict[str, Any]]] = [(Case, given)]
        rows += [
            (CaseReader, {"case_id": name, "reader": reader, "process_id": process, "ground": ground})
            for reader, process, ground in readers
        ]
        if titles:
            called = {"title": f"被调全 {name}", "title_public": f"被调公 {name}"}
            other = {"title": f"另调全 {name}", "title_public": f"另调公 {name}"}
            rows.append((CaseTitle, {"case_id": name, "process_id": "another", **other}))
            rows.append((CaseTitle, {"case_id": name, "process_id": CALLED, **called}))
        self.write(*rows)

    def task(self, name: str, case: str, *candidates: dict[str, Any], **values: Any) -> None:
        """A task called by its name, with its candidates."""
        self.tasks[name] = uuid.uuid4()
        given = {
            "id": self.tasks[name],
            "case_id": case,
            "process_id": "review",
            "procedure_version_id": self.version,
            "element_id": name,
            "name": name,
            "created_at": self.now - timedelta(days=1),
            **values,
        }
        if given.get("status", "open") != "open":
            given["ended_at"] = self.now
        if given.get("status") == "completed":
            given.setdefault("completed_by_id", self.person("wen"))
        self.write((Task, given), *((TaskCandidate, {"task_id": name, **each}) for each in candidates))
