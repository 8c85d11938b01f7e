"""The way of every verb: lock, fire what is due, open, may this person act, record, save."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import bindparam, select

from workflows.calendar.zone import to_local
from workflows.casework import duties
from workflows.casework.errors import AlreadyDone, NotAllowed, NotFound
from workflows.casework.holders import free, has_lapsed
from workflows.casework.models import Case, Task, TaskCandidate, TaskStatus
from workflows.casework.running import incidents, lock_case_of_task
from workflows.engine import Run
from workflows.people import Actor, Holding, Person
from workflows.procedure.form_model import Form
from workflows.procedure.model import Element, Procedure
from workflows.proof.history import record
from workflows.store import UnitOfWork

_TASK_AND_CANDIDATES = (
    select(Task, TaskCandidate.post_key, TaskCandidate.unit_id, TaskCandidate.person_id)
    .outerjoin(TaskCandidate, TaskCandidate.task_id == Task.id)
    .where(Task.id == bindparam("task_id"))
    .execution_options(populate_existing=True)
)


def lock_task(work: UnitOfWork, task_id: uuid.UUID) -> tuple[Task, Case, Sequence[duties.Candidate]]:
    """The task, its case and its candidates, read after the case is locked, so that what is read cannot change any more."""
    case = lock_case_of_task(work, task_id)
    task, candidates = task_and_candidates(work, task_id)
    if case is None or task is None:
        raise NotFound("This task does not exist.", "该任务不存在。")
    return task, case, candidates


def task_and_candidates(work: UnitOfWork, task_id: uuid.UUID) -> tuple[Task | None, Sequence[duties.Candidate]]:
    """The task as it stands now, or None, with its candidates."""
    rows = work.session.execute(_TASK_AND_CANDIDATES, {"task_id": task_id}).all()
    candidates = [duties.Candidate(*row[1:]) for row in rows if row[1] is not None or row[3] is not None]
    return rows[0][0] if rows else None, candidates


def require_open(work: UnitOfWork, task: Task) -> None:
    """Raises AlreadyDone, saying by whom and when, where the task is no longer open."""
    if task.status == TaskStatus.OPEN.value:
        return
    if task.status == TaskStatus.COMPLETED.value and task.ended_at is not None:
        name = work.session.scalar(select(Person.name).where(Person.id == task.completed_by_id)) or ""
        when = to_local(task.ended_at)
        raise AlreadyDone(
            f"This task was completed by {name} on {when:%Y-%m-%d} at {when:%H:%M}.",
            f"该任务已由{name}于 {when:%Y-%m-%d %H:%M} 办理完毕。",
        )
    raise AlreadyDone(
        "This task is no longer open: the case has moved on without it.", "该任务已撤销，案件已进入其他环节。"
    )


def check_actor(
    work: UnitOfWork, run: Run, task: Task, element: Element, actor: Actor, candidates: Sequence[duties.Candidate]
) -> Holding | None:
    """The post in which the actor may act on the task. Raises NotAllowed. Asked again at every verb (domain 3.4, rule 10)."""
    is_candidate, holding = duties.acting_holding(candidates, actor, task)
    if not is_candidate:
        raise NotAllowed("This task is not assigned to a post of yours.", "该任务不属于您的岗位。")
    recuse = element.property("recuse")
    with incidents(task.case_id, {"kind": "complete", "task_id": str(task.id)}):
        recused = run.evaluate(str(task.id), recuse) if recuse else []
    duties.check_duties(work, task, element, actor, recused)
    return holding


def require_holder(work: UnitOfWork, task: Task, actor: Actor) -> None:
    """Raises AlreadyDone where somebody else holds the task who may still act on it."""
    if task.assignee_id is None or task.assignee_id == actor.person_id or has_lapsed(work, task):
        return
    name = work.session.scalar(select(Person.name).where(Person.id == task.assignee_id)) or ""
    when = to_local(task.claimed_at or task.created_at)
    raise AlreadyDone(
        f"{name} claimed this task on {when:%Y-%m-%d} at {when:%H:%M}; it must be released before somebody else can take it.",
        f"{name}已于 {when:%Y-%m-%d %H:%M} 签收该任务，退回岗位后他人方可办理。",
    )


def take_over(work: UnitOfWork, case: Case, task: Task, actor: Actor) -> None:
    """Let the actor have the task, also one whose holder has left. Raises AlreadyDone where somebody else holds it."""
    require_holder(work, task, actor)
    if task.assignee_id not in (None, actor.person_id):
        free(work, case, task)


def form_of(procedure: Procedure, task: Task) -> Form | None:
    """The form of a task in the version of the procedure that the case runs by."""
    return procedure.forms.get(task.form_id) if task.form_id else None


def record_task(work: UnitOfWork, case: Case, task: Task, kind: str, actor: Actor, holding: Holding | None) -> None:
    """Tell the history that something was done to a task without completing it."""
    record(
        work,
        case,
        kind,
        {"task_id": str(task.id)},
        element_id=task.element_id,
        actor_id=actor.person_id,
        signature=holding.label("zh") if holding else "",
    )
