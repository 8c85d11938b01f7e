"""Open tasks that wait for somebody, in the order of every list of work: walks over indexes that stop when a page is full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, not_, select

from workflows.casework.duties import is_barred, standing_of
from workflows.casework.keys import Key, beyond, checked, merged
from workflows.casework.models import Task, TaskCandidate, TaskStatus
from workflows.people import Actor
from workflows.store import UnitOfWork


def held_by(
    work: UnitOfWork,
    actor: Actor,
    *conditions: ColumnElement[bool],
    limit: int,
    after: Key | None = None,
    before: str | None = None,
) -> Select[Any, Any]:
    """SELECT (place, task) of the open tasks that the actor holds and may act on; `before` is a place that they stand before."""
    return (
        select(Task.queue, Task.id)
        .where(
            Task.assignee_id == actor.person_id,
            Task.status == TaskStatus.OPEN.value,
            _is_free(work, actor),
            *conditions,
            *beyond(Task.queue, Task.id, after),
            *([Task.queue < before] if before is not None else []),
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
    are_barred: bool = False,
) -> Select[Any, Any]:
    """SELECT (place, task) of the open tasks that nobody holds and a post of the actor's, or the actor by name, may take.

    `are_barred` asks for those on which a duty keeps the actor from acting, in the place of the others.
    """
    is_free = _is_free(work, actor)
    waits = exists().where(
        Task.id == TaskCandidate.task_id,
        checked(and_(Task.status == TaskStatus.OPEN.value, Task.assignee_id.is_(None))),
        not_(is_free) if are_barred else is_free,
        *conditions,
    )
    bounds = beyond(TaskCandidate.queue, TaskCandidate.task_id, after)
    if before is not None:
        bounds += [TaskCandidate.queue < before]
    if until is not None:
        bounds += [not_(*beyond(TaskCandidate.queue, TaskCandidate.task_id, until))]
    arms = [
        select(TaskCandidate.queue, TaskCandidate.task_id)
        .where(named, *bounds, waits)
        .order_by(TaskCandidate.queue, TaskCandidate.task_id)
        .limit(limit)
        for named in _names(actor)
    ]
    return merged(arms, limit)


def _is_free(work: UnitOfWork, actor: Actor) -> ColumnElement[bool]:
    return not_(is_barred(standing_of(work, actor.person_id)))


def _names(actor: Actor) -> Sequence[ColumnElement[bool]]:
    """SQL: by which the TaskCandidate row names the actor, one for each range of an index."""
    posts = dict.fromkeys(
        (holding.post_key, unit_id) for holding in actor.holdings for unit_id in (None, holding.unit_id)
    )
    return [
        TaskCandidate.person_id == actor.person_id,
        *(
            and_(
                TaskCandidate.post_key == post_key,
                TaskCandidate.unit_id.is_(None) if unit_id is None else TaskCandidate.unit_id == unit_id,
            )
            for post_key, unit_id in posts
        ),
    ]
