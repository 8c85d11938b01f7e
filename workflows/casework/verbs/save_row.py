"""Save one row of a sheet: the decision of record on it; the case stays where it is."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select

from workflows.calendar.zone import to_local
from workflows.casework import answers as form_answers
from workflows.casework import duties
from workflows.casework.acting import ActingOnTask, on_task, require_holder
from workflows.casework.answer_labels import labels_of, stands
from workflows.casework.decisions import signature_of
from workflows.casework.errors import CaseworkError, InvalidRequest, NotAllowed, NotFound
from workflows.casework.incidents import resolve_after_success
from workflows.casework.locked_case import LockedCase, open_case
from workflows.casework.models import RowAsk, RowEntry, RowReply, SheetRow
from workflows.casework.readers import wrote
from workflows.casework.row_asks import come_due
from workflows.casework.row_grants import ABOUT_KIN
from workflows.casework.sheet_rows import row_form_of, sheet_of
from workflows.casework.sheets import RowCall, sheet_named
from workflows.casework.words import Attempt
from workflows.people import Actor, Holding, Person
from workflows.procedure.form_model import Form
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork, insert_rows, require_unmoved, update_row

REASON_LEAST, REASON_MOST = 2, 500


class RowChanged(CaseworkError):
    """Somebody saved the row since it was shown: who and when; nothing of it is overwritten unseen."""

    code = "row_changed"


def save_row(
    work: UnitOfWork,
    task_id: uuid.UUID,
    row_id: uuid.UUID,
    actor: Actor,
    answers: Mapping[str, Any] | Callable[[Form], Mapping[str, Any]],
    *,
    version: int,
    reason: str | None = None,
) -> SheetRow:
    """Save the answers of one row, or with a `reason` leave it without any, in one transaction with one history entry.

    `version` is that of the row as the actor saw it. The task is not claimed by it: several people of a post share a sheet.
    Raises NotFound, AlreadyDone, NotAllowed (also for a row about oneself or a relative), RowChanged, InvalidAnswers,
    InvalidRequest, CaseClosed, and IncidentRaised where the case or what was due in it cannot be carried on.
    """
    on = on_task(work, task_id, actor, Attempt.SAVE_ROW, fires=True)
    with on.acting.refusals():
        require_holder(work, on.task, actor, on.holding)
        running = open_case(work, on.case, actor)
        element = running.procedures[on.task.process_id].elements[on.task.element_id]
        if element.sheet is None:
            raise InvalidRequest("This task has no rows; complete it as a whole.", "该任务没有分行，请整体办理。")
        come_due(work, on.case)
        row = _row(running, on, row_id)
        _require_no_kin(work, actor, on.holding, row)
        _require_unchanged(work, row, version)
    form = row_form_of(running.procedures[on.task.process_id], element)
    cleaned: dict[str, Any] = {}
    labels: dict[str, Any] = {}
    if reason is None:
        typed = answers(form) if callable(answers) else answers
        seen = {**running.run.visible(str(on.task.id)), **row.given, **row.answers}
        cleaned = form_answers.clean(form, typed, seen, running.environment)
        labels = labels_of(form.inputs, cleaned, seen, running.environment)
        declared = sheet_named(element.sheet)
        if declared is not None:
            declared.take(RowCall(work, on.case, on.task, actor, row), cleaned)
    _write(on, actor, row, form, cleaned, labels, "" if reason is None else _reason(reason))
    resolve_after_success(work, on.case, {"kind": Attempt.SAVE_ROW, "task_id": str(task_id)})
    wrote(running, actor)
    require_unmoved(work)
    return row


def _row(running: LockedCase, on: ActingOnTask, row_id: uuid.UUID) -> SheetRow:
    element = running.procedures[on.task.process_id].elements[on.task.element_id]
    sheet = sheet_of(on.task, element, running.run.evaluate)
    statement = select(SheetRow).where(SheetRow.id == row_id, sheet.rows).execution_options(populate_existing=True)
    row = running.work.session.scalar(statement)
    if row is None:
        raise NotFound("This row does not exist in the sheet.", "该表中没有这一行。")
    return row


def _require_no_kin(work: UnitOfWork, actor: Actor, holding: Holding | None, row: SheetRow) -> None:
    is_asked = select(RowAsk.id).where(RowAsk.row_id == row.id, RowAsk.person_id == actor.person_id).limit(1)
    if work.session.scalar(is_asked) is not None:
        raise NotAllowed(
            "You are asked to answer on this row yourself; leave what becomes of it to somebody else of the post.",
            "此行须由您本人作出答复，您不能办理，请由本岗位其他人员办理。",
        )
    if row.person_id is not None and row.person_id in duties.standing_of(work, actor.person_id).people:
        raise NotAllowed(*ABOUT_KIN)
    if holding is None or holding.for_id is None:
        return
    asked = select(RowAsk.id).where(RowAsk.row_id == row.id, RowAsk.person_id == holding.for_id).limit(1)
    is_close = row.person_id is not None and row.person_id in duties.standing_of(work, holding.for_id).people
    if is_close or work.session.scalar(asked) is not None:
        raise NotAllowed(*duties.absent_must_not(holding.for_name))


def _require_unchanged(work: UnitOfWork, row: SheetRow, version: int) -> None:
    if row.version == version:
        return
    reply = work.session.execute(
        select(RowReply.written_at, RowReply.is_silence, Person.name)
        .outerjoin(Person, Person.id == RowReply.person_id)
        .where(RowReply.row_id == row.id, RowReply.version > version)
        .order_by(RowReply.version.desc())
        .limit(1)
    ).first()
    if reply is not None and not reply.is_silence:
        when = to_local(reply.written_at)
        raise RowChanged(
            f"{reply.name} answered on this row on {when:%Y-%m-%d} at {when:%H:%M}, after you opened it. Your words are kept "
            "below; look at the answer before you save again.",
            f"您打开后，{reply.name}已于 {when:%Y-%m-%d %H:%M} 就此行作出答复。您填写的内容仍保留在下方，请核对答复后再保存。",
        )
    if reply is not None:
        raise RowChanged(
            "The time to answer on this row ended since you opened it, without an answer. Your words are kept below; save again.",
            "您打开后，此行的答复期限已届满，当事人未答复。您填写的内容仍保留在下方，请再次保存。",
        )
    person = work.session.get(Person, row.saved_by_id) if row.saved_by_id is not None else None
    if person is None or row.settled_task_id is None:
        raise RowChanged(
            "This row was opened anew since you saw it; look at it again before you save it.",
            "您打开后，此行已重新发布，请核对后再保存。",
        )
    when = to_local(cast(datetime, row.saved_at))
    raise RowChanged(
        f"{person.name} saved this row on {when:%Y-%m-%d} at {when:%H:%M}. Your words are kept below; save again to replace "
        "what stands there now.",
        f"{person.name}已于 {when:%Y-%m-%d %H:%M} 保存此行。您填写的内容仍保留在下方，再次保存将替换现有内容。",
    )


def _reason(text: str) -> str:
    reason = text.strip()
    if not REASON_LEAST <= len(reason) <= REASON_MOST:
        raise InvalidRequest(
            f"Say in {REASON_LEAST} to {REASON_MOST} characters why this row is left.",
            f"请用 {REASON_LEAST} 至 {REASON_MOST} 个字说明此行不办的原因。",
        )
    return reason


def _write(
    on: ActingOnTask,
    actor: Actor,
    row: SheetRow,
    form: Form,
    cleaned: Mapping[str, Any],
    labels: Mapping[str, Any],
    reason: str,
) -> None:
    work, task = on.acting.work, on.task
    entry = RowEntry(
        row_id=row.id,
        task_id=task.id,
        case_id=on.case.id,
        element_id=task.element_id,
        person_id=actor.person_id,
        post_key=on.holding.post_key if on.holding else "",
        unit_id=on.holding.unit_id if on.holding else None,
        signature=signature_of(actor, on.holding, "zh"),
        signature_en=signature_of(actor, on.holding, "en"),
        substitute_for_id=on.holding.for_id if on.holding else None,
        written_at=work.now,
        version=row.version + 1,
        outcome=str(cleaned.get("outcome") or ""),
        answers=dict(cleaned),
        labels=dict(labels),
        reason=reason,
        form_id=form.id,
        procedure_version_id=task.procedure_version_id,
    )
    update_row(
        work,
        row,
        version=row.version + 1,
        answers={**row.answers, **cleaned},
        labels=stands(row.labels, labels, cleaned),
        settled_task_id=task.id,
        is_left=bool(reason),
        reason=reason,
        saved_at=work.now,
        saved_by_id=actor.person_id,
    )
    insert_rows(work, entry)
    data = {"task_id": str(task.id), "row_id": str(row.id), "entry_id": str(entry.id), "version": row.version}
    record(
        work,
        on.case,
        HistoryKind.ROW_SAVED,
        data,
        element_id=task.element_id,
        actor_id=actor.person_id,
        signature=entry.signature,
    )
