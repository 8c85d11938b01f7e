"""Places of the excellent beyond a county's share (M11): granted with a number and a reason, read when the county is graded."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from workflows.assessment.joint_models import QuotaWaiver
from workflows.assessment.models import AssessmentMonth
from workflows.people import Actor, Unit
from workflows.store import UnitOfWork, insert_rows, new_id, update_row


def grant_waiver(
    work: UnitOfWork,
    case_id: uuid.UUID,
    month: AssessmentMonth,
    county: Unit,
    places: int,
    reason: str,
    actor: Actor,
) -> None:
    """Write down how many places a county has beyond its share in a month; granted again, the last word holds."""
    values = {"places": places, "reason": reason, "granted_by_id": actor.person_id, "granted_at": work.now}
    known = waiver_of(work, month.id, county.id)
    if known is not None:
        update_row(work, known, **values)
    else:
        of_county = {"case_id": case_id, "month_id": month.id, "county_id": county.id}
        insert_rows(work, QuotaWaiver(id=new_id(), **of_county, **values), is_kept=False)


def waiver_of(work: UnitOfWork, month_id: uuid.UUID, county_id: uuid.UUID) -> QuotaWaiver | None:
    """What a county was granted in a month."""
    of_county = (QuotaWaiver.month_id == month_id, QuotaWaiver.county_id == county_id)
    return work.session.scalars(select(QuotaWaiver).where(*of_county)).first()
