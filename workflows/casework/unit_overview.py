"""What pages list of a unit: what it stands under with periods, changes that wait, and how it came to be."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from workflows.calendar.zone import local_date
from workflows.casework.models import Case, CaseStatus
from workflows.casework.unit_rules import ANY_CASE, first_day_with
from workflows.people import Unit
from workflows.people.roster import Village
from workflows.people.unit_models import UnitChange, UnitTie
from workflows.people.unit_tree import superior_on
from workflows.people.words import ChangeState, TieKind
from workflows.store import UnitOfWork

MOST_CHANGES = 50


@dataclass(frozen=True, slots=True)
class Period:
    """What a unit stands under from one day up to, not including, another; an open end is empty."""

    kind: TieKind
    above: Unit
    from_on: date | None
    to_on: date | None
    is_now: bool


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit as its page shows it; `superior` and `party` are what holds today, wherever it is recorded."""

    unit: Unit
    village: Village | None
    periods: Sequence[Period]
    superior: Unit | None
    party: Unit


@dataclass(frozen=True, slots=True)
class UnitKept:
    """What whoever keeps units sees beside it."""

    changes: Sequence[UnitChange]
    open_cases: int  # that go on with what held on the day of their start
    first_on: date | None  # the first day from which a change may hold, as unit_rules.first_day says


def unit_page(work: UnitOfWork, unit_id: uuid.UUID) -> UnitPage | None:
    """The page of a unit, None where there is none; two statements, more where cadres are managed elsewhere."""
    known = select(Unit, Village).outerjoin(Village, Village.unit_id == Unit.id)
    known = known.options(joinedload(Unit.parent), joinedload(Village.former))
    row = work.session.execute(known.where(Unit.id == unit_id)).unique().one_or_none()
    if row is None:
        return None
    unit, village = row
    today = local_date(work.now)
    ties = work.session.scalars(
        select(UnitTie)
        .options(joinedload(UnitTie.above))
        .where(UnitTie.unit_id == unit_id)
        .order_by(UnitTie.kind, UnitTie.from_on.desc().nulls_last())
    ).all()
    periods = [
        Period(
            tie.kind,
            tie.above,
            tie.from_on,
            tie.to_on,
            (tie.from_on is None or tie.from_on <= today) and (tie.to_on is None or tie.to_on > today),
        )
        for tie in ties
    ]
    if unit.parent is not None and not any(period.kind is TieKind.PARENT for period in periods):
        periods.insert(0, Period(TieKind.PARENT, unit.parent, None, None, True))
    above = superior_on(work, unit.code, today)
    party = next((each.above for each in periods if each.kind is TieKind.PARTY and each.is_now), unit)
    return UnitPage(unit, village, periods, above, party)


def unit_kept(work: UnitOfWork, unit_id: uuid.UUID) -> UnitKept:
    """What whoever keeps units sees of one; two statements."""
    opened = select(func.count()).select_from(Case).where(Case.unit_id == unit_id)
    opened = opened.where(Case.status.in_((CaseStatus.ACTIVE, CaseStatus.INCIDENT)))
    count, any_case = work.session.execute(select(opened.scalar_subquery(), ANY_CASE.scalar_subquery())).one()
    return UnitKept(_changes(work, UnitChange.unit_id == unit_id), count, first_day_with(work, any_case))


def waiting_changes(work: UnitOfWork) -> Sequence[UnitChange]:
    """Changes of any unit that wait to be decided, the newest first."""
    return _changes(work, UnitChange.state == ChangeState.PREPARED)


def entered_change(work: UnitOfWork, change_id: uuid.UUID) -> UnitChange | None:
    """A change that somebody entered, decided or not, with its units and people; None for an id of no change."""
    return next(iter(_changes(work, UnitChange.id == change_id)), None)


def coming_changes(work: UnitOfWork) -> Sequence[UnitChange]:
    """Changes that are decided and whose day has not come, the newest first."""
    return _changes(work, UnitChange.state == ChangeState.DECIDED, UnitChange.from_on > local_date(work.now))


def _changes(work: UnitOfWork, *wanted: ColumnElement[bool]) -> Sequence[UnitChange]:
    loaded = (UnitChange.unit, UnitChange.above, UnitChange.prepared_by, UnitChange.decided_by)
    statement = select(UnitChange).options(*(joinedload(each) for each in loaded))
    return work.session.scalars(
        statement.where(*wanted).order_by(UnitChange.prepared_at.desc(), UnitChange.id).limit(MOST_CHANGES)
    ).all()
