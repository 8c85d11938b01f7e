"""Ask the persons whom rows of a sheet name: what a diagram calls where somebody has to explain, confirm or appeal."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypedDict

from sqlalchemy import select

from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework import catalogue
from workflows.casework.errors import InvalidRequest, NotFound
from workflows.casework.models import RowAsk, SheetRow
from workflows.casework.operations import OperationCall, Source, operation
from workflows.casework.row_asks import barred_from, come_due, tell_asked, withdraw
from workflows.casework.row_said import heard_since_opened
from workflows.casework.words import AskState, SheetEnd
from workflows.feel import read_moment
from workflows.people import Person
from workflows.procedure.model import MAX_EVENT_NAME
from workflows.procedure.signatures import ASK_ROWS
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.sentence import Sentence
from workflows.store import insert_rows


@dataclass(frozen=True, slots=True)
class AskRows:
    """What `case.ask_rows` reads. `keys` are the rows that are asked, all of the sheet without them; `again`, where it is a list,
    the keys or names of those that are asked once more although their person was heard; `message` is what an answer other than that
    of silence sends; `due_column` names a column that gives some rows a later moment than `due`, as of somebody on leave."""

    due: datetime
    sheet: Annotated[str, Source.HEADER]
    form: Annotated[str, Source.HEADER]
    remind: datetime | None = None
    keys: list[str] | None = None
    again: list[str] | None = None
    person: Annotated[str, Source.HEADER] = ""
    silence: Annotated[str, Source.HEADER] = ""
    sheet_end: Annotated[SheetEnd, Source.HEADER] = SheetEnd.MAY_CLOSE
    message: Annotated[str, Source.HEADER] = ""
    due_column: Annotated[str, Source.HEADER] = ""


class RowsAsked(TypedDict):
    """What `case.ask_rows` writes: how many persons are asked, on how many rows nobody could be, until when, and when the last of
    all that this step asks has answered or is silent."""

    rows_asked: int
    rows_unasked: int
    answers_due: str
    answers_last: str


@operation(
    ASK_ROWS,
    Sentence(
        "Ask the person of each row of the sheet `sheet` to answer on it with the form `form` by `due`: whom the row is about, or "
        "whom the column `person` names. `silence` is the outcome that stands when nothing was said; `sheet_end` = `waits` keeps "
        "the sheet open until then, and with `withdraws` nobody is asked any more once the sheet has ended; `message` is sent by "
        "an answer other than that of silence; `due_column` names a column that gives a row a later moment than `due`. "
        "Nobody is asked on a row without a person, or on which that person must not act.",
        "请表 `sheet` 各行的当事人（或列 `person` 所载人员）在 `due` 前用表单 `form` 作出答复；`silence` 为逾期未答复时的结论，"
        "`sheet_end` = `waits` 时全部答复或到期前不能办结该表，`withdraws` 时该表办结后不再要求答复；"
        "答复与逾期结论不同的，发出 `message` 消息；"
        "`due_column` 所指的列为个别行给出晚于 `due` 的期限。"
        "没有当事人或当事人应当回避的行不发问。",
    ),
)
def ask_rows(call: OperationCall, given: AskRows) -> RowsAsked:
    """Operation `case.ask_rows`. Raises NotFound for a sheet without rows, InvalidRequest for a due time that is past and for keys
    that no row has.

    A row whose person is asked already, and which stands as it did then, keeps that ask; where `again` is given so does one whose
    person was heard by this step since the row was last opened, and which `again` does not name. Any other is asked anew.
    """
    if given.due <= call.work.now:
        raise InvalidRequest(
            f"Step {call.element.id}: the time by which people must answer is past; correct what it is worked out from.",
            f"步骤 {call.element.id}：答复期限已过，请更正其计算依据。",
        )
    if len(given.message) > MAX_EVENT_NAME:
        raise InvalidRequest(
            f"Step {call.element.id}: the name of its message has more than {MAX_EVENT_NAME} characters; shorten it.",
            f"步骤 {call.element.id}：消息名称超过 {MAX_EVENT_NAME} 个字符，请缩短。",
        )
    come_due(call.work, call.case)
    rows = _rows(call, given)
    standing = _open_asks(call, rows)
    heard = {} if given.again is None else heard_since_opened(call.work, call.case.id, call.element.id)
    named = set(given.again or ())
    version_id = catalogue.version_in_case(call.case, call.process_id)
    persons = _persons(call, given, rows)
    fresh: list[tuple[RowAsk, SheetRow]] = []
    replaced: list[tuple[RowAsk, SheetRow]] = []
    kept = 0
    for row in rows:
        person_id, old = persons.get(row.id), standing.get(row.id)
        if old is not None and (old.person_id, old.row_version) == (person_id, row.version):
            kept += 1
            continue
        if old is None and heard.get(row.id) == person_id is not None and not {row.key, row.name} & named:
            kept += 1
            continue
        if old is not None:
            replaced.append((old, row))
        if person_id is not None:
            fresh.append((_ask(call, given, version_id, row, person_id), row))
    barred = barred_from(call.work, call.case, fresh)
    asked = [(ask, row) for ask, row in fresh if ask.id not in barred]
    # Whoever is asked anew hears of that alone.
    again = {(ask.row_id, ask.person_id) for ask, _ in asked}
    withdraw(call.work, call.case, [pair for pair in replaced if _same(pair[0]) not in again])
    withdraw(call.work, call.case, [pair for pair in replaced if _same(pair[0]) in again], tells=False)
    insert_rows(call.work, *(ask for ask, _ in asked), is_kept=False)
    for ask, row in asked:
        tell_asked(call.work, call.case, ask, row)
    if asked:
        told = {"asks": [str(ask.id) for ask, _ in asked], "due_at": given.due.isoformat()}
        record(call.work, call.case, HistoryKind.ROWS_ASKED, told, element_id=call.element.id)
    return {
        "rows_asked": kept + len(asked),
        "rows_unasked": len(rows) - kept - len(asked),
        "answers_due": given.due.isoformat(),
        "answers_last": max([given.due, *(ask.due_at for ask in _open_asks(call, rows).values())]).isoformat(),
    }


def _same(ask: RowAsk) -> tuple[uuid.UUID, uuid.UUID]:
    return ask.row_id, ask.person_id


def _rows(call: OperationCall, given: AskRows) -> Sequence[SheetRow]:
    of_sheet = (SheetRow.case_id == call.case.id, SheetRow.process_id == call.process_id, SheetRow.sheet == given.sheet)
    found = call.work.session.scalars(select(SheetRow).where(*of_sheet).order_by(SheetRow.place, SheetRow.key)).all()
    if not found:
        raise NotFound(
            f"This case has opened no row of the sheet {given.sheet}; open them first.",
            f"本案件尚未打开表 {given.sheet} 的行；请先打开。",
        )
    if given.keys is None:
        return found
    wanted = set(given.keys)
    unknown = wanted - {row.key for row in found}
    if unknown:
        raise InvalidRequest(
            f"Step {call.element.id}: {len(unknown)} of the keys name no row of the sheet {given.sheet}; take them from its rows.",
            f"步骤 {call.element.id}：有 {len(unknown)} 个键在表 {given.sheet} 中没有对应的行；请取自该表各行。",
        )
    return [row for row in found if row.key in wanted]


def _open_asks(call: OperationCall, rows: Sequence[SheetRow]) -> dict[uuid.UUID, RowAsk]:
    """What this step asks on these rows already."""
    of_step = (
        RowAsk.case_id == call.case.id,
        RowAsk.element_id == call.element.id,
        RowAsk.next_at.is_not(None),
        RowAsk.state == AskState.OPEN,
    )
    wanted = {row.id for row in rows}
    return {
        ask.row_id: ask for ask in call.work.session.scalars(select(RowAsk).where(*of_step)) if ask.row_id in wanted
    }


def _persons(call: OperationCall, given: AskRows, rows: Sequence[SheetRow]) -> dict[uuid.UUID, uuid.UUID]:
    """Whom each row names, of those who exist."""
    named = {row.id: _uuid(row.given.get(given.person)) if given.person else row.person_id for row in rows}
    wanted = {person_id for person_id in named.values() if person_id is not None}
    if not wanted:
        return {}
    known = set(call.work.session.scalars(select(Person.id).where(Person.id.in_(wanted))))
    return {row_id: person_id for row_id, person_id in named.items() if person_id is not None and person_id in known}


def _uuid(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None


def _ask(call: OperationCall, given: AskRows, version_id: uuid.UUID, row: SheetRow, person_id: uuid.UUID) -> RowAsk:
    due = _due(given, row)
    remind_at = given.remind
    if remind_at is not None:
        # Whoever has longer is reminded as long before their own time as the others before theirs.
        remind_at += due - given.due
        remind_at = remind_at if call.work.now < remind_at < due else None
    return RowAsk(
        id=uuid.uuid4(),
        row_id=row.id,
        case_id=call.case.id,
        process_id=call.process_id,
        element_id=call.element.id,
        person_id=person_id,
        form_id=given.form,
        procedure_version_id=version_id,
        asked_at=call.work.now,
        due_at=due,
        remind_at=remind_at,
        silence=given.silence,
        holds_sheet=given.sheet_end is SheetEnd.WAITS,
        row_version=row.version,
        state=AskState.OPEN,
        next_at=remind_at or due,
    )


def _due(given: AskRows, row: SheetRow) -> datetime:
    """Until when the person of this row may answer: by `due`, or later where a column of the row says so."""
    later = read_moment(row.given.get(given.due_column), OFFICE_ZONE) if given.due_column else None
    return given.due if later is None else max(given.due, later)
