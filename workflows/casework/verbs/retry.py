"""Let a case go on from an incident, once the cause is mended or a variable corrected."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from workflows.casework.access import require_post
from workflows.casework.acting import on_case
from workflows.casework.decisions import signature_of
from workflows.casework.errors import NotFound
from workflows.casework.incident_values import owner_holding, require_owner
from workflows.casework.incidents import mark_if_others_remain
from workflows.casework.locked_case import incidents, open_case
from workflows.casework.models import Case, CaseStatus, Incident
from workflows.casework.saving import save
from workflows.casework.words import Attempt
from workflows.people import Actor, Holding
from workflows.people.words import PostKey
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork


def _holding(work: UnitOfWork, case: Case, actor: Actor, *, is_correcting: bool) -> Holding:
    if is_correcting:
        return require_owner(work, case, actor)
    return owner_holding(work, case, actor) or require_post(actor, PostKey.ADMINISTRATOR)


def retry(
    work: UnitOfWork, incident_id: uuid.UUID, actor: Actor, variables: Mapping[str, Any] | None = None
) -> Incident:
    """Let the case go on from its last good state, with some case variables corrected first where given.

    Trying again is for administrators and for the post that owns the process, correcting for the latter alone. What failed while
    completing a task is completed again by its holder: the task is still open. Raises NotFound, CaseClosed, NotAllowed, and
    IncidentRaised where it fails again.
    """
    incident = work.session.get(Incident, incident_id)
    if incident is None or incident.resolved_at is not None:
        raise NotFound("This incident is not open.", "该异常不存在或已处理。")
    acting = on_case(work, incident.case_id, actor, Attempt.RETRY)
    with acting.refusals():
        case = acting.case
        holding = acting.in_post(lambda actor: _holding(work, case, actor, is_correcting=bool(variables)))
    actor = actor.in_post(holding)
    running = open_case(work, case, actor)
    before = running.run.variables
    corrected = {name: [before.get(name), value] for name, value in (variables or {}).items()}
    with incidents(case.id, incident.attempt):
        if variables:
            running.run.set_variables(variables)
        running.run.advance()
        incident.resolved_at = work.now
        incident.resolved_by_id = actor.person_id
        case.status = CaseStatus.ACTIVE
        work.session.flush()
        mark_if_others_remain(work, case)
        data = {"incident": str(incident.id), "corrected": sorted(corrected)}
        save(running, HistoryKind.INCIDENT_RETRIED, data, signature=signature_of(actor, holding), values=corrected)
    return incident
