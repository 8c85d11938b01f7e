"""Incidents: record a failed step, list the open ones, and retry once the cause is mended or a variable corrected."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from workflows.casework.access import require_post
from workflows.casework.errors import CaseClosed, IncidentRaised, NotFound
from workflows.casework.history import record
from workflows.casework.models import Case, CaseStatus, Incident
from workflows.casework.notices import notify
from workflows.casework.running import incidents, lock_case, open_case
from workflows.casework.saving import save
from workflows.people import Actor
from workflows.store import UnitOfWork

ADMINISTRATOR = "administrator"


def record_incident(work: UnitOfWork, raised: IncidentRaised) -> Incident | None:
    """Mark the case, keep what was tried and tell the administrators; the same failure of the same attempt is recorded once."""
    if raised.case_id is None:
        return None
    case = work.session.get(Case, raised.case_id, with_for_update=True)
    if case is None or not case.is_open:
        return None
    for known in work.session.scalars(
        select(Incident).where(Incident.case_id == case.id, Incident.resolved_at.is_(None))
    ):
        if known.message == raised.message_en and known.attempt == raised.attempt:
            return known
    incident = Incident(
        case_id=case.id,
        element_id=raised.element_id,
        message=raised.message_en,
        message_zh=raised.message_zh,
        attempt=raised.attempt,
        raised_at=work.now,
    )
    work.session.add(incident)
    case.status = CaseStatus.INCIDENT.value
    data = {"message": raised.message_en, "attempt": raised.attempt.get("kind", "")}
    record(work, case, "incident_raised", data, element_id=raised.element_id)
    text = f"案件“{case.title}”在步骤 {raised.element_id or '—'} 出错：{raised.message_zh}"
    text_en = f"Case “{case.title}” failed at step {raised.element_id or '—'}: {raised.message_en}"
    notify(work, case, to=ADMINISTRATOR, kind="incident", text=text, text_en=text_en)
    return incident


def open_incidents(work: UnitOfWork, actor: Actor) -> Sequence[Incident]:
    """Every unresolved incident, oldest first. Raises NotAllowed for anyone but an administrator."""
    require_post(actor, ADMINISTRATOR)
    statement = select(Incident).where(Incident.resolved_at.is_(None)).order_by(Incident.raised_at)
    return work.session.scalars(statement).all()


def retry(
    work: UnitOfWork, incident_id: uuid.UUID, actor: Actor, variables: Mapping[str, Any] | None = None
) -> Incident:
    """Let the case go on from its last good state, with some case variables corrected first where given.

    What failed while completing a task is completed again by its holder: the task is still open. Raises NotFound, CaseClosed,
    NotAllowed, and IncidentRaised where it fails again.
    """
    require_post(actor, ADMINISTRATOR)
    incident = work.session.get(Incident, incident_id)
    if incident is None or incident.resolved_at is not None:
        raise NotFound("This incident is not open.", "该异常不存在或已处理。")
    case = lock_case(work, incident.case_id)
    if not case.is_open:
        raise CaseClosed("This case has ended; nothing in it can be changed.", "该案件已办结，不能再改动。")
    running = open_case(work, case, actor)
    before = running.run.variables
    corrected = {name: [before.get(name), value] for name, value in (variables or {}).items()}
    with incidents(case.id, incident.attempt):
        if variables:
            running.run.set_variables(variables)
        running.run.advance()
        incident.resolved_at = work.now
        incident.resolved_by_id = actor.person_id
        case.status = CaseStatus.ACTIVE.value
        work.session.flush()
        _mark_if_others_remain(work, case)
        save(running, "incident_retried", {"incident": str(incident.id), "corrected": corrected})
    return incident


def _mark_if_others_remain(work: UnitOfWork, case: Case) -> None:
    rest = select(Incident.id).where(Incident.case_id == case.id, Incident.resolved_at.is_(None)).limit(1)
    if work.session.scalar(rest) is not None:
        case.status = CaseStatus.INCIDENT.value


def resolve_after_success(work: UnitOfWork, case: Case, attempt: Mapping[str, Any]) -> None:
    """Close the incidents of an attempt that has now succeeded, for instance the same task completed with other answers."""
    if case.status != CaseStatus.INCIDENT.value:
        return
    case.status = CaseStatus.ACTIVE.value
    for known in work.session.scalars(
        select(Incident).where(Incident.case_id == case.id, Incident.resolved_at.is_(None))
    ):
        if known.attempt.get("kind") == attempt.get("kind") and known.attempt.get("task_id") == attempt.get("task_id"):
            known.resolved_at = work.now
    work.session.flush()
    _mark_if_others_remain(work, case)
