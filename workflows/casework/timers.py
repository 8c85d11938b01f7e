"""Fire what is due: the timer rows say which cases to look at, the engine's state says what happens."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, not_, select

from workflows.casework.locked_case import incidents, lock_case, open_case
from workflows.casework.models import Case, CaseStatus, Incident, Timer
from workflows.casework.saving import save
from workflows.casework.words import Attempt
from workflows.engine import Happening
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork
from workflows.store.unreadable import json_word


def moves_by_itself(kind: Attempt) -> ColumnElement[bool]:
    """SQL: the Case takes what comes by itself, a `timer` or a `message`. Only a failure of the same kind stops that: a completion
    that fails has changed nothing, and nobody must be able to mute reminders by failing on purpose (rules.md 4.4). A case that
    waits for a newer program is active and takes nothing from this one."""
    stopped = exists().where(
        Incident.case_id == Case.id,
        Incident.resolved_at.is_(None),
        json_word(Incident.attempt, "kind").in_((kind, Attempt.STATE, Attempt.NEWER)),
    )
    return and_(Case.status.in_((CaseStatus.ACTIVE, CaseStatus.INCIDENT)), not_(stopped))


def due_cases(work: UnitOfWork, *, limit: int = 200, only: uuid.UUID | None = None) -> Sequence[uuid.UUID]:
    """Cases with a timer due now or an unfinished operation, the longest overdue first; those where one failed wait for an
    administrator."""
    statement = (
        select(Timer.case_id, Timer.due_at)
        .join(Case, Timer.case_id == Case.id)
        .where(Timer.due_at <= work.now, moves_by_itself(Attempt.TIMER))
        .order_by(Timer.due_at)
        .limit(limit)
    )
    if only is not None:
        statement = statement.where(Timer.case_id == only)
    return list(dict.fromkeys(case_id for case_id, _ in work.session.execute(statement)))


def next_due_at(work: UnitOfWork) -> datetime | None:
    """When the next timer that runs is due, or None."""
    return work.session.scalar(
        select(Timer.due_at)
        .join(Case, Timer.case_id == Case.id)
        .where(moves_by_itself(Attempt.TIMER))
        .order_by(Timer.due_at)
        .limit(1)
    )


def fire_due(work: UnitOfWork, case_id: uuid.UUID) -> bool:
    """Fire the due timers of one case, in order, and let an unfinished operation of it do its next piece; False where there was
    neither any more. Raises IncidentRaised."""
    case = lock_case(work, case_id)
    if work.session.scalar(select(Case.id).where(Case.id == case.id, moves_by_itself(Attempt.TIMER))) is None:
        return False
    return fire(work, case, {"kind": Attempt.TIMER}, goes_on=True)


def fire(work: UnitOfWork, case: Case, attempt: Mapping[str, str], *, goes_on: bool = False) -> bool:
    """Fire the due timers of a locked case and save it; False where there was nothing to fire. Raises IncidentRaised.

    With `goes_on` an unfinished operation does its next piece, which whoever acts in the case does not wait for.
    """
    running = open_case(work, case, None)
    with incidents(case.id, attempt):
        pieces = running.run.go_on() if goes_on else []
        if not goes_on:
            running.run.advance()
        fired = [entry.element_id for entry in running.run.journal if entry.kind == Happening.TIMER_FIRED]
        if fired or pieces:
            told = {"timers": fired, **({"pieces": pieces} if pieces else {})}
            save(running, HistoryKind.TIMER_FIRED, told, element_id=(fired or pieces)[0])
    return bool(fired or pieces)
