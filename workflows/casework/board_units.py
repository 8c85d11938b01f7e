"""Whose clocks run over: for each unit how many do now, since when, and how many did in the months before."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import case, func, select

from workflows.calendar.zone import OFFICE_ZONE, local_date
from workflows.casework import access
from workflows.casework.clock_sight import seen_by
from workflows.casework.keys import checked
from workflows.casework.models import Case, CaseReader, Deadline, DeadlineStatus
from workflows.people import Actor, Unit
from workflows.store import UnitOfWork, is_at
from workflows.store.unreadable import is_readable

MOST_CASES = 200
"""Cases with the most urgent running clocks that are looked at; the page says where there are more."""
MOST_MISSED = 200
"""Clocks of the last months that ended too late, of everybody's, that are looked at; likewise."""
MONTHS = 6


@dataclass(slots=True)
class UnitClocks:
    """The clocks of one unit; None for those of no unit."""

    unit: Unit | None
    running: int = 0
    overdue: int = 0
    longest_days: int = 0  # that one of them is overdue now
    missed: Counter[date] = field(
        default_factory=Counter
    )  # first day of a month -> clocks due in it that ended too late


@dataclass(frozen=True, slots=True)
class UnitRanking:
    """The units in the order of how many clocks are overdue, then by how long, then of how many ended too late."""

    rows: Sequence[UnitClocks]
    months: Sequence[date]  # their first days, the present one last
    is_capped: bool  # there are more cases than were looked at
    is_cut: bool  # more clocks ended too late than were looked at


def unit_ranking(work: UnitOfWork, actor: Actor) -> UnitRanking:
    """What the clocks that the actor may see come to by unit: of an item its unit, else that of the case. Three statements."""
    months = _months(local_date(work.now))
    found: dict[uuid.UUID | None, UnitClocks] = {}
    is_capped = _count_running(work, actor, found)
    is_cut = _count_missed(work, actor, months[0], found)
    units = {
        unit.id: unit for unit in work.session.scalars(select(Unit).where(Unit.id.in_([key for key in found if key])))
    }
    for key, row in found.items():
        row.unit = units.get(key) if key is not None else None
    rows = sorted(found.values(), key=lambda row: row.unit.path if row.unit is not None else "")
    rows.sort(key=lambda row: (row.overdue, row.longest_days, row.missed.total(), row.running), reverse=True)
    return UnitRanking(rows, months, is_capped, is_cut)


_WHOSE = case((Deadline.unit_id.is_not(None), Deadline.unit_id), else_=Case.unit_id)


def _count_running(work: UnitOfWork, actor: Actor, found: dict[uuid.UUID | None, UnitClocks]) -> bool:
    cases = access.cases_by(actor, CaseReader.due, limit=MOST_CASES + 1).cte("cases")
    of_each = select(cases.c[1].label("id")).distinct().subquery()
    late = Deadline.due_at < work.now
    rows = work.session.execute(
        select(
            _WHOSE,
            func.count(Deadline.id),
            func.sum(case((late, 1), else_=0)),
            func.min(Deadline.due_at),
            select(func.count()).select_from(cases).scalar_subquery(),
        )
        .select_from(of_each)
        .join(Deadline, is_at(Deadline.case_id, of_each.c.id))
        .join(Case, is_at(Case.id, of_each.c.id))
        .where(checked(Deadline.status == DeadlineStatus.RUNNING.value), seen_by(actor))
        .group_by(_WHOSE)
    ).all()
    for unit_id, running, overdue, first_due, _ in rows:
        late_by = max(work.now - first_due, timedelta()) if is_readable(first_due) else timedelta()
        found[unit_id] = UnitClocks(None, running, overdue, -(-late_by // timedelta(days=1)))
    return any(row[4] > MOST_CASES for row in rows)


def _count_missed(work: UnitOfWork, actor: Actor, first_month: date, found: dict[uuid.UUID | None, UnitClocks]) -> bool:
    since = datetime.combine(first_month, time.min, OFFICE_ZONE)
    some = (
        select(Deadline.id.label("id"))
        .where(Deadline.status == DeadlineStatus.MISSED.value, Deadline.due_at >= since)
        .order_by(Deadline.due_at.desc(), Deadline.id.desc())
        .limit(MOST_MISSED + 1)
        .cte("some")
    )
    latest = select(some.c.id).limit(MOST_MISSED).subquery()
    rows = work.session.execute(
        select(_WHOSE, Deadline.due_at, select(func.count()).select_from(some).scalar_subquery())
        .select_from(latest)
        .join(Deadline, is_at(Deadline.id, latest.c.id))
        .join(Case, is_at(Case.id, Deadline.case_id))
        .where(access.sees_clocks(actor), seen_by(actor))
    ).all()
    for unit_id, due_at, _ in rows:
        if not is_readable(due_at):
            continue
        found.setdefault(unit_id, UnitClocks(None)).missed[local_date(due_at).replace(day=1)] += 1
    return any(row[2] > MOST_MISSED for row in rows)


def _months(today: date) -> list[date]:
    numbers = [today.year * 12 + today.month - 1 - back for back in range(MONTHS)]
    return [date(number // 12, number % 12 + 1, 1) for number in reversed(numbers)]
