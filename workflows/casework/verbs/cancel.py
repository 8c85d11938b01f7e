"""Break a case off."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from workflows.casework import catalogue, duties
from workflows.casework.acting import on_case
from workflows.casework.cancel_notice import tell_of_cancellation, told_of
from workflows.casework.cancelling import may_withdraw, require_cancelling
from workflows.casework.decisions import signature_of
from workflows.casework.errors import IncidentRaised, InvalidRequest
from workflows.casework.locked_case import open_case
from workflows.casework.models import (
    Case,
    CaseStatus,
    Deadline,
    DeadlineStatus,
    Incident,
    MessageSubscription,
    Task,
    TaskBar,
    TaskStatus,
    Timer,
)
from workflows.casework.part_messages import report_cancelled
from workflows.casework.readers import no_clock_runs
from workflows.casework.reasons import proper_reason
from workflows.casework.row_asks import end_asks
from workflows.casework.saving import save
from workflows.casework.words import Attempt
from workflows.people import Actor
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork


def cancel_case(work: UnitOfWork, case_id: uuid.UUID, actor: Actor, reason: str) -> Case:
    """Break a case off: its tasks, timers and clocks end with it. Raises NotFound, NotAllowed, CaseClosed, InvalidRequest.

    A case with a clock that has run over cannot be broken off: what is owed ends by the procedure's own decisions, such as not to
    refill, or by accountability (rules.md 3.11).
    """
    acting = on_case(work, case_id, actor, Attempt.CANCEL, asks_duties=False)
    case = acting.case
    with acting.refusals():
        procedure = catalogue.procedure_of(work, case.procedure_version_id)
        holding = acting.in_post(lambda actor: require_cancelling(work, case, procedure, actor))
        duties.require(work, actor, case, None, withdraws=may_withdraw(work, case, procedure, actor))
    values = {"reason": proper_reason(reason)}
    _require_nothing_overdue(work, case)
    signature = signature_of(actor, holding)
    try:
        running = open_case(work, case, actor)
    except IncidentRaised:
        _close_rows(work, case)
        data = {"state": "damaged"}
        record(
            work, case, HistoryKind.CASE_CANCELLED, data, actor_id=actor.person_id, signature=signature, values=values
        )
        case.updated_at = work.now
    else:
        told = told_of(running)
        running.run.cancel()
        save(running, HistoryKind.CASE_CANCELLED, {}, signature=signature, values=values)
        tell_of_cancellation(running, told, signature, values["reason"])
    report_cancelled(work, case)
    case.status = CaseStatus.CANCELLED
    case.ended_at = work.now
    case.end_event = None
    return case


def _close_rows(work: UnitOfWork, case: Case) -> None:
    """End what is live of a case whose state cannot be read, row by row: the engine, which would do it, has nothing to go by."""
    for task in work.session.scalars(select(Task).where(Task.case_id == case.id, Task.status == TaskStatus.OPEN)):
        task.status, task.ended_at = TaskStatus.CANCELLED, work.now
    running = select(Deadline).where(Deadline.case_id == case.id, Deadline.status == DeadlineStatus.RUNNING)
    for deadline in work.session.scalars(running):
        deadline.status, deadline.stopped_at = DeadlineStatus.CANCELLED, work.now
        for span in deadline.spans:
            span.ended_at = span.ended_at or work.now
    no_clock_runs(work, case.id)
    end_asks(work, case)
    case.mirror = "{}"
    bars = select(TaskBar).join(Task, Task.id == TaskBar.task_id).where(Task.case_id == case.id)
    for bar in work.session.scalars(bars):
        work.session.delete(bar)
    for row in (Timer, MessageSubscription):
        for live in work.session.scalars(select(row).where(row.case_id == case.id)):
            work.session.delete(live)
    for incident in work.session.scalars(
        select(Incident).where(Incident.case_id == case.id, Incident.resolved_at.is_(None))
    ):
        incident.resolved_at = work.now
    work.session.flush()


def _require_nothing_overdue(work: UnitOfWork, case: Case) -> None:
    overdue = work.session.scalars(
        select(Deadline)
        .where(Deadline.case_id == case.id, Deadline.status == DeadlineStatus.RUNNING, Deadline.due_at < work.now)
        .limit(1)
    ).first()
    if overdue is not None:
        raise InvalidRequest(
            f"“{overdue.label_en or overdue.label}” is overdue: the case ends by the decisions of its procedure only.",
            f"“{overdue.label}”已超期；超期案件须按流程作出决定后结案，不得直接撤销。",
        )
