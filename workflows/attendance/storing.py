"""Taking a file and storing its rows: in pieces, each in a transaction of its own, so that nobody waits for a whole import.

Whatever ends the worker in between, the next one goes on after the last piece: rows are numbered, and the same reading gives the
same rows. Where the roster changed meanwhile, what was stored of this file is told as gone and it begins anew.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from itertools import islice

from sqlalchemy import select

from workflows.attendance.import_words import AccountProgram, ImportState, Recognition, RowKind, UploadState
from workflows.attendance.models import AttendanceImport, AttendanceRow, AttendanceUnknown
from workflows.attendance.readings import Reading, reading_of, unpacked
from workflows.attendance.results import FileLayout, Finding
from workflows.attendance.upload_models import AttendanceUpload
from workflows.attendance.uploads import line_of, material_of, read_material, require_new, upload_of
from workflows.casework.errors import InvalidRequest
from workflows.casework.models import Notice
from workflows.casework.words import NoticeKind
from workflows.people import Actor
from workflows.people.models import Unit
from workflows.proof.history import note_lock, record
from workflows.proof.words import HistoryKind
from workflows.store import Store, UnitOfWork, insert_rows, new_id, update_row
from workflows.store.blocks import ROWS_PER_BLOCK, delete_blocks, insert_blocks

ROWS_AT_ONCE = 5 * ROWS_PER_BLOCK
"""Rows of one transaction: about a third of a second of SQLite's one writer."""
COUNTING = (ImportState.STORING, ImportState.OPEN, ImportState.FINISHED)
PROGRAMS = {
    FileLayout.DINGTALK: AccountProgram.DINGTALK,
    FileLayout.DINGTALK_LEAVE: AccountProgram.DINGTALK,
    FileLayout.WECOM: AccountProgram.WECOM,
}


def take(work: UnitOfWork, actor: Actor, upload_id: uuid.UUID) -> AttendanceImport:
    """Have a file that was read stored. One of the same program and days takes the place of the earlier import (rules.md 7.7).

    Raises NotFound, and InvalidRequest where it was not read yet, was refused, was imported meanwhile, or covers what files of
    other units, or several imports, cover.
    """
    upload = upload_of(work, actor, upload_id, is_locked=True)
    if upload.state is not UploadState.READ:
        raise InvalidRequest(
            "This file cannot be taken: it is not read yet, or was refused, or is being stored.",
            "该文件尚未读取、已被拒绝或正在入库，不能导入。",
        )
    require_new(work, upload.sha256)
    seen, period = upload.seen, upload.seen["period"]
    counts = seen["counts"]
    made = AttendanceImport(
        id=new_id(),
        unit_id=upload.unit_id,
        month=upload.month,
        name=upload.name,
        sha256=upload.sha256,
        layout=FileLayout(seen["layout"]),
        first_on=date.fromisoformat(period[0]) if period else None,
        last_on=date.fromisoformat(period[1]) if period else None,
        is_final=period is None or period[2],
        counts=counts,
        row_count=sum(counts[kind] for kind in RowKind),
        handed_in_by_id=upload.handed_in_by_id,
        handed_in_at=upload.handed_in_at,
        taken_by_id=actor.person_id,
        taken_at=work.now,
    )
    before = _before(work, made, upload.unit)
    if before is not None:
        made.version, made.previous_id = before.version + 1, before.id
    work.session.add(made)
    work.session.flush()
    record(
        work,
        made,
        HistoryKind.ATTENDANCE_TAKEN,
        {"name": made.name, "sha256": made.sha256, "version": made.version, "rows": made.row_count},
        actor_id=actor.person_id,
    )
    update_row(work, upload, state=UploadState.TAKEN, import_id=made.id)
    return made


def _before(work: UnitOfWork, made: AttendanceImport, unit: Unit) -> AttendanceImport | None:
    """The import whose place the new one takes. Raises InvalidRequest where it cannot be one, or is another unit's."""
    statement = (
        select(AttendanceImport, Unit)
        .join(Unit, AttendanceImport.unit_id == Unit.id)
        .where(
            AttendanceImport.month == made.month,
            AttendanceImport.layout == made.layout,
            AttendanceImport.state.in_(COUNTING),
        )
    )
    found: list[AttendanceImport] = []
    for other, at in work.session.execute(statement):
        if not (at.path.startswith(unit.path) or unit.path.startswith(at.path)) or not _overlap(made, other):
            continue
        if at.id != unit.id:
            raise InvalidRequest(
                f"{other.name} of {at.name} covers these days already. Import the corrected file there.",
                f"{at.name}的文件“{other.name}”已覆盖这些日期。请在该单位导入更正后的文件。",
            )
        if other.state is ImportState.STORING:
            raise InvalidRequest(
                f"{other.name} is being stored. Wait until it is done.", f"“{other.name}”正在入库，请待其完成。"
            )
        found.append(other)
    if len(found) > 1:
        names = "、".join(other.name for other in found)
        raise InvalidRequest(
            f"The file covers days of several imports ({names}). Export each of those periods anew by itself.",
            f"该文件覆盖多次导入的日期（{names}）。请按原统计期间分别重新导出。",
        )
    return found[0] if found else None


def _overlap(one: AttendanceImport, other: AttendanceImport) -> bool:
    if one.first_on is None or one.last_on is None or other.first_on is None or other.last_on is None:
        return True
    return one.first_on <= other.last_on and other.first_on <= one.last_on


def store_rows(store: Store, upload_id: uuid.UUID, should_stop: Callable[[], bool] = lambda: False) -> bool:
    """Store the rows of a taken file, from where an earlier worker stopped. True once all are stored by this call.

    Ends early where `should_stop` says so, and where another worker is at the same file.
    """
    with store.read() as work:
        upload = work.session.get(AttendanceUpload, upload_id)
        if upload is None or upload.state is not UploadState.TAKEN or upload.import_id is None:
            return False
        import_id, material = upload.import_id, material_of(work, upload)
        reading = None if upload.reading is None else unpacked(upload.reading)
    if reading is None or reading.plan != material.plan:
        # The roster changed since it was read, or an earlier program read it.
        found = read_material(material)
        if found.refusal is not None:
            give_up(store, upload_id, found.refusal)
            return False
        reading = reading_of(found, material.plan, material.office.persons)
    done = _begin(store, import_id, reading)
    waiting = islice(reading.rows, done, None)
    while rows := list(islice(waiting, ROWS_AT_ONCE)):
        if should_stop():
            return False
        with store.write() as work:
            made = _locked(work, import_id)
            if made.state is not ImportState.STORING or made.rows_done != done or made.plan != reading.plan:
                return False
            insert_blocks(work, AttendanceRow, import_id, done + 1, rows)
            done += len(rows)
            update_row(work, made, rows_done=done)
    return _complete(store, upload_id, import_id, reading)


def _begin(store: Store, import_id: uuid.UUID, reading: Reading) -> int:
    """How many rows are stored already of this very reading; those of another reading are removed."""
    with store.write() as work:
        made = _locked(work, import_id)
        if made.plan == reading.plan:
            return made.rows_done
        _remove_rows(work, made)
        row_count = sum(reading.counts[kind] for kind in RowKind)
        update_row(work, made, plan=reading.plan, rows_done=0, counts=reading.counts, row_count=row_count)
        return 0


def _locked(work: UnitOfWork, import_id: uuid.UUID) -> AttendanceImport:
    made = work.session.get_one(AttendanceImport, import_id, with_for_update=True)
    note_lock(work, made)
    return made


def _remove_rows(work: UnitOfWork, made: AttendanceImport) -> None:
    starts = range(1, made.rows_done + 1, ROWS_PER_BLOCK)
    spans = [(start, min(start + ROWS_PER_BLOCK - 1, made.rows_done)) for start in starts]
    if spans:
        delete_blocks(work, AttendanceRow, made.id, spans)


def give_up(store: Store, upload_id: uuid.UUID, refusal: Finding) -> None:
    """Refuse a file that was handed in or taken, as when nobody is posted there any more, or the program fails over it.

    What was stored of it is told as gone; the file waits, with the reason, until somebody drops it.
    """
    with store.write() as work:
        upload = work.session.get(AttendanceUpload, upload_id, with_for_update=True)
        if upload is None or upload.state not in (UploadState.WAITING, UploadState.TAKEN):
            return
        made = None if upload.import_id is None else _locked(work, upload.import_id)
        if made is not None and made.state is ImportState.STORING:
            _remove_rows(work, made)
            update_row(work, made, state=ImportState.GIVEN_UP, rows_done=0)
        seen = {"refusal": line_of(refusal)}
        update_row(work, upload, state=UploadState.REFUSED, import_id=None, seen=seen)


def _complete(store: Store, upload_id: uuid.UUID, import_id: uuid.UUID, reading: Reading) -> bool:
    """Open the queue, let the import count in place of the one before it, and tell who handed it in."""
    with store.write() as work:
        made = _locked(work, import_id)
        upload = work.session.get(AttendanceUpload, upload_id, with_for_update=True)
        if made.state is not ImportState.STORING or made.rows_done != made.row_count or upload is None:
            return False
        waiting = _open_queue(work, made, reading)
        if made.previous_id is not None:
            before = work.session.get_one(AttendanceImport, made.previous_id, with_for_update=True)
            before.state = ImportState.REPLACED
        made.state, made.stored_at = ImportState.OPEN, work.now
        work.session.delete(upload)
        record(work, made, HistoryKind.ATTENDANCE_STORED, {"rows": made.row_count, "unknown": waiting})
        work.session.add(
            Notice(
                kind=NoticeKind.NOTICE,
                person_id=made.handed_in_by_id,
                text=f"考勤文件已入库：{made.name}，待确认人员 {waiting} 人。",
                text_en=f"Attendance is stored: {made.name}; people to be recognised: {waiting}.",
                created_at=work.now,
            )
        )
    return True


def _open_queue(work: UnitOfWork, made: AttendanceImport, reading: Reading) -> int:
    """One row for each person not recognised; who was decided on in the version before stays decided. How many wait."""
    known = _decided_before(work, made.previous_id)
    rows = []
    for number, each in enumerate(reading.unknown, 1):
        row = AttendanceUnknown(
            import_id=made.id,
            number=number,
            account=each.account,
            name=each.name,
            unit_name=each.unit_name,
            code=each.code,
            row_count=each.row_count,
            suggestions=list(each.suggestions),
        )
        earlier = known.get((row.account, row.name, row.unit_name))
        if earlier is not None:
            row.decision, row.person_id, row.reason = earlier.decision, earlier.person_id, earlier.reason
            row.decided_by_id, row.decided_at = earlier.decided_by_id, earlier.decided_at
            row.carried_from_id = earlier.id
        rows.append(row)
    insert_rows(work, *rows, is_kept=False)
    return sum(not row.decision for row in rows)


def _decided_before(work: UnitOfWork, import_id: uuid.UUID | None) -> dict[tuple[str, str, str], AttendanceUnknown]:
    if import_id is None:
        return {}
    decided = (AttendanceUnknown.import_id == import_id, AttendanceUnknown.decision.in_(list(Recognition)))
    rows = work.session.scalars(select(AttendanceUnknown).where(*decided))
    return {(row.account, row.name, row.unit_name): row for row in rows}
