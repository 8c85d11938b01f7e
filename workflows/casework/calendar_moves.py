"""Which due times of cases move with another calendar: worked out from their states, nothing is written."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from workflows.calendar.days import Calendar
from workflows.calendar.load import calendar_for
from workflows.calendar.plans import YearPlan
from workflows.calendar.zone import local_date
from workflows.casework import catalogue
from workflows.casework.errors import IncidentRaised
from workflows.casework.expressions import moment_of
from workflows.casework.locked_case import LockedCase, incidents, open_case
from workflows.casework.models import Case, CaseStatus, Deadline, DeadlineStatus, Task, TaskStatus
from workflows.casework.words import Attempt, MoveKind
from workflows.engine import Token
from workflows.procedure.checks.texts import texts_of
from workflows.procedure.model import Element
from workflows.store import UnitOfWork, held

CASES_PER_PAGE = 200
_LOOKED_AT = 5_000  # rows that one page walks over to find them
_CALL = re.compile(r"\b(?:end\s+of\s+day|add\s+working\s+days|working\s+days\s+between|is\s+working\s+day)\s*\(")
_OPEN = (CaseStatus.ACTIVE, CaseStatus.INCIDENT)

Starts = Mapping[str, datetime]
"""Token -> when its task was opened, or its clock started: what now() means in its due time."""


@dataclass(frozen=True, slots=True)
class Move:
    """One due time that moves: whose, from when, and to when."""

    kind: MoveKind
    token_id: str
    element_id: str
    process_id: str
    label: str
    label_en: str
    was: datetime
    becomes: datetime

    def name(self, locale: str) -> str:
        """The step's name in the reader's language."""
        return self.label if locale.startswith("zh") or not self.label_en else self.label_en


@dataclass(frozen=True, slots=True)
class CaseMoves:
    """What moves in one case; `failed` where it could not be worked out."""

    case: Case
    moves: Sequence[Move]
    failed: IncidentRaised | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The cases in which something would move, one page of them; how many open cases there are, and where the next page begins."""

    cases: Sequence[CaseMoves]
    open_cases: int
    following: uuid.UUID | None


def preview(work: UnitOfWork, plan: YearPlan, after: uuid.UUID | None = None) -> Preview:
    """Who moves if the plan of a year is confirmed: every running clock, due date of a step, and timer."""
    chosen, following, open_cases = _reading(work, after)
    rows = select(Case).options(undefer(Case.state), undefer(Case.mirror)).where(Case.id.in_(chosen)).order_by(Case.id)
    starts = starts_of(work, chosen)
    calendars: dict[date, Calendar] = {}
    found = []
    for case in work.session.scalars(rows):
        day = local_date(case.started_at)
        if day not in calendars:
            now = calendar_for(work, on=day)
            calendars[day] = replace(now, plans=MappingProxyType({**now.plans, plan.year: plan}))
        try:
            moves = moves_in(open_case(work, case, None, is_peek=True, calendar=calendars[day]), starts)
        except IncidentRaised as failed:
            found.append(CaseMoves(case, (), failed))
        else:
            if moves:
                found.append(CaseMoves(case, moves))
    return Preview(found, open_cases, following)


def moves_in(running: LockedCase, starts: Starts) -> list[Move]:
    """The due times of a case that was opened with another calendar which differ from its rows; its timers are worked out anew.

    Raises IncidentRaised where one cannot be worked out.
    """
    run, mirror = running.run, running.mirror
    found: list[Move] = []
    with incidents(running.case.id, {"kind": Attempt.CALENDAR}):
        run.reckon_timers()
        for token in run.activities:
            written, known = token.element.property("deadline"), mirror.deadlines.get(token.id)
            if written and known is not None:
                found += _move(running, MoveKind.DEADLINE, token, written, known["due"], starts)
        for token in run.open_tasks:
            known_due = mirror.tasks.get(token.id)
            if token.element.due_date and known_due:
                found += _move(running, MoveKind.TASK, token, token.element.due_date, known_due, starts)
        for timer in run.timers:
            due = mirror.timers.get(timer.token_id)
            if due is not None and datetime.fromisoformat(due) != timer.due_at:
                names = names_of_step(running, timer.process_id, timer.element)
                place = (timer.token_id, timer.element.id, timer.process_id)
                found.append(Move(MoveKind.TIMER, *place, *names, datetime.fromisoformat(due), timer.due_at))
    return found


def starts_of(work: UnitOfWork, case_ids: Collection[uuid.UUID]) -> Starts:
    """When the open tasks and running clocks of these cases began."""
    tasks = select(Task.id, Task.created_at).where(Task.case_id.in_(case_ids), Task.status == TaskStatus.OPEN)
    clocks = select(Deadline.token_id, Deadline.started_at).where(
        Deadline.case_id.in_(case_ids), Deadline.status == DeadlineStatus.RUNNING
    )
    # A task may have a clock of its own; both began when it was opened.
    return {str(token): started for token, started in work.session.execute(tasks.union_all(clocks))}


def reads_calendar(work: UnitOfWork, case: Case) -> bool:
    """Whether an expression of the case's procedures counts by the calendar at all."""
    return _any_reads(work, case.procedure_version_id, case.called_versions)


def _any_reads(work: UnitOfWork, version_id: uuid.UUID, called: Mapping[str, object]) -> bool:
    return any(_reads(work, each) for each in (version_id, *(uuid.UUID(str(one)) for one in called.values())))


def _reads(work: UnitOfWork, version_id: uuid.UUID) -> bool:
    def look() -> bool:
        if not catalogue.is_readable(work, version_id):
            return True  # what cannot be read is told as a failure, not left out
        return any(_CALL.search(text.source) for text in texts_of(catalogue.procedure_of(work, version_id)))

    return held(work, ("reads calendar", version_id), look)


def _reading(work: UnitOfWork, after: uuid.UUID | None) -> tuple[list[uuid.UUID], uuid.UUID | None, int]:
    """The next open cases whose procedures count by the calendar, the last one that was looked at, None at the end, and how many
    open cases there are: 0 beyond the last of them."""
    count_all = select(func.count()).select_from(Case).where(Case.status.in_(_OPEN)).scalar_subquery()
    rows = select(Case.id, Case.procedure_version_id, Case.called_versions, count_all).where(Case.status.in_(_OPEN))
    if after is not None:
        rows = rows.where(Case.id > after)
    chosen: list[uuid.UUID] = []
    looked = work.session.execute(rows.order_by(Case.id).limit(_LOOKED_AT)).all()
    open_cases = looked[0][3] if looked else 0
    for count, (case_id, version_id, called, _) in enumerate(looked, 1):
        if _any_reads(work, version_id, called):
            chosen.append(case_id)
            if len(chosen) == CASES_PER_PAGE and count < len(looked):
                return chosen, case_id, open_cases
    return chosen, looked[-1].id if len(looked) == _LOOKED_AT else None, open_cases


def _move(
    running: LockedCase, kind: MoveKind, token: Token, written: str, known: str, starts: Starts
) -> Sequence[Move]:
    if not written.startswith("="):
        return ()
    value = running.run.evaluate(token.id, written, as_of=starts.get(token.id))
    if value is None:
        return ()
    was = datetime.fromisoformat(known)
    becomes = moment_of(value, running.environment, at=token.element.id, what=kind.value)
    if was == becomes:
        return ()
    names = names_of_step(running, token.process_id, token.element)
    return (Move(kind, token.id, token.element.id, token.process_id, *names, was, becomes),)


def names_of_step(running: LockedCase, process_id: str, element: Element) -> tuple[str, str]:
    """What a step is called in Chinese and in English, the latter empty where nobody translated it."""
    return element.name or element.id, running.procedures[process_id].label(f"element:{element.id}", "", "en")
