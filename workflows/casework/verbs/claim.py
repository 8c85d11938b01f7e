"""Take an open task for oneself."""

from __future__ import annotations

import uuid

from workflows.casework.acting import check_actor, lock_task, record_task, require_open, take_over
from workflows.casework.models import Task
from workflows.casework.running import open_case
from workflows.people import Actor
from workflows.store import UnitOfWork


def claim(work: UnitOfWork, task_id: uuid.UUID, actor: Actor) -> Task:
    """Take an open task for oneself; taking it twice changes nothing. Raises NotFound, AlreadyDone, NotAllowed, CaseClosed."""
    task, case, candidates = lock_task(work, task_id)
    require_open(work, task)
    running = open_case(work, case, actor)
    element = running.procedures[task.process_id].elements[task.element_id]
    holding = check_actor(work, running.run, task, element, actor, candidates)
    take_over(work, case, task, actor)
    if task.assignee_id == actor.person_id:
        return task
    task.assignee_id = actor.person_id
    task.claimed_at = work.now
    record_task(work, case, task, "task_claimed", actor, holding)
    return task
