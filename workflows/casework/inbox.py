"""The lists of a person's work: mine, my posts', done, started; with the counts beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import Select, and_, func, not_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from workflows.calendar.zone import OFFICE_ZONE, local_date
from workflows.casework import access
from workflows.casework.access import candidate_condition
from workflows.casework.duties import grounds, is_barred, standing_of
from workflows.casework.heads import CaseHead, head_of
from workflows.casework.models import Case, Task, TaskCandidate, TaskStatus
from workflows.people import Actor, Unit
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

View = Literal["mine", "posts", "done", "started"]
PER_PAGE = 44
COUNT_LIMIT = 1000  # counting on beyond this tells nobody anything and costs the page its speed


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task of a list: by the title that the actor may read; unit and item only with the full one."""

    task: Task
    title: str
    is_informed: bool

    @property
    def unit(self) -> Unit | None:
        """The unit that the case is about."""
        return self.task.case.unit if self.is_informed else None

    @property
    def item(self) -> str:
        """Which of several the task is about."""
        return self.task.item if self.is_informed else ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of tasks (or of cases, for `started`). `total` stops at COUNT_LIMIT; `is_capped` says so."""

    rows: Sequence[TaskRow]
    cases: Sequence[CaseHead]
    total: int
    page: int
    pages: int
    is_capped: bool

    @property
    def tasks(self) -> list[Task]:
        """The tasks of the rows."""
        return [row.task for row in self.rows]


def _offered(actor: Actor) -> Any:
    """SQL: open tasks that the actor holds, or that nobody holds and a post of the actor's may take."""
    offered = select(TaskCandidate.task_id).where(candidate_condition(actor))
    return and_(
        Task.status == TaskStatus.OPEN.value,
        or_(Task.assignee_id == actor.person_id, and_(Task.assignee_id.is_(None), Task.id.in_(offered))),
    )


def reachable(work: UnitOfWork, actor: Actor) -> Any:
    """SQL: of the tasks offered, those on which no duty keeps the actor from acting."""
    return and_(_offered(actor), not_(is_barred(standing_of(work, actor.person_id))))


@dataclass(frozen=True, slots=True)
class BarredTask:
    """An open task of the actor's posts on which the actor must not act, with the reason."""

    task: Task
    ground: Sentence
    title: str  # the one that the actor may read: what the task shows is lost with it


def barred_tasks(work: UnitOfWork, actor: Actor, *, limit: int = PER_PAGE) -> Sequence[BarredTask]:
    """Tasks of the actor's posts that are left out of counts and lists because of a duty; three statements for all of them."""
    standing = standing_of(work, actor.person_id)
    statement = (
        select(Task, access.title_of_task(actor, is_doer=False))
        .join(Case, Task.case_id == Case.id)
        .options(contains_eager(Task.case))
        .where(_offered(actor), is_barred(standing))
        .order_by(Task.due_at.is_(None), Task.due_at, Task.created_at)
        .limit(limit)
    )
    rows = work.session.execute(statement).all()
    found = grounds(work, standing, [row[0].id for row in rows]) if rows else {}
    return [BarredTask(task, found[task.id], title) for task, title in rows if task.id in found]


def end_of_today(now: datetime) -> datetime:
    """The end of the office's present day."""
    return datetime.combine(local_date(now) + timedelta(days=1), time.min, OFFICE_ZONE)


def _matching(statement: Any, actor: Actor, search: str) -> Any:
    words = search.strip()
    if not words:
        return statement
    return statement.where(
        or_(
            access.task_title_matches(actor, words),
            Task.name.icontains(words, autoescape=True),
            Task.name_en.icontains(words, autoescape=True),
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
        conditions.extend([reachable(work, actor), Task.assignee_id == actor.person_id])
    else:
        conditions.extend([reachable(work, actor), Task.assignee_id.is_(None)])
    if overdue:
        conditions.append(Task.due_at < work.now)
    if process_id:
        conditions.append(Case.process_id == process_id)
    base = _matching(select(Task.id).join(Case, Task.case_id == Case.id).where(*conditions), actor, search)
    total = _count(work, base)
    order = (
        [Task.ended_at.desc()]
        if view == "done"
        else [Task.due_at.is_(None), Task.due_at, Task.priority.desc(), Task.created_at]
    )
    rows = (
        select(Task, access.title_of_task(actor), access.is_informed(actor))
        .join(Case, Task.case_id == Case.id)
        .options(
            contains_eager(Task.case).options(joinedload(Case.unit), joinedload(Case.procedure_version)),
            joinedload(Task.unit),
            joinedload(Task.assignee),
            joinedload(Task.completed_by),
        )
        .where(*conditions)
    )
    rows = _matching(rows, actor, search).order_by(*order, Task.id).limit(per_page).offset((page - 1) * per_page)
    tasks = [TaskRow(*row) for row in work.session.execute(rows)]
    return _page(tasks, [], total, page, per_page)


def _count(work: UnitOfWork, statement: Select[Any]) -> int:
    return work.session.scalar(select(func.count()).select_from(statement.limit(COUNT_LIMIT).subquery())) or 0


def _page(rows: Sequence[TaskRow], cases: Sequence[CaseHead], total: int, page: int, per_page: int) -> Page:
    return Page(rows, cases, total, page, max(math.ceil(total / per_page), 1), total >= COUNT_LIMIT)


def _started(work: UnitOfWork, actor: Actor, search: str, process_id: str | None, page: int, per_page: int) -> Page:
    conditions: list[Any] = [Case.started_by_id == actor.person_id]
    if process_id:
        conditions.append(Case.process_id == process_id)
    if search.strip():
        conditions.append(access.title_matches(actor, search.strip()))
    total = _count(work, select(Case.id).where(*conditions))
    rows = (
        select(Case, access.title_of_case(actor), access.is_reader(actor))
        .options(joinedload(Case.unit), joinedload(Case.procedure_version))
        .where(*conditions)
        .order_by(Case.started_at.desc(), Case.id)
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    return _page([], [head_of(*row) for row in work.session.execute(rows)], total, page, per_page)
