"""Derive the live rows from the engine's state: open tasks, armed timers, subscriptions, and the case's own columns."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select

from workflows.casework import catalogue, readers
from workflows.casework.bars import write_bars
from workflows.casework.candidates import candidates_of, lane_of
from workflows.casework.case_titles import business_key_of, title_outside, titles_of, write_called_titles
from workflows.casework.case_words import write_words
from workflows.casework.clocks import write_deadlines
from workflows.casework.errors import WrongValue
from workflows.casework.expressions import moment_of, priority_of, text_of
from workflows.casework.items import item_label
from workflows.casework.locked_case import LockedCase, iso
from workflows.casework.models import MessageSubscription, Task, TaskCandidate, TaskStatus, Timer
from workflows.casework.queue import queue_of
from workflows.engine import Happening, Token
from workflows.people import Unit
from workflows.procedure.model import Side
from workflows.store import delete_rows, insert_rows, update_rows

DEFAULT_PRIORITY = 50
UNIT_LIMIT = 60


def write_live_rows(running: LockedCase) -> None:
    """Write, move and close the rows that this transaction changed. Runs inside the transaction that moved the case."""
    write_deadlines(running)  # before the tasks, which are due by them
    _write_tasks(running)
    _write_timers(running)
    _write_subscriptions(running)
    _write_case_columns(running)
    write_bars(running)


def _write_tasks(running: LockedCase) -> None:
    known = running.mirror.tasks
    live: dict[str, str | None] = {}
    for token in running.run.open_tasks:
        due_text = token.element.due_date
        if token.id in known:
            live[token.id] = known[token.id]
            if not due_text:
                live[token.id] = _put_due(running, token, _clock_due(running, token), known[token.id])
            elif due_text.startswith("="):
                live[token.id] = _follow_due(running, token, due_text, known[token.id])
            continue
        task = _open_task(running, token)
        live[token.id] = iso(task.due_at)
    done = {entry.token_id for entry in running.run.journal if entry.kind == Happening.COMPLETED}
    ended = [uuid.UUID(token_id) for token_id in known if token_id not in live]
    gone = [task_id for task_id in ended if str(task_id) not in done]
    if ended:
        # Nobody can take a task that has ended; what stays would only make every list longer.
        delete_rows(running.work, TaskCandidate, {"task_id": ended})
    if gone:
        still_open = {"id": gone, "status": TaskStatus.OPEN.value}
        update_rows(running.work, Task, still_open, status=TaskStatus.CANCELLED.value, ended_at=running.work.now)
    running.mirror.tasks = live
    running.mirror.doers = {key: value for key, value in running.mirror.doers.items() if key in live}


def _follow_due(running: LockedCase, token: Token, text: str, known: str | None) -> str | None:
    """The due time after a change of the variables it reads. now() and today() keep meaning the opening of the task: otherwise
    whatever moves elsewhere in the case would put the task off."""
    if not running.is_reckoned_anew and iso(_moment(running, token, text, "due date")) == known:
        return known
    opened_at = running.work.session.scalars(select(Task.created_at).where(Task.id == uuid.UUID(token.id))).one()
    return _put_due(running, token, iso(_moment(running, token, text, "due date", as_of=opened_at)), known)


def _put_due(running: LockedCase, token: Token, due: str | None, known: str | None) -> str | None:
    if due != known:
        work, task_id = running.work, uuid.UUID(token.id)
        opened = select(Task.created_at, Task.priority).where(Task.id == task_id)
        opened_at, priority = work.session.execute(opened).one()
        due_at = None if due is None else datetime.fromisoformat(due)
        place = queue_of(due_at, priority, opened_at)
        update_rows(work, Task, {"id": task_id}, due_at=due_at, queue=place)
        update_rows(work, TaskCandidate, {"task_id": task_id}, queue=place)
    return due


def _task_due(running: LockedCase, token: Token) -> datetime | None:
    """When a task that opens is due: by its due date, else by the clock of its step."""
    if token.element.due_date:
        return _moment(running, token, token.element.due_date, "due date")
    due = _clock_due(running, token)
    return None if due is None else datetime.fromisoformat(due)


def _clock_due(running: LockedCase, token: Token) -> str | None:
    """When the running clock of a task's own step is due; that of the whole step where the task is one of its items."""
    around = (token.path[-1][0],) if token.is_item else ()
    clocks = (running.mirror.deadlines.get(each) for each in (token.id, *around))
    return next((clock["due"] for clock in clocks if clock is not None), None)


def _moment(
    running: LockedCase, token: Token, text: str, what: str, *, as_of: datetime | None = None
) -> datetime | None:
    value = running.run.evaluate(token.id, text, as_of=as_of)
    # A task that is open already is not stopped by what moves elsewhere in its case.
    if value is None and as_of is None and token.id not in running.mirror.tasks:
        # Null that the expression means is no due date, as in Camunda 8; null of what went wrong inside it must not pass for that.
        reason = running.run.diagnosis(token.id, text)
        if reason is not None:
            raise WrongValue(
                token.element.id,
                f"The {what} at {token.element.id} gave nothing: {reason.en}",
                f"{token.element.id} 的 {what} 没有结果：{reason.zh}",
            )
    return None if value is None else moment_of(value, running.environment, at=token.element.id, what=what)


def _open_task(running: LockedCase, token: Token) -> Task:
    work, element = running.work, token.element
    procedure = running.procedures[token.process_id]
    candidates = candidates_of(work, procedure, running.run, token)
    lane = lane_of(procedure, element.lane)
    priority = _priority(running, token, element.priority) if element.priority else None
    post_key, unit_id = candidates.groups[0] if candidates.groups else (lane.post if lane else None, None)
    task = Task(
        id=uuid.UUID(token.id),
        case_id=running.case.id,
        process_id=token.process_id,
        procedure_version_id=catalogue.version_in_case(running.case, token.process_id),
        element_id=element.id,
        name=element.name or element.id,
        name_en=procedure.label(f"element:{element.id}", "", "en"),
        form_id=element.form_id,
        post_key=post_key,
        unit_id=unit_id,
        side=lane.side if lane else Side.OFFICE,
        shows_file=bool(element.shows),
        item=item_label(running, token),
        status=TaskStatus.OPEN.value,
        assignee_id=candidates.assignee,
        claimed_at=work.now if candidates.assignee else None,
        priority=DEFAULT_PRIORITY if priority is None else priority_of(priority, at=element.id),
        created_at=work.now,
        due_at=_task_due(running, token),
        follow_up_at=_moment(running, token, element.follow_up_date, "follow-up date")
        if element.follow_up_date
        else None,
    )
    task.queue = queue_of(task.due_at, task.priority, task.created_at)
    insert_rows(work, task)
    running.opened.append(task)
    persons = set(candidates.persons) | ({candidates.assignee} if candidates.assignee else set())
    running.mirror.doers[token.id] = [
        *(readers.post_key(post, unit) for post, unit in candidates.groups),
        *(readers.person_key(person_id) for person_id in sorted(persons)),
    ]
    insert_rows(
        work,
        *(
            TaskCandidate(task_id=task.id, post_key=post, unit_id=unit, queue=task.queue)
            for post, unit in candidates.groups
        ),
        *(TaskCandidate(task_id=task.id, person_id=person_id, queue=task.queue) for person_id in persons),
        is_kept=False,
    )
    return task


def _priority(running: LockedCase, token: Token, text: str) -> Any:
    """The value of the priority; a literal is the number that it writes."""
    value = running.run.evaluate(token.id, text)
    return int(value) if isinstance(value, str) and value.strip().isdecimal() and value.isascii() else value


def _write_timers(running: LockedCase) -> None:
    known = running.mirror.timers
    live: dict[str, str] = {}
    for timer in running.run.timers:
        due = timer.due_at.isoformat()
        live[timer.token_id] = due
        token_id = uuid.UUID(timer.token_id)
        if timer.token_id not in known:
            insert_rows(
                running.work,
                Timer(token_id=token_id, case_id=running.case.id, element_id=timer.element.id, due_at=timer.due_at),
                is_kept=False,
            )
        elif known[timer.token_id] != due:
            update_rows(running.work, Timer, {"token_id": token_id}, due_at=timer.due_at)
    gone = [uuid.UUID(token_id) for token_id in known if token_id not in live]
    if gone:
        delete_rows(running.work, Timer, {"token_id": gone})
    running.mirror.timers = live


def _write_subscriptions(running: LockedCase) -> None:
    known = set(running.mirror.subscriptions)
    live = {subscription.token_id: subscription for subscription in running.run.subscriptions}
    for token_id, subscription in live.items():
        if token_id not in known:
            insert_rows(
                running.work,
                MessageSubscription(
                    token_id=uuid.UUID(token_id),
                    case_id=running.case.id,
                    process_id=subscription.process_id,
                    kind=subscription.kind,
                    name=subscription.name,
                    correlation_key=subscription.correlation_key or "",
                ),
                is_kept=False,
            )
    gone = [uuid.UUID(token_id) for token_id in known if token_id not in live]
    if gone:
        delete_rows(running.work, MessageSubscription, {"token_id": gone})
    running.mirror.subscriptions = list(live)


def _write_case_columns(running: LockedCase) -> None:
    """Title, business key and unit as the process's own properties say; they follow the variables."""
    case = running.case
    procedure = running.procedures[case.process_id]
    before = _named(running)
    if procedure.property("business_key"):
        business_key = business_key_of(running, procedure, None)
        if business_key != case.business_key:
            case.business_key = business_key
    titles = titles_of(running, procedure, None, case.full_title)
    outside = title_outside(running, procedure, titles.public)
    wanted = {**titles._asdict(), "title_outside": outside.zh, "title_outside_en": outside.en}
    for column, text in wanted.items():
        if text != getattr(case, column):
            setattr(case, column, text)
    write_called_titles(running)
    if not case.version or _named(running) != before:
        write_words(running.work, case, running.mirror.titles)
    unit = procedure.property("unit")
    code = running.run.evaluate(None, unit) if unit else None
    code = text_of(code, at=case.process_id, what="unit", limit=UNIT_LIMIT) if code not in (None, "") else None
    if code and code != running.mirror.unit:
        case.unit = running.work.session.scalar(select(Unit).where(Unit.code == code))
        running.mirror.unit = code


def _named(running: LockedCase) -> tuple[Any, ...]:
    """All that the case may be found by."""
    case = running.case
    titles = (case.full_title, case.public_title, case.outside_title)
    return case.business_key, titles, dict(running.mirror.titles)
