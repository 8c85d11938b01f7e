"""Decide why a clock ran over (超期认定): a decision of record that moves no due time and takes no day overdue away."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from workflows.casework.deadlines import granted, granting_holding, on_clock, overdue_days, require_reason
from workflows.casework.decisions import signature_of
from workflows.casework.errors import CaseClosed, InvalidRequest
from workflows.casework.models import Deadline, OverdueExplanation
from workflows.casework.words import Attempt
from workflows.people import Actor, Holding
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork, new_id


def explainable(work: UnitOfWork, deadlines: Sequence[Deadline], actor: Actor) -> set[uuid.UUID]:
    """Those of these clocks, read with their cases and extensions, that have run over and that the actor might have extended."""
    return granted(deadlines, lambda deadline: _explainable(work, deadline, actor))


def _explainable(work: UnitOfWork, deadline: Deadline, actor: Actor) -> Holding:
    _, holding = granting_holding(work, deadline, actor)
    if not deadline.case.is_open:
        raise CaseClosed("This case has ended; nothing in it can be changed.", "该案件已办结，不能再改动。")
    if overdue_days(deadline, work.now) == 0:
        raise InvalidRequest(
            "This clock has not run over; extend it, or wait.", "该时限尚未超期；确需更多时间的，请办理延期。"
        )
    return holding


def explain_overdue(
    work: UnitOfWork, deadline_id: uuid.UUID, actor: Actor, reason_code: str, reason: str
) -> OverdueExplanation:
    """Put on file why a clock ran over, as decided by whoever may extend it. Due time, timers and letters sent stay as they are.

    Raises NotFound, NotAllowed (as for an extension), CaseClosed and InvalidRequest (not overdue, no proper reason).
    """
    acting, deadline = on_clock(work, deadline_id, actor, Attempt.EXPLAIN_OVERDUE)
    with acting.refusals():
        holding = acting.in_post(lambda actor: _explainable(work, deadline, actor))
    given = require_reason(reason_code, reason)
    explanation = OverdueExplanation(
        id=new_id(),
        deadline_id=deadline.id,
        decided_by_id=actor.person_id,
        decided_at=work.now,
        due_at=deadline.due_at,
        overdue_days=overdue_days(deadline, work.now),
        reason_code=reason_code,
        reason=given,
    )
    work.session.add(explanation)
    data = {
        "deadline": deadline.name,
        "due": deadline.due_at.isoformat(),
        "overdue_days": explanation.overdue_days,
        "reason_code": reason_code,
        "explanation_id": str(explanation.id),
    }
    record(
        work,
        acting.case,
        HistoryKind.OVERDUE_EXPLAINED,
        data,
        element_id=deadline.element_id,
        actor_id=actor.person_id,
        signature=signature_of(actor, holding),
    )
    work.session.flush()
    return explanation
