"""The departments (科室) of a unit, as the register of units has them: who of the unit nominates (rules.md 2.12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select

from workflows.calendar.zone import local_date
from workflows.people.directory import SENDING
from workflows.people.models import PostHolding, Unit
from workflows.store import UnitOfWork, held


class Department(NamedTuple):
    """A department by its code, with its names; `name_en` is the Chinese one where the register has no other."""

    code: str
    name: str
    name_en: str


def departments_of(work: UnitOfWork, unit: str) -> Sequence[Department]:
    """What stands directly below a unit (its code) today and holds no post, by name: a unit with people of its own in posts acts
    for itself and is no department. Held per process until units or posts change."""
    today = local_date(work.now)
    return held(work, ("departments", unit, today), lambda: _departments_of(work, unit, today))


def _departments_of(work: UnitOfWork, unit: str, today: date) -> Sequence[Department]:
    above = select(Unit.id).where(Unit.code == unit).scalar_subquery()
    acts = select(PostHolding.id).where(PostHolding.unit_id == Unit.id, PostHolding.holding_on(today)).exists()
    statement = select(Unit.code, Unit.name, Unit.name_en).where(
        Unit.parent_id == above,
        Unit.kind.in_(SENDING),
        or_(Unit.valid_from.is_(None), Unit.valid_from <= today),
        or_(Unit.valid_to.is_(None), Unit.valid_to > today),
        ~acts,
    )
    rows = work.session.execute(statement.order_by(Unit.name, Unit.code))
    return tuple(Department(code, name, name_en or name) for code, name, name_en in rows)
