"""What persons are asked on rows, as time goes by: reminders, silence, withdrawal; each once, under the lock of the case."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from workflows.casework import catalogue
from workflows.casework.answer_labels import stands
from workflows.casework.clock_trust import may_happen_by_itself
from workflows.casework.duties import standings_of
from workflows.casework.locked_case import lock_case
from workflows.casework.models import Case, Notice, Recusal, RowAsk, RowReply, SheetRow, Task, TaskStatus
from workflows.casework.row_ask_texts import asked_text, opened_text, reminded_text, silent_text, withdrawn_text
from workflows.casework.row_said import put_on_row
from workflows.casework.words import AskState, NoticeKind, SheetEnd
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, insert_rows, update_row


def seen_on(row: SheetRow) -> dict[str, Any]:
    """What the form of whoever answers on a row sees: its columns and answers, but never the outcome that the office chose."""
    return {**row.given, **{key: value for key, value in row.answers.items() if key != "outcome"}}


def due_asks(work: UnitOfWork, *, limit: int = 200) -> Sequence[uuid.UUID]:
    """Cases with somebody to remind, or somebody who has said nothing in time, the longest overdue first."""
    first = func.min(RowAsk.next_at)
    statement = select(RowAsk.case_id, first).where(RowAsk.next_at <= work.now).group_by(RowAsk.case_id)
    return [row[0] for row in work.session.execute(statement.order_by(first, RowAsk.case_id).limit(limit))]


def next_ask_at(work: UnitOfWork) -> datetime | None:
    """When the next person is to be reminded, or has said nothing, or None."""
    found: datetime | None = work.session.scalar(
        select(RowAsk.next_at).where(RowAsk.next_at.is_not(None)).order_by(RowAsk.next_at).limit(1)
    )
    return found


def settle_asks(work: UnitOfWork, case_id: uuid.UUID) -> bool:
    """Remind and end what is due in one case; False where there was nothing any more, or the machine's clock is doubted."""
    case = lock_case(work, case_id)
    return come_due(work, case) > 0


def come_due(work: UnitOfWork, case: Case) -> int:
    """Remind and end what is due in a locked case; how many. Whoever reads the rows of a case that moves asks this first.

    While the machine's clock is doubted, nothing is.
    """
    # What the session holds is older than the lock.
    statement = (
        select(RowAsk, SheetRow)
        .join(SheetRow, SheetRow.id == RowAsk.row_id)
        .where(RowAsk.case_id == case.id, RowAsk.next_at <= work.now)
        .order_by(RowAsk.due_at, SheetRow.place, RowAsk.id)
        .execution_options(populate_existing=True)
    )
    found = [(ask, row) for ask, row in work.session.execute(statement)]
    if not found or not may_happen_by_itself(work):
        return 0
    if not case.is_open:
        withdraw(work, case, found)
        return len(found)
    late = [(ask, row) for ask, row in found if ask.due_at <= work.now]
    barred = barred_from(work, case, late)
    withdraw(work, case, [(ask, row) for ask, row in late if ask.id in barred])
    _fall_silent(work, case, [(ask, row) for ask, row in late if ask.id not in barred])
    for ask, row in found:
        if ask.due_at > work.now:
            update_row(work, ask, next_at=ask.due_at)
            tell(work, case, ask, NoticeKind.REMINDER, reminded_text(*_read(work, ask), row))
    return len(found)


def end_asks(work: UnitOfWork, case: Case) -> None:
    """Nobody is asked any more: the locked case ends. What was due by now has its meaning, the rest is withdrawn."""
    come_due(work, case)
    still = select(RowAsk, SheetRow).join(SheetRow, SheetRow.id == RowAsk.row_id)
    open_ones = still.where(RowAsk.case_id == case.id, RowAsk.next_at.is_not(None)).order_by(SheetRow.place, RowAsk.id)
    withdraw(work, case, [(ask, row) for ask, row in work.session.execute(open_ones)])


def end_with_sheet(work: UnitOfWork, case: Case, rows: ColumnElement[bool]) -> None:
    """A sheet over these rows ends: whoever need not answer after that (`sheet_end` = `withdraws`) is told so."""
    statement = select(RowAsk, SheetRow).join(SheetRow, SheetRow.id == RowAsk.row_id)
    open_ones = statement.where(RowAsk.case_id == case.id, RowAsk.state == AskState.OPEN, rows)
    found = [(ask, row) for ask, row in work.session.execute(open_ones.order_by(SheetRow.place, RowAsk.id))]
    withdraw(work, case, [(ask, row) for ask, row in found if _end_of(work, ask) == SheetEnd.WITHDRAWS.value])


def _end_of(work: UnitOfWork, ask: RowAsk) -> str | None:
    element = catalogue.procedure_of(work, ask.procedure_version_id).elements.get(ask.element_id)
    return dict(element.headers).get("sheet_end") if element is not None else None


def barred_from(work: UnitOfWork, case: Case, asked: Collection[tuple[RowAsk, SheetRow]]) -> set[uuid.UUID]:
    """Which of these asks the person must not answer: on a row about somebody else, whoever is recused, or related to them.

    On a row about themselves everybody may be heard.
    """
    others = [(ask, row) for ask, row in asked if row.person_id != ask.person_id]
    if not others:
        return set()
    of_case = (Recusal.case_id == case.id, Recusal.person_id.in_({ask.person_id for ask, _ in others}))
    steps = or_(Recusal.element_id.is_(None), Recusal.element_id.in_({ask.element_id for ask, _ in others}))
    named = select(Recusal.person_id, Recusal.element_id).where(*of_case, steps)
    recused = {tuple(each) for each in work.session.execute(named)}
    standings = standings_of(work, {ask.person_id for ask, row in others if row.person_id is not None})
    return {
        ask.id
        for ask, row in others
        if (ask.person_id, None) in recused
        or (ask.person_id, ask.element_id) in recused
        or (row.person_id is not None and row.person_id in standings[ask.person_id].people)
    }


def withdraw(work: UnitOfWork, case: Case, found: Sequence[tuple[RowAsk, SheetRow]], *, tells: bool = True) -> None:
    """End asks without an answer and without the meaning of silence; the persons are told, except where they are asked anew."""
    if not found:
        return
    for ask, row in found:
        _end(work, ask, AskState.WITHDRAWN)
        if tells:
            tell(work, case, ask, NoticeKind.NOTICE, withdrawn_text(*_read(work, ask), row))
    _record(work, case, HistoryKind.ROWS_WITHDRAWN, [ask for ask, _ in found])


def write_reply(work: UnitOfWork, case: Case, ask: RowAsk, row: SheetRow, reply: RowReply, state: AskState) -> None:
    """Keep what was said, or that nothing was, and put it on the row, which stays settled or open as the office left it.

    `reply` comes without its version. The outcome stands in the row under the key `reply`: `outcome` is the office's.
    """
    reply.version = row.version + 1
    said = put_on_row(reply.answers, reply.outcome)
    labels = stands(row.labels, reply.labels or {}, said)
    update_row(work, row, version=row.version + 1, answers={**row.answers, **said}, labels=labels)
    insert_rows(work, reply, is_kept=False)
    _end(work, ask, state)


def open_anew(work: UnitOfWork, case: Case, ask: RowAsk, row: SheetRow, reply: RowReply) -> None:
    """Open a row that was settled before somebody answered on it, and tell whoever settled it; nothing where its task has ended, or
    where no more was said than silence would have."""
    if reply.outcome == ask.silence and not any(value for key, value in reply.answers.items() if key != "outcome"):
        return
    task = work.session.get(Task, row.settled_task_id) if row.settled_task_id is not None else None
    if task is None or task.status is not TaskStatus.OPEN:
        return
    update_row(work, row, settled_task_id=None, is_left=False, reason="")
    text = opened_text(*_read(work, ask), row)
    notice = Notice(
        case_id=case.id,
        process_id=task.process_id,
        kind=NoticeKind.NOTICE,
        person_id=row.saved_by_id,
        text=text.zh,
        text_en=text.en,
        created_at=work.now,
    )
    insert_rows(work, notice, is_kept=False)


def tell(work: UnitOfWork, case: Case, ask: RowAsk, kind: NoticeKind, text: Sentence) -> None:
    """Write a notice to the person who is asked."""
    notice = Notice(
        case_id=case.id,
        process_id=ask.process_id,
        kind=kind,
        person_id=ask.person_id,
        text=text.zh,
        text_en=text.en,
        created_at=work.now,
    )
    insert_rows(work, notice, is_kept=False)


def tell_asked(work: UnitOfWork, case: Case, ask: RowAsk, row: SheetRow) -> None:
    """Tell the person what they are asked, until when, and what silence means."""
    tell(work, case, ask, NoticeKind.NOTICE, asked_text(*_read(work, ask), row))


def _fall_silent(work: UnitOfWork, case: Case, found: Sequence[tuple[RowAsk, SheetRow]]) -> None:
    for ask, row in found:
        reply = RowReply(
            ask_id=ask.id,
            row_id=row.id,
            case_id=case.id,
            element_id=ask.element_id,
            is_silence=True,
            written_at=work.now,
            outcome=ask.silence,
            answers={},
        )
        write_reply(work, case, ask, row, reply, AskState.SILENT)
        tell(work, case, ask, NoticeKind.NOTICE, silent_text(*_read(work, ask), row))
    if found:
        _record(work, case, HistoryKind.ROWS_SILENT, [ask for ask, _ in found])


def _end(work: UnitOfWork, ask: RowAsk, state: AskState) -> None:
    update_row(work, ask, state=state, ended_at=work.now, next_at=None)


def _record(work: UnitOfWork, case: Case, kind: HistoryKind, asks: Sequence[RowAsk]) -> None:
    by_element: dict[str, list[str]] = {}
    for ask in asks:
        by_element.setdefault(ask.element_id, []).append(str(ask.id))
    for element_id, ids in by_element.items():
        record(work, case, kind, {"asks": ids}, element_id=element_id)


def _read(work: UnitOfWork, ask: RowAsk) -> tuple[Any, RowAsk]:
    return catalogue.procedure_of(work, ask.procedure_version_id), ask
