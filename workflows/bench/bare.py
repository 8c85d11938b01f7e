"""The yardstick: one transaction of prepared statements that writes the rows of a completion, and does nothing else.

Seven statements: close the task, take its candidate away, write the decision, open the next task with its candidate, put the
case back, add the history entry. The values have the sizes that the measured completion wrote; nothing is read, checked,
evaluated or hashed.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.engine import Engine

from workflows.casework.models import Case, Decision, Task, TaskCandidate
from workflows.proof.models import HistoryEntry
from workflows.store import Base, Store, new_id
from workflows.store.guard import TOLD


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


_TASK, _CASE, _HISTORY = _table(Task), _table(Case), _table(HistoryEntry)
_DECISION, _CANDIDATE = _table(Decision), _table(TaskCandidate)
_CLOSED = ("status", "assignee_id", "claimed_at", "ended_at", "completed_by_id")
_MOVED = ("updated_at", "state", "mirror", "version", "history_sequence", "history_hash", "commitments")
_CLOSE_TASK = update(_TASK).where(_TASK.c.id == bindparam("this")).values({name: bindparam(name) for name in _CLOSED})
_MOVE_CASE = update(_CASE).where(_CASE.c.id == bindparam("this")).values({name: bindparam(name) for name in _MOVED})
_DROP_CANDIDATE = delete(_CANDIDATE).where(_CANDIDATE.c.task_id == bindparam("this"))
_WRITE_DECISION, _OPEN_TASK = insert(_DECISION), insert(_TASK)
_WRITE_CANDIDATE, _WRITE_HISTORY = insert(_CANDIDATE), insert(_HISTORY)


@dataclass
class BareCase:
    """A case written by plain statements only: what a completion left behind, to be written again and again."""

    engine: Engine
    case: dict[str, Any]
    task: dict[str, Any]
    candidate: dict[str, Any]
    decision: dict[str, Any]
    entry: dict[str, Any]
    open_task_id: uuid.UUID
    closed: dict[str, Any] = field(default_factory=dict)

    def complete(self, now: datetime) -> None:
        """Write one completion's rows and commit."""
        next_id, this_id = new_id(), self.open_task_id
        sequence = self.entry["sequence"] + 1
        self.entry.update(sequence=sequence, happened_at=now)
        self.case.update(updated_at=now, version=self.case["version"] + 1, history_sequence=sequence)
        with self.engine.begin() as connection:
            connection.execute(_CLOSE_TASK, {**self.closed, "this": this_id, "claimed_at": now, "ended_at": now})
            connection.execute(
                _WRITE_DECISION, {**self.decision, "id": new_id(), "task_id": this_id, "decided_at": now}
            )
            connection.execute(_DROP_CANDIDATE, {"this": this_id})
            connection.execute(_OPEN_TASK, {**self.task, "id": next_id, "created_at": now})
            connection.execute(_WRITE_CANDIDATE, {**self.candidate, "id": new_id(), "task_id": next_id})
            connection.execute(_MOVE_CASE, self.case)
            connection.execute(_WRITE_HISTORY, self.entry)
        self.open_task_id = next_id


def copy_of(store: Store, case_id: uuid.UUID) -> BareCase:
    """Take the rows of a case's last completion as the pattern, and go on writing such rows for that case."""
    with store.read() as work:
        read = work.session.execute
        case = read(select(_CASE).where(_CASE.c.id == case_id)).mappings().one()
        task = read(select(_TASK).where(_TASK.c.case_id == case_id, _TASK.c.status == "open")).mappings().one()
        done = read(
            select(_TASK)
            .where(_TASK.c.case_id == case_id, _TASK.c.status == "completed")
            .order_by(_TASK.c.ended_at.desc())
        )
        decision = read(select(_DECISION).where(_DECISION.c.case_id == case_id)).mappings().first()
        entry = read(
            select(_HISTORY).where(_HISTORY.c.case_id == case_id).order_by(_HISTORY.c.sequence.desc()).limit(1)
        )
        candidate = read(select(_CANDIDATE).where(_CANDIDATE.c.task_id == task["id"])).mappings().one()
        closed = done.mappings().first()
        assert decision is not None
        assert closed is not None
        return BareCase(
            # These rows are told nowhere: the yardstick hashes nothing.
            engine=store.writing_engine.execution_options(**{TOLD: True}),
            case={"this": case_id, **{name: case[name] for name in _MOVED}},
            task=dict(task),
            candidate=dict(candidate),
            decision=dict(decision),
            entry={name: value for name, value in entry.mappings().one().items() if name != "id"},
            open_task_id=task["id"],
            closed={name: closed[name] for name in _CLOSED},
        )
