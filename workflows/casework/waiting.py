"""Open tasks that wait for somebody, in the order of every list of work: walks over indexes that stop when a page is full."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, not_, select

from workflows.casework.duties import Standing, is_barred, standing_of
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
    barred: bool | None = False,
) -> Select[Any, Any]:
    """SELECT (place, task) of the open tasks that the actor holds and may act on; `before` is a place that they stand before.

    `barred` as for `offered_to`.
    """
    bounds = [*beyond(Task.queue, Task.id, after), *([Task.queue < before] if before is not None else [])]
    return held_with(standing_of(work, actor.person_id), *conditions, *bounds, limit=limit, barred=barred)


def held_with(
    standing: Standing, *conditions: ColumnElement[bool], limit: int, barred: bool | None = False
) -> Select[Any, Any]:
    """The same for a person by their standing, whose values may be bound when the statement runs."""
    return (
        select(Task.queue, Task.id)
        .where(
            Task.assignee_id == standing.person_id,
            Task.status == TaskStatus.OPEN.value,
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
    """SELECT (place, task) of the open tasks that nobody holds and a post of the actor's, or the actor by name, may take.

    `barred` asks for those on which a duty keeps the actor from acting, in the place of the others; None leaves duties to the
    caller (`is_free`).
    """
    bounds = beyond(TaskCandidate.queue, TaskCandidate.task_id, after)
    if before is not None:
        bounds += [TaskCandidate.queue < before]
    if until is not None:
        bounds += [not_(*beyond(TaskCandidate.queue, TaskCandidate.task_id, until))]
    standing = standing_of(work, actor.person_id)
    return offered_with(standing, posts_of(actor), *conditions, bounds=bounds, limit=limit, barred=barred)


def offered_with(
    standing: Standing,
    posts: Sequence[tuple[Any, Any]],
    *conditions: ColumnElement[bool],
    bounds: Sequence[ColumnElement[bool]] = (),
    limit: int,
    barred: bool | None = False,
) -> Select[Any, Any]:
    """The same for a person by their standing and (post, unit or None), whose values may be bound when the statement runs.

    `conditions` are about the Task, `bounds` about the TaskCandidate.
    """
    waits = exists().where(
        Task.id == TaskCandidate.task_id,
        checked(and_(Task.status == TaskStatus.OPEN.value, Task.assignee_id.is_(None))),
        *_kept(standing, barred),
        *conditions,
    )
    # One arm for each range of an index, in the order of that index: a unit that is NULL counts as one value for SQLite only.
    ranges: list[tuple[ColumnElement[bool], tuple[Any, ...]]] = [
        (TaskCandidate.person_id == standing.person_id, ()),
        *(
            (
                and_(
                    TaskCandidate.post_key == post_key,
                    TaskCandidate.unit_id.is_(None) if unit_id is None else TaskCandidate.unit_id == unit_id,
                ),
                (TaskCandidate.unit_id,),
            )
            for post_key, unit_id in posts
        ),
    ]
    arms = [
        select(TaskCandidate.queue, TaskCandidate.task_id)
        .where(named, *bounds, waits)
        .order_by(*before_place, TaskCandidate.queue, TaskCandidate.task_id)
        .limit(limit)
        for named, before_place in ranges
    ]
    return merged(arms, limit)


def is_free(work: UnitOfWork, actor: Actor) -> ColumnElement[bool]:
    """SQL: no duty keeps the actor from acting on the Task."""
    return not_(is_barred(standing_of(work, actor.person_id)))


def _kept(standing: Standing, barred: bool | None) -> list[ColumnElement[bool]]:
    if barred is None:
        return []
    return [is_barred(standing) if barred else not_(is_barred(standing))]


def posts_of(actor: Actor) -> Sequence[tuple[str, uuid.UUID | None]]:
    """By which (post, unit) a TaskCandidate may name the actor; None is a post in any unit."""
    return list(
        dict.fromkeys((holding.post_key, unit_id) for holding in actor.holdings for unit_id in (None, holding.unit_id))
    )
