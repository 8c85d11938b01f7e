"""Who may know by whom and when a step was done, and that it is there: whom it was offered to, who did it, readers (design 6a)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, not_, or_, select

from workflows.casework import duties
from workflows.casework.access import passed_on_by, reads
from workflows.casework.models import Task, TaskCandidate
from workflows.people import Actor, StandIn
from workflows.store import UnitOfWork


def may_know_step(work: UnitOfWork, task: Task, actor: Actor) -> bool:
    """True where the actor may know by whom and when a task was done: who did it, whom it was offered to, readers of its process.

    What was offered to persons by name, such as somebody's appeal, is nothing to others of their post. Those who know of the case
    see that it exists and no more; nor does the post open the step to somebody recused from the case.
    """
    if actor.person_id in (task.completed_by_id, task.assignee_id):
        return True
    offered = set(work.session.scalars(select(TaskCandidate.person_id).where(TaskCandidate.task_id == task.id)))
    is_by_name = bool(offered) and None not in offered
    if actor.person_id in offered or (_by_name if is_by_name else _by_post)(work, task, actor):
        return True
    reader = reads(actor, Task.case_id, Task.process_id)
    return work.session.scalar(select(Task.id).where(Task.id == task.id, reader)) is not None


def _by_post(work: UnitOfWork, task: Task, actor: Actor) -> bool:
    holding = actor.holds(task.post_key, task.unit_id) if task.post_key is not None else None
    if holding is None or duties.recused_from(work, actor, task.case_id, task.process_id):
        return False
    absent = next((each for each in actor.stand_ins if each.person_id == holding.for_id), None)
    return absent is None or not work.session.scalar(select(_stands_aside(absent, task)))


def _by_name(work: UnitOfWork, task: Task, actor: Actor) -> bool:
    """True where it is passed on to the actor, in whose place the person whom it names would do it."""
    if not actor.stand_ins or duties.recused_from(work, actor, task.case_id, task.process_id):
        return False
    ways = [and_(passed_on_by(absent), not_(_stands_aside(absent, task))) for absent in actor.stand_ins]
    passed_on = select(TaskCandidate.id).join(TaskCandidate.task).where(Task.id == task.id, or_(*ways)).limit(1)
    return work.session.scalar(passed_on) is not None


def _stands_aside(absent: StandIn, task: Task) -> ColumnElement[bool]:
    return duties.stands_aside_with(absent.person_id, absent.close, task.case_id, task.process_id)
