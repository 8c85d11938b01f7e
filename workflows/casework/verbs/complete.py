"""Complete a task: the decision of record, and the case moves on."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows.casework import answers as form_answers
from workflows.casework.acting import form_of, on_task, overtaken, take_over
from workflows.casework.answer_labels import labels_of
from workflows.casework.decisions import decide
from workflows.casework.given_files import attach_files, files_given, with_files
from workflows.casework.incidents import resolve_after_success
from workflows.casework.locked_case import LockedCase, TokenGone, incidents, open_case
from workflows.casework.models import Case, Decision, Task, TaskStatus
from workflows.casework.row_asks import come_due, end_with_sheet
from workflows.casework.saving import save
from workflows.casework.sheet_rows import require_settled, sheet_of
from workflows.casework.sheets import LEFT, SETTLED, SheetCall, sheet_named
from workflows.casework.words import Attempt, RowState
from workflows.engine import Happening, Piecemeal
from workflows.people import Actor, Holding
from workflows.procedure.form_model import Form
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork, update_row


@dataclass(frozen=True, slots=True)
class Completion:
    """What completing a task led to."""

    task: Task
    case: Case
    decision: Decision
    opened: Sequence[Task]
    unfinished: Sequence[Piecemeal] = ()  # what the worker goes on with, piece by piece
    again: Task | None = None  # the same step once more, since what followed refused what was written in it


def complete(
    work: UnitOfWork, task_id: uuid.UUID, actor: Actor, answers: Mapping[str, Any] | Callable[[Form], Mapping[str, Any]]
) -> Completion:
    """Complete a task in one transaction: lock, fire what is due, check, write the decision, step, save (design, section 6.4).

    The answers are as they were typed; a function gives them for the form of the task, so that nobody has to open the case
    before the verb does. An unclaimed task is claimed by completing it.
    Raises NotFound, AlreadyDone (who and when), NotAllowed, InvalidAnswers, CaseClosed, and IncidentRaised where a step of the
    procedure fails; then nothing at all has happened.
    """
    acting, case, task, _, holding = on_task(work, task_id, actor, Attempt.COMPLETE, fires=True)
    actor = actor.in_post(holding)
    with acting.refusals():
        take_over(work, case, task, actor, holding)
    attempt = {"kind": Attempt.COMPLETE, "task_id": str(task.id)}
    running = open_case(work, case, actor)
    form = form_of(running.procedures[task.process_id], task)
    cleaned = _of_rows(running, task, actor)
    labels: dict[str, Any] = {}
    if form is not None:
        typed = answers(form) if callable(answers) else answers
        typed = with_files(form, typed, files_given(work, actor, form, typed, case.id))
        seen = running.run.visible(str(task.id))
        cleaned = form_answers.clean(form, typed, seen, running.environment)
        labels = labels_of(form.inputs, cleaned, seen, running.environment)
    decision = _decide(work, task, actor, holding, cleaned, labels)
    attach_files(work, decision, form, cleaned)
    with incidents(case.id, attempt):
        try:
            running.run.complete(str(task.id), cleaned)
        except TokenGone:
            raise overtaken() from None
        resolve_after_success(work, case, attempt)
        _save(running, task, decision)
    return Completion(task, case, decision, running.opened, running.run.unfinished, _refused(running, task))


def _refused(running: LockedCase, task: Task) -> Task | None:
    """The task of the same step about the same item that stands open again because an error was caught behind it."""
    if not any(entry.kind == Happening.ERROR_CAUGHT for entry in running.run.journal):
        return None
    same = (task.process_id, task.element_id, task.item)
    return next((each for each in running.opened if (each.process_id, each.element_id, each.item) == same), None)


def _of_rows(running: LockedCase, task: Task, actor: Actor) -> dict[str, Any]:
    """What a task over a sheet leaves in the case, nothing for any other. Raises RowsOpen, or what the room refuses with."""
    element = running.procedures[task.process_id].elements[task.element_id]
    if element.sheet is None:
        return {}
    come_due(running.work, running.case)
    sheet = sheet_of(task, element, running.run.evaluate)
    counts = require_settled(running.work, task, sheet)
    end_with_sheet(running.work, running.case, sheet.rows)
    told = {SETTLED: counts[RowState.SETTLED], LEFT: counts[RowState.LEFT]}
    declared = sheet_named(element.sheet)
    if declared is not None and declared.finish is not None:
        declared.finish(SheetCall(running.work, running.case, task, actor, told))
    return dict(told)


def _decide(
    work: UnitOfWork,
    task: Task,
    actor: Actor,
    holding: Holding | None,
    cleaned: Mapping[str, Any],
    labels: Mapping[str, Any],
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
        substitute_for_id=holding.for_id if holding else None,
    )
    return decide(
        work,
        actor,
        holding,
        cleaned,
        labels,
        case_id=task.case_id,
        task_id=task.id,
        element_id=task.element_id,
        form_id=task.form_id,
        version_id=task.procedure_version_id,
    )


def _save(running: LockedCase, task: Task, decision: Decision) -> None:
    # The answers stand in the decision, which this entry tells by its digest: values in an entry could never be erased.
    data = {"task_id": str(task.id), "decision_id": str(decision.id), "outcome": decision.outcome}
    save(running, HistoryKind.TASK_COMPLETED, data, element_id=task.element_id, signature=decision.signature)
