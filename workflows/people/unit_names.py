"""The short names of units (简称): letters that may be passed on are masked by these too, so whoever administers keeps them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence

from sqlalchemy import Select, case, or_, select

from workflows.people.models import Unit
from workflows.people.village_codes import is_called
from workflows.people.words import UnitKind
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork

MOST, SHORTEST, LONGEST = 10, 2, 40  # names of one unit, characters of one name
_PLACES = (UnitKind.COUNTY, UnitKind.TOWNSHIP)
_BETWEEN = re.compile(r"[、,，;；\n]+")


class NamesRefused(Exception):
    """Short names that cannot be kept; `code` says why, `name` which."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(code)
        self.code, self.name = code, name


def units_page(
    work: UnitOfWork, search: str, *, after: str = "", per_page: int = 50
) -> tuple[Sequence[Unit], str | None]:
    """Units by name or code in the order of the tree, from behind the path `after`; and behind which path the next page begins."""
    words = search.strip()
    rows = select(Unit).where(Unit.path > after)
    if words:
        columns = (Unit.name, Unit.name_en, Unit.code)
        rows = rows.where(or_(*(column.icontains(words, autoescape=True) for column in columns), is_called(words)))
    found = work.session.scalars(rows.order_by(Unit.path).limit(per_page + 1)).all()
    return found[:per_page], found[per_page - 1].path if len(found) > per_page else None


def units_above(work: UnitOfWork, units: Sequence[Unit]) -> dict[uuid.UUID, list[Unit]]:
    """The units above each of these in the tree of today, the uppermost first; one statement."""
    codes = {unit.id: unit.path.strip("/").split("/")[:-1] for unit in units}
    wanted = {code for line in codes.values() for code in line}
    above = (
        {unit.code: unit for unit in work.session.scalars(select(Unit).where(Unit.code.in_(wanted)))} if wanted else {}
    )
    return {unit_id: [above[code] for code in line if code in above] for unit_id, line in codes.items()}


def place_of(work: UnitOfWork, village: Unit) -> str:
    """A village as letters write it, below its county and township: 甲县清溪镇石坡村. One statement."""
    within = [each.name for each in units_above(work, [village])[village.id] if each.kind in _PLACES]
    return "".join([*within, village.name])


def unit_with_code(work: UnitOfWork, code: str) -> Unit | None:
    """The unit with this code, None where there is none."""
    return work.session.scalar(select(Unit).where(Unit.code == code))


def called(words: str) -> Select[Unit]:
    """The unit with this code, else the first of the tree whose name it is; one row or none."""
    return (
        select(Unit)
        .where(or_(Unit.code == words, Unit.name == words))
        .order_by(case((Unit.code == words, 0), else_=1), Unit.path)
        .limit(1)
    )


def is_unit_called(work: UnitOfWork, words: str) -> bool:
    """Whether any unit has this code or name."""
    return work.session.scalar(called(words).with_only_columns(Unit.id)) is not None


def short_names_in(text: str, unit_name: str) -> list[str]:
    """The short names written in `text`, separated by commas or lines, without the unit's own name.

    Raises NamesRefused: `short` or `long` for a name of fewer or more characters than it may have, `many` names.
    """
    names = list(dict.fromkeys(name.strip() for name in _BETWEEN.split(text) if name.strip()))
    names = [name for name in names if name != unit_name]
    if len(names) > MOST:
        raise NamesRefused("many", names[MOST])
    for name in names:
        # One character stands in every other word: letters would be masked beyond reading.
        if not SHORTEST <= len(name) <= LONGEST:
            raise NamesRefused("short" if len(name) < SHORTEST else "long", name)
    return names


def set_short_names(work: UnitOfWork, unit_id: uuid.UUID, text: str, *, by: uuid.UUID) -> Unit | None:
    """Keep the short names written in `text`, separated by commas or lines, in the place of the former; None for no such unit.

    Raises NamesRefused as `short_names_in` does.
    """
    unit = work.session.get(Unit, unit_id)
    if unit is None:
        return None
    names = short_names_in(text, unit.name)
    if names != unit.short_names:
        unit.short_names = names
        record(work, None, HistoryKind.RECORD_CHANGED, {"unit": unit.code, "short_names": names}, actor_id=by)
    return unit
