"""Answer on the row that names oneself: explain, confirm, appeal; the decision of record of the person, once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from workflows.calendar.day_ends import due_text
from workflows.casework import answers as form_answers
from workflows.casework import catalogue
from workflows.casework.acting import Acting
from workflows.casework.answer_labels import labels_of
from workflows.casework.errors import AlreadyDone, CaseClosed, NotAllowed, NotFound
from workflows.casework.kept_settings import environment_of_case
from workflows.casework.locked_case import lock_case
from workflows.casework.models import RowAsk, RowReply, SheetRow
from workflows.casework.row_asks import barred_from, come_due, open_anew, seen_on, write_reply
from workflows.casework.row_messages import send_answer
from workflows.casework.words import AskState, Attempt
from workflows.people import Actor
from workflows.procedure.form_model import Form
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork, require_unmoved


def answer_row(
    work: UnitOfWork,
    ask_id: uuid.UUID,
    actor: Actor,
    answers: Mapping[str, Any] | Callable[[Form], Mapping[str, Any]],
) -> SheetRow:
    """Keep what the actor answers on the row that names them, with one history entry; the case stays where it is. A row that was
    settled before, by a task that is still open, is open again where they say anything but what silence means.

    The form sees the row alone, never the case. Raises NotFound for what the actor is not asked, AlreadyDone where they have
    answered, the time is over or nobody asks any more, NotAllowed where a duty keeps them from it, InvalidAnswers, CaseClosed.
    """
    found = work.session.execute(select(RowAsk.case_id).where(RowAsk.id == ask_id, RowAsk.person_id == actor.person_id))
    case_id = found.scalar()
    if case_id is None:
        raise no_such_ask()
    case = lock_case(work, case_id)
    come_due(work, case)
    ask, row = work.session.execute(
        select(RowAsk, SheetRow)
        .join(SheetRow, SheetRow.id == RowAsk.row_id)
        .where(RowAsk.id == ask_id)
        .execution_options(populate_existing=True)
    ).one()
    with Acting(work, actor, Attempt.ANSWER_ROW, case, is_asked=True).refusals():
        require_asked(ask)
        if not case.is_open:
            raise CaseClosed("This case has ended; nothing in it can be changed.", "该案件已办结，不能再改动。")
        if barred_from(work, case, [(ask, row)]):
            raise NotAllowed(
                "This row is about a relative of yours, or you are recused; the office goes on without your answer.",
                "此行涉及您的亲属，或您已回避，您不能作出答复，将按现有材料办理。",
            )
    form = catalogue.procedure_of(work, ask.procedure_version_id).forms[ask.form_id]
    typed = answers(form) if callable(answers) else answers
    seen, environment = seen_on(row), environment_of_case(work, case.id)
    cleaned = form_answers.clean(form, typed, seen, environment)
    asked = {field.key for field in form.inputs if not field.is_read_only}
    labels = labels_of(form.inputs, cleaned, seen, environment)
    reply = RowReply(
        ask_id=ask.id,
        row_id=row.id,
        case_id=case.id,
        element_id=ask.element_id,
        person_id=actor.person_id,
        is_silence=False,
        signature=actor.name,
        written_at=work.now,
        outcome=str(cleaned.get("outcome") or ""),
        answers={key: value for key, value in cleaned.items() if key in asked},
        labels={key: each for key, each in labels.items() if key in asked},
    )
    write_reply(work, case, ask, row, reply, AskState.ANSWERED)
    open_anew(work, case, ask, row, reply)
    send_answer(work, case, ask, row, reply)
    require_unmoved(work)
    data = {"ask_id": str(ask.id), "row_id": str(row.id), "version": row.version}
    record(
        work,
        case,
        HistoryKind.ROW_ANSWERED,
        data,
        element_id=ask.element_id,
        actor_id=actor.person_id,
        signature=actor.name,
    )
    return row


def no_such_ask() -> NotFound:
    """The actor is asked nothing of this kind, or nobody is."""
    return NotFound("You are not asked to answer here.", "没有请您答复的事项。")


def require_asked(ask: RowAsk) -> None:
    """Raises AlreadyDone, saying what became of it, where the person need not answer any more."""
    if ask.state is AskState.ANSWERED:
        raise AlreadyDone("You have answered this already.", "您已作出答复。")
    if ask.state is AskState.SILENT:
        due = due_text(ask.due_at)
        raise AlreadyDone(f"The time to answer ended on {due}.", f"答复期限已于 {due} 届满。")
    if ask.state is AskState.WITHDRAWN:
        raise AlreadyDone("You need not answer this any more.", "此事项无需再答复。")
