"""Let a case count by the holidays that were confirmed last: all its due times move at once, told and with notice."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import select

from workflows.calendar.day_ends import due_text
from workflows.calendar.load import newest_number
from workflows.calendar.models import CalendarPlan
from workflows.casework.acting import bring_up_to_now
from workflows.casework.calendar_moves import Move, moves_in, starts_of
from workflows.casework.clock_concerns import Told, hanging_on, holders_told, owing_told
from workflows.casework.locked_case import LockedCase, incidents, lock_case, open_case
from workflows.casework.models import Case, CaseStatus, Deadline, Notice, Task, TaskStatus
from workflows.casework.saving import save
from workflows.casework.timers import moves_by_itself
from workflows.casework.words import Attempt, MoveKind, NoticeKind
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork, update_row, update_rows


def cases_to_take(work: UnitOfWork, *, limit: int = 200) -> Sequence[uuid.UUID]:
    """Open cases that count by an older calendar than the newest; one whose change failed waits for an administrator."""
    newest = newest_number(work)
    if not newest:
        return ()
    behind = select(Case.id).where(
        Case.status.in_((CaseStatus.ACTIVE, CaseStatus.INCIDENT)),
        Case.calendar < newest,
        moves_by_itself(Attempt.CALENDAR),
    )
    return work.session.scalars(behind.limit(limit)).all()


def take_calendar(work: UnitOfWork, case_id: uuid.UUID) -> bool:
    """Move the due times of one case to the calendar confirmed last; False where it counts by it already or has ended.

    What was due by the old one is fired first. A clock that had run over keeps what it ran over (`Deadline.late_before`). Raises
    IncidentRaised, after which everything is as before.
    """
    case = lock_case(work, case_id)
    newest = newest_number(work)
    if not case.is_open or case.calendar >= newest:
        return False
    attempt: dict[str, str] = {"kind": Attempt.CALENDAR}
    bring_up_to_now(work, case, None, attempt, fires=True)
    if not case.is_open:
        return True
    between = (CalendarPlan.number > case.calendar, CalendarPlan.number <= newest)
    plans = work.session.scalars(select(CalendarPlan).where(*between).order_by(CalendarPlan.number)).all()
    starts = starts_of(work, [case.id])
    before, case.calendar = case.calendar, newest
    running = open_case(work, case, None)
    running.is_reckoned_anew = True
    moves = moves_in(running, starts)
    data = {
        "calendar": [before, newest],
        "plans": [[plan.year, plan.notice_number, str(plan.decided_by_id)] for plan in plans],
        "moves": [
            [move.kind, move.process_id, move.element_id, move.was.isoformat(), move.becomes.isoformat()]
            for move in moves
        ],
    }
    if not moves:
        record(work, case, HistoryKind.CALENDAR_CHANGED, data)
        update_row(work, case, updated_at=work.now)
        return True
    with incidents(case.id, attempt):
        running.run.advance()
        _keep_lateness(running, moves)
        save(running, HistoryKind.CALENDAR_CHANGED, data)
    _tell(running, moves, plans)
    return True


def _keep_lateness(running: LockedCase, moves: Iterable[Move]) -> None:
    """What a clock had run over stays on record as far as the later due time would hide it, and is not counted twice where an
    earlier one shows it again."""
    work = running.work
    for move in moves:
        if move.kind is not MoveKind.DEADLINE:
            continue
        hidden = max(work.now - move.was, timedelta()) - max(work.now - move.becomes, timedelta())
        clock_id = uuid.UUID(running.mirror.deadlines[move.token_id]["id"])
        known = work.session.scalar(select(Deadline.late_before).where(Deadline.id == clock_id)) or 0
        late_before = max(known + int(hidden.total_seconds()), 0)
        if late_before != known:
            update_rows(work, Deadline, {"id": clock_id}, late_before=late_before)


def _tell(running: LockedCase, moves: Sequence[Move], plans: Sequence[CalendarPlan]) -> None:
    """A notice to each who holds a step of the case, and to the unit that owes its clock: what of theirs moves, by which notice.

    The clock of a single item is told to its own steps and unit only (design 6a): the units of a round do not learn of one another.
    """
    work, case = running.work, running.case
    moved = {running.mirror.deadlines[move.token_id]["id"]: move for move in moves if move.kind is MoveKind.DEADLINE}
    rows = work.session.scalars(select(Deadline).where(Deadline.id.in_(map(uuid.UUID, moved)))).all()
    clocks = [move for row in rows if not row.item_number and (move := moved[str(row.id)])]
    of_items: dict[uuid.UUID, list[Move]] = {}
    for row in rows:
        for task_id in hanging_on(running, row, running.mirror.tasks) if row.item_number else ():
            of_items.setdefault(task_id, []).append(moved[str(row.id)])
    told: dict[Told, list[Move]] = {}
    tasks = select(Task).where(Task.case_id == case.id, Task.status == TaskStatus.OPEN)
    for task in work.session.scalars(tasks.order_by(Task.created_at, Task.id)):
        own = [move for move in moves if move.kind is MoveKind.TASK and move.token_id == str(task.id)]
        own += of_items.get(task.id, [])
        for reader in holders_told(work, task):
            told.setdefault(reader, list(clocks)).extend(own)
    for row in rows:
        for reader in owing_told(work, case, row):
            theirs, move = told.setdefault(reader, []), moved[str(row.id)]
            if move not in theirs:
                theirs.append(move)
    why = "、".join(plan.notice_number for plan in plans)
    why_en = ", ".join(plan.notice_number for plan in plans)
    for (post, unit_id, person_id), theirs in told.items():
        if not theirs:
            continue
        lines = "；".join(f"“{move.label}”由 {due_text(move.was)} 改为 {due_text(move.becomes)}" for move in theirs)
        lines_en = "; ".join(
            f"“{move.name('en')}” from {due_text(move.was)} to {due_text(move.becomes)}" for move in theirs
        )
        work.session.add(
            Notice(
                case_id=case.id,
                process_id=theirs[0].process_id,
                kind=NoticeKind.CALENDAR,
                post_key=post,
                unit_id=unit_id,
                person_id=person_id,
                text=f"放假安排变动（{why}），期限随之调整：{lines}。",
                text_en=f"The holidays changed ({why_en}); due times move: {lines_en}.",
                created_at=work.now,
            )
        )
