"""Who holds a claimed task, and what becomes of it when the holder loses the post or the account: it goes back to its posts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select

from workflows.calendar.zone import local_date
from workflows.casework.history import record
from workflows.casework.models import Case, Task, TaskCandidate, TaskStatus
from workflows.casework.running import lock_case_of_task
from workflows.people import PostHolding, User
from workflows.store import UnitOfWork


def _has_lapsed(work: UnitOfWork) -> ColumnElement[bool]:
    """SQL: somebody holds the open task who may not act on it any more, while it belongs to a post that others hold."""
    today = local_date(work.now)
    held = exists().where(
        PostHolding.person_id == Task.assignee_id,
        PostHolding.post_key == TaskCandidate.post_key,
        or_(TaskCandidate.unit_id.is_(None), TaskCandidate.unit_id == PostHolding.unit_id),
        PostHolding.from_on <= today,
        or_(PostHolding.to_on.is_(None), PostHolding.to_on > today),
    )
    offered = exists().where(TaskCandidate.task_id == Task.id, or_(TaskCandidate.person_id == Task.assignee_id, held))
    may_sign_in = exists().where(User.person_id == Task.assignee_id, User.is_active)
    by_post = exists().where(TaskCandidate.task_id == Task.id, TaskCandidate.post_key.is_not(None))
    return and_(
        Task.status == TaskStatus.OPEN.value,
        Task.assignee_id.is_not(None),
        by_post,
        not_(and_(offered, may_sign_in)),
    )


def has_lapsed(work: UnitOfWork, task: Task) -> bool:
    """True where the holder of the task has left the post or has no open account: the task belongs to the post (domain A11)."""
    return work.session.scalar(select(Task.id).where(Task.id == task.id, _has_lapsed(work))) is not None


def lapsed_tasks(work: UnitOfWork, *, limit: int = 200) -> Sequence[uuid.UUID]:
    """Tasks to give back to their posts, the oldest first."""
    statement = select(Task.id).where(_has_lapsed(work)).order_by(Task.created_at).limit(limit)
    return work.session.scalars(statement).all()


def free(work: UnitOfWork, case: Case, task: Task) -> None:
    """Take a task of a locked case from its holder; the history says that nobody gave it back by hand."""
    former, task.assignee_id, task.claimed_at = task.assignee_id, None, None
    data = {"task_id": str(task.id), "former_holder": str(former), "reason": "holder_left"}
    record(work, case, "task_released", data, element_id=task.element_id)


def return_to_post(work: UnitOfWork, task_id: uuid.UUID) -> bool:
    """Give one lapsed task back to its posts; False where there is nothing to give back any more."""
    case = lock_case_of_task(work, task_id)
    task = work.session.get(Task, task_id, populate_existing=True)
    if case is None or task is None or not case.is_open or not has_lapsed(work, task):
        return False
    free(work, case, task)
    return True
