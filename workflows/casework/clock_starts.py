"""Start cases by the clock: exactly one for each due time, whoever of several workers comes first, and however late."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework import catalogue
from workflows.casework.access import require_post
from workflows.casework.clock_schedule import times_of
from workflows.casework.errors import AlreadyDone, CaseworkError, InvalidRequest, NotFound
from workflows.casework.models import Case, ClockStart, ProcedureVersion
from workflows.casework.notices import notify
from workflows.casework.titles import as_title, both
from workflows.casework.verbs.start import start_case
from workflows.casework.words import NoticeKind
from workflows.people import Actor
from workflows.people.words import PostKey
from workflows.procedure.clock_times import DUE_AT, CatchUp
from workflows.procedure.model import Element
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

logger = logging.getLogger("gatepost.casework")


def due_starts(work: UnitOfWork, *, limit: int = 200) -> Sequence[uuid.UUID]:
    """Starts that are due now, the longest overdue first; those of a version that only a newer program reads are left to it."""
    statement = (
        select(ClockStart.id, ClockStart.process_id)
        .where(ClockStart.next_at <= work.now)
        .order_by(ClockStart.next_at, ClockStart.id)
        .limit(limit)
    )
    return [row.id for row in work.session.execute(statement) if _is_readable(work, row.process_id)]


def next_start_at(work: UnitOfWork) -> datetime | None:
    """When the clock next starts a case, or None."""
    return work.session.scalar(select(func.min(ClockStart.next_at)))


def _is_readable(work: UnitOfWork, process_id: str) -> bool:
    is_readable = catalogue.is_readable(work, catalogue.latest_version(work, process_id).id)
    if not is_readable:
        logger.warning("starts of %s by the clock are left to a newer program, which has published it", process_id)
    return is_readable


def start_due(work: UnitOfWork, start_id: uuid.UUID) -> bool:
    """Start the case of one due time, the oldest that is owed; False where another worker was faster.

    With `catch_up` latest those before the last one are passed over. A start that fails is told to the administrators and not
    tried again by itself: the next due time comes all the same. Case and schedule are written in one transaction.
    """
    row = _locked(work, start_id)
    if row is None or row.next_at is None or row.next_at > work.now or not _is_readable(work, row.process_id):
        return False
    due, passed_over = _step(work, row)
    if passed_over:
        _tell_passed_over(work, row, passed_over, due)
    try:
        with work.session.begin_nested():
            case = _start(work, row, due)
    except CaseworkError as error:
        _fail(work, row, due, passed_over, error.sentence)
    else:
        _done(work, row, due, passed_over, case)
    return True


def note_failure(work: UnitOfWork, start_id: uuid.UUID, sentence: Sentence) -> None:
    """Give up the due time of a start that brought the program itself down, so that it is not tried in every round."""
    row = _locked(work, start_id)
    if row is not None and row.next_at is not None and row.next_at <= work.now:
        due, passed_over = _step(work, row)
        _fail(work, row, due, passed_over, sentence)


def start_again(work: UnitOfWork, start_id: uuid.UUID, actor: Actor) -> Case:
    """Start the case whose start failed, for the same due time.

    Raises NotAllowed, NotFound, AlreadyDone, and what start_case does.
    """
    require_post(actor, PostKey.ADMINISTRATOR)
    row = _locked(work, start_id)
    if row is None:
        raise NotFound("This start does not exist any more.", "该定时启动已不存在。")
    if not row.is_failed or row.last_due_at is None:
        raise AlreadyDone("The case of this due time has been started already.", "该次启动已经完成。")
    case = _start(work, row, row.last_due_at)
    data = {"process_id": row.process_id, "element_id": row.element_id, "case_id": str(case.id)}
    record(work, None, HistoryKind.INCIDENT_RETRIED, data, actor_id=actor.person_id)
    _done(work, row, row.last_due_at, row.passed_over, case)
    return case


def _locked(work: UnitOfWork, start_id: uuid.UUID) -> ClockStart | None:
    return work.session.get(ClockStart, start_id, with_for_update=True, populate_existing=True)


def _element(work: UnitOfWork, row: ClockStart) -> Element:
    version = catalogue.latest_version(work, row.process_id)
    return catalogue.procedure_of(work, version.id).elements[row.element_id]


def _step(work: UnitOfWork, row: ClockStart) -> tuple[datetime, int]:
    """Take the next due time off the schedule; (that time, how many before it are passed over)."""
    due = row.next_at
    assert due is not None
    end = work.now if row.until_at is None else min(work.now, row.until_at)
    try:
        times = times_of(work, row.element_id, row.timer_kind, row.timer, row.from_at)
        passed = times.passed(due, end)
        if _element(work, row).property("catch_up") == CatchUp.LATEST:
            due = passed[-1]
        following = times.next_after(due)
    except InvalidRequest as error:
        # A function of the timer no longer gives what it gave: the start that is due is made, and none is known after it.
        passed, following = [due], None
        _tell(work, row, error.sentence)
    row.next_at = following if row.until_at is None or (following and following <= row.until_at) else None
    return due, passed.index(due)


def _start(work: UnitOfWork, row: ClockStart, due: datetime) -> Case:
    given = {DUE_AT: due.astimezone(OFFICE_ZONE).isoformat()}
    return start_case(work, row.process_id, given, actor=None, start_event=row.element_id)


def _done(work: UnitOfWork, row: ClockStart, due: datetime, passed_over: int, case: Case) -> None:
    row.last_due_at, row.last_at, row.last_case_id, row.passed_over = due, work.now, case.id, passed_over
    row.is_failed, row.failure, row.failure_zh = False, "", ""
    _end(work, row)


def _fail(work: UnitOfWork, row: ClockStart, due: datetime, passed_over: int, sentence: Sentence) -> None:
    row.last_due_at, row.last_at, row.last_case_id, row.passed_over = due, work.now, None, passed_over
    row.is_failed, row.failure, row.failure_zh = True, sentence.en, sentence.zh
    data = {"process_id": row.process_id, "element_id": row.element_id, "due_at": due.isoformat()}
    record(work, None, HistoryKind.START_FAILED, data, values={"message": sentence.en})
    _tell(work, row, sentence)
    _end(work, row)


def _end(work: UnitOfWork, row: ClockStart) -> None:
    """What a time drawn before still owed is worked off: what became of it is kept with the time drawn now."""
    if row.until_at is None or row.next_at is not None:
        return
    same = (ClockStart.process_id == row.process_id, ClockStart.element_id == row.element_id)
    for now in work.session.scalars(select(ClockStart).where(*same, ClockStart.until_at.is_(None)).with_for_update()):
        if now.last_due_at is None or (row.last_due_at is not None and now.last_due_at < row.last_due_at):
            for name in ("last_due_at", "last_at", "last_case_id", "passed_over", "is_failed", "failure", "failure_zh"):
                setattr(now, name, getattr(row, name))
    work.session.delete(row)


def _tell(work: UnitOfWork, row: ClockStart, sentence: Sentence) -> None:
    _notify(
        work,
        NoticeKind.INCIDENT,
        Sentence(
            f"The clock could not start {row.process_id} at {row.element_id}: {sentence.en}",
            f"流程 {row.process_id} 的定时启动 {row.element_id} 未能启动：{sentence.zh}",
        ),
    )


def _tell_passed_over(work: UnitOfWork, row: ClockStart, count: int, due: datetime) -> None:
    when = due.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")
    _notify(
        work,
        NoticeKind.NOTICE,
        Sentence(
            f"{row.process_id}, {row.element_id}: {count} due times went by while nothing ran and are passed over as drawn; "
            f"the one of {when} is made up for.",
            f"流程 {row.process_id} 的定时启动 {row.element_id} 停机期间错过 {count + 1} 次，按图只补启 {when} 一次，"
            f"其余 {count} 次不再启动。",
        ),
    )


def _notify(work: UnitOfWork, kind: NoticeKind, said: Sentence) -> None:
    notify(work, None, to=PostKey.ADMINISTRATOR, kind=kind, text=said.zh, text_en=said.en)


@dataclass(frozen=True, slots=True)
class ClockStartView:
    """A start by the clock as administrators read it: the case by its public title, which never tells an outcome."""

    row: ClockStart
    name: str
    name_en: str
    case_title: Sentence | None

    def label(self, locale: str) -> str:
        """The name of the procedure in the reader's language."""
        return self.name if locale.startswith("zh") or not self.name_en else self.name_en

    def failure(self, locale: str) -> str:
        """Why the last start failed, in the reader's language."""
        return self.row.failure_zh if locale.startswith("zh") else self.row.failure


def clock_starts(work: UnitOfWork, actor: Actor) -> list[ClockStartView]:
    """Every start by the clock of the published procedures, by process; one statement. Raises NotAllowed for non-administrators."""
    require_post(actor, PostKey.ADMINISTRATOR)
    other = aliased(ProcedureVersion)
    newest = select(func.max(other.number)).where(other.process_id == ProcedureVersion.process_id)
    statement = (
        select(
            ClockStart,
            ProcedureVersion.name,
            ProcedureVersion.name_en,
            as_title(both(Case.title_public, Case.title_public_en)),
        )
        .join(ProcedureVersion, ProcedureVersion.process_id == ClockStart.process_id)
        .outerjoin(Case, Case.id == ClockStart.last_case_id)
        .where(ProcedureVersion.number == newest.scalar_subquery())
        .order_by(ClockStart.process_id, ClockStart.element_id, ClockStart.from_at)
    )
    return [ClockStartView(*row) for row in work.session.execute(statement)]
