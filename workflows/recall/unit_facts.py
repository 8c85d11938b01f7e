"""What recalls tell of units: orders that were served, and days by which units themselves were late with a replacement."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework.models import Deadline
from workflows.casework.unit_facts import UnitFacts, tells_unit_facts
from workflows.procedure.model import Side
from workflows.recall.models import Recall, RecallOrder
from workflows.recall.revocation_models import Revocation
from workflows.recall.rules import REPLACEMENT_CLOCK, unit_overdue_days
from workflows.recall.words import RecallKind
from workflows.store import UnitOfWork


@tells_unit_facts
def recalls_of_units(work: UnitOfWork, first: date, last: date) -> Mapping[uuid.UUID, UnitFacts]:
    """Orders of the days by their service, those without fault and those that were revoked left out; days late as they were reached
    in these days, by the unit's own time (rules.md 4.2). Three statements."""
    begin, end = (datetime.combine(day, time(), OFFICE_ZONE) for day in (first, last + timedelta(days=1)))
    open_or_late = or_(RecallOrder.arrived_at.is_(None), RecallOrder.arrived_at >= begin)
    orders = work.session.execute(
        select(RecallOrder, Recall.case_id)
        .join(Recall, Recall.id == RecallOrder.recall_id)
        .where(RecallOrder.served_at < end, open_or_late, RecallOrder.recall_id.not_in(select(Revocation.recall_id)))
    ).all()
    clocks: dict[uuid.UUID, list[Deadline]] = {}
    of_cases = Deadline.case_id.in_([case_id for _, case_id in orders])
    for clock in work.session.scalars(
        select(Deadline).options(selectinload(Deadline.spans)).where(of_cases, Deadline.name == REPLACEMENT_CLOCK)
    ):
        clocks.setdefault(clock.case_id, []).append(clock)
    found: dict[uuid.UUID, UnitFacts] = {}
    for order, case_id in orders:
        is_new = order.kind is RecallKind.ORDERED and order.served_at is not None and order.served_at >= begin
        known = clocks.get(case_id, [])
        late = _late(order, known, min(end, work.now)) - _late(order, known, begin)
        found[order.unit_id] = found.get(order.unit_id, UnitFacts()) + UnitFacts(int(is_new), late)
    return found


def _late(order: RecallOrder, clocks: list[Deadline], until: datetime) -> int:
    """Days by which the unit was late by then."""
    if not clocks or order.served_at is None or order.served_at >= until:
        return 0
    seconds = sum(_unit_seconds(clock, until) for clock in clocks)
    return unit_overdue_days(order.served_at, max(clock.due_at for clock in clocks), seconds)


def _unit_seconds(clock: Deadline, until: datetime) -> float:
    """Unit time of a clock up to then; what came afterwards is another month's."""
    ends = [
        (span.started_at, span.ended_at or clock.stopped_at or until) for span in clock.spans if span.side == Side.UNIT
    ]
    return sum(max((min(ended, until) - started).total_seconds(), 0.0) for started, ended in ends)
