"""The lists of a person's work: mine, my posts', done, started."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, case, exists, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from workflows.calendar.zone import OFFICE_ZONE, local_date
from workflows.casework import access
from workflows.casework.case_list import case_heads
from workflows.casework.duties import absent_must_not, grounds, standing_of
from workflows.casework.heads import CaseHead
from workflows.casework.keys import COUNT_LIMIT, Key, Narrow, Rows, beyond, checked, counted, page_of
from workflows.casework.models import Case, Task, TaskStatus
from workflows.casework.offered import is_offered
from workflows.casework.queue import digits_of
from workflows.casework.waiting import held_by, is_free, offered_to, still_waits
from workflows.people import Actor, Person, Unit
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

View = Literal["mine", "posts", "done", "started"]
PER_PAGE = 44

Walk = Callable[[int], Select[Any, Any]]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task of a list by the title that the actor may read; unit only with the full one, item also where it is theirs."""

    task: Task
    title: Sentence
    is_informed: bool
    stands_in_for: str = ""  # who is absent, where the actor sees it only as their substitute
    is_theirs: bool = False  # they hold it, may take it or have done it

    @property
    def unit(self) -> Unit | None:
        """The unit that the case is about."""
        return self.task.case.unit if self.is_informed else None

    @property
    def item(self) -> str:
        """Which of several the task is about."""
        return self.task.item if self.is_informed or self.is_theirs else ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of tasks (or of cases, for `started`); `following` is where the next one begins.

    `total` is None where counting would mean to look through everything, and stops at COUNT_LIMIT; `is_capped` says so.
    """

    rows: Sequence[TaskRow]
    cases: Sequence[CaseHead]
    total: int | None
    is_capped: bool
    following: Key | None

    @property
    def tasks(self) -> list[Task]:
        """The tasks of the rows."""
        return [row.task for row in self.rows]


@dataclass(frozen=True, slots=True)
class BarredTask:
    """An open task of the actor's posts on which the actor must not act, with the reason."""

    task: Task
    ground: Sentence
    title: Sentence  # the one that the actor may read: what the task shows is lost with it


def barred_tasks(
    work: UnitOfWork,
    actor: Actor,
    *,
    overdue: bool = False,
    after: Key | None = None,
    until: Key | None = None,
    limit: int = PER_PAGE,
) -> Sequence[BarredTask]:
    """Tasks of the actor's posts that are left out of counts and lists because of a duty, in the range of one page of the list.

    Three statements for all of them. The same range, or all of the overdue ones would be looked for among all that is open.
    """
    before = digits_of(work.now) if overdue else None
    asked = offered_to(work, actor, after=after, until=until, before=before, barred=True, limit=limit)
    ids = [row[1] for row in work.session.execute(asked)]
    if not ids:
        return []
    statement = (
        select(Task, access.title_of_task(actor, is_doer=False))
        .join(Case, Task.case_id == Case.id)
        .options(contains_eager(Task.case))
        .where(Task.id.in_(ids))
    )
    titles = {task.id: (task, title) for task, title in work.session.execute(statement)}
    found = dict(grounds(work, standing_of(work, actor.person_id), ids))
    for absent in actor.stand_ins:
        theirs = grounds(work, standing_of(work, absent.person_id), [each for each in ids if each not in found])
        found |= dict.fromkeys(theirs, absent_must_not(absent.name))
    return [BarredTask(titles[task_id][0], found[task_id], titles[task_id][1]) for task_id in ids if task_id in found]


def end_of_today(now: datetime) -> datetime:
    """The end of the office's present day."""
    return datetime.combine(local_date(now) + timedelta(days=1), time.min, OFFICE_ZONE)


def inbox(
    work: UnitOfWork,
    actor: Actor,
    view: View = "mine",
    *,
    search: str = "",
    process_id: str | None = None,
    overdue: bool = False,
    after: Key | None = None,
    per_page: int = PER_PAGE,
    known: int | None = None,
) -> Page:
    """One page of a list. `mine`: tasks the actor holds; `posts`: those the actor's posts may take; `done`: completed by the actor;
    `started`: cases the actor began. Open tasks come by due time, those without one last; the others newest first.

    `known` is how many tasks there are, where the caller has counted the whole list already (casework/counts.py).
    """
    if view == "started":
        return _started(work, actor, search.strip(), process_id, after, per_page)
    conditions: list[ColumnElement[bool]] = []
    before = digits_of(work.now) if overdue else None
    if process_id:
        conditions.append(exists().where(Case.id == Task.case_id, Case.process_id == process_id))

    def walk(start: Key | None) -> Walk:
        if view == "done":
            return lambda limit: _done(actor, *conditions, after=start, limit=limit)
        tasks = held_by if view == "mine" else offered_to
        # Of the rows looked through for words few have them, and only these are asked about duties, which costs the most.
        barred = None if words else False
        return lambda limit: tasks(work, actor, *conditions, after=start, before=before, limit=limit, barred=barred)

    words, is_falling = search.strip(), view == "done"
    free = [is_free(work, actor)] if words and view != "done" else []
    if free and view == "posts" and not actor.stand_ins:
        free.insert(0, still_waits())
    narrow: Narrow | None = (
        (lambda rows, task_id: access.tasks_with(actor, rows, task_id, words, *free)) if words else None
    )
    found = page_of(work, walk(after), per_page, narrow, is_falling=is_falling, reads_texts=True)
    if known is not None and not (words or conditions or overdue) and found.following is not None:
        return Page(_own(work, actor, found.rows), [], known, known >= COUNT_LIMIT, found.following)
    total, is_capped = _total(work, found, after, walk(None), is_counted=narrow is None)
    return Page(_own(work, actor, found.rows), [], total, is_capped, found.following)


def _own(work: UnitOfWork, actor: Actor, ids: Sequence[uuid.UUID]) -> list[TaskRow]:
    """Of several of a step that wait for somebody each says which it is, as its own page does."""
    return [replace(row, is_theirs=True) for row in task_rows(work, actor, ids)]


def _total(
    work: UnitOfWork, found: Rows[uuid.UUID], after: Key | None, walk: Walk, *, is_counted: bool
) -> tuple[int | None, bool]:
    if after is None and found.following is None:
        return len(found.rows), False
    return counted(work, walk) if is_counted else (None, False)


def _done(actor: Actor, *conditions: ColumnElement[bool], after: Key | None, limit: int) -> Select[Any, Any]:
    return (
        select(Task.ended_at, Task.id)
        .where(
            Task.completed_by_id == actor.person_id,
            checked(Task.status == TaskStatus.COMPLETED.value),
            *conditions,
            *beyond(Task.ended_at, Task.id, after, is_falling=True),
        )
        .order_by(Task.ended_at.desc(), Task.id.desc())
        .limit(limit)
    )


def task_rows(work: UnitOfWork, actor: Actor, ids: Sequence[uuid.UUID]) -> list[TaskRow]:
    """Tasks as lines of a list, in the order of their ids; whether the actor may know of them is for the caller to ask."""
    if not ids:
        return []
    rows = (
        select(Task, access.title_of_task(actor), access.is_informed(actor), _stands_in_for(actor))
        .join(Case, Task.case_id == Case.id)
        .options(
            contains_eager(Task.case).options(joinedload(Case.unit), joinedload(Case.procedure_version)),
            joinedload(Task.unit),
        )
        .where(Task.id.in_(ids))
    )
    by_id = {row[0].id: TaskRow(*row) for row in work.session.execute(rows)}
    _read_people(work, [row.task for row in by_id.values()])
    return [by_id[task_id] for task_id in ids]


_PEOPLE = {"assignee": "assignee_id", "completed_by": "completed_by_id", "substitute_for": "substitute_for_id"}


def _read_people(work: UnitOfWork, tasks: Sequence[Task]) -> None:
    """Who holds or did these tasks, in one statement where there is anybody.

    A page names few people many times: joined thrice, PostgreSQL would read everybody of the office each time.
    """
    wanted = {getattr(task, key) for task in tasks for key in _PEOPLE.values()} - {None}
    found = work.session.scalars(select(Person).where(Person.id.in_(wanted))) if wanted else ()
    people = {person.id: person for person in found}
    for task in tasks:
        for name, key in _PEOPLE.items():
            set_committed_value(task, name, people.get(getattr(task, key)))


def _stands_in_for(actor: Actor) -> ColumnElement[str]:
    """SQL: the name of the person absent for whom alone the actor may take the open Task, or has taken it; else an empty text."""
    if not actor.stand_ins:
        return literal("")
    for_whom = [(each.person_id, each.name, access.passed_on_by(each)) for each in actor.stand_ins]
    return case(
        (Task.status != TaskStatus.OPEN.value, ""),
        *((or_(Task.substitute_for_id == key, Task.assignee_id == key), name) for key, name, _ in for_whom),
        (or_(Task.assignee_id == actor.person_id, is_offered(access.candidate_condition(actor))), ""),
        *((is_offered(passed), name) for _, name, passed in for_whom),
        else_="",
    )


def _started(
    work: UnitOfWork, actor: Actor, words: str, process_id: str | None, after: Key | None, per_page: int
) -> Page:
    conditions: list[Any] = [Case.started_by_id == actor.person_id]
    if process_id:
        conditions.append(Case.process_id == process_id)

    def walk(start: Key | None) -> Walk:
        def first(limit: int) -> Select[Any, Any]:
            bounds = beyond(Case.started_at, Case.id, start, is_falling=True)
            chosen = select(Case.started_at, Case.id).where(*conditions, *bounds)
            return chosen.order_by(Case.started_at.desc(), Case.id.desc()).limit(limit)

        return first

    def narrow(rows: Select[Any, Any], case_id: Any) -> Select[Any, Any]:
        return rows.join(Case, Case.id == case_id).where(access.title_matches(actor, words))

    found = page_of(work, walk(after), per_page, narrow if words else None, is_falling=True, reads_texts=True)
    total, is_capped = _total(work, found, after, walk(None), is_counted=not words)
    return Page([], case_heads(work, actor, found.rows), total, is_capped, found.following)
