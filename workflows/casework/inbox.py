"""The lists of a person's work: mine, my posts', done, started; with the counts beside them."""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import Select, and_, func, not_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from workflows.calendar.zone import OFFICE_ZONE, local_date
from workflows.casework.access import candidate_condition
from workflows.casework.duties import grounds, is_barred, standing_of
from workflows.casework.models import Case, Task, TaskCandidate, TaskStatus
from workflows.people import Actor, Person
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

View = Literal["mine", "posts", "done", "started"]
PER_PAGE = 44
COUNT_LIMIT = 1000  # counting on beyond this tells nobody anything and costs the page its speed


@dataclass(frozen=True, slots=True)
class Page:
    """One page of tasks (or of cases, for `started`). `total` stops at COUNT_LIMIT; `is_capped` says so."""

    tasks: Sequence[Task]
    cases: Sequence[Case]
    total: int
    page: int
    pages: int
    is_capped: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """Open tasks an actor may take or holds, how many of them are overdue and how many are due today; each stops at COUNT_LIMIT."""

    open: int
    overdue: int
    due_today: int


def _offered(actor: Actor) -> Any:
    """SQL: open tasks that the actor holds, or that nobody holds and a post of the actor's may take."""
    offered = select(TaskCandidate.task_id).where(candidate_condition(actor))
    return and_(
        Task.status == TaskStatus.OPEN.value,
        or_(Task.assignee_id == actor.person_id, and_(Task.assignee_id.is_(None), Task.id.in_(offered))),
    )


def _reachable(work: UnitOfWork, actor: Actor) -> Any:
    """SQL: of the tasks offered, those on which no duty keeps the actor from acting."""
    return and_(_offered(actor), not_(is_barred(standing_of(work, actor.person_id))))


@dataclass(frozen=True, slots=True)
class BarredTask:
    """An open task of the actor's posts on which the actor must not act, with the reason."""

    task: Task
    ground: Sentence


def barred_tasks(work: UnitOfWork, actor: Actor, *, limit: int = PER_PAGE) -> Sequence[BarredTask]:
    """Tasks of the actor's posts that are left out of counts and lists because of a duty; three statements for all of them."""
    standing = standing_of(work, actor.person_id)
    statement = (
        select(Task)
        .join(Case, Task.case_id == Case.id)
        .options(contains_eager(Task.case))
        .where(_offered(actor), is_barred(standing))
        .order_by(Task.due_at.is_(None), Task.due_at, Task.created_at)
        .limit(limit)
    )
    tasks = work.session.scalars(statement).all()
    found = grounds(work, standing, [task.id for task in tasks]) if tasks else {}
    return [BarredTask(task, found[task.id]) for task in tasks if task.id in found]


def end_of_today(now: datetime) -> datetime:
    """The end of the office's present day."""
    return datetime.combine(local_date(now) + timedelta(days=1), time.min, OFFICE_ZONE)


def counts(work: UnitOfWork, actor: Actor) -> Counts:
    """The three numbers beside the inbox."""

    reachable = _reachable(work, actor)

    def number(*conditions: Any) -> int:
        rows = select(Task.id).where(reachable, *conditions).limit(COUNT_LIMIT).subquery()
        return work.session.scalar(select(func.count()).select_from(rows)) or 0

    today = end_of_today(work.now)
    return Counts(number(), number(Task.due_at < work.now), number(Task.due_at >= work.now, Task.due_at <= today))


def _matching(statement: Select[Any], search: str) -> Select[Any]:
    words = search.strip()
    if not words:
        return statement
    return statement.where(
        or_(
            Case.title.icontains(words, autoescape=True),
            Task.name.icontains(words, autoescape=True),
            Task.name_en.icontains(words, autoescape=True),
            Case.business_key == words,
        )
    )


def inbox(
    work: UnitOfWork,
    actor: Actor,
    view: View = "mine",
    *,
    search: str = "",
    process_id: str | None = None,
    overdue: bool = False,
    page: int = 1,
    per_page: int = PER_PAGE,
) -> Page:
    """One page of a list. `mine`: tasks the actor holds; `posts`: those the actor's posts may take; `done`: completed by the actor;
    `started`: cases the actor began. Open tasks come by due time, those without one last; the others newest first."""
    if view == "started":
        return _started(work, actor, search, process_id, page, per_page)
    conditions: list[Any] = []
    if view == "done":
        conditions.append(and_(Task.completed_by_id == actor.person_id, Task.status == TaskStatus.COMPLETED.value))
    elif view == "mine":
        conditions.extend([_reachable(work, actor), Task.assignee_id == actor.person_id])
    else:
        conditions.extend([_reachable(work, actor), Task.assignee_id.is_(None)])
    if overdue:
        conditions.append(Task.due_at < work.now)
    if process_id:
        conditions.append(Case.process_id == process_id)
    base = _matching(select(Task.id).join(Case, Task.case_id == Case.id).where(*conditions), search)
    total = _count(work, base)
    order = (
        [Task.ended_at.desc()]
        if view == "done"
        else [Task.due_at.is_(None), Task.due_at, Task.priority.desc(), Task.created_at]
    )
    rows = (
        select(Task)
        .join(Case, Task.case_id == Case.id)
        .options(
            contains_eager(Task.case).joinedload(Case.unit),
            joinedload(Task.unit),
            joinedload(Task.assignee),
            joinedload(Task.completed_by),
        )
        .where(*conditions)
    )
    rows = _matching(rows, search).order_by(*order, Task.id).limit(per_page).offset((page - 1) * per_page)
    tasks = work.session.scalars(rows).all()
    return _page(tasks, [], total, page, per_page)


def _count(work: UnitOfWork, statement: Select[Any]) -> int:
    return work.session.scalar(select(func.count()).select_from(statement.limit(COUNT_LIMIT).subquery())) or 0


def _page(tasks: Sequence[Task], cases: Sequence[Case], total: int, page: int, per_page: int) -> Page:
    return Page(tasks, cases, total, page, max(math.ceil(total / per_page), 1), total >= COUNT_LIMIT)


def _started(work: UnitOfWork, actor: Actor, search: str, process_id: str | None, page: int, per_page: int) -> Page:
    conditions: list[Any] = [Case.started_by_id == actor.person_id]
    if process_id:
        conditions.append(Case.process_id == process_id)
    if search.strip():
        conditions.append(Case.title.icontains(search.strip(), autoescape=True))
    total = _count(work, select(Case.id).where(*conditions))
    rows = (
        select(Case)
        .options(joinedload(Case.unit), joinedload(Case.procedure_version))
        .where(*conditions)
        .order_by(Case.started_at.desc(), Case.id)
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    return _page([], work.session.scalars(rows).all(), total, page, per_page)


def person_names(work: UnitOfWork, ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Names by person id, for pages that show people they did not load."""
    if not ids:
        return {}
    return {row[0]: row[1] for row in work.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}
