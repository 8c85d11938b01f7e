"""To whom open tasks are offered today, and who of them is free to act: asked when somebody drops out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Uuid, and_, literal, or_, select, union, union_all

from workflows.calendar.zone import local_date
from workflows.casework.duties import is_barred, standings_of
from workflows.casework.models import Task, TaskCandidate
from workflows.people import Actor, Holding, PostHolding, User
from workflows.store import UnitOfWork

_AT_ONCE = 40  # persons in one statement


class Candidate(NamedTuple):
    """A post, in one unit or in any, or a person: who may take a task."""

    post_key: str | None
    unit_id: uuid.UUID | None
    person_id: uuid.UUID | None


def acting_holding(candidates: Sequence[Candidate], actor: Actor, task: Task) -> tuple[bool, Holding | None]:
    """Whether the actor is a candidate, and in which post: the step's own post goes before any other that the actor holds."""
    own = actor.holds(task.post_key, task.unit_id) if task.post_key else None
    offered = [
        actor.holds(candidate.post_key, candidate.unit_id) for candidate in candidates if candidate.post_key is not None
    ]
    by_post = [holding for holding in offered if holding is not None]
    if by_post:
        return True, own if own in by_post else by_post[0]
    if any(candidate.person_id == actor.person_id for candidate in candidates):
        return True, own or (actor.holdings[0] if actor.holdings else None)
    return False, None


@dataclass(frozen=True, slots=True)
class Offered:
    """Who is offered which task: the rows that offer it, the persons with an open account, and those of them that are barred."""

    rows: Mapping[uuid.UUID, Sequence[TaskCandidate]]
    persons: Mapping[uuid.UUID, frozenset[uuid.UUID]]
    barred: frozenset[tuple[uuid.UUID, uuid.UUID]]

    def by(self, task: Task) -> Sequence[TaskCandidate]:
        """The posts and persons to whom the task is offered."""
        return self.rows.get(task.id, ())

    def is_for(self, task: Task, person_id: uuid.UUID) -> bool:
        """True where the person is offered the task by name or by a post held today."""
        return person_id in self.persons.get(task.id, ())

    def free(self, task: Task) -> frozenset[uuid.UUID]:
        """Those to whom the task is offered and whom nothing keeps away."""
        return frozenset(p for p in self.persons.get(task.id, ()) if (task.id, p) not in self.barred)


def offered_to(work: UnitOfWork, tasks: Sequence[Task]) -> Offered:
    """To whom these tasks are offered: as many statements for many tasks as for one, and one more for every forty persons."""
    ids = [task.id for task in tasks]
    rows: dict[uuid.UUID, list[TaskCandidate]] = {}
    for row in work.session.scalars(select(TaskCandidate).where(TaskCandidate.task_id.in_(ids))):
        rows.setdefault(row.task_id, []).append(row)
    persons: dict[uuid.UUID, set[uuid.UUID]] = {}
    for task_id, person_id in work.session.execute(_persons(work, ids)):
        persons.setdefault(task_id, set()).add(person_id)
    standings = standings_of(work, {person_id for each in persons.values() for person_id in each})
    barred: set[tuple[uuid.UUID, uuid.UUID]] = set()
    everybody = list(standings.values())
    for start in range(0, len(everybody), _AT_ONCE):
        asked = union_all(
            *(
                select(Task.id, literal(standing.person_id, Uuid())).where(Task.id.in_(ids), is_barred(standing))
                for standing in everybody[start : start + _AT_ONCE]
            )
        )
        barred.update((task_id, person_id) for task_id, person_id in work.session.execute(asked))
    return Offered(rows, {key: frozenset(value) for key, value in persons.items()}, frozenset(barred))


def _persons(work: UnitOfWork, task_ids: Sequence[uuid.UUID]) -> CompoundSelect[Any]:
    """SQL: (task, person) pairs, by name or by a post held today, of those with an open account."""
    today = local_date(work.now)
    by_name = (
        select(TaskCandidate.task_id, User.person_id)
        .join(User, User.person_id == TaskCandidate.person_id)
        .where(TaskCandidate.task_id.in_(task_ids), User.is_active)
    )
    in_unit = or_(TaskCandidate.unit_id.is_(None), TaskCandidate.unit_id == PostHolding.unit_id)
    by_post = (
        select(TaskCandidate.task_id, User.person_id)
        .join(PostHolding, and_(TaskCandidate.post_key == PostHolding.post_key, in_unit))
        .join(User, User.person_id == PostHolding.person_id)
        .where(
            TaskCandidate.task_id.in_(task_ids),
            User.is_active,
            PostHolding.from_on <= today,
            or_(PostHolding.to_on.is_(None), PostHolding.to_on > today),
        )
    )
    return union(by_name, by_post)
