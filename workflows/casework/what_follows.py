"""What opened when a task was done, as whoever did it may know: with whom it lies, what it is called, or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select, tuple_
from sqlalchemy.orm import joinedload

from workflows.calendar.zone import local_date
from workflows.casework import catalogue
from workflows.casework.disclosure import step_for
from workflows.casework.file_parts import OpenStep
from workflows.casework.material import grounds_of
from workflows.casework.models import Ground, Task
from workflows.people import Actor
from workflows.people.models import Person, PostHolding
from workflows.store import UnitOfWork


def what_follows(work: UnitOfWork, actor: Actor, done: Task, opened: Sequence[Task]) -> list[OpenStep]:
    """The steps that opened, with their post and, where one person alone holds it, that person's name; three statements at most.

    By the same rights as on the page of the case (design 6a): readers learn who has a step, and whoever watches which post. Others
    learn what a step of the procedure in which they acted is called, and of steps of other procedures nothing. Who alone could
    take a step whose words are sealed, as blind reviewers' are, is no more said than on that page.
    """
    if not opened:
        return []
    grounds = grounds_of(work, actor, {task.case_id for task in opened})
    read = select(Task).options(joinedload(Task.unit), joinedload(Task.assignee), joinedload(Task.substitute_for))
    read = read.options(joinedload(Task.case))
    tasks = work.session.scalars(read.where(Task.id.in_([task.id for task in opened])).order_by(Task.created_at)).all()
    mine = {task.id for task in tasks if task.assignee_id == actor.person_id}
    steps = []
    for task in tasks:
        own = {Ground.OWES.value} if task.process_id == done.process_id else set()
        grounds_here = grounds[task.case_id]
        steps.append(step_for(task, reads=grounds_here.reads, grounds=grounds_here.grounds | own, does=mine))
    known = [step for step in steps if step is not None]
    blind = {task.id for task in tasks if _is_sealed(work, task)}
    nobody_yet = {
        (step.post_key, step.unit_id)
        for step in known
        if step.task_id not in (None, *blind) and not step.holder and step.post_key and step.unit_id
    }
    if not nobody_yet:
        return known
    held = select(PostHolding.post_key, PostHolding.unit_id, Person.name, Person.id).join(
        Person, Person.id == PostHolding.person_id
    )
    rows = work.session.execute(
        held.where(
            tuple_(PostHolding.post_key, PostHolding.unit_id).in_(list(nobody_yet)),
            PostHolding.holding_on(local_date(work.now)),
        )
    ).all()
    holders: dict[tuple[str, uuid.UUID], list[tuple[str, uuid.UUID]]] = {}
    for key, unit_id, name, person_id in rows:
        holders.setdefault((key, unit_id), []).append((name, person_id))
    return [step if step.task_id in blind else _named(step, holders) for step in known]


def _is_sealed(work: UnitOfWork, task: Task) -> bool:
    version = catalogue.version_in_case(task.case, task.process_id)
    return catalogue.procedure_of(work, version).elements[task.element_id].sealed_until is not None


def _named(step: OpenStep, holders: dict[tuple[str, uuid.UUID], list[tuple[str, uuid.UUID]]]) -> OpenStep:
    if step.holder or step.task_id is None or step.post_key is None or step.unit_id is None:
        return step
    found = holders.get((step.post_key, step.unit_id), [])
    return replace(step, holder=found[0][0], holder_id=found[0][1]) if len(found) == 1 else step
