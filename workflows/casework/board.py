"""The clocks as their readers may see them: those of one case, the board of all, and the number beside it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from workflows.casework import access
from workflows.casework.catalogue import procedures_of_case
from workflows.casework.deadlines import overdue_days, side_seconds
from workflows.casework.disclosure import step_for
from workflows.casework.file_parts import OpenStep
from workflows.casework.grants import Grants, Grounds
from workflows.casework.heads import CaseHead, head_of
from workflows.casework.inbox import COUNT_LIMIT
from workflows.casework.material import doable, grounds_of
from workflows.casework.models import (
    Case,
    Deadline,
    DeadlineExtension,
    DeadlineStatus,
    OverdueExplanation,
    Task,
    TaskStatus,
    Timer,
)
from workflows.people import Actor
from workflows.procedure.model import Element, Procedure
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of a case as its reader may see it; who granted an extension, and why, is for readers of the file."""

    deadline: Deadline
    unit_seconds: float
    office_seconds: float
    overdue_days: int
    shows_reasons: bool


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """One clock as the board shows it to somebody. Seconds of unit and office time are counted up to now, or to the stop."""

    deadline: Deadline
    case: CaseHead
    unit_seconds: float
    office_seconds: float
    holders: Sequence[OpenStep]
    next_step: Element | None  # what happens by itself next, for readers and who watches
    next_procedure: Procedure | None
    next_at: datetime | None

    def is_overdue(self, now: datetime) -> bool:
        """True where the clock has run past its due time."""
        return self.deadline.is_overdue(now)


def clocks_of(deadlines: Sequence[Deadline], grants: Grants, now: datetime) -> list[Clock]:
    """The clocks of a case for a reader to whom they are open (rules 2, 3 and 8)."""
    if not grants.sees_clocks:
        return []
    return [
        Clock(
            deadline,
            *side_seconds(deadline, now),
            overdue_days(deadline, now),
            shows_reasons=deadline.process_id in grants.reads,
        )
        for deadline in deadlines
    ]


_WITH_SPANS = select(Deadline).options(
    selectinload(Deadline.spans),
    selectinload(Deadline.extensions).joinedload(DeadlineExtension.granted_by),
    selectinload(Deadline.explanations).joinedload(OverdueExplanation.decided_by),
)


def deadline_board(
    work: UnitOfWork,
    actor: Actor,
    *,
    status: str | None = DeadlineStatus.RUNNING.value,
    name: str | None = None,
    is_overdue: bool = False,
    only: uuid.UUID | None = None,
    after: uuid.UUID | None = None,
    limit: int = 500,
) -> list[DeadlineRow]:
    """Clocks of the cases whose clocks the actor may see, the most urgent first, each by the title that they may read.

    `name` narrows to one kind, such as `replacement`, `only` to one clock; the list goes on `after` the last clock of a page.
    """
    statement = (
        _WITH_SPANS.add_columns(access.title_of_case(actor), access.is_reader(actor))
        .join(Case, Deadline.case_id == Case.id)
        .options(
            contains_eager(Deadline.case).options(joinedload(Case.unit), joinedload(Case.procedure_version)),
        )
        .where(access.sees_clocks(actor))
        .order_by(Deadline.due_at, Deadline.id)
        .limit(limit)
    )
    if status:
        statement = statement.where(Deadline.status == status)
    if name:
        statement = statement.where(Deadline.name == name)
    if is_overdue:
        statement = statement.where(Deadline.due_at < work.now)
    if only:
        statement = statement.where(Deadline.id == only)
    last = work.session.get(Deadline, after) if after else None
    if last is not None:
        statement = statement.where(tuple_(Deadline.due_at, Deadline.id) > tuple_(last.due_at, last.id))
    found = work.session.execute(statement).all()
    cases = {row[0].case_id: row[0].case for row in found}
    grounds = grounds_of(work, actor, cases)
    holders = _holders(work, actor, cases, grounds)
    timers = _next_timers(work, {key for key in cases if grounds[key].learns_what_comes}) if found else {}
    rows = []
    for deadline, title, is_reader in found:
        unit_seconds, office_seconds = side_seconds(deadline, work.now)
        timer = timers.get(deadline.case_id)
        procedure, step = _drawn(work, deadline.case, timer.element_id) if timer is not None else (None, None)
        rows.append(
            DeadlineRow(
                deadline=deadline,
                case=head_of(deadline.case, title, is_reader),
                unit_seconds=unit_seconds,
                office_seconds=office_seconds,
                holders=holders.get(deadline.case_id, []),
                next_step=step,
                next_procedure=procedure,
                next_at=timer.due_at if timer is not None else None,
            )
        )
    return rows


def deadline_kinds(work: UnitOfWork, actor: Actor, status: str) -> Sequence[tuple[str, str, str, int]]:
    """The kinds of clocks on the board: name, label, English label, and how many there are."""
    statement = (
        select(Deadline.name, func.min(Deadline.label), func.min(Deadline.label_en), func.count(Deadline.id))
        .join(Case, Deadline.case_id == Case.id)
        .where(Deadline.status == status, access.sees_clocks(actor))
        .group_by(Deadline.name)
        .order_by(Deadline.name)
    )
    return [(row[0], row[1], row[2], row[3]) for row in work.session.execute(statement)]


def overdue_clocks(work: UnitOfWork, actor: Actor) -> Select[uuid.UUID]:
    """SELECT of the running clocks that the actor may see and that have passed their due time; COUNT_LIMIT of them at most."""
    return (
        select(Deadline.id)
        .join(Case, Deadline.case_id == Case.id)
        .where(Deadline.status == DeadlineStatus.RUNNING.value, Deadline.due_at < work.now, access.sees_clocks(actor))
        .limit(COUNT_LIMIT)
    )


def overdue_count(work: UnitOfWork, actor: Actor) -> int:
    """How many clocks are over their due time, for the list of those alone."""
    return work.session.scalar(select(func.count()).select_from(overdue_clocks(work, actor).subquery())) or 0


def _holders(
    work: UnitOfWork, actor: Actor, cases: Mapping[uuid.UUID, Case], grounds: Mapping[uuid.UUID, Grounds]
) -> dict[uuid.UUID, list[OpenStep]]:
    if not cases:
        return {}
    tasks = work.session.scalars(
        select(Task)
        .options(joinedload(Task.unit), joinedload(Task.assignee))
        .where(Task.case_id.in_(cases), Task.status == TaskStatus.OPEN.value)
        .order_by(Task.created_at)
    ).all()
    is_doing = any(each.does for each in grounds.values())
    mine = {task.id for task in doable(work, actor, tasks)} if is_doing else set()
    found: dict[uuid.UUID, list[OpenStep]] = {}
    for task in tasks:
        step = step_for(task, reads=grounds[task.case_id].reads, grounds=grounds[task.case_id].grounds, does=mine)
        if step is not None:
            found.setdefault(task.case_id, []).append(step)
    return found


def _next_timers(work: UnitOfWork, cases: set[uuid.UUID]) -> dict[uuid.UUID, Timer]:
    found: dict[uuid.UUID, Timer] = {}
    for timer in work.session.scalars(select(Timer).where(Timer.case_id.in_(cases)).order_by(Timer.due_at)):
        found.setdefault(timer.case_id, timer)
    return found


def _drawn(work: UnitOfWork, case: Case, element_id: str) -> tuple[Procedure | None, Element | None]:
    """The procedure of the case in which an element is drawn; the procedures themselves are kept in memory."""
    for procedure in procedures_of_case(work, case).values():
        if element_id in procedure.elements:
            return procedure, procedure.elements[element_id]
    return None, None
