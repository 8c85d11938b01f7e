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
from workflows.people import Unit
from workflows.people.unit_models import UnitChange, UnitTie
from workflows.people.unit_tree import party_on, superior_on
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
    periods: Sequence[Period]
    superior: Unit | None
    party: Unit | None
    changes: Sequence[UnitChange]
    open_cases: int  # that go on with what held on the day of their start


def unit_page(work: UnitOfWork, unit_id: uuid.UUID) -> UnitPage | None:
    """The page of a unit, None where there is none."""
    unit = work.session.get(Unit, unit_id)
    if unit is None:
        return None
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
    opened = select(func.count()).select_from(Case).where(Case.unit_id == unit_id)
    return UnitPage(
        unit=unit,
        periods=periods,
        superior=superior_on(work, unit.code, today),
        party=party_on(work, unit.code, today),
        changes=_changes(work, UnitChange.unit_id == unit_id),
        open_cases=work.session.scalar(opened.where(Case.status.in_((CaseStatus.ACTIVE, CaseStatus.INCIDENT)))) or 0,
    )


def waiting_changes(work: UnitOfWork) -> Sequence[UnitChange]:
    """Changes of any unit that wait to be decided, the newest first."""
    return _changes(work, UnitChange.state == ChangeState.PREPARED)


def unit_of_change(work: UnitOfWork, change_id: uuid.UUID) -> uuid.UUID | None:
    """The unit that a change is about, decided or not; None for an id of no change."""
    return work.session.scalar(select(UnitChange.unit_id).where(UnitChange.id == change_id))


def coming_changes(work: UnitOfWork) -> Sequence[UnitChange]:
    """Changes that are decided and whose day has not come, the newest first."""
    return _changes(work, UnitChange.state == ChangeState.DECIDED, UnitChange.from_on > local_date(work.now))


def _changes(work: UnitOfWork, *wanted: ColumnElement[bool]) -> Sequence[UnitChange]:
    loaded = (UnitChange.unit, UnitChange.above, UnitChange.prepared_by, UnitChange.decided_by)
    statement = select(UnitChange).options(*(joinedload(each) for each in loaded))
    return work.session.scalars(
        statement.where(*wanted).order_by(UnitChange.prepared_at.desc(), UnitChange.id).limit(MOST_CHANGES)
    ).all()
