"""Who may know by whom and when a step was done, and that it is there: whom it was offered to, who did it, readers (design 6a)."""

from __future__ import annotations

from sqlalchemy import select

from workflows.casework import duties
from workflows.casework.access import reads
from workflows.casework.models import Task
from workflows.people import Actor
from workflows.store import UnitOfWork


def may_know_step(work: UnitOfWork, task: Task, actor: Actor) -> bool:
    """True where the actor may know by whom and when a task was done: who did it, their post, readers of its process.

    Others who know of the case see that it exists and no more; nor does the post open it to somebody recused from the case.
    """
    if actor.person_id in (task.completed_by_id, task.assignee_id):
        return True
    holding = actor.holds(task.post_key, task.unit_id) if task.post_key is not None else None
    if holding is not None and not duties.recused_from(work, actor, task.case_id, task.process_id):
        absent = next((each for each in actor.stand_ins if each.person_id == holding.for_id), None)
        if absent is None:
            return True
        aside = duties.stands_aside_with(absent.person_id, absent.close, task.case_id, task.process_id)
        if not work.session.scalar(select(aside)):
            return True
    reader = reads(actor, Task.case_id, Task.process_id)
    return work.session.scalar(select(Task.id).where(Task.id == task.id, reader)) is not None
