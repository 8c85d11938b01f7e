"""The ledger of recalls and replacements (召回改派台账): its row follows the case, and what only records know is counted here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from workflows.calendar.zone import local_date
from workflows.casework.deadlines import overdue_days, side_seconds
from workflows.casework.ledger_rows import write_row
from workflows.casework.models import Deadline
from workflows.casework.operations import OperationCall
from workflows.recall.queries import last_decision, order_of, recall_of_case
from workflows.recall.rules import REPLACEMENT_CLOCK

PROPOSED, REVIEWED = ("party_group",), ("review_a", "review_b")
RACE_STEPS = [*PROPOSED, *REVIEWED]
RACE_CLOCKS = [REPLACEMENT_CLOCK]


class RaceFacts(TypedDict):
    """Days of the replacement that its records tell, and whose time it took: days, with one decimal."""

    proposed_on: str | None
    reviewed_on: str | None
    arrived_on: str | None
    overdue_days: int
    unit_time: float
    office_time: float


def race_facts(call: OperationCall) -> RaceFacts:
    """What is known of the replacement by now. Its clocks are summed: a second one goes on from the first (rules.md 4.2)."""
    arrived_at = order_of(call.work, recall_of_case(call.work, call.case.id).id).arrived_at
    clocks = call.work.session.scalars(
        select(Deadline)
        .options(selectinload(Deadline.spans), selectinload(Deadline.extensions))
        .where(Deadline.case_id == call.case.id, Deadline.name == call.clock(REPLACEMENT_CLOCK))
        .order_by(Deadline.started_at)
    ).all()
    sides = [side_seconds(clock, call.work.now) for clock in clocks]
    return {
        "proposed_on": _day_of(call, PROPOSED),
        "reviewed_on": _day_of(call, REVIEWED),
        "arrived_on": local_date(arrived_at).isoformat() if arrived_at is not None else None,
        "overdue_days": overdue_days(clocks[-1], call.work.now) if clocks else 0,
        "unit_time": _days(unit for unit, _ in sides),
        "office_time": _days(office for _, office in sides),
    }


def write_race(call: OperationCall, ledger: str, *known: Mapping[str, Any]) -> None:
    """Write the row of the case, where the step names a ledger: what the step sees, and what its operation has found."""
    if ledger:
        write_row(call, ledger, {name: value for each in known for name, value in each.items()})


def _day_of(call: OperationCall, steps: Sequence[str]) -> str | None:
    found = [last_decision(call.work, call.case.id, call.step(each)) for each in steps]
    moments: list[datetime] = [each.decided_at for each in found if each is not None]
    return local_date(max(moments)).isoformat() if moments else None


def _days(seconds: Iterable[float]) -> float:
    return round(sum(seconds) / 86_400, 1)
