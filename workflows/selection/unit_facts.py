"""What selection tells of units: days on which a place of theirs in a village stood empty after somebody had left it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from workflows.calendar.zone import local_date
from workflows.casework.unit_facts import UnitFacts, tells_unit_facts
from workflows.people.roster import Posting
from workflows.people.words import UNARRIVED, EndReason
from workflows.selection.models import Slot
from workflows.store import UnitOfWork

DAY = timedelta(days=1)


@tells_unit_facts
def empty_days_of_units(work: UnitOfWork, first: date, last: date) -> Mapping[uuid.UUID, UnitFacts]:
    """Days from the one on which somebody had left to the one before their successor began, or before the office gave the place up;
    a place that nobody held before, as in a new batch, to which somebody never came, or which somebody left by an order that was
    revoked since, is not empty in this sense.

    One statement.
    """
    last = min(last, local_date(work.now))
    left, came = aliased(Posting), aliased(Posting)
    statement = (
        select(Slot.unit_id, Slot.ended_at, left.to_on, came.from_on)
        .join(left, left.id == Slot.replaces_posting_id)
        .outerjoin(came, came.id == Slot.posting_id)
        .where(
            left.to_on <= last,
            left.end_reason.not_in(UNARRIVED),
            # An order that was revoked leaves no reason behind: that the place stands empty is none of the unit's doing. Nobody is
            # recalled from a place of a batch, and whoever served their term there leaves without one as well.
            or_(left.end_reason != EndReason.NONE, Slot.place.is_not(None)),
            or_(came.from_on.is_(None), came.from_on > first),
        )
    )
    found: dict[uuid.UUID, UnitFacts] = {}
    for unit_id, ended_at, left_on, came_on in work.session.execute(statement):
        assert left_on is not None  # the condition above
        until = came_on if came_on is not None else local_date(ended_at) if ended_at is not None else last + DAY
        days = (min(until, last + DAY) - max(left_on, first)).days
        if days > 0:
            found[unit_id] = found.get(unit_id, UnitFacts()) + UnitFacts(empty_days=days)
    return found
