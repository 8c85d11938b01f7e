"""Files of attendance that were handed in: kept until the worker has read them and somebody has taken or dropped them."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflows.attendance.import_rights import import_scope, may_import, require_import, unit_of
from workflows.attendance.import_words import ImportState, UploadState
from workflows.attendance.models import AttendanceImport
from workflows.attendance.office_roster import OfficeRoster, roster_of
from workflows.attendance.read import read_attendance
from workflows.attendance.readings import packed, reading_of
from workflows.attendance.results import FileLayout, Finding, Found
from workflows.attendance.sentences import sentence
from workflows.attendance.settings import AttendanceSettings, reading_of_month
from workflows.attendance.stored_rows import counts_of
from workflows.attendance.upload_models import AttendanceUpload
from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidRequest, NotFound
from workflows.files.bounds import Bounds
from workflows.people import Actor
from workflows.people.models import Unit
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import Store, UnitOfWork, update_row

MOST_WAITING = 40
"""Files that wait at once, of everybody together: each holds up to what one file may."""
SHOWN = 200
"""Lines of each kind that a preview keeps; the whole report stands once the file is stored."""
EARLIEST_MONTH = date(2012, 1, 1)  # the year in which the office was set up


@dataclass(frozen=True, slots=True)
class GivenAttendance:
    """A file as it came, for a month of a unit."""

    unit_id: uuid.UUID
    month: date
    name: str
    data: bytes


def hand_in(work: UnitOfWork, actor: Actor, given: GivenAttendance) -> AttendanceUpload:
    """Keep a file until the worker has read it; the same one handed in twice waits once.

    Raises NotAllowed, and InvalidRequest for a file that was imported before, an empty or too large one, a month that has not
    begun, and where too many wait.
    """
    unit = unit_of(work, given.unit_id)
    require_import(actor, unit.path)
    month = given.month.replace(day=1)
    if not EARLIEST_MONTH <= month <= local_date(work.now):
        raise InvalidRequest("Choose a month that has begun.", "请选择已开始的月份。")
    limit = Bounds().file_bytes
    if not given.data or len(given.data) > limit:
        code = "file_too_large" if given.data else "empty_file"
        raise InvalidRequest(*sentence(code, size=len(given.data), limit=limit))
    digest = hashlib.sha256(given.data).hexdigest()
    require_new(work, digest)
    waiting = work.session.scalars(select(AttendanceUpload).where(AttendanceUpload.sha256 == digest)).first()
    if waiting is not None:
        if (waiting.unit_id, waiting.month) != (unit.id, month):
            raise InvalidRequest(
                "This file waits for another unit or month already; drop it there first.",
                "该文件已提交到其他单位或月份，请先在该处撤回。",
            )
        return waiting
    if len(work.session.scalars(select(AttendanceUpload.id).limit(MOST_WAITING)).all()) >= MOST_WAITING:
        raise InvalidRequest(
            f"{MOST_WAITING} files wait already. Take or drop some of them first.",
            f"已有 {MOST_WAITING} 个文件待处理。请先导入或撤回其中一些。",
        )
    upload = AttendanceUpload(
        unit_id=unit.id,
        month=month,
        name=given.name[-120:],
        sha256=digest,
        content=given.data,
        handed_in_by_id=actor.person_id,
        handed_in_at=work.now,
        seen={},
    )
    work.session.add(upload)
    work.session.flush()
    return upload


def require_new(work: UnitOfWork, digest: str) -> None:
    """Raises InvalidRequest for a file that was imported already (rules.md 7.6): a corrected one has another digest."""
    is_kept = AttendanceImport.state != ImportState.GIVEN_UP
    known = work.session.scalars(select(AttendanceImport).where(AttendanceImport.sha256 == digest, is_kept)).first()
    if known is not None:
        on = local_date(known.taken_at)
        raise InvalidRequest(
            f"This very file was imported on {on} as {known.name}. Correct it and hand in the corrected file.",
            f"该文件已于 {on} 导入（{known.name}）。如需更正，请提交更正后的文件。",
        )


def waiting_uploads(work: UnitOfWork, actor: Actor) -> Sequence[AttendanceUpload]:
    """The files that wait in the actor's units, the newest first."""
    statement = (
        select(AttendanceUpload)
        .join(Unit, AttendanceUpload.unit_id == Unit.id)
        .options(joinedload(AttendanceUpload.unit), joinedload(AttendanceUpload.handed_in_by))
        .where(import_scope(actor).holds(Unit.path))
    )
    return work.session.scalars(statement.order_by(AttendanceUpload.handed_in_at.desc(), AttendanceUpload.id)).all()


def uploads_to_work_on(work: UnitOfWork) -> Sequence[uuid.UUID]:
    """The files that wait for the worker, to be read or to be stored, the oldest first."""
    waits = AttendanceUpload.state.in_([UploadState.WAITING, UploadState.TAKEN])
    statement = select(AttendanceUpload.id).where(waits)
    return work.session.scalars(statement.order_by(AttendanceUpload.handed_in_at, AttendanceUpload.id)).all()


def upload_of(work: UnitOfWork, actor: Actor, upload_id: uuid.UUID, *, is_locked: bool = False) -> AttendanceUpload:
    """A file that waits. Raises NotFound where there is none, or none of the actor's units."""
    upload = work.session.get(AttendanceUpload, upload_id, with_for_update=is_locked or None)
    if upload is None or not may_import(actor, upload.unit.path):
        raise NotFound("This file waits no more.", "该文件已处理完毕。")
    return upload


def drop(work: UnitOfWork, actor: Actor, upload_id: uuid.UUID) -> None:
    """Forget a file that was not taken. Raises NotFound, and InvalidRequest once its rows are being stored."""
    upload = upload_of(work, actor, upload_id, is_locked=True)
    if upload.state is UploadState.TAKEN:
        raise InvalidRequest("Its rows are being stored already.", "该文件正在入库，不能撤回。")
    data = {"name": upload.name, "sha256": upload.sha256}
    record(work, None, HistoryKind.ATTENDANCE_DROPPED, data, actor_id=actor.person_id)
    work.session.delete(upload)


@dataclass(frozen=True, slots=True)
class Material:
    """What the reading of a file needs, so that it may go on while no transaction is open."""

    name: str
    sha256: str
    content: bytes
    month: date
    office: OfficeRoster
    settings: AttendanceSettings

    @property
    def plan(self) -> str:
        """Names what a reading is made from: two of one plan give the same rows in the same order."""
        return hashlib.sha256(f"{self.sha256} {self.office.digest} {self.settings!r}".encode()).hexdigest()


def material_of(work: UnitOfWork, upload: AttendanceUpload) -> Material:
    """The file with the office's roster of its month."""
    office = roster_of(work, upload.unit_id, upload.month)
    settings = reading_of_month(work, upload.unit_id, upload.month)
    return Material(upload.name, upload.sha256, upload.content, upload.month, office, settings)


def read_material(material: Material) -> Found:
    """What the file gives. Refused as well: a list of people, which registers take, and a month in which nobody is posted."""
    if not material.office.roster.members:
        return _refused(material, "nobody_posted", month=f"{material.month:%Y-%m}")
    found = read_attendance(
        material.content, material.name, material.office.roster, material.settings, month=material.month
    )
    if found.refusal is None and found.layout is FileLayout.ROSTER:
        return _refused(material, "roster_is_no_attendance")
    return found


def _refused(material: Material, code: str, **values: object) -> Found:
    refusal = Finding(code, sentence(code, **values))
    return Found(material.name, material.sha256, FileLayout.CONTAINER, refusal)


def read_upload(store: Store, upload_id: uuid.UUID) -> bool:
    """Read a waiting file and keep what would come of it; no transaction is open while it reads. True where it was waiting."""
    with store.read() as work:
        upload = work.session.get(AttendanceUpload, upload_id)
        if upload is None or upload.state is not UploadState.WAITING:
            return False
        material = material_of(work, upload)
    found = read_material(material)
    seen = preview_of(found)
    reading = None if found.refusal else packed(reading_of(found, material.plan, material.office.persons))
    with store.write() as work:
        upload = work.session.get(AttendanceUpload, upload_id, with_for_update=True)
        if upload is None or upload.state is not UploadState.WAITING:
            return False
        state = UploadState.REFUSED if found.refusal else UploadState.READ
        update_row(work, upload, state=state, seen=seen, reading=reading)
    return True


def preview_of(found: Found) -> dict[str, Any]:
    """What a page shows of a reading before anything is stored: counts and the first lines, or why it is refused."""
    if found.refusal is not None:
        return {"refusal": line_of(found.refusal)}
    period = found.period
    return {
        "layout": found.layout.value,
        "period": [str(period.first), str(period.last), period.is_final] if period is not None else None,
        "counts": counts_of(found),
        "unknown": [[each.name, each.identity.id, each.reason] for each in found.unmatched[:SHOWN]],
        "asked": [line_of(each) for each in found.queue[:SHOWN]],
        "told": [line_of(each) for each in found.told[:SHOWN]],
    }


def line_of(found: Finding) -> Mapping[str, str]:
    """A line of the report as a preview keeps it, and a refusal."""
    return {"place": str(found.place), "value": found.value, "en": found.sentence.en, "zh": found.sentence.zh}
