"""An absence as the database keeps it once it was withdrawn."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date

from workflows.people import Absence, AbsencePost, Unit
from workflows.people.words import ChangeState
from workflows.store import UnitOfWork


def away(work: UnitOfWork, people: Mapping[str, uuid.UUID], city: Unit, day: date, reason: str) -> None:
    """One is away for a day, another was to stand in, and laid it down."""
    row = Absence(person_id=people["wen"], substitute_id=people["bao"], from_on=day, to_on=day)
    row.state, row.reason, row.withdrawn_for = ChangeState.DECIDED, reason, "另有任务，不能代理"
    row.prepared_by_id, row.decided_by_id, row.withdrawn_by_id = people["wen"], people["wen"], people["bao"]
    row.prepared_at = row.decided_at = row.withdrawn_at = work.now
    work.session.add(row)
    work.session.flush()
    work.session.add(AbsencePost(absence_id=row.id, post_key="general_group", unit_id=city.id))
