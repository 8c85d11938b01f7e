"""The clocks as their readers may see them: those of one case, the board of all, and the number beside it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, case, exists, func, literal, select
from sqlalchemy.orm import contains_eager, defaultload, joinedload

from workflows.calendar.zone import local_date
from workflows.casework import access
from workflows.casework.board_conditions import about_unit, telephone_on
from workflows.casework.board_filter import NEWEST, BoardFilter
from workflows.casework.catalogue import procedures_of_case
from workflows.casework.clock_sight import grounds_at, seen_by, sees
from workflows.casework.deadlines import overdue_days, side_seconds
from workflows.casework.disclosure import step_for
from workflows.casework.file_parts import OpenStep
from workflows.casework.grants import Grants, Grounds
from workflows.casework.heads import CaseHead, head_of
from workflows.casework.keys import COUNT_LIMIT, Key, beyond, checked, page_of
from workflows.casework.material import grounds_of, is_doable
from workflows.casework.models import (
    Case,
    CaseReader,
    Deadline,
    DeadlineExtension,
    DeadlineStatus,
    OverdueExplanation,
    Task,
    TaskStatus,
    Timer,
)
from workflows.casework.queue import NEVER, digits_of
from workflows.casework.raising import Raisable, raisable, read_waits, waits_in
from workflows.people import Actor
from workflows.procedure.model import Element, Procedure
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, is_at, with_children


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
    to_raise: Sequence[Raisable] = ()  # events drawn at the clock's activity that its reader may raise

    def is_overdue(self, now: datetime) -> bool:
        """True where the clock has run past its due time."""
        return self.deadline.is_overdue(now)


def clocks_of(
    deadlines: Sequence[Deadline],
    grants: Grants,
    now: datetime,
    unit_id: uuid.UUID | None,
    open_tasks: Sequence[Task],
) -> list[Clock]:
    """The clocks of a case of `unit_id` for a reader to whom they are open (rules 2, 3 and 8)."""
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
        if sees(deadline, grants, unit_id, open_tasks)
    ]


PER_PAGE = 50


def _with_cases(actor: Actor) -> Select[Any, Any, Any, Any, Any, Any]:
    """One statement for clocks with all that the board shows of them, and the timer that fires first in their case."""
    # Ordered by no column: without statistics PostgreSQL would walk all timers in the order of their index for each case.
    due_at = func.coalesce(Timer.due_at, Timer.due_at)
    first = select(Timer).where(Timer.case_id == Deadline.case_id).order_by(due_at, Timer.token_id).limit(1)
    found = (
        select(
            Deadline,
            access.title_of_case(actor),
            access.is_reader(actor),
            first.with_only_columns(Timer.element_id).scalar_subquery(),
            first.with_only_columns(Timer.due_at).scalar_subquery(),
            waits_in(Deadline.case_id),
        )
        .join(Case, Deadline.case_id == Case.id)
        .where(seen_by(actor))
        .options(
            contains_eager(Deadline.case).options(joinedload(Case.unit), joinedload(Case.procedure_version)),
            joinedload(Deadline.unit),
            defaultload(Deadline.extensions).joinedload(DeadlineExtension.granted_by),
            defaultload(Deadline.explanations).joinedload(OverdueExplanation.decided_by),
        )
    )
    return with_children(found, Deadline.spans, Deadline.extensions, Deadline.explanations)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of clock on the board, and how many of it there are among those counted."""

    name: str
    label: str
    label_en: str
    count: int


@dataclass(frozen=True, slots=True)
class Board:
    """One page of the board; `following` is where the next one begins."""

    rows: Sequence[DeadlineRow]
    following: Key | None


def deadline_board(
    work: UnitOfWork,
    actor: Actor,
    wanted: BoardFilter = BoardFilter(),
    *,
    after: Key | None = None,
    per_page: int = PER_PAGE,
) -> Board:
    """Clocks of the cases whose clocks the actor may see, by the title that they may read, in the order of the filter; of clocks
    that have stopped, those due last. A page holds `per_page` cases with all their running clocks that are asked for.
    """
    if not wanted.is_running:
        return _stopped(work, actor, wanted, after, per_page)
    cases, clocks = wanted.of_case(work, actor), wanted.of_clock()
    is_running = checked(Deadline.status == DeadlineStatus.RUNNING.value)

    def narrow(found: Select[Any, Any], case_id: Any) -> Select[Any, Any]:
        of_kind = exists().where(Deadline.case_id == Case.id, is_running, seen_by(actor), *clocks)
        return found.join(Case, Case.id == case_id).where(*cases, of_kind)

    if wanted.order == NEWEST:  # the walk passes cases without such a clock, and without one that its reader sees
        cases.append(access.sees_clocks(actor))
        clocks += [Deadline.due_at < wanted.due_before] if wanted.due_before is not None else []
    found = page_of(
        work,
        _walk(actor, wanted, after=after),
        per_page,
        narrow if cases or clocks else None,
        is_falling=wanted.is_falling,
        reads_texts=bool(wanted.words),
    )
    if not found.rows:
        return Board([], found.following)
    # Of few cases, said twice: else PostgreSQL reads all cases to join them.
    of_page = (Deadline.case_id.in_(found.rows), Case.id.in_(found.rows))
    statement = _with_cases(actor).where(*of_page, is_running, *clocks)
    if wanted.due_before is not None:
        statement = statement.where(Deadline.due_at < wanted.due_before)
    order = {case_id: place for place, case_id in enumerate(found.rows)}
    rows = [_Found(*row) for row in work.session.execute(statement).unique()]
    rows.sort(key=lambda row: (order[row.deadline.case_id], row.deadline.due_at, row.deadline.id))
    return Board(_board_rows(work, actor, rows), found.following)


def _stopped(work: UnitOfWork, actor: Actor, wanted: BoardFilter, after: Key | None, per_page: int) -> Board:
    """Clocks that ended so, those due last first: they are walked for everybody, and each is asked whether the actor may see it."""
    bounds = beyond(Deadline.due_at, Deadline.id, after, is_falling=True)
    named = [Deadline.name == wanted.name] if wanted.name else []
    asked = [*wanted.of_case(work, actor), *([about_unit(wanted.below)] if wanted.below else [])]
    chosen = select(Deadline.due_at, Deadline.id).where(Deadline.status == wanted.status, *bounds, *named)

    def narrow(found: Select[Any, Any], deadline_id: Any) -> Select[Any, Any]:
        seen = (access.sees_clocks(actor), seen_by(actor), *asked)
        return found.join(Deadline, Deadline.id == deadline_id).join(Case, Case.id == Deadline.case_id).where(*seen)

    order = (Deadline.due_at.desc(), Deadline.id.desc())
    in_order = chosen.order_by(*order)
    found = page_of(work, in_order.limit, per_page, narrow, is_falling=True, reads_texts=bool(wanted.words))
    if not found.rows:
        return Board([], found.following)
    statement = _with_cases(actor).where(Deadline.id.in_(found.rows))
    by_id = {row[0].id: _Found(*row) for row in work.session.execute(statement).unique()}
    return Board(_board_rows(work, actor, [by_id[deadline_id] for deadline_id in found.rows]), found.following)


class _Found(NamedTuple):
    deadline: Deadline
    title: Sentence
    is_reader: bool
    next_element: str | None  # the timer that fires first in the case
    next_at: datetime | None
    waits: str | None  # for which messages


def _walk(actor: Actor, wanted: BoardFilter, *, after: Key | None = None) -> Callable[[int], Select[Any, Any]]:
    """The cases with running clocks in the order asked for: each of the actor's readers has them in one index."""
    falling = wanted.is_falling
    if wanted.order == NEWEST:
        return lambda limit: access.cases_by(actor, CaseReader.started, limit=limit, after=after, is_falling=falling)
    until = NEVER if wanted.due_before is None else digits_of(wanted.due_before)
    due = CaseReader.due
    return lambda limit: access.cases_by(actor, due, due < until, limit=limit, after=after, is_falling=falling)


def _board_rows(work: UnitOfWork, actor: Actor, found: Sequence[_Found]) -> list[DeadlineRow]:
    if not found:
        return []
    cases = {row.deadline.case_id: row.deadline.case for row in found}
    grounds = grounds_of(work, actor, cases)
    holders = _holders(work, actor, cases, grounds, [row.deadline for row in found])
    told = {row.deadline.case_id: row.waits for row in found if grounds[row.deadline.case_id].grounds}
    may_raise = {key: raisable(work, cases[key], read_waits(waits), actor) for key, waits in told.items()}
    rows = []
    for deadline, title, is_reader, next_element, next_at, _ in found:
        unit_seconds, office_seconds = side_seconds(deadline, work.now)
        learns = next_element is not None and grounds[deadline.case_id].learns_what_comes
        procedure, step = _drawn(work, deadline.case, next_element) if learns and next_element else (None, None)
        rows.append(
            DeadlineRow(
                deadline=deadline,
                case=head_of(deadline.case, title, is_reader),
                unit_seconds=unit_seconds,
                office_seconds=office_seconds,
                holders=holders.get(deadline.case_id, []),
                next_step=step,
                next_procedure=procedure,
                next_at=next_at if learns else None,
                to_raise=[each for each in may_raise.get(deadline.case_id, ()) if _is_at(each, deadline, actor)],
            )
        )
    return rows


def _is_at(event: Raisable, deadline: Deadline, actor: Actor) -> bool:
    """Whether an event is drawn at the activity of a running clock, and its unit keeps the actor from nothing there."""
    place = (event.procedure.process_id, event.element.attached_to)
    if deadline.status != DeadlineStatus.RUNNING.value or place != (deadline.process_id, deadline.element_id):
        return False
    is_theirs = any(holding.unit_id == deadline.case.unit_id for holding in actor.holdings)
    return event.is_asked_of(deadline.case) or not is_theirs


def deadline_kinds(
    work: UnitOfWork, actor: Actor, *, due_before: datetime | None = None
) -> tuple[Sequence[Kind], bool]:
    """(The kinds of running clocks and how many of each there are, whether there are more): of COUNT_LIMIT cases."""
    cases = _walk(actor, BoardFilter(due_before=due_before))(COUNT_LIMIT + 1).cte("cases")
    of_each = select(cases.c[1].label("id")).distinct().subquery()
    late = [Deadline.due_at < due_before] if due_before is not None else []
    found = work.session.execute(
        select(
            Deadline.name,
            func.min(Deadline.label),
            func.min(Deadline.label_en),
            func.count(Deadline.id),
            select(func.count()).select_from(cases).scalar_subquery(),
        )
        .select_from(of_each)
        .join(Deadline, is_at(Deadline.case_id, of_each.c.id))
        .join(Case, is_at(Case.id, of_each.c.id))
        .where(
            checked(Deadline.status == DeadlineStatus.RUNNING.value),
            seen_by(actor),
            *late,
        )
        .group_by(Deadline.name)
        .order_by(Deadline.name)
    )
    kinds = list(found)
    return [Kind(*row[:4]) for row in kinds], any(row[4] > COUNT_LIMIT for row in kinds)


def _holders(
    work: UnitOfWork,
    actor: Actor,
    cases: Mapping[uuid.UUID, Case],
    grounds: Mapping[uuid.UUID, Grounds],
    clocks: Sequence[Deadline],
) -> dict[uuid.UUID, list[OpenStep]]:
    if not cases:
        return {}
    is_doing = any(each.does for each in grounds.values())
    is_mine = case((is_doable(work, actor), 1), else_=0) if is_doing else literal(0)
    found_tasks = work.session.execute(
        select(Task, telephone_on(local_date(work.now)), is_mine)
        .options(joinedload(Task.unit), joinedload(Task.assignee), joinedload(Task.substitute_for))
        .where(Task.case_id.in_(cases), checked(Task.status == TaskStatus.OPEN.value))
        .order_by(Task.created_at)
    ).all()
    mine = {task.id for task, _, does in found_tasks if does}
    found: dict[uuid.UUID, list[OpenStep]] = {}
    for task, telephone, _ in found_tasks:
        owes_case = cases[task.case_id].unit_id in actor.units
        by = grounds_at(task, grounds[task.case_id].grounds, owes_case, actor, clocks)
        step = step_for(task, reads=grounds[task.case_id].reads, grounds=by, does=mine)
        if step is not None:
            # Whoever may know which post holds a step may ring it up.
            reached = replace(step, telephone=telephone) if step.post_key and telephone else step
            found.setdefault(task.case_id, []).append(reached)
    return found


def _drawn(work: UnitOfWork, case: Case, element_id: str) -> tuple[Procedure | None, Element | None]:
    """The procedure of the case in which an element is drawn; the procedures themselves are kept in memory."""
    for procedure in procedures_of_case(work, case).values():
        if element_id in procedure.elements:
            return procedure, procedure.elements[element_id]
    return None, None
