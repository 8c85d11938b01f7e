"""Let a case go on from an incident, once the cause is mended or a variable corrected."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from workflows.casework.access import require_post
from workflows.casework.errors import CaseClosed, NotFound
from workflows.casework.incidents import ADMINISTRATOR, mark_if_others_remain
from workflows.casework.models import CaseStatus, Incident
from workflows.casework.running import incidents, lock_case, open_case
from workflows.casework.saving import save
from workflows.people import Actor
from workflows.store import UnitOfWork


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
        mark_if_others_remain(work, case)
        save(running, "incident_retried", {"incident": str(incident.id), "corrected": corrected})
    return incident
