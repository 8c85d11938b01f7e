"""Approved leave as people's months, pages and forms read it: what counts, nothing withdrawn and nothing of a cancelled case."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from workflows.casework.models import Case, CaseStatus
from workflows.people import Actor, Person, Unit
from workflows.people.leave_models import LeaveRecord
from workflows.people.records import records_about
from workflows.people.words import LeaveEffect
from workflows.store import UnitOfWork

DAY = timedelta(days=1)
SHOWN = 50
"""Leave on the page about one person, the latest first."""


@dataclass(frozen=True, slots=True)
class TakenLeave:
    """One approved leave; `until` is the last day that it covers: the last day granted, or an earlier day of return."""

    person_id: uuid.UUID
    case_id: uuid.UUID
    kind: str
    effect: LeaveEffect
    starts: date
    ends: date
    days: int
    is_after: bool
    returned_on: date | None

    @property
    def until(self) -> date:
        """The last day that it covers: whoever comes back early is on leave up to the day of return."""
        return min(self.ends, self.returned_on) if self.returned_on is not None else self.ends

    def overdue(self, today: date) -> tuple[date, date] | None:
        """The first and the last day on which the member should have been back and was not; None where there is none.

        The day after the last one granted is the first day of work, so a return on it is in time. Until somebody confirmed a
        return, every day before `today` is one of them.
        """
        last = (self.returned_on if self.returned_on is not None else today) - DAY
        first = self.ends + DAY
        return (first, last) if last >= first else None


def leave_of_persons(
    work: UnitOfWork, persons: Collection[uuid.UUID], first: date, last: date, *, but_of: uuid.UUID | None = None
) -> Sequence[TakenLeave]:
    """The leave of these people that begins on a day from `first` to `last`, by person and day; one statement.

    `but_of`: a case whose own leave is left out.
    """
    statement = _counting().where(LeaveRecord.person_id.in_(list(persons)), LeaveRecord.first_on.between(first, last))
    if but_of is not None:
        statement = statement.where(LeaveRecord.case_id != but_of)
    return [_taken(row) for row in work.session.scalars(statement)]


def overlapping(work: UnitOfWork, person_id: uuid.UUID, first: date, last: date) -> TakenLeave | None:
    """An approved leave of the person that covers one of these days, None where there is none."""
    statement = _counting().where(
        LeaveRecord.person_id == person_id, LeaveRecord.first_on <= last, LeaveRecord.last_on >= first
    )
    found = (_taken(row) for row in work.session.scalars(statement))
    return next((leave for leave in found if leave.until >= first), None)


def _counting() -> Select[LeaveRecord]:
    return (
        select(LeaveRecord)
        .join(Case, Case.id == LeaveRecord.case_id)
        .where(LeaveRecord.withdrawn_at.is_(None), Case.status != CaseStatus.CANCELLED)
        .order_by(LeaveRecord.person_id, LeaveRecord.first_on, LeaveRecord.id)
    )


def _taken(row: LeaveRecord) -> TakenLeave:
    return TakenLeave(
        row.person_id,
        row.case_id,
        row.kind or "",
        row.effect,
        row.first_on,
        row.last_on,
        row.days,
        row.is_after,
        row.returned_on,
    )


def may_see_leave(actor: Actor, person_id: uuid.UUID) -> bool:
    """True for one's own leave, and for whoever's post covers the records `leave` of some units."""
    return person_id == actor.person_id or any("leave" in holding.records for holding in actor.holdings)


def leave_seen(work: UnitOfWork, actor: Actor, person_id: uuid.UUID) -> Sequence[TakenLeave]:
    """The approved leave of a person that one reader may see, the latest first; one statement.

    It is one's own, or that of units in which the reader's post covers the records `leave`: by the village, or by the unit that
    sent the person."""
    statement = _counting().where(LeaveRecord.person_id == person_id)
    if person_id != actor.person_id:
        village, sender = aliased(Unit), aliased(Unit)
        statement = (
            statement.join(village, village.id == LeaveRecord.unit_id)
            .join(Person, Person.id == LeaveRecord.person_id)
            .outerjoin(sender, sender.id == Person.unit_id)
            .where(records_about(actor, "leave", person_id).holds(village.path, sender.path))
        )
    latest = statement.order_by(None).order_by(LeaveRecord.first_on.desc(), LeaveRecord.id).limit(SHOWN)
    return [_taken(row) for row in work.session.scalars(latest)]
