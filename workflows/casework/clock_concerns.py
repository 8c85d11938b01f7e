"""Whom a clock of a case concerns when it moves: who holds its steps, and the unit that owes the duty."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from workflows.casework.models import Case, CaseReader, Ground, Task, TaskCandidate
from workflows.people import Post, Unit
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


def owing_told(work: UnitOfWork, case: Case) -> list[Told]:
    """The posts of the unit that owes a running clock of the case (design 6a, rule 8)."""
    owes = select(CaseReader.id).where(CaseReader.case_id == case.id, CaseReader.ground == Ground.OWES).limit(1)
    unit = work.session.get(Unit, case.unit_id) if case.unit_id is not None else None
    if unit is None or work.session.scalar(owes) is None:
        return []
    posts = work.session.scalars(select(Post.key).where(Post.unit_kind == unit.kind).order_by(Post.key))
    return [(key, unit.id, None) for key in posts]
