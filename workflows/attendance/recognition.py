"""The queue of an import: a person says who somebody of a file is, or that they are no member; nothing is matched silently."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from sqlalchemy import func, select

from workflows.attendance.accounts import bind_account
from workflows.attendance.import_rights import may_import
from workflows.attendance.import_words import ImportState, Recognition
from workflows.attendance.models import AttendanceImport, AttendanceUnknown
from workflows.attendance.office_roster import roster_of
from workflows.attendance.storing import PROGRAMS
from workflows.casework.errors import InvalidRequest, NotFound
from workflows.casework.reasons import proper_reason
from workflows.people import Actor
from workflows.people.models import Person, Unit
from workflows.proof.history import note_lock, record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork

LOST = "id_precision_lost"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says of one person of the queue: their staff number, or that they are no member.

    `seen`: the `state_of` that they had before their eyes; None where nobody looked at a page.
    """

    number: int
    staff_number: str = ""
    is_nobody: bool = False
    seen: str | None = None


def state_of(row: AttendanceUnknown) -> str:
    """When somebody of the queue was last decided on, as text; empty while nobody has."""
    return f"{row.decided_at:%Y%m%d%H%M%S%f}" if row.decided_at else ""


def import_of(work: UnitOfWork, actor: Actor, import_id: uuid.UUID, *, is_locked: bool = False) -> AttendanceImport:
    """An import of the actor's units. Raises NotFound where there is none, or none of theirs."""
    made = work.session.get(AttendanceImport, import_id, with_for_update=is_locked or None)
    if made is None or not may_import(actor, work.session.get_one(Unit, made.unit_id).path):
        raise NotFound("This import does not exist.", "该次导入不存在。")
    if is_locked:
        note_lock(work, made)
    return made


def recognise(work: UnitOfWork, actor: Actor, import_id: uuid.UUID, answers: Sequence[Answer]) -> int:
    """Keep who somebody of the queue is; how many were decided. An account that is whole is known from then on.

    Raises NotFound, and InvalidRequest, naming the row, for a staff number that is nobody's of the unit's in that month, for the
    person's own days, where somebody else decided since the page was shown, and for an import that is finished or replaced.
    """
    made = import_of(work, actor, import_id, is_locked=True)
    _require_open(made)
    office = roster_of(work, made.unit_id, made.month)
    wanted = [answer for answer in answers if answer.staff_number or answer.is_nobody]
    rows = _rows(work, made, [answer.number for answer in wanted])
    for answer in wanted:
        row = rows[answer.number]
        if answer.seen is not None and answer.seen != state_of(row):
            _refuse_overtaken(work, row)
        person_id = None
        if answer.staff_number:
            person_id = office.persons.get(answer.staff_number)
            if person_id is None:
                raise InvalidRequest(
                    f"{row.name}: nobody posted here in {made.month:%Y-%m} has the staff number {answer.staff_number}.",
                    f"{row.name}：{made.month:%Y-%m} 本单位没有工号为 {answer.staff_number} 的派驻人员。",
                )
            if person_id == actor.person_id:
                raise InvalidRequest(
                    f"{row.name}: somebody else must say that these are your own days.",
                    f"{row.name}：涉及本人的，须由他人确认。",
                )
        row.decision = Recognition.MEMBER if person_id else Recognition.NOT_MEMBER
        row.person_id, row.decided_by_id, row.decided_at = person_id, actor.person_id, work.now
        row.carried_from_id = None
        if person_id is not None:
            _bind(work, actor, made, row, person_id)
    if wanted:
        data = {"rows": [answer.number for answer in wanted]}
        record(work, made, HistoryKind.PEOPLE_RECOGNISED, data, actor_id=actor.person_id)
    return len(wanted)


def _refuse_overtaken(work: UnitOfWork, row: AttendanceUnknown) -> NoReturn:
    by = work.session.get(Person, row.decided_by_id) if row.decided_by_id else None
    name = by.name if by else "—"
    raise InvalidRequest(
        f"{row.name}: {name} decided meanwhile; look at what is shown now, and choose again where it is wrong.",
        f"{row.name}：{name}已先行确认，请核对页面现有结果，确有错误再重新选择。",
    )


def _require_open(made: AttendanceImport) -> None:
    if made.state is not ImportState.OPEN:
        raise InvalidRequest(
            "This import is finished, replaced or still being stored; nothing in it is decided now.",
            "该次导入已办结、已被替换或仍在入库，不能再作认定。",
        )


def _rows(work: UnitOfWork, made: AttendanceImport, numbers: Sequence[int]) -> Mapping[int, AttendanceUnknown]:
    of_import = (AttendanceUnknown.import_id == made.id, AttendanceUnknown.number.in_(numbers))
    rows = {row.number: row for row in work.session.scalars(select(AttendanceUnknown).where(*of_import))}
    if missing := sorted(set(numbers) - set(rows)):
        raise NotFound(f"The queue has no row {missing[0]}.", f"待确认列表中没有第 {missing[0]} 行。")
    return rows


def _bind(work: UnitOfWork, actor: Actor, made: AttendanceImport, row: AttendanceUnknown, person_id: uuid.UUID) -> None:
    """Know the account from now on, where the file gives it whole and the program has accounts."""
    program = PROGRAMS.get(made.layout)
    if program is None or not row.account or row.code == LOST:
        return
    bind_account(work, program, row.account, person_id, actor.person_id)


def waiting_in_queue(work: UnitOfWork, import_id: uuid.UUID) -> int:
    """How many people of an import nobody has decided on."""
    waits = (AttendanceUnknown.import_id == import_id, AttendanceUnknown.decision == "")
    return work.session.scalar(select(func.count()).select_from(AttendanceUnknown).where(*waits)) or 0


def finish(work: UnitOfWork, actor: Actor, import_id: uuid.UUID, reason: str = "") -> AttendanceImport:
    """Finish an import: everybody in the queue is decided on, or a reason says why not (rules.md 7.8).

    Raises NotFound, and InvalidRequest for people left without a proper reason, and for a file that was made before its period
    had ended, which never closes a month.
    """
    made = import_of(work, actor, import_id, is_locked=True)
    _require_open(made)
    if not made.is_final:
        raise InvalidRequest(
            "The file was made before its last day had ended and cannot close the month. Import a later export.",
            "该文件生成时统计期间尚未结束，不能据此关账。请导入期满后重新导出的文件。",
        )
    waiting = waiting_in_queue(work, made.id)
    if waiting:
        made.reason = proper_reason(reason)
    made.state, made.finished_by_id, made.finished_at = ImportState.FINISHED, actor.person_id, work.now
    record(work, made, HistoryKind.ATTENDANCE_FINISHED, {"left": waiting}, actor_id=actor.person_id)
    return made
