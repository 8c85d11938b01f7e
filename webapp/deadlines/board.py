"""What the board draws for one clock: its day track, the bar of unit and office time, and the next thing that happens by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.casework.board import DeadlineRow
from workflows.casework.deadlines import overdue_days
from workflows.casework.models import Deadline
from workflows.casework.verbs.explain_overdue import explainable
from workflows.casework.verbs.extend import extendable
from workflows.people import Actor
from workflows.procedure.model import Element, Procedure
from workflows.store import UnitOfWork
from workflows.store.unreadable import is_readable

TRACK_WIDTH = 196  # units of the drawing; seven days of 28


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the track during which one side held the file."""

    x: float
    width: float
    side: str


@dataclass(frozen=True, slots=True)
class Track:
    """The track of a clock: a tick for the end of each day, stretches by side, the marks of now and of the due time."""

    width: float
    days: int
    day_now: int
    ticks: Sequence[float]
    stretches: Sequence[Stretch]
    now_x: float
    due_x: float


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One line of the board."""

    row: DeadlineRow
    is_overdue: bool
    is_soon: bool
    track: Track | None  # None where a time of the clock cannot be read
    unit_share: int  # per cent
    next_act: str
    overdue_days: int
    may_extend: bool
    may_explain: bool


def board_rows(work: UnitOfWork, actor: Actor, rows: Sequence[DeadlineRow], locale: str) -> list[BoardRow]:
    """Every clock ready to draw, in the order given."""
    clocks = [row.deadline for row in rows]
    may_extend, may_explain = extendable(work, clocks, actor), explainable(work, clocks, actor)
    return [_row(row, work.now, row.deadline.id in may_extend, row.deadline.id in may_explain, locale) for row in rows]


def _row(row: DeadlineRow, now: datetime, may_extend: bool, may_explain: bool, locale: str) -> BoardRow:
    total = row.unit_seconds + row.office_seconds
    left = row.deadline.due_at - now
    return BoardRow(
        row=row,
        is_overdue=row.is_overdue(now),
        is_soon=timedelta() <= left <= timedelta(days=1),
        track=track(row, now) if _is_whole(row.deadline) else None,
        unit_share=round(100 * row.unit_seconds / total) if total else 0,
        next_act=_next_act(row, locale),
        overdue_days=overdue_days(row.deadline, now),
        may_extend=may_extend,
        may_explain=may_explain,
    )


def _is_whole(deadline: Deadline) -> bool:
    spans = [moment for span in deadline.spans for moment in (span.started_at, span.ended_at)]
    return all(map(is_readable, (deadline.started_at, deadline.due_at, deadline.stopped_at, *spans)))


def track(row: DeadlineRow, now: datetime) -> Track:
    """Place a clock on its track. The scale reaches to the due time, or to now (or the stop) where that is later."""
    deadline = row.deadline
    start, until = deadline.started_at, min(deadline.stopped_at or now, now)
    end = max(deadline.due_at, until, start + timedelta(hours=1))
    scale = TRACK_WIDTH / (end - start).total_seconds()

    def x(moment: datetime) -> float:
        return round(min(max((moment - start).total_seconds() * scale, 0), TRACK_WIDTH), 1)

    days = -(-int((end - start).total_seconds()) // 86400)
    # Days end where the clock ends: the due time is the end of a day, so ticks are counted back from it.
    marks = [deadline.due_at + timedelta(days=number) for number in range(-days, days + 1)]
    stretches = []
    for span in deadline.spans:
        left, right = x(span.started_at), x(span.ended_at or until)
        stretches.append(Stretch(left, max(round(right - left, 1), 0.5), span.side))
    return Track(
        width=TRACK_WIDTH,
        days=-(-int((deadline.due_at - start).total_seconds()) // 86400),
        day_now=-(-int((until - start).total_seconds()) // 86400),
        ticks=[x(mark) for mark in marks if start < mark <= end],
        stretches=stretches,
        now_x=x(until),
        due_x=x(deadline.due_at),
    )


def _next_act(row: DeadlineRow, locale: str) -> str:
    if row.next_procedure is None or row.next_step is None:
        return ""
    acting = _what_it_starts(row.next_procedure, row.next_step)
    return row.next_procedure.label(f"element:{acting.id}", acting.name or acting.id, locale)


def _what_it_starts(procedure: Procedure, timer: Element) -> Element:
    """The step behind a timer says what will be done; the timer's own name says only when."""
    for scope in (procedure.process, *(e.body for e in procedure.elements.values() if e.body is not None)):
        for flow in scope.flows.values():
            target = scope.elements[flow.target]
            if flow.source == timer.id and target.name and "Gateway" not in target.type:
                return target
    return timer
