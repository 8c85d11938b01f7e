"""What villages were called and numbered before: a village that is merged or renamed is found by its former code ever after."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from workflows.calendar.zone import local_date
from workflows.people.models import Unit
from workflows.people.roster import FormerVillage, Village
from workflows.store import UnitOfWork


def has_code(code: str) -> ColumnElement[bool]:
    """SQL: the Village, joined with its Unit, is meant by this 12-digit code or unit code of today, or by a former one.

    A village that has ended is meant by no code of its own: its codes are former ones of the village into which it was merged.
    """
    formerly = exists().where(FormerVillage.village_id == Village.unit_id, FormerVillage.code == code)
    return or_(Unit.valid_to.is_(None) & or_(Village.code == code, Unit.code == code), formerly)


def is_called(words: str) -> ColumnElement[bool]:
    """SQL: the Unit is a village whose code of today, or a former one, begins so, or that had a name which holds the words."""
    known = aliased(Village)  # the statement may hold the Village itself
    return or_(
        exists().where(known.unit_id == Unit.id, known.code.startswith(words, autoescape=True)),
        exists().where(
            FormerVillage.village_id == Unit.id,
            or_(
                FormerVillage.code.startswith(words, autoescape=True),
                FormerVillage.name.contains(words, autoescape=True),
            ),
        ),
    )


def village_with(work: UnitOfWork, code: str) -> Village | None:
    """The village meant by a code of today or a former one; None also for a unit without a fence.

    A code of today goes before the same one as a former one of another village.
    """
    wanted = code.strip()
    found = work.session.scalars(
        select(Village).join(Unit, Village.unit_id == Unit.id).options(joinedload(Village.unit)).where(has_code(wanted))
    ).all()
    return next((each for each in found if wanted in (each.code, each.unit.code)), found[0] if found else None)


def renumber(work: UnitOfWork, village: Village, code: str) -> None:
    """Give a village another code from today on, and keep the one that it had."""
    if village.code == code:
        return
    name = work.session.get_one(Unit, village.unit_id).name
    work.session.add(
        FormerVillage(village_id=village.unit_id, code=village.code, name=name, until_on=local_date(work.now))
    )
    village.code = code
