"""Take an open task for oneself."""

from __future__ import annotations

import uuid

from workflows.casework.acting import on_task, record_task, take_over
from workflows.casework.models import Task
from workflows.casework.words import Attempt
from workflows.people import Actor
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork


def claim(work: UnitOfWork, task_id: uuid.UUID, actor: Actor) -> Task:
    """Take an open task for oneself; taking it twice changes nothing. Raises NotFound, AlreadyDone, NotAllowed, CaseClosed."""
    acting, case, task, _, holding = on_task(work, task_id, actor, Attempt.CLAIM)
    with acting.refusals():
        take_over(work, case, task, actor, holding)
    if task.assignee_id == actor.person_id:
        return task
    task.assignee_id = actor.person_id
    task.claimed_at = work.now
    task.substitute_for_id = holding.for_id if holding else None
    record_task(work, case, task, HistoryKind.TASK_CLAIMED, actor, holding)
    return task
