"""The running clocks of a month by the day on which they are due, by the same rights as on the board."""

from __future__ import annotations

import calendar
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from workflows.calendar.day_ends import end_of_day
from workflows.calendar.days import Day
from workflows.calendar.load import calendar_for
from workflows.calendar.zone import local_date
from workflows.casework import access
from workflows.casework.clock_sight import seen_by
from workflows.casework.keys import checked
from workflows.casework.models import Case, CaseReader, Deadline, DeadlineStatus
from workflows.casework.queue import digits_of
from workflows.people import Actor
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, is_at

MOST_CASES = 500
"""Cases whose clocks are looked at, those due last in the month first; the page says where there are more."""
PER_DAY = 4
"""Clocks that a day names; the rest stands behind its number."""
MOMENT = timedelta(microseconds=1)
"""24:00 belongs to the day that it ends."""


@dataclass(frozen=True, slots=True)
class DueClock:
    """One clock on its day."""

    case_id: uuid.UUID
    title: Sentence
    name: str
    name_en: str
    item: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class DueDay:
    """One day: what kind of day it is for the office, how many clocks end on it, and the first of them."""

    day: Day
    count: int
    overdue: int
    clocks: Sequence[DueClock]


@dataclass(frozen=True, slots=True)
class DueMonth:
    """A month by weeks, Monday first; None stands for days of other months."""

    first: date
    weeks: Sequence[Sequence[DueDay | None]]
    count: int
    is_capped: bool


def due_month(work: UnitOfWork, actor: Actor, first: date) -> DueMonth:
    """The clocks that the actor may see and that end in the month of `first`, its first day."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    begins, ends = end_of_day(first - timedelta(days=1)), end_of_day(last)
    due = CaseReader.due
    walk = access.cases_by(actor, due, due < digits_of(ends + MOMENT), limit=MOST_CASES + 1, is_falling=True)
    cases = walk.cte("cases")
    of_each = select(cases.c[1].label("id")).distinct().subquery()
    rows = work.session.execute(
        select(
            Deadline.due_at,
            Deadline.label,
            Deadline.label_en,
            Deadline.item,
            Case.id,
            access.title_of_case(actor),
            select(func.count()).select_from(cases).scalar_subquery(),
        )
        .select_from(of_each)
        .join(Deadline, is_at(Deadline.case_id, of_each.c.id))
        .join(Case, is_at(Case.id, of_each.c.id))
        .where(
            checked(Deadline.status == DeadlineStatus.RUNNING.value),
            Deadline.due_at > begins,
            Deadline.due_at <= ends,
            seen_by(actor),
        )
        .order_by(Deadline.due_at, Deadline.id)
    ).all()
    by_day: dict[date, list[DueClock]] = defaultdict(list)
    for due_at, name, name_en, item, case_id, title, _ in rows:
        clock = DueClock(case_id, title, name, name_en, item, due_at < work.now)
        by_day[local_date(due_at - MOMENT)].append(clock)
    days = calendar_for(work)

    def on(day: date) -> DueDay:
        found = by_day[day]
        return DueDay(days.day(day), len(found), sum(each.is_overdue for each in found), found[:PER_DAY])

    weeks = [
        [on(day) if day.month == first.month else None for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return DueMonth(first, weeks, len(rows), any(row[6] > MOST_CASES for row in rows))
