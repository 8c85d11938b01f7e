"""To whom open tasks are offered today, and who of them is free to act: asked when somebody drops out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Uuid,
    and_,
    cast,
    exists,
    literal,
    not_,
    null,
    or_,
    select,
    union,
    union_all,
)

from workflows.calendar.zone import local_date
from workflows.casework.duties import Standing, is_barred, standings_of
from workflows.casework.keys import checked
from workflows.casework.models import Case, Task, TaskCandidate
from workflows.people import Absence, AbsencePost, Actor, Holding, PostHolding, StandIn, User
from workflows.store import UnitOfWork

_AT_ONCE = 40  # persons in one statement


class Candidate(NamedTuple):
    """A post, in one unit or in any, or a person: who may take a task."""

    post_key: str | None
    unit_id: uuid.UUID | None
    person_id: uuid.UUID | None


def acting_ways(candidates: Sequence[Candidate], actor: Actor, task: Task, case: Case) -> list[Holding | None]:
    """The posts in which the actor is a candidate, in the order in which one is taken; empty for who is none.

    The step's own post goes before any other, and the actor's own right before a substitute's: except on a task that the person
    absent holds, or that the actor took for them. None stands for a candidate by name who holds no post.
    """
    ways = _own_ways(candidates, actor, task)
    for absent in actor.stand_ins:
        ways += _ways_for(absent, candidates, actor, task, case)
    taken_for = task.substitute_for_id if task.assignee_id == actor.person_id else task.assignee_id
    if taken_for is not None:
        ways.sort(key=lambda each: each is None or each.for_id != taken_for)
    return ways


def is_within_reach(task: Task, actor: Actor, ways: Sequence[Holding | None]) -> bool:
    """True where nobody but the actor, or somebody for whom they stand in, holds the task that they may take in these ways."""
    lent = {each.for_id for each in ways if each is not None and each.for_id is not None}
    return bool(ways) and task.assignee_id in (None, actor.person_id, *lent)


def _own_ways(candidates: Sequence[Candidate], actor: Actor, task: Task) -> list[Holding | None]:
    own = [each for each in actor.own if (each.post_key, each.unit_id) == (task.post_key, task.unit_id)]
    own += [each for each in actor.own if each.post_key == task.post_key and task.unit_id is None]
    by_post = [
        next((each for each in actor.own if _is_named(each.post_key, each.unit_id, candidate)), None)
        for candidate in candidates
        if candidate.post_key is not None
    ]
    found = [each for each in by_post if each is not None]
    if found:
        found.sort(key=lambda each: each not in own[:1])
        return list(dict.fromkeys(found))
    if any(candidate.person_id == actor.person_id for candidate in candidates):
        return [own[0] if own else actor.own[0] if actor.own else None]
    return []


def _ways_for(
    absent: StandIn, candidates: Sequence[Candidate], actor: Actor, task: Task, case: Case
) -> Sequence[Holding]:
    """The posts of somebody absent in which the actor may take the task: offered to the post, or to that person by name.

    By name a task is passed on where it is one of a post in which the substitute acts, and never in a case that the person absent
    began: what somebody asks for themselves stays theirs.
    """
    lent = [each for each in actor.holdings if each.for_id == absent.person_id]
    by_post = [
        each
        for each in lent
        if any(
            _is_named(each.post_key, each.unit_id, candidate)
            for candidate in candidates
            if candidate.post_key is not None
        )
    ]
    if by_post:
        return sorted(by_post, key=lambda each: (each.post_key, each.unit_id) != (task.post_key, task.unit_id))
    is_named = any(candidate.person_id == absent.person_id for candidate in candidates)
    if not is_named or case.started_by_id == absent.person_id:
        return []
    return [each for each in lent if each.post_key == task.post_key and task.unit_id in (None, each.unit_id)][:1]


def _is_named(post_key: str, unit_id: uuid.UUID, candidate: Candidate) -> bool:
    return candidate.post_key == post_key and candidate.unit_id in (None, unit_id)


@dataclass(frozen=True, slots=True)
class Offered:
    """Who is offered which task: the rows that offer it, the persons with an open account, whom a duty keeps from it, who is away.

    A substitute counts beside the person for whom they stand in, who is away.
    """

    rows: Mapping[uuid.UUID, Sequence[TaskCandidate]]
    persons: Mapping[uuid.UUID, frozenset[uuid.UUID]]
    barred: frozenset[tuple[uuid.UUID, uuid.UUID]]
    away: frozenset[tuple[uuid.UUID, uuid.UUID]] = frozenset()

    def by(self, task: Task) -> Sequence[TaskCandidate]:
        """The posts and persons to whom the task is offered."""
        return self.rows.get(task.id, ())

    def is_for(self, task: Task, person_id: uuid.UUID) -> bool:
        """True where the person is offered the task by name, by a post held today, or as somebody's substitute."""
        return person_id in self.persons.get(task.id, ())

    def unbarred(self, task: Task) -> frozenset[uuid.UUID]:
        """Those to whom the task is offered and whom no duty keeps away, whether or not they are away."""
        return frozenset(p for p in self.persons.get(task.id, ()) if (task.id, p) not in self.barred)

    def free(self, task: Task) -> frozenset[uuid.UUID]:
        """Those of them who are there."""
        return frozenset(p for p in self.unbarred(task) if (task.id, p) not in self.away)


def offered_to(work: UnitOfWork, tasks: Sequence[Task]) -> Offered:
    """To whom these tasks are offered: as many statements for many tasks as for one, and one more for every forty persons."""
    ids = [task.id for task in tasks]
    rows: dict[uuid.UUID, list[TaskCandidate]] = {}
    for row in work.session.scalars(select(TaskCandidate).where(TaskCandidate.task_id.in_(ids))):
        rows.setdefault(row.task_id, []).append(row)
    # For each task, each person and each way in which it is theirs: None for their own, else for whom they stand in.
    ways: dict[tuple[uuid.UUID, uuid.UUID], set[uuid.UUID | None]] = {}
    for task_id, person_id, for_id in work.session.execute(_persons(work, ids)):
        ways.setdefault((task_id, person_id), set()).add(for_id)
    standings = standings_of(work, {each for (_, one), many in ways.items() for each in (one, *many) if each})
    kept = _kept_away(work, ids, list(standings.values()))
    barred = {
        (task_id, person_id)
        for (task_id, person_id), many in ways.items()
        if (task_id, person_id) in kept or all(each is not None and (task_id, each) in kept for each in many)
    }
    away = {(task_id, each) for (task_id, _), many in ways.items() for each in many if each is not None}
    persons: dict[uuid.UUID, set[uuid.UUID]] = {}
    for task_id, person_id in ways:
        persons.setdefault(task_id, set()).add(person_id)
    return Offered(rows, {key: frozenset(value) for key, value in persons.items()}, frozenset(barred), frozenset(away))


def _kept_away(
    work: UnitOfWork, task_ids: Sequence[uuid.UUID], everybody: Sequence[Standing]
) -> set[tuple[uuid.UUID, uuid.UUID]]:
    found: set[tuple[uuid.UUID, uuid.UUID]] = set()
    for start in range(0, len(everybody), _AT_ONCE):
        asked = union_all(
            *(
                select(Task.id, literal(standing.person_id, Uuid())).where(Task.id.in_(task_ids), is_barred(standing))
                for standing in everybody[start : start + _AT_ONCE]
            )
        )
        found.update((task_id, person_id) for task_id, person_id in work.session.execute(asked))
    return found


def _persons(work: UnitOfWork, task_ids: Sequence[uuid.UUID]) -> CompoundSelect[Any]:
    """SQL: (task, person, for whom) by name, by a post held today, or as a substitute, of those with an open account."""
    today = local_date(work.now)
    nobody = cast(null(), Uuid())
    by_name = (
        select(TaskCandidate.task_id, User.person_id, nobody)
        .join(User, User.person_id == TaskCandidate.person_id)
        .where(TaskCandidate.task_id.in_(task_ids), User.is_active)
    )
    in_unit = or_(TaskCandidate.unit_id.is_(None), TaskCandidate.unit_id == PostHolding.unit_id)
    by_post = (
        select(TaskCandidate.task_id, User.person_id, nobody)
        .join(PostHolding, and_(TaskCandidate.post_key == PostHolding.post_key, in_unit))
        .join(User, User.person_id == PostHolding.person_id)
        .where(TaskCandidate.task_id.in_(task_ids), User.is_active, PostHolding.holding_on(today))
    )
    as_substitute = (
        select(TaskCandidate.task_id, User.person_id, Absence.person_id)
        .select_from(TaskCandidate)
        .join(Task, Task.id == TaskCandidate.task_id)
        .join(Absence, Absence.running_on(today))
        .join(User, User.person_id == Absence.substitute_id)
        .where(TaskCandidate.task_id.in_(task_ids), User.is_active, passed_on(today))
    )
    return union(by_name, by_post, as_substitute)


def passed_on(today: date) -> ColumnElement[bool]:
    """SQL: the TaskCandidate, of the Task, is passed on to the substitute of the Absence: as `acting_ways` has it of one actor."""
    covered = (
        AbsencePost.absence_id == Absence.id,
        PostHolding.person_id == Absence.person_id,
        PostHolding.post_key == AbsencePost.post_key,
        PostHolding.unit_id == AbsencePost.unit_id,
        PostHolding.holding_on(today),
    )
    by_post = and_(
        TaskCandidate.post_key == AbsencePost.post_key,
        or_(TaskCandidate.unit_id.is_(None), TaskCandidate.unit_id == AbsencePost.unit_id),
    )
    by_name = and_(
        TaskCandidate.person_id == Absence.person_id,
        Task.post_key == AbsencePost.post_key,
        or_(Task.unit_id.is_(None), Task.unit_id == AbsencePost.unit_id),
        not_began(Absence.person_id),
    )
    return exists().where(*covered, or_(by_post, by_name)).correlate(Task, TaskCandidate, Absence)


def not_began(person_id: Any) -> ColumnElement[bool]:
    """SQL: somebody else than this person began the case of the Task."""
    began = exists().where(Case.id == Task.case_id, Case.started_by_id == person_id)
    return not_(began.correlate(Task, Absence))


def is_offered(named: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQL: a TaskCandidate row of the Task is one of these, which are asked of the few rows that the Task has."""
    return exists().where(TaskCandidate.task_id == Task.id, checked(named)).correlate(Task)


def is_passed_on(today: date, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQL: somebody with an open account may take the Task as a substitute today; `conditions` narrow the Absence."""
    offers = (
        select(literal(1))
        .select_from(TaskCandidate)
        .join(Absence, and_(Absence.running_on(today), passed_on(today)))
        .join(User, and_(User.person_id == Absence.substitute_id, User.is_active))
        .where(TaskCandidate.task_id == Task.id, *conditions)
    )
    return exists(offers.correlate(Task))
