"""Incidents: record a failed step, list the open ones, close those that a later attempt has mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from workflows.casework.access import require_post
from workflows.casework.errors import IncidentRaised
from workflows.casework.models import Case, CaseStatus, Incident
from workflows.casework.notices import notify
from workflows.people import Actor
from workflows.proof.history import note_lock, record
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
    note_lock(work, case)
    data = {"attempt": raised.attempt.get("kind", "")}
    record(work, case, "incident_raised", data, element_id=raised.element_id, values={"message": raised.message_en})
    text = f"案件“{case.title}”在步骤 {raised.element_id or '—'} 出错：{raised.message_zh}"
    text_en = f"Case “{case.title}” failed at step {raised.element_id or '—'}: {raised.message_en}"
    notify(work, case, to=ADMINISTRATOR, kind="incident", text=text, text_en=text_en)
    return incident


def open_incidents(work: UnitOfWork, actor: Actor) -> Sequence[Incident]:
    """Every unresolved incident, oldest first. Raises NotAllowed for anyone but an administrator."""
    require_post(actor, ADMINISTRATOR)
    statement = select(Incident).where(Incident.resolved_at.is_(None)).order_by(Incident.raised_at)
    return work.session.scalars(statement).all()


def mark_if_others_remain(work: UnitOfWork, case: Case) -> None:
    """Mark the case as failed again where another of its incidents is still open."""
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
    mark_if_others_remain(work, case)
