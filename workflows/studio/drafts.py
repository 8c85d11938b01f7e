"""Drafts: begun from a version, an archive, a template or a folder on the disk; saved file by file; removed and put back.

A draft belongs to whoever began it, and every designer may work on it: who saves a text that began from another one is told, and
what stands there is kept. Nothing a designer typed is lost by an error in it: only publishing asks for a procedure without one.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from workflows.casework.errors import InvalidRequest, NotFound
from workflows.casework.models import ProcedureVersion
from workflows.people import Actor
from workflows.store import UnitOfWork
from workflows.studio.given_folder import require_part, require_process_id, require_room, require_text
from workflows.studio.models import DraftFile, ProcedureDraft
from workflows.studio.rights import require_designer
from workflows.studio.versions import version_files

MOST_REMOVED = 20
"""Removed drafts of one designer that can be put back; the oldest go for good."""


class ChangedMeanwhile(Exception):
    """Somebody else saved the file since: `present` is what stands there now, which nothing was done to."""

    def __init__(self, present: DraftFile) -> None:
        super().__init__(f"{present.name} was changed meanwhile")
        self.present = present


def drafts(work: UnitOfWork) -> Sequence[ProcedureDraft]:
    """The drafts of everybody, those changed last first, without their files."""
    return work.session.scalars(
        select(ProcedureDraft)
        .options(
            joinedload(ProcedureDraft.designer),
            joinedload(ProcedureDraft.changed_by),
            joinedload(ProcedureDraft.begun_from),
        )
        .where(ProcedureDraft.removed_at.is_(None))
        .order_by(ProcedureDraft.changed_at.desc(), ProcedureDraft.id)
        .limit(200)
    ).all()


def removed_drafts(work: UnitOfWork, actor: Actor) -> Sequence[ProcedureDraft]:
    """What somebody removed of their own and may put back, the last first."""
    return work.session.scalars(
        select(ProcedureDraft)
        .where(ProcedureDraft.removed_at.is_not(None), ProcedureDraft.designer_id == actor.person_id)
        .order_by(ProcedureDraft.removed_at.desc(), ProcedureDraft.id)
        .limit(MOST_REMOVED)
    ).all()


def draft_of(work: UnitOfWork, draft_id: uuid.UUID, *, is_writing: bool = False) -> ProcedureDraft:
    """A draft with its people and files, locked where it is written. Raises NotFound where there is none, or it was removed."""
    wanted = (
        select(ProcedureDraft)
        .options(
            joinedload(ProcedureDraft.designer),
            joinedload(ProcedureDraft.changed_by),
            joinedload(ProcedureDraft.begun_from),
            joinedload(ProcedureDraft.files).joinedload(DraftFile.changed_by),
        )
        .where(ProcedureDraft.id == draft_id)
    )
    if is_writing:
        work.session.get(ProcedureDraft, draft_id, with_for_update=True)
    draft = work.session.scalars(wanted).unique().one_or_none()
    if draft is None or draft.removed_at is not None:
        raise NotFound(
            "There is no such draft; it may have been removed or published.", "没有这份草稿，可能已被移除或已经发布。"
        )
    return draft


def files_of(draft: ProcedureDraft) -> Mapping[str, bytes]:
    """The files of a draft, by name; those that were removed are left out."""
    return {file.name: file.content for file in draft.files if file.removed_at is None}


def begin(
    work: UnitOfWork,
    actor: Actor,
    process_id: str,
    files: Mapping[str, bytes],
    *,
    begun_from_id: uuid.UUID | None = None,
) -> ProcedureDraft:
    """Begin a draft of a procedure with these files, whatever is wrong in them.

    Raises NotAllowed, and InvalidRequest where the actor has a draft of it already, its id is that of another procedure but for its
    capitals, or the files are none of a procedure.
    """
    require_designer(actor)
    require_process_id(process_id)
    _require_own_name(work, process_id)
    require_room(files)
    of_process = (ProcedureDraft.process_id == process_id, ProcedureDraft.removed_at.is_(None))
    own = select(ProcedureDraft.id).where(*of_process, ProcedureDraft.designer_id == actor.person_id)
    if work.session.scalar(own.limit(1)) is not None:
        raise InvalidRequest(
            f"You have a draft of {process_id} already. Go on with that one, or remove it first.",
            f"您已有 {process_id} 的草稿。请继续编辑该草稿，或先将其移除。",
        )
    draft = ProcedureDraft(
        process_id=process_id,
        begun_from_id=begun_from_id,
        designer_id=actor.person_id,
        begun_at=work.now,
        changed_by_id=actor.person_id,
        changed_at=work.now,
    )
    draft.files = [
        _file(work, actor, require_part(name), require_text(data, name)) for name, data in sorted(files.items())
    ]
    work.session.add(draft)
    work.session.flush()
    return draft


def begin_from_version(work: UnitOfWork, actor: Actor, version_id: uuid.UUID) -> ProcedureDraft:
    """Begin a draft from a version. Raises as `begin` does, and NotFound for an unknown version."""
    version, files = version_files(work, version_id)
    return begin(work, actor, version.process_id, files, begun_from_id=version.id)


def save_file(
    work: UnitOfWork, actor: Actor, draft_id: uuid.UUID, name: str, data: bytes, *, seen: str
) -> ProcedureDraft:
    """Save a file of a draft, or a new one. `seen` is the digest of the text that the new one began from, empty for a new file.

    What stood there is kept, to be taken back. Raises NotAllowed, NotFound, InvalidRequest for what no file may be and for a new
    file that exists already, and ChangedMeanwhile where another text stands there by now.
    """
    require_designer(actor)
    draft = draft_of(work, draft_id, is_writing=True)
    require_part(name)
    present = next((file for file in draft.files if file.name == name), None)
    data = require_text(ended_as(data, present), name)
    if present is None:
        require_room({**files_of(draft), name: data})
        draft.files.append(_file(work, actor, name, data))
        return _changed(work, actor, draft)
    if present.removed_at is None and not seen:
        raise InvalidRequest(
            f"The folder has a file {name} already. Open that one, or give another name.",
            f"文件夹中已有文件 {name}。请打开该文件编辑，或另取名称。",
        )
    if present.removed_at is None and present.sha256 != seen:
        raise ChangedMeanwhile(present)
    require_room({**files_of(draft), name: data})
    if data != present.content or present.removed_at is not None:
        present.previous, present.content = present.content, data
        present.sha256, present.removed_at = _digest(data), None
        present.changed_by_id, present.changed_at = actor.person_id, work.now
    return _changed(work, actor, draft)


def take_back(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID, name: str) -> ProcedureDraft:
    """Take back what was done last to a file: a removal, or a save. Raises NotAllowed, NotFound and InvalidRequest."""
    require_designer(actor)
    draft = draft_of(work, draft_id, is_writing=True)
    file = _named(draft, name)
    if file.removed_at is not None:
        file.removed_at = None
    elif file.previous is None:
        raise InvalidRequest("Nothing was done to this file that could be taken back.", "该文件没有可撤销的修改。")
    else:
        file.content, file.previous = file.previous, file.content
        file.sha256 = _digest(file.content)
    file.changed_by_id, file.changed_at = actor.person_id, work.now
    return _changed(work, actor, draft)


def remove_file(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID, name: str) -> ProcedureDraft:
    """Take a file out of a draft; it can be taken back. Raises NotAllowed and NotFound."""
    require_designer(actor)
    draft = draft_of(work, draft_id, is_writing=True)
    file = _named(draft, name)
    file.removed_at = file.removed_at or work.now
    return _changed(work, actor, draft)


def remove_draft(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID) -> ProcedureDraft:
    """Remove a draft of one's own from the lists; it can be put back. Raises NotFound and, for another's, InvalidRequest."""
    require_designer(actor)
    draft = draft_of(work, draft_id, is_writing=True)
    _require_own(actor, draft)
    draft.removed_at = work.now
    work.session.flush()
    beyond = (
        select(ProcedureDraft)
        .where(ProcedureDraft.removed_at.is_not(None), ProcedureDraft.designer_id == actor.person_id)
        .order_by(ProcedureDraft.removed_at.desc(), ProcedureDraft.id)
        .offset(MOST_REMOVED)
    )
    for old in work.session.scalars(beyond).all():
        for file in list(old.files):
            work.session.delete(file)
    return draft


def put_back(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID) -> ProcedureDraft:
    """Put a removed draft of one's own back. Raises NotFound, and InvalidRequest where another of the procedure was begun."""
    require_designer(actor)
    draft = work.session.get(ProcedureDraft, draft_id, with_for_update=True)
    if draft is None or draft.removed_at is None or draft.designer_id != actor.person_id or not draft.files:
        raise NotFound("There is no removed draft of yours here.", "这里没有您移除的草稿。")
    other = select(ProcedureDraft.id).where(
        ProcedureDraft.process_id == draft.process_id,
        ProcedureDraft.designer_id == actor.person_id,
        ProcedureDraft.removed_at.is_(None),
    )
    if work.session.scalar(other.limit(1)) is not None:
        raise InvalidRequest(
            f"You have begun another draft of {draft.process_id}. Remove that one first.",
            f"您已另建 {draft.process_id} 的草稿。请先移除该草稿。",
        )
    draft.removed_at = None
    return draft


def others_of(work: UnitOfWork, draft: ProcedureDraft) -> Sequence[ProcedureDraft]:
    """The drafts that other designers have of the same procedure."""
    return work.session.scalars(
        select(ProcedureDraft)
        .options(joinedload(ProcedureDraft.designer))
        .where(
            ProcedureDraft.process_id == draft.process_id,
            ProcedureDraft.removed_at.is_(None),
            ProcedureDraft.id != draft.id,
        )
        .order_by(ProcedureDraft.begun_at)
    ).all()


def ended_as(data: bytes, present: DraftFile | None) -> bytes:
    """The text with its lines ended as the present one's: forms end them as networks do, and a save keeps what was not edited."""
    plain = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return plain.replace(b"\n", b"\r\n") if present is not None and b"\r\n" in present.content else plain


def _require_own(actor: Actor, draft: ProcedureDraft) -> None:
    if draft.designer_id != actor.person_id:
        raise InvalidRequest(
            f"This draft is {draft.designer.name}'s; only they remove it.",
            f"该草稿由{draft.designer.name}创建，只能由其本人移除。",
        )


def _require_own_name(work: UnitOfWork, process_id: str) -> None:
    # People read `Recall` and `recall` as one, and so do the disks of some computers.
    for column in (ProcedureVersion.process_id, ProcedureDraft.process_id):
        alike = select(column).where(func.lower(column) == process_id.lower(), column != process_id)
        if column is ProcedureDraft.process_id:
            alike = alike.where(ProcedureDraft.removed_at.is_(None))
        taken = work.session.scalar(alike.limit(1))
        if taken is not None:
            raise id_taken(taken)


def id_taken(process_id: str) -> InvalidRequest:
    """What is said where a new procedure is to have the id of one that exists."""
    return InvalidRequest(
        f"There is a procedure {process_id} already. Choose another id, or begin from its version.",
        f"已有流程 {process_id}。请另取编号，或从其现有版本开始。",
    )


def _named(draft: ProcedureDraft, name: str) -> DraftFile:
    found = next((file for file in draft.files if file.name == name), None)
    if found is None:
        raise NotFound("There is no such file in this folder.", "该文件夹中没有此文件。")
    return found


def _file(work: UnitOfWork, actor: Actor, name: str, data: bytes) -> DraftFile:
    return DraftFile(name=name, content=data, sha256=_digest(data), changed_by_id=actor.person_id, changed_at=work.now)


def _changed(work: UnitOfWork, actor: Actor, draft: ProcedureDraft) -> ProcedureDraft:
    draft.changed_by_id, draft.changed_at = actor.person_id, work.now
    work.session.flush()
    return draft


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
