"""Decide why a clock ran over (超期认定): a decision of record that moves no due time and takes no day overdue away."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from workflows.casework.acting import on_case
from workflows.casework.deadlines import deadline_of, granting_holding, overdue_days
from workflows.casework.errors import CaseClosed, InvalidRequest, NotAllowed
from workflows.casework.models import Deadline, OverdueExplanation
from workflows.casework.verbs.extend import require_reason
from workflows.casework.words import Attempt
from workflows.people import Actor, Holding
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork, new_id


def explainable(work: UnitOfWork, deadlines: Sequence[Deadline], actor: Actor) -> set[uuid.UUID]:
    """Those of these clocks, read with their cases and extensions, that have run over and that the actor might have extended."""
    found = set()
    for deadline in deadlines:
        try:
            _explainable(work, deadline, actor)
        except (NotAllowed, InvalidRequest, CaseClosed):
            continue
        found.add(deadline.id)
    return found


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
    deadline = deadline_of(work, deadline_id)
    acting = on_case(work, deadline.case_id, actor, Attempt.EXPLAIN_OVERDUE)
    work.session.refresh(deadline)
    with acting.refusals():
        holding = _explainable(work, deadline, actor)
    require_reason(reason_code, reason)
    explanation = OverdueExplanation(
        id=new_id(),
        deadline_id=deadline.id,
        decided_by_id=actor.person_id,
        decided_at=work.now,
        due_at=deadline.due_at,
        overdue_days=overdue_days(deadline, work.now),
        reason_code=reason_code,
        reason=reason.strip(),
    )
    work.session.add(explanation)
    data = {
        "deadline": deadline.name,
        "due": deadline.due_at.isoformat(),
        "overdue_days": explanation.overdue_days,
        "reason_code": reason_code,
        "explanation_id": str(explanation.id),
    }
    signature = f"{holding.label('zh')} {actor.name}"
    record(
        work,
        acting.case,
        HistoryKind.OVERDUE_EXPLAINED,
        data,
        element_id=deadline.element_id,
        actor_id=actor.person_id,
        signature=signature,
    )
    work.session.flush()
    return explanation
