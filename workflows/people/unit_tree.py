"""Where units stand on a day: the tree, who manages their cadres, and whose party committee or group answers for them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy import or_, select

from workflows.calendar.zone import local_date
from workflows.people.models import Unit
from workflows.people.unit_models import UnitTie
from workflows.people.words import TieKind
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork
from workflows.store.held import held


@dataclass(frozen=True, slots=True)
class Span:
    """A unit stands under another from one day up to, not including, another."""

    above_id: uuid.UUID
    from_on: date | None
    to_on: date | None

    def holds_on(self, day: date) -> bool:
        """True where it holds on this day."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or self.to_on > day)


Ties = Mapping[TieKind, Mapping[uuid.UUID, Sequence[Span]]]


def ties_of(work: UnitOfWork) -> Ties:
    """Every tie of every unit, by kind and unit: read from the database now."""
    found: dict[TieKind, dict[uuid.UUID, list[Span]]] = {kind: {} for kind in TieKind}
    columns = (UnitTie.kind, UnitTie.unit_id, UnitTie.above_id, UnitTie.from_on, UnitTie.to_on)
    for kind, unit_id, above_id, from_on, to_on in work.session.execute(select(*columns)):
        found[kind].setdefault(unit_id, []).append(Span(above_id, from_on, to_on))
    return MappingProxyType(found)


def above_on(unit: Unit, on: date, ties: Ties) -> uuid.UUID | None:
    """The unit above this one in the tree on a day. Until its first change a unit has stood ever since where its row says."""
    spans = ties[TieKind.PARENT].get(unit.id)
    if not spans:
        return unit.parent_id
    return next((span.above_id for span in spans if span.holds_on(on)), None)


def line_on(work: UnitOfWork, code: str, on: date, ties: Ties | None = None) -> Sequence[Unit]:
    """The unit and every unit above it on a day, the nearest first; empty for a code that no unit has."""
    unit = work.session.scalar(select(Unit).where(Unit.code == code))
    if unit is None:
        return ()
    known = ties or held(work, ("unit ties",), lambda: ties_of(work))
    if not known[TieKind.PARENT]:
        codes = [each for each in unit.path.split("/") if each]
        found = {each.code: each for each in work.session.scalars(select(Unit).where(Unit.code.in_(codes)))}
        return [found[each] for each in reversed(codes) if each in found]
    line, above_id = [unit], above_on(unit, on, known)
    while above_id is not None:
        above = work.session.get_one(Unit, above_id)
        if above in line:
            break
        line.append(above)
        above_id = above_on(above, on, known)
    return line


def path_on(work: UnitOfWork, unit: Unit, on: date) -> str:
    """The path of a unit as it was on a day: its row's, unless some place in the tree has ever changed."""
    ties = held(work, ("unit ties",), lambda: ties_of(work))
    return path_over(line_on(work, unit.code, on, ties)) if ties[TieKind.PARENT] else unit.path


def left_above(work: UnitOfWork, unit_id: uuid.UUID, on: date) -> Mapping[uuid.UUID, date]:
    """Every unit that stood above this one, itself or through others, in a period that is over; with the day on which it ended."""
    ties = held(work, ("unit ties",), lambda: ties_of(work))[TieKind.PARENT]
    found: dict[uuid.UUID, date] = {}
    # (unit, day until which the way up to it held): a unit whose own place is over counts only until then, whatever is above it.
    waiting: list[tuple[uuid.UUID, date | None]] = [(unit_id, None)] if ties else []
    seen: set[tuple[uuid.UUID, date | None]] = set()
    while waiting:
        here, until = waiting.pop()
        if (here, until) in seen:
            continue
        seen.add((here, until))
        if until is not None:
            found[here] = max(until, found.get(here, until))
        spans = ties.get(here)
        if spans is None:
            above_id = work.session.get_one(Unit, here).parent_id
            spans = [Span(above_id, None, None)] if above_id is not None else []
        for span in spans:
            ended = span.to_on if span.to_on is not None and span.to_on <= on else None
            if span.from_on is None or span.from_on <= on:
                waiting.append(
                    (span.above_id, min((each for each in (until, ended) if each is not None), default=None))
                )
    return found


def is_circle(work: UnitOfWork, unit: Unit, on: date, ties: Ties) -> bool:
    """True where the unit would stand above itself on a day, by these ties."""
    seen, above_id = {unit.id}, above_on(unit, on, ties)
    while above_id is not None:
        if above_id in seen:
            return True
        seen.add(above_id)
        above_id = above_on(work.session.get_one(Unit, above_id), on, ties)
    return False


def superior_on(work: UnitOfWork, code: str, on: date) -> Unit | None:
    """Who manages the cadres of a unit on a day: as recorded for it, else for the nearest unit above it that has it recorded.

    A bureau under its ministry, or a unit that its county runs (以县为主), has its own record, whatever the tree says. None where
    none is recorded.
    """
    ties = held(work, ("unit ties",), lambda: ties_of(work))[TieKind.CADRE]
    if not ties:
        return None
    line = line_on(work, code, on)
    for unit in line:
        for span in ties.get(unit.id, ()):
            # What manages the cadres of those above a unit is not one level up for itself.
            if span.holds_on(on) and span.above_id != line[0].id:
                return work.session.get_one(Unit, span.above_id)
    return None


def party_on(work: UnitOfWork, code: str, on: date) -> Unit | None:
    """The unit whose party committee or group (党委/党组) answers for this one on a day: itself, unless another is recorded."""
    unit = work.session.scalar(select(Unit).where(Unit.code == code))
    if unit is None:
        return None
    spans = held(work, ("unit ties",), lambda: ties_of(work))[TieKind.PARTY].get(unit.id, ())
    found = next((span.above_id for span in spans if span.holds_on(on)), None)
    return work.session.get_one(Unit, found) if found is not None else unit


def move_due(work: UnitOfWork) -> int:
    """Let the rows of units say where they stand from today on, with all that stands below them; how many have moved.

    What is asked of a day reads the periods themselves, so nothing waits for this but the rights that go by today's tree.
    """
    today = local_date(work.now)
    moved = work.session.execute(
        select(Unit, UnitTie.above_id)
        .join(UnitTie, UnitTie.unit_id == Unit.id)
        .where(
            UnitTie.kind == TieKind.PARENT,
            UnitTie.holding_on(today),
            or_(Unit.parent_id.is_(None), Unit.parent_id != UnitTie.above_id),
        )
    ).all()
    if not moved:
        return 0
    for unit, above_id in moved:
        unit.parent_id = above_id
    units = {unit.id: unit for unit in work.session.scalars(select(Unit).order_by(Unit.id).with_for_update())}
    for unit in units.values():
        path = _path(unit, units)
        if unit.path != path:
            unit.path = path
    work.session.flush()
    for unit, _ in moved:
        record(work, None, HistoryKind.UNIT_MOVED, {"unit": unit.code, "path": unit.path})
    return len(moved)


def is_move_due(work: UnitOfWork) -> bool:
    """Whether a unit stands elsewhere from today on than its row says."""
    wanted = (UnitTie.kind == TieKind.PARENT, UnitTie.holding_on(local_date(work.now)))
    other = or_(Unit.parent_id.is_(None), Unit.parent_id != UnitTie.above_id)
    statement = select(UnitTie.id).join(Unit, UnitTie.unit_id == Unit.id).where(*wanted, other)
    return work.session.scalar(statement.limit(1)) is not None


def path_over(line: Sequence[Unit]) -> str:
    """The path of a unit whose line upwards is this."""
    return f"/{'/'.join(unit.code for unit in reversed(line))}/"


def _path(unit: Unit, units: Mapping[uuid.UUID, Unit]) -> str:
    line, above_id = [unit], unit.parent_id
    while above_id is not None:
        line.append(units[above_id])
        above_id = units[above_id].parent_id
    return path_over(line)
