"""Break a case off."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from workflows.casework import catalogue
from workflows.casework.acting import on_case
from workflows.casework.cancelling import require_cancelling
from workflows.casework.errors import InvalidRequest
from workflows.casework.models import Case, CaseStatus, Deadline, DeadlineStatus
from workflows.casework.running import open_case
from workflows.casework.saving import save
from workflows.people import Actor
from workflows.store import UnitOfWork


def cancel_case(work: UnitOfWork, case_id: uuid.UUID, actor: Actor, reason: str) -> Case:
    """Break a case off: its tasks, timers and clocks end with it. Raises NotFound, NotAllowed, CaseClosed, InvalidRequest.

    A case with a clock that has run over cannot be broken off: what is owed ends by the procedure's own decisions, such as not to
    refill, or by accountability (domain 3.4, rule 6).
    """
    acting = on_case(work, case_id, actor, "cancel")
    with acting.refusals():
        procedure = catalogue.procedure_of(work, acting.case.procedure_version_id)
        holding = require_cancelling(work, acting.case, procedure, actor)
    if len(reason.strip()) < 10:
        raise InvalidRequest("Give a reason of at least 10 characters.", "请说明理由，不少于 10 个字。")
    case = acting.case
    running = open_case(work, case, actor)
    _require_nothing_overdue(work, case)
    running.run.cancel()
    signature = f"{holding.label('zh')} {actor.name}"
    save(running, "case_cancelled", {}, signature=signature, values={"reason": reason.strip()})
    case.status = CaseStatus.CANCELLED.value
    case.ended_at = work.now
    case.end_event = None
    return case


def _require_nothing_overdue(work: UnitOfWork, case: Case) -> None:
    overdue = work.session.scalars(
        select(Deadline)
        .where(Deadline.case_id == case.id, Deadline.status == DeadlineStatus.RUNNING.value, Deadline.due_at < work.now)
        .limit(1)
    ).first()
    if overdue is not None:
        raise InvalidRequest(
            f"“{overdue.label_en or overdue.label}” is overdue: the case ends by the decisions of its procedure only.",
            f"“{overdue.label}”已超期；超期案件须按流程作出决定后结案，不得直接撤销。",
        )
