"""Who may hand in attendance files, decide about who is in them, and correct days: posts whose records say `attendance_files`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import or_, select

from workflows.casework.errors import NotAllowed
from workflows.people import Actor
from workflows.people.models import Unit
from workflows.people.records import RecordScope, records_open_to
from workflows.people.words import PostScope, UnitKind
from workflows.store import UnitOfWork

KIND = "attendance_files"


def import_scope(actor: Actor) -> RecordScope:
    """The units whose imports the actor may see and make."""
    return records_open_to(actor, KIND)


def may_import(actor: Actor, unit_path: str) -> bool:
    """Whether one of the actor's posts hands in files for the unit with this path."""
    return any(KIND in holding.records and holding.covers(unit_path) for holding in actor.holdings)


def require_import(actor: Actor, unit_path: str) -> None:
    """Raises NotAllowed for whoever may not hand in files for the unit."""
    if not may_import(actor, unit_path):
        raise NotAllowed(
            "Your post does not import attendance for this unit; ask the county office.",
            "您的岗位不能导入该单位的考勤；请联系县驻村办。",
        )


def units_to_import(work: UnitOfWork, actor: Actor) -> Sequence[Unit]:
    """The units for which the actor may choose to hand in a file: counties, and the whole city for a post that covers it."""
    is_all = any(KIND in holding.records and holding.scope == PostScope.ALL for holding in actor.holdings)
    kinds = [Unit.kind == UnitKind.COUNTY, *([Unit.parent_id.is_(None)] if is_all else [])]
    statement = select(Unit).where(import_scope(actor).holds(Unit.path), or_(*kinds), Unit.valid_to.is_(None))
    return work.session.scalars(statement.order_by(Unit.path)).all()


def unit_of(work: UnitOfWork, unit_id: uuid.UUID) -> Unit:
    """A unit by its id. Raises NotAllowed where there is none, as for one that is not the actor's."""
    unit = work.session.get(Unit, unit_id)
    if unit is None:
        raise NotAllowed("Choose a unit from the list.", "请从列表中选择单位。")
    return unit
