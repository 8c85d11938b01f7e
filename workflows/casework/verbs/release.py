"""Give a claimed task back to its posts."""

from __future__ import annotations

import uuid

from workflows.casework.acting import on_task, record_task
from workflows.casework.errors import InvalidRequest, NotAllowed
from workflows.casework.models import Task
from workflows.casework.words import Attempt
from workflows.people import Actor
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork


def release(work: UnitOfWork, task_id: uuid.UUID, actor: Actor) -> Task:
    """Give a claimed task back to its posts. Raises NotFound, AlreadyDone, NotAllowed where the actor does not hold it."""
    acting, case, task, candidates, holding = on_task(work, task_id, actor, Attempt.RELEASE)
    with acting.refusals():
        if task.assignee_id != actor.person_id:
            raise NotAllowed("Only the person holding the task can release it.", "只有领取人本人可以放回岗位。")
    if not any(candidate.post_key or candidate.person_id != actor.person_id for candidate in candidates):
        raise InvalidRequest(
            "This task was assigned to you in person; nobody else could take it.",
            "该任务指定由您本人办理，不能放回岗位。",
        )
    task.assignee_id = None
    task.claimed_at = None
    task.substitute_for_id = None
    record_task(work, case, task, HistoryKind.TASK_RELEASED, actor, holding)
    return task
