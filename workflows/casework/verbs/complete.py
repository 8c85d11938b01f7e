"""Complete a task: the decision of record, and the case moves on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows.casework import answers as form_answers
from workflows.casework.acting import check_actor, form_of, lock_task, require_holder, require_open, take_over
from workflows.casework.errors import AlreadyDone, InvalidAnswers
from workflows.casework.incidents import resolve_after_success
from workflows.casework.models import Case, Decision, Task, TaskStatus
from workflows.casework.running import Running, TokenGone, incidents, open_case
from workflows.casework.saving import save
from workflows.people import Actor, Holding
from workflows.store import UnitOfWork, insert_rows, update_row


@dataclass(frozen=True, slots=True)
class Completion:
    """What completing a task led to."""

    task: Task
    case: Case
    decision: Decision
    opened: Sequence[Task]


def complete(work: UnitOfWork, task_id: uuid.UUID, actor: Actor, answers: Mapping[str, Any]) -> Completion:
    """Complete a task in one transaction: lock, fire what is due, check, write the decision, step, save (design, section 6.4).

    An unclaimed task is claimed by completing it. Raises NotFound, AlreadyDone (who and when), NotAllowed, InvalidAnswers,
    CaseClosed, and IncidentRaised where a step of the procedure fails; then nothing at all has happened.
    """
    task, case, candidates = lock_task(work, task_id)
    require_open(work, task)
    attempt = {"kind": "complete", "task_id": str(task.id)}
    running = open_case(work, case, actor)
    procedure = running.procedures[task.process_id]
    element, form = procedure.elements[task.element_id], form_of(procedure, task)

    def checked() -> tuple[Holding | None, dict[str, Any]]:
        holding = check_actor(work, running.run, task, element, actor, candidates)
        require_holder(work, task, actor)
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
    take_over(work, case, task, actor)
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
