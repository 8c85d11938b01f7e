"""Open tasks that wait for somebody, in the order of every list of work: walks over indexes that stop when a page is full."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, not_, or_, select

from workflows.casework.access import candidate_condition, passed_on_by
from workflows.casework.duties import Standing, is_barred, standing_of
from workflows.casework.keys import Key, beyond, checked, merged
from workflows.casework.models import Task, TaskCandidate, TaskStatus
from workflows.casework.offered import is_offered, not_began
from workflows.people import Actor
from workflows.store import UnitOfWork


class StandsIn(NamedTuple):
    """Somebody for whom the actor stands in, as lists ask of them: standing, (post, unit or None) of theirs, and what passes on a
    task to which that person is named."""

    standing: Standing
    posts: Sequence[tuple[Any, Any]]
    by_name: ColumnElement[bool]


def stand_ins_of(work: UnitOfWork, actor: Actor) -> list[StandsIn]:
    """Those for whom the actor stands in today."""
    return [
        StandsIn(
            standing_of(work, absent.person_id),
            list(dict.fromkeys((post, unit) for post, own in absent.posts for unit in (None, own))),
            and_(
                or_(*(_lies_with(post, unit) for post, unit in absent.posts)),
                not_began(absent.person_id),
            ),
        )
        for absent in actor.stand_ins
    ]


def _lies_with(post: str, unit_id: uuid.UUID) -> ColumnElement[bool]:
    return and_(Task.post_key == post, or_(Task.unit_id.is_(None), Task.unit_id == unit_id))


def held_by(
    work: UnitOfWork,
    actor: Actor,
    *conditions: ColumnElement[bool],
    limit: int,
    after: Key | None = None,
    before: str | None = None,
    barred: bool | None = False,
) -> Select[Any, Any]:
    """SELECT (place, task) of the open tasks that the actor holds and may act on; `before` is a place that they stand before.

    `barred` as for `offered_to`. What was taken as a substitute is left out from the moment at which that is over.
    """
    bounds = [*beyond(Task.queue, Task.id, after), *([Task.queue < before] if before is not None else [])]
    standing, absent = standing_of(work, actor.person_id), stand_ins_of(work, actor)
    return held_with(standing, *conditions, *bounds, stand_ins=absent, limit=limit, barred=barred)


def held_with(
    standing: Standing,
    *conditions: ColumnElement[bool],
    stand_ins: Sequence[StandsIn] = (),
    limit: int,
    barred: bool | None = False,
) -> Select[Any, Any]:
    """The same for a person by their standing, whose values may be bound when the statement runs."""
    for_whom = or_(
        Task.substitute_for_id.is_(None),
        *(
            and_(
                Task.substitute_for_id == each.standing.person_id,
                *_kept(each.standing, False if barred is False else None),
            )
            for each in stand_ins
        ),
    )
    return (
        select(Task.queue, Task.id)
        .where(
            Task.assignee_id == standing.person_id,
            Task.status == TaskStatus.OPEN.value,
            checked(for_whom),
            *_kept(standing, barred),
            *conditions,
        )
        .order_by(Task.queue, Task.id)
        .limit(limit)
    )


def offered_to(
    work: UnitOfWork,
    actor: Actor,
    *conditions: ColumnElement[bool],
    limit: int,
    after: Key | None = None,
    before: str | None = None,
    until: Key | None = None,
    barred: bool | None = False,
) -> Select[Any, Any]:
    """SELECT (place, task) of the open tasks that nobody holds and a post of the actor's, or the actor by name, may take, and of
    those that the actor may take for somebody absent, also where that person holds them.

    `barred` asks for those on which a duty keeps the actor from acting, in the place of the others; None leaves duties to the
    caller (`is_free`, `still_waits`).
    """
    bounds = beyond(TaskCandidate.queue, TaskCandidate.task_id, after)
    if before is not None:
        bounds += [TaskCandidate.queue < before]
    if until is not None:
        bounds += [not_(*beyond(TaskCandidate.queue, TaskCandidate.task_id, until))]
    standing, absent = standing_of(work, actor.person_id), stand_ins_of(work, actor)
    return offered_with(
        standing, posts_of(actor), *conditions, stand_ins=absent, bounds=bounds, limit=limit, barred=barred
    )


def offered_with(
    standing: Standing,
    posts: Sequence[tuple[Any, Any]],
    *conditions: ColumnElement[bool],
    stand_ins: Sequence[StandsIn] = (),
    bounds: Sequence[ColumnElement[bool]] = (),
    limit: int,
    barred: bool | None = False,
) -> Select[Any, Any]:
    """The same for a person by their standing and (post, unit or None), whose values may be bound when the statement runs.

    `conditions` are about the Task, `bounds` about the TaskCandidate. Where duties are left to the caller, so is whether the task
    still waits (`still_waits`), but for somebody who stands in for others: then no task is looked up for a walk.
    """
    is_left = barred is None and not stand_ins and not conditions

    def waits(is_held: ColumnElement[bool], *more: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists().where(
            Task.id == TaskCandidate.task_id,
            checked(and_(Task.status == TaskStatus.OPEN.value, is_held)),
            *more,
            *conditions,
        )

    # One arm for each range of an index, in the order of that index: a unit that is NULL counts as one value for SQLite only.
    own = waits(Task.assignee_id.is_(None), *_kept(standing, barred))
    ranges: list[tuple[ColumnElement[bool], tuple[Any, ...], ColumnElement[bool]]] = [
        (TaskCandidate.person_id == standing.person_id, (), own),
        *((*_range(post_key, unit_id), own) for post_key, unit_id in posts),
    ]
    for each in stand_ins:
        is_held = or_(Task.assignee_id.is_(None), Task.assignee_id == each.standing.person_id)
        kept = _kept_both(standing, each.standing, barred)
        by_name = waits(is_held, each.by_name, *kept)
        ranges.append((TaskCandidate.person_id == each.standing.person_id, (), by_name))
        # What is barred is told of once: in one's own right, where one has it.
        lent = [post for post in each.posts if not (barred and post in posts)]
        ranges += [(*_range(post_key, unit_id), waits(is_held, *kept)) for post_key, unit_id in lent]
    arms = [
        select(TaskCandidate.queue, TaskCandidate.task_id)
        .where(named, *bounds, *(() if is_left else (waiting,)))
        .order_by(*before_place, TaskCandidate.queue, TaskCandidate.task_id)
        .limit(limit)
        for named, before_place, waiting in ranges
    ]
    return merged(arms, limit)


def _range(post_key: Any, unit_id: Any) -> tuple[ColumnElement[bool], tuple[Any, ...]]:
    in_unit = TaskCandidate.unit_id.is_(None) if unit_id is None else TaskCandidate.unit_id == unit_id
    return and_(TaskCandidate.post_key == post_key, in_unit), (TaskCandidate.unit_id,)


def named_by(person_id: Any, posts: Sequence[tuple[Any, Any]]) -> ColumnElement[bool]:
    """SQL: the TaskCandidate row names the person or one of these (post, unit or None)."""
    return or_(TaskCandidate.person_id == person_id, *(_range(post, unit_id)[0] for post, unit_id in posts))


def still_waits() -> ColumnElement[bool]:
    """SQL: the Task is open, and nobody holds it."""
    return checked(and_(Task.status == TaskStatus.OPEN.value, Task.assignee_id.is_(None)))


def is_free(work: UnitOfWork, actor: Actor) -> ColumnElement[bool]:
    """SQL: no duty keeps the actor from acting on the Task in their own right; as a substitute neither them nor who is absent."""
    free = not_(is_barred(standing_of(work, actor.person_id)))
    if not actor.stand_ins:
        return free
    own = or_(Task.assignee_id == actor.person_id, is_offered(candidate_condition(actor)))
    ways = [and_(Task.substitute_for_id.is_(None), own)]
    for absent in actor.stand_ins:
        passed = or_(Task.substitute_for_id == absent.person_id, is_offered(passed_on_by(absent)))
        ways.append(and_(passed, not_(is_barred(standing_of(work, absent.person_id)))))
    return and_(free, or_(*ways))


def _kept(standing: Standing, barred: bool | None) -> list[ColumnElement[bool]]:
    if barred is None:
        return []
    return [is_barred(standing) if barred else not_(is_barred(standing))]


def _kept_both(one: Standing, other: Standing, barred: bool | None) -> list[ColumnElement[bool]]:
    if barred is None:
        return []
    either = or_(is_barred(one), is_barred(other))
    return [either if barred else not_(either)]


def posts_of(actor: Actor) -> Sequence[tuple[str, uuid.UUID | None]]:
    """By which (post, unit) a TaskCandidate may name the actor in their own right; None is a post in any unit."""
    return list(
        dict.fromkeys((holding.post_key, unit_id) for holding in actor.own for unit_id in (None, holding.unit_id))
    )
