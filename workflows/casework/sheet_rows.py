"""The rows of a task over a sheet: which they are, how each stands, what its form sees, whether the task may end."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, literal, or_, select, true, union_all

from workflows.calendar.day_ends import due_text
from workflows.casework.answer_labels import stands
from workflows.casework.errors import CaseworkError, InvalidRequest
from workflows.casework.models import RowEntry, RowReply, SheetRow, Task, TaskStatus
from workflows.casework.row_said import Said, put_on_row, said_of
from workflows.casework.words import RowState
from workflows.people import Person
from workflows.procedure.form_model import Form
from workflows.procedure.model import Element, Procedure
from workflows.store import UnitOfWork


class RowsOpen(CaseworkError):
    """The task cannot end yet: some of its rows have neither answers nor a reason."""

    code = "rows_open"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one task: of which case and process, under which name, in which group; and which of them it asks again.

    `again` holds keys or names of rows. The others stand as an earlier round of the same step settled them; where it is None, every
    round asks all of them.
    """

    case_id: uuid.UUID
    process_id: str
    name: str
    group: str
    again: Collection[str] | None = None

    @property
    def rows(self) -> ColumnElement[bool]:
        """SQL: the SheetRow is one of them."""
        return and_(
            SheetRow.case_id == self.case_id,
            SheetRow.process_id == self.process_id,
            SheetRow.sheet == self.name,
            SheetRow.group_key == self.group,
        )

    def settled_by(self, task: Task) -> ColumnElement[bool]:
        """SQL: the SheetRow needs nothing more for this task to end."""
        own = SheetRow.settled_task_id == task.id
        if self.again is None:
            return own
        named = or_(SheetRow.key.in_(self.again), SheetRow.name.in_(self.again)) if self.again else false()
        earlier = select(Task.id).where(*_of_step(task), Task.id != task.id)
        return or_(own, and_(SheetRow.settled_task_id.in_(earlier), ~named))


def _of_step(task: Task) -> tuple[ColumnElement[bool], ...]:
    return Task.case_id == task.case_id, Task.process_id == task.process_id, Task.element_id == task.element_id


def sheet_of(task: Task, element: Element, evaluate: Callable[[str, str], Any]) -> Sheet:
    """The rows that an open task is over; `evaluate` gives a FEEL text as the task's token sees it.

    Raises InvalidRequest where `sheet_group` gives no text, or `sheet_again` neither null nor a list of texts.
    """
    text = element.property("sheet_group")
    group: Any = ""
    if text:
        group = evaluate(str(task.id), text) if text.startswith("=") else text
    if not isinstance(group, str):
        raise InvalidRequest(
            f"Step {element.id}: sheet_group gives no text, so nobody knows which rows the task is over. Correct the variable.",
            f"步骤 {element.id}：sheet_group 没有得出文本，无法确定该任务的行。请更正变量。",
        )
    return Sheet(task.case_id, task.process_id, element.sheet or "", group, _again(task, element, evaluate))


def _again(task: Task, element: Element, evaluate: Callable[[str, str], Any]) -> Collection[str] | None:
    text = element.property("sheet_again")
    if not text:
        return None
    found = evaluate(str(task.id), text)
    if found is None:
        return None
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise InvalidRequest(
            f"Step {element.id}: sheet_again gives no list of keys or names, so nobody knows which rows are asked again. Correct "
            "the variable.",
            f"步骤 {element.id}：sheet_again 没有得出键或名称的列表，无法确定哪些行重新办理。请更正变量。",
        )
    return found


def row_form_of(procedure: Procedure, element: Element) -> Form:
    """The form of one row. Raises KeyError where there is none, which `check` refuses."""
    return procedure.forms[element.row_form_id or ""]


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as one task knows it: while the task is open as it stands now, afterwards as it was answered there."""

    id: uuid.UUID
    key: str
    name: str
    version: int
    person_id: uuid.UUID | None
    given: Mapping[str, Any]
    answers: Mapping[str, Any]
    labels: Mapping[str, Any]  # what was chosen, as it was called
    state: RowState
    reason: str
    saved_at: datetime | None
    saved_by_id: uuid.UUID | None
    saved_by: str
    said: Said | None = None  # of the person whom it names, as it stands now
    round: int | None = None  # in which round of the step it was settled, where that was an earlier one than the task's
    is_close: bool = False  # about the reader or a relative of theirs: it is there, and nothing in it is open to them

    @property
    def values(self) -> dict[str, Any]:
        """Its columns and answers, by key."""
        return {**self.given, **self.answers}


_OPEN = (
    SheetRow.id,
    SheetRow.key,
    SheetRow.name,
    SheetRow.version,
    SheetRow.person_id,
    SheetRow.given,
    SheetRow.answers,
    SheetRow.labels,
    SheetRow.settled_task_id,
    SheetRow.is_left,
    SheetRow.reason,
    SheetRow.saved_at,
    SheetRow.saved_by_id,
    Person.name.label("saved_by"),
)


def rows_of(
    work: UnitOfWork, task: Task, sheet: Sheet | None, *, only: uuid.UUID | None = None, keeps: bool = False
) -> list[RowView]:
    """Every row of a task in the order in which they were opened, or `only` one of them, in two or three statements.

    `sheet` is None for a task that has ended; `keeps` says whether rows stand there as earlier rounds of its step settled them.
    """
    wanted = SheetRow.id == only if only is not None else true()
    said = said_of(work, task.case_id)
    if sheet is None:
        return _rows_answered(work, task, wanted, said, _rounds(work, task) if keeps else {task.id: 1})
    again = sheet.again
    rounds = {task.id: 1} if again is None else _rounds(work, task)
    statement = select(*_OPEN).outerjoin(Person, Person.id == SheetRow.saved_by_id).where(sheet.rows, wanted)
    found = []
    for row in work.session.execute(statement.order_by(SheetRow.place, SheetRow.key)):
        is_own = row.settled_task_id == task.id
        is_settled = is_own or (
            again is not None and row.settled_task_id in rounds and row.key not in again and row.name not in again
        )
        state = RowState.OPEN if not is_settled else RowState.LEFT if row.is_left else RowState.SETTLED
        found.append(
            RowView(
                row.id,
                row.key,
                row.name,
                row.version,
                row.person_id,
                row.given,
                row.answers,
                row.labels,
                state,
                row.reason if is_settled else "",
                row.saved_at,
                row.saved_by_id,
                row.saved_by or "",
                said.get(row.id),
                rounds[row.settled_task_id] if is_settled and not is_own else None,
            )
        )
    return found


def _rounds(work: UnitOfWork, task: Task) -> dict[uuid.UUID, int]:
    """The tasks of a task's step up to it, by the number of their round."""
    up_to = select(Task.id).where(*_of_step(task), Task.created_at <= task.created_at)
    return {task_id: number for number, task_id in enumerate(work.session.scalars(up_to.order_by(Task.created_at)), 1)}


def _rows_answered(
    work: UnitOfWork,
    task: Task,
    wanted: ColumnElement[bool],
    said: Mapping[uuid.UUID, Said],
    rounds: Mapping[uuid.UUID, int],
) -> list[RowView]:
    statement = (
        select(SheetRow.person_id, SheetRow.key, SheetRow.name, SheetRow.given, RowEntry, Person.name)
        .join(SheetRow, SheetRow.id == RowEntry.row_id)
        .join(Person, Person.id == RowEntry.person_id)
        .where(RowEntry.task_id.in_(rounds), wanted)
        .order_by(SheetRow.place, SheetRow.key, RowEntry.version)
    )
    words = _words_on_rows(work, task.case_id)
    latest: dict[uuid.UUID, RowView] = {}
    for person_id, key, name, given, entry, saved_by in work.session.execute(statement):
        latest[entry.row_id] = RowView(
            entry.row_id,
            key,
            name,
            entry.version,
            person_id,
            given,
            *_standing(words.get(entry.row_id, ()), entry.version),
            RowState.LEFT if entry.reason else RowState.SETTLED,
            entry.reason,
            entry.written_at,
            entry.person_id,
            saved_by,
            said.get(entry.row_id),
            rounds[entry.task_id] if entry.task_id != task.id else None,
        )
    return list(latest.values())


_Said = tuple[int, Mapping[str, Any], Mapping[str, Any]]  # the version that it made of the row, answers, their labels


def _words_on_rows(work: UnitOfWork, case_id: uuid.UUID) -> dict[uuid.UUID, list[_Said]]:
    """By row of a case, what was entered and answered on it."""
    entries, replies = (
        select(row.row_id, row.version, row.answers, row.labels, row.outcome, literal(is_reply)).where(
            row.case_id == case_id
        )
        for row, is_reply in ((RowEntry, False), (RowReply, True))
    )
    found: dict[uuid.UUID, list[_Said]] = {}
    for row_id, version, answers, labels, outcome, is_reply in work.session.execute(union_all(entries, replies)):
        said = put_on_row(answers, outcome) if is_reply else answers
        found.setdefault(row_id, []).append((version, said, labels))
    return found


def _standing(words: Sequence[_Said], version: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stood on a row when it had this version, with its labels: what its decision rests on, whatever was said later."""
    standing: dict[str, Any] = {}
    standing_labels: dict[str, Any] = {}
    for at, answers, labels in sorted(words, key=lambda each: each[0]):
        if at <= version:
            standing.update(answers)
            standing_labels = stands(standing_labels, labels, answers)
    return standing, standing_labels


def counts_of(rows: Sequence[RowView]) -> dict[RowState, int]:
    """How many rows stand how."""
    return {state: sum(row.state is state for row in rows) for state in RowState}


def require_settled(work: UnitOfWork, task: Task, sheet: Sheet) -> dict[RowState, int]:
    """How many rows are settled and how many have a reason. Raises RowsOpen, with the count, where any is still open."""
    is_settled = sheet.settled_by(task)
    state = case(
        (and_(is_settled, SheetRow.is_left), RowState.LEFT.value),
        (is_settled, RowState.SETTLED.value),
        else_=RowState.OPEN.value,
    )
    found = work.session.execute(select(state, func.count()).where(sheet.rows).group_by(state)).all()
    counts = {RowState(name): number for name, number in found}
    still = counts.get(RowState.OPEN, 0)
    if still:
        total = sum(counts.values())
        raise RowsOpen(
            f"{still} of {total} rows are still open; settle each of them or give a reason for leaving it.",
            f"{total} 行中还有 {still} 行未办；请逐行办理，或注明不办的原因。",
        )
    _require_heard(work, sheet)
    return {each: counts.get(each, 0) for each in RowState}


def _require_heard(work: UnitOfWork, sheet: Sheet) -> None:
    """Raises RowsOpen where the sheet waits for persons who have not been heard."""
    said = said_of(work, sheet.case_id)
    waited = [row_id for row_id, each in said.items() if each.holds_sheet]
    if not waited:
        return
    last = max(said[row_id].due_at for row_id in waited)
    count = work.session.scalar(select(func.count()).select_from(SheetRow).where(sheet.rows, SheetRow.id.in_(waited)))
    if count:
        raise RowsOpen(
            f"{count} persons have not answered on their rows yet; complete the sheet when they have, or after {due_text(last)}.",
            f"还有 {count} 人尚未就其所在行作出答复；请待其答复后或于 {due_text(last)} 之后办结。",
        )


def is_ended(task: Task) -> bool:
    """True where the rows of a task stand as it left them."""
    return task.status != TaskStatus.OPEN.value
