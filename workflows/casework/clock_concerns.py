"""Whom a clock of a case concerns when it moves: who holds its steps, and the unit that owes the duty."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import select

from workflows.calendar.zone import local_date
from workflows.casework.locked_case import LockedCase
from workflows.casework.models import Case, Deadline, DeadlineSpan, Task, TaskCandidate
from workflows.people import PostHolding
from workflows.procedure.model import Side
from workflows.store import UnitOfWork

Told = tuple[str | None, uuid.UUID | None, uuid.UUID | None]
"""A post with its unit, or a person."""


def holders_told(work: UnitOfWork, task: Task) -> list[Told]:
    """Who has an open task, or those whom it is offered to."""
    if task.assignee_id is not None:
        return [(None, None, task.assignee_id)]
    offered = select(TaskCandidate.post_key, TaskCandidate.unit_id, TaskCandidate.person_id)
    rows = work.session.execute(offered.where(TaskCandidate.task_id == task.id))
    return [(post, unit_id, person_id) for post, unit_id, person_id in rows]


def hanging_on(running: LockedCase, deadline: Deadline, before: Mapping[str, str | None]) -> list[uuid.UUID]:
    """The open tasks that a clock which moved concerns: those of its own activity, and those that are due otherwise than `before`
    (token -> due time)."""
    clock, now = str(deadline.token_id), running.mirror.tasks
    return [
        uuid.UUID(token.id)
        for token in running.run.open_tasks
        if clock in (token.id, *(host for host, _ in token.path)) or before.get(token.id) != now.get(token.id)
    ]


def owing_told(work: UnitOfWork, case: Case, deadline: Deadline) -> list[Told]:
    """The posts held in the unit that owes this running clock: the case's, or that with which its item lies (design 6a, rule 8)."""
    unit_id = deadline.unit_id if deadline.item_number else case.unit_id
    counted = select(DeadlineSpan.id).where(DeadlineSpan.deadline_id == deadline.id, DeadlineSpan.side == Side.UNIT)
    if unit_id is None or work.session.scalar(counted.limit(1)) is None:
        return []
    held = select(PostHolding.post_key).where(
        PostHolding.unit_id == unit_id, PostHolding.holding_on(local_date(work.now))
    )
    return [(key, unit_id, None) for key in sorted(set(work.session.scalars(held)))]
