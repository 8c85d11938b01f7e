"""What somebody holds, who can take it over, and giving it back to its posts (rules.md 1.8 says what happens without that).

A task goes back by itself when its holder leaves the post, and is passed on while they are away; a handover is the word of the
holder before that. Whoever may appoint does so where nobody of the post is left (verbs/appoint.py).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, true
from sqlalchemy.orm import joinedload

from workflows.casework.access import reads, title_of_case
from workflows.casework.holders import tell_posts_of
from workflows.casework.models import Case, Task, TaskStatus
from workflows.casework.offered import offered_to
from workflows.casework.verbs.release import release
from workflows.people import Actor, Person
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

SHOWN = 50
"""Tasks of one page, those that are due first."""


@dataclass(frozen=True, slots=True)
class HeldTask:
    """An open task that somebody holds: its case by the reader's title, and who else is free to do it."""

    task: Task
    title: Sentence
    takers: Sequence[str]


def tasks_held(work: UnitOfWork, actor: Actor, person_id: uuid.UUID) -> Sequence[tuple[Task, Sentence]]:
    """The open tasks that a person holds, with the titles of their cases: one's own, and those of files that the actor reads.

    That somebody holds a task is told to nobody else (design 6a): who watches or administers sees its post. One statement.
    """
    seen = true() if person_id == actor.person_id else reads(actor, Task.case_id, Task.process_id)
    rows = work.session.execute(
        select(Task, title_of_case(actor))
        .join(Case, Task.case_id == Case.id)
        .options(joinedload(Task.unit))
        .where(Task.assignee_id == person_id, Task.status == TaskStatus.OPEN.value, seen)
        .order_by(Task.queue, Task.id)
        .limit(SHOWN)
    )
    return [(task, title) for task, title in rows]


def with_takers(work: UnitOfWork, held: Sequence[tuple[Task, Sentence]]) -> Sequence[HeldTask]:
    """The same with the names of who is there, offered the task and kept from it by no duty, the holder left out."""
    if not held:
        return []
    offered = offered_to(work, [task for task, _ in held])
    free = {task.id: offered.free(task) - {task.assignee_id} for task, _ in held}
    wanted = set[uuid.UUID]().union(*free.values())
    rows = work.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    names = {row.id: row.name for row in rows}
    return [HeldTask(task, title, sorted(names[each] for each in free[task.id])) for task, title in held]


def hand_back(work: UnitOfWork, task_id: uuid.UUID, actor: Actor) -> Task:
    """Give a task that the actor holds back to its posts, and tell them that it waits. Raises what `release` raises."""
    task = release(work, task_id, actor)
    case = work.session.get_one(Case, task.case_id)
    tell_posts_of(
        work,
        case,
        task,
        f"案件“{case.title_outside}”的“{task.name}”已由领取人交接，任务已放回岗位，请本岗位人员接办。",
        f"Whoever had taken “{task.label('en')}” of “{case.outside_title.en}” hands it over; it is back with the post: please take"
        " it over.",
    )
    return task
