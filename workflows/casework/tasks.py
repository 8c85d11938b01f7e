"""The verbs of a task: see it, claim it, release it, complete it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import undefer

from workflows.calendar.zone import to_local
from workflows.casework import access, catalogue
from workflows.casework import answers as form_answers
from workflows.casework.errors import AlreadyDone, CaseworkError, InvalidAnswers, InvalidRequest, NotAllowed, NotFound
from workflows.casework.history import record
from workflows.casework.holders import free, has_lapsed
from workflows.casework.incidents import resolve_after_success
from workflows.casework.models import Case, Decision, Task, TaskCandidate, TaskStatus
from workflows.casework.running import Running, TokenGone, incidents, lock_case_of_task, open_case
from workflows.casework.saving import save
from workflows.engine import Run
from workflows.people import Actor, Holding, Person
from workflows.procedure.model import Element, Form, Procedure
from workflows.store import UnitOfWork, insert_rows, update_row


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task as one actor sees it. `refusal` says why this actor may not act on it now, None where they may."""

    task: Task
    case: Case
    procedure: Procedure
    element: Element
    form: Form | None
    variables: Mapping[str, Any]
    holding: Holding | None
    refusal: CaseworkError | None

    @property
    def may_act(self) -> bool:
        """True where the actor may claim and complete the task now."""
        return self.refusal is None


@dataclass(frozen=True, slots=True)
class Completion:
    """What completing a task led to."""

    task: Task
    case: Case
    decision: Decision
    opened: Sequence[Task]


def _task_and_case(work: UnitOfWork, task_id: uuid.UUID) -> tuple[Task, Case]:
    found = work.session.execute(
        select(Task, Case)
        .join(Case, Task.case_id == Case.id)
        .options(undefer(Case.state), undefer(Case.mirror))
        .where(Task.id == task_id)
    ).one_or_none()
    if found is None:
        raise NotFound("This task does not exist.", "该任务不存在。")
    return found[0], found[1]


_TASK_AND_CANDIDATES = (
    select(Task, TaskCandidate.post_key, TaskCandidate.unit_id, TaskCandidate.person_id)
    .outerjoin(TaskCandidate, TaskCandidate.task_id == Task.id)
    .where(Task.id == bindparam("task_id"))
    .execution_options(populate_existing=True)
)


def _lock_task(work: UnitOfWork, task_id: uuid.UUID) -> tuple[Task, Case, Sequence[access.Candidate]]:
    """The task, its case and its candidates, read after the case is locked, so that what is read cannot change any more."""
    case = lock_case_of_task(work, task_id)
    task, candidates = _task_and_candidates(work, task_id)
    if case is None or task is None:
        raise NotFound("This task does not exist.", "该任务不存在。")
    return task, case, candidates


def _task_and_candidates(work: UnitOfWork, task_id: uuid.UUID) -> tuple[Task | None, Sequence[access.Candidate]]:
    rows = work.session.execute(_TASK_AND_CANDIDATES, {"task_id": task_id}).all()
    candidates = [access.Candidate(*row[1:]) for row in rows if row[1] is not None or row[3] is not None]
    return rows[0][0] if rows else None, candidates


def _require_open(work: UnitOfWork, task: Task) -> None:
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


def _check_actor(
    work: UnitOfWork, run: Run, task: Task, element: Element, actor: Actor, candidates: Sequence[access.Candidate]
) -> Holding | None:
    """The post in which the actor may act on the task. Raises NotAllowed. Asked again at every verb (domain 3.4, rule 10)."""
    is_candidate, holding = access.acting_holding(candidates, actor, task)
    if not is_candidate:
        raise NotAllowed("This task is not assigned to a post of yours.", "该任务不属于您的岗位。")
    recuse = element.property("recuse")
    with incidents(task.case_id, {"kind": "complete", "task_id": str(task.id)}):
        recused = run.evaluate(str(task.id), recuse) if recuse else []
    access.check_duties(work, task, element, actor, recused)
    return holding


def _require_holder(work: UnitOfWork, task: Task, actor: Actor) -> None:
    if task.assignee_id is None or task.assignee_id == actor.person_id or has_lapsed(work, task):
        return
    name = work.session.scalar(select(Person.name).where(Person.id == task.assignee_id)) or ""
    when = to_local(task.claimed_at or task.created_at)
    raise AlreadyDone(
        f"{name} claimed this task on {when:%Y-%m-%d} at {when:%H:%M}; it must be released before somebody else can take it.",
        f"{name}已于 {when:%Y-%m-%d %H:%M} 签收该任务，退回岗位后他人方可办理。",
    )


def _take_over(work: UnitOfWork, case: Case, task: Task, actor: Actor) -> None:
    """Let the actor have the task, also one whose holder has left. Raises AlreadyDone where somebody else holds it."""
    _require_holder(work, task, actor)
    if task.assignee_id not in (None, actor.person_id):
        free(work, case, task)


def _form_of(procedure: Procedure, task: Task) -> Form | None:
    return procedure.forms.get(task.form_id) if task.form_id else None


def visible_task(work: UnitOfWork, task_id: uuid.UUID, actor: Actor) -> TaskView:
    """A task with what its page needs. Raises NotFound for a task whose case the actor may not see."""
    task, case = _task_and_case(work, task_id)
    if work.session.scalar(select(Case.id).where(Case.id == case.id, access.visible_cases(actor))) is None:
        raise NotFound("This task does not exist.", "该任务不存在。")
    procedure = catalogue.procedure_of(work, task.procedure_version_id)
    element = procedure.elements[task.element_id]
    holding: Holding | None = None
    refusal: CaseworkError | None = None
    variables: Mapping[str, Any] = {}
    if task.status == TaskStatus.OPEN.value:
        running = open_case(work, case, actor, is_peek=True)
        variables = dict(running.run.visible(str(task.id)))
        try:
            _, candidates = _task_and_candidates(work, task.id)
            holding = _check_actor(work, running.run, task, element, actor, candidates)
            _require_holder(work, task, actor)
        except CaseworkError as error:
            refusal = error
    else:
        try:
            _require_open(work, task)
        except CaseworkError as error:
            refusal = error
    return TaskView(task, case, procedure, element, _form_of(procedure, task), variables, holding, refusal)


def claim(work: UnitOfWork, task_id: uuid.UUID, actor: Actor) -> Task:
    """Take an open task for oneself; taking it twice changes nothing. Raises NotFound, AlreadyDone, NotAllowed, CaseClosed."""
    task, case, candidates = _lock_task(work, task_id)
    _require_open(work, task)
    running = open_case(work, case, actor)
    element = running.procedures[task.process_id].elements[task.element_id]
    holding = _check_actor(work, running.run, task, element, actor, candidates)
    _take_over(work, case, task, actor)
    if task.assignee_id == actor.person_id:
        return task
    task.assignee_id = actor.person_id
    task.claimed_at = work.now
    _record_task(work, case, task, "task_claimed", actor, holding)
    return task


def release(work: UnitOfWork, task_id: uuid.UUID, actor: Actor) -> Task:
    """Give a claimed task back to its posts. Raises NotFound, AlreadyDone, NotAllowed where the actor does not hold it."""
    task, case, candidates = _lock_task(work, task_id)
    _require_open(work, task)
    if task.assignee_id != actor.person_id:
        raise NotAllowed("Only the person holding the task can release it.", "只有签收人本人可以退回岗位。")
    if not any(candidate.post_key or candidate.person_id != actor.person_id for candidate in candidates):
        raise InvalidRequest(
            "This task was assigned to you in person; nobody else could take it.",
            "该任务指定由您本人办理，不能退回岗位。",
        )
    task.assignee_id = None
    task.claimed_at = None
    _, holding = access.acting_holding(candidates, actor, task)
    _record_task(work, case, task, "task_released", actor, holding)
    return task


def _record_task(work: UnitOfWork, case: Case, task: Task, kind: str, actor: Actor, holding: Holding | None) -> None:
    record(
        work,
        case,
        kind,
        {"task_id": str(task.id)},
        element_id=task.element_id,
        actor_id=actor.person_id,
        signature=holding.label("zh") if holding else "",
    )


def complete(work: UnitOfWork, task_id: uuid.UUID, actor: Actor, answers: Mapping[str, Any]) -> Completion:
    """Complete a task in one transaction: lock, fire what is due, check, write the decision, step, save (design, section 6.4).

    An unclaimed task is claimed by completing it. Raises NotFound, AlreadyDone (who and when), NotAllowed, InvalidAnswers,
    CaseClosed, and IncidentRaised where a step of the procedure fails; then nothing at all has happened.
    """
    task, case, candidates = _lock_task(work, task_id)
    _require_open(work, task)
    attempt = {"kind": "complete", "task_id": str(task.id)}
    running = open_case(work, case, actor)
    procedure = running.procedures[task.process_id]
    element, form = procedure.elements[task.element_id], _form_of(procedure, task)

    def checked() -> tuple[Holding | None, dict[str, Any]]:
        holding = _check_actor(work, running.run, task, element, actor, candidates)
        _require_holder(work, task, actor)
        visible = running.run.visible(str(task.id))
        return holding, form_answers.clean(form, answers, visible, running.environment) if form else {}

    # Checked before anything fires: a page that shows the refusal commits, and must not keep what a timer did half.
    holding, cleaned = checked()
    with incidents(case.id, attempt):
        running.run.advance()
        if not any(token.id == str(task.id) for token in running.run.open_tasks):
            raise _overtaken()
    if running.run.journal:
        try:
            holding, cleaned = checked()
        except InvalidAnswers:
            raise _changed() from None
    _take_over(work, case, task, actor)
    decision = _decide(work, task, actor, holding, cleaned)
    with incidents(case.id, attempt):
        try:
            running.run.complete(str(task.id), cleaned)
        except TokenGone:
            raise _overtaken() from None
        resolve_after_success(work, case, attempt)
        _save(running, task, decision)
    return Completion(task, case, decision, running.opened)


def _overtaken() -> AlreadyDone:
    return AlreadyDone(
        "The time for this step has run out and the case has moved on; open the case to see where it stands.",
        "该步骤已到期，案件已进入下一环节，请打开案件查看。",
    )


def _changed() -> AlreadyDone:
    return AlreadyDone(
        "The case moved on at this very moment and the answers no longer fit; open the task again.",
        "案件恰在此刻有变动，所填内容已不适用，请重新打开任务。",
    )


def _decide(
    work: UnitOfWork, task: Task, actor: Actor, holding: Holding | None, cleaned: Mapping[str, Any]
) -> Decision:
    is_claimed = task.assignee_id is not None
    update_row(
        work,
        task,
        status=TaskStatus.COMPLETED.value,
        completed_by_id=actor.person_id,
        ended_at=work.now,
        assignee_id=task.assignee_id if is_claimed else actor.person_id,
        claimed_at=task.claimed_at if is_claimed else work.now,
    )
    decision = Decision(
        task_id=task.id,
        case_id=task.case_id,
        element_id=task.element_id,
        person_id=actor.person_id,
        post_key=holding.post_key if holding else "",
        unit_id=holding.unit_id if holding else None,
        signature=f"{holding.label('zh')} {actor.name}" if holding else actor.name,
        signature_en=f"{actor.name}, {holding.label('en')}" if holding else actor.name,
        decided_at=work.now,
        outcome=str(cleaned.get("outcome") or ""),
        answers=dict(cleaned),
        form_id=task.form_id,
        procedure_version_id=task.procedure_version_id,
    )
    insert_rows(work, decision)
    return decision


def _save(running: Running, task: Task, decision: Decision) -> None:
    data = {"task_id": str(task.id), "outcome": decision.outcome, "answers": decision.answers}
    save(running, "task_completed", data, element_id=task.element_id, signature=decision.signature)
