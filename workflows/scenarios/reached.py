"""What a played case came through: with its parts, and with whatever a message has started meanwhile."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import Select, not_, or_, select

from workflows.casework.cases import Progress, progress_of
from workflows.casework.models import Case, CasePart, ClockStart, EvaluationRecord, ProcedureVersion
from workflows.proof.models import HistoryEntry
from workflows.scenarios.coverage import rules_hit
from workflows.store import UnitOfWork


def played(case_id: uuid.UUID) -> Select[uuid.UUID]:
    """SQL: the case, its parts and what messages have started; not what the clock has started beside it."""
    by_clock = Case.process_id.in_(select(ClockStart.process_id))
    of_others = Case.id.in_(select(CasePart.part_id).where(CasePart.round_id != case_id))
    return select(Case.id).where(or_(Case.id == case_id, not_(or_(by_clock, of_others))))


def progress_through(work: UnitOfWork, case_id: uuid.UUID) -> Mapping[str, Progress]:
    """Where all that was played has been, by process id."""
    statement = select(HistoryEntry).where(HistoryEntry.case_id.in_(played(case_id))).order_by(HistoryEntry.id)
    return progress_of(work.session.scalars(statement).all(), [])


def rules_through(work: UnitOfWork, case_id: uuid.UUID) -> Mapping[str, frozenset[str]]:
    """Which rules of decisions have hit in all that was played, by process id."""
    found: dict[str, frozenset[str]] = {}
    statement = select(ProcedureVersion.process_id, EvaluationRecord.explanation).join(
        ProcedureVersion, ProcedureVersion.id == EvaluationRecord.procedure_version_id
    )
    for process_id, explanation in work.session.execute(statement.where(EvaluationRecord.case_id.in_(played(case_id)))):
        found[process_id] = found.get(process_id, frozenset()).union(rules_hit(explanation))
    return found
