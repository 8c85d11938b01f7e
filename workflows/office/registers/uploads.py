"""Registers by the page: whoever administers hands files in, a post that decides on settings gives its word, then they are taken.

Posts open files, so nobody opens them to themselves. Only while no such post is held, at the first set-up, the administrator's
word is enough.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound
from workflows.casework.models import Notice
from workflows.casework.notices import notify
from workflows.casework.reasons import proper_reason
from workflows.casework.setting_changes import may_decide, may_prepare
from workflows.casework.words import NoticeKind
from workflows.office.register_models import RegisterFile, RegisterUpload
from workflows.office.registers.read import GivenFile
from workflows.office.registers.take import GivenLines, Taking, take_registers
from workflows.people import Actor, Post, PostHolding, User
from workflows.people.words import PostScope
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork

MOST_WAITING = 10
"""Uploads that wait at once, of everybody together: each holds up to what one request may carry."""


def waiting_uploads(work: UnitOfWork) -> Sequence[RegisterUpload]:
    """The uploads that wait, the newest first, without what is in their files."""
    statement = select(RegisterUpload).options(
        joinedload(RegisterUpload.prepared_by), selectinload(RegisterUpload.files)
    )
    return work.session.scalars(statement.order_by(RegisterUpload.prepared_at.desc(), RegisterUpload.id)).all()


def upload_waiting(work: UnitOfWork, upload_id: uuid.UUID) -> RegisterUpload:
    """An upload that waits, without what is in its files. Raises NotFound where it is decided, or never was."""
    return _found(
        work.session.scalar(
            select(RegisterUpload)
            .options(joinedload(RegisterUpload.prepared_by), selectinload(RegisterUpload.files))
            .where(RegisterUpload.id == upload_id)
        )
    )


def upload_with_files(work: UnitOfWork, upload_id: uuid.UUID) -> tuple[RegisterUpload, list[GivenFile]]:
    """An upload that waits, with its files. Raises NotFound where it is decided, or never was."""
    upload = work.session.scalar(
        select(RegisterUpload)
        .options(
            joinedload(RegisterUpload.prepared_by),
            selectinload(RegisterUpload.files).options(undefer(RegisterFile.content)),
        )
        .where(RegisterUpload.id == upload_id)
    )
    upload = _found(upload)
    return upload, [GivenFile(file.name, file.content) for file in upload.files]


def may_take(work: UnitOfWork, actor: Actor, upload: RegisterUpload) -> bool:
    """Whether the actor's word is enough for an upload: somebody else's than who handed it in, once there is anybody else."""
    if may_decide(actor, None):
        return upload.prepared_by_id != actor.person_id
    return may_prepare(actor) and not _is_decider_there(work)


def _is_decider_there(work: UnitOfWork) -> bool:
    today = local_date(work.now)
    deciding = select(Post.key).where(Post.settings, Post.scope == PostScope.ALL, Post.withdrawn_on.is_(None))
    statement = (
        select(PostHolding.id)
        .join(User, User.person_id == PostHolding.person_id)
        .where(
            # By its index: joined the other way about, every holding of the city would be read.
            PostHolding.post_key.in_(list(work.session.scalars(deciding))),
            User.is_active,
            PostHolding.from_on <= today,
            or_(PostHolding.to_on.is_(None), PostHolding.to_on > today),
        )
    )
    return work.session.scalar(statement.limit(1)) is not None


def hand_in(work: UnitOfWork, actor: Actor, files: Sequence[GivenFile], seen: Taking) -> RegisterUpload:
    """Keep files, in which nothing is wrong, until they are decided on; the same files handed in twice wait once.

    `seen` is what taking them would do now: their page shows it, and it is worked out anew when they are taken.

    Raises NotAllowed, and InvalidRequest where too many wait already.
    """
    _require_preparing(actor)
    waiting = waiting_uploads(work)
    digests = [file.sha256 for file in files]
    for upload in waiting:
        if [file.sha256 for file in upload.files] == digests:
            return upload
    if len(waiting) >= MOST_WAITING:
        raise InvalidRequest(
            f"{MOST_WAITING} uploads wait already. Have them decided or withdrawn first.",
            f"已有 {MOST_WAITING} 批登记表待处理。请先处理或撤回。",
        )
    upload = RegisterUpload(prepared_by_id=actor.person_id, prepared_at=work.now, seen=seen.kept())
    upload.files = [
        RegisterFile(place=place, name=file.name[-120:], sha256=file.sha256, content=file.data)
        for place, file in enumerate(files)
    ]
    work.session.add(upload)
    work.session.flush()
    _tell(work, HistoryKind.REGISTERS_PREPARED, actor, upload)
    if not may_take(work, actor, upload):
        for key in work.session.scalars(select(Post.key).where(Post.settings).order_by(Post.key)):
            notify(
                work, None, to=key, kind=NoticeKind.NOTICE, text=f"待确认导入登记表：{_names(upload)}",
                text_en=f"Registers to be agreed to: {_names(upload)}",
            )  # fmt: skip
    return upload


def take_upload(work: UnitOfWork, actor: Actor, upload_id: uuid.UUID, given: GivenLines) -> Taking:
    """Take the files of an upload, read before any lock was taken; where they no longer fit what stands they go on waiting.

    Raises NotAllowed, and NotFound where the upload was decided meanwhile.
    """
    upload = _locked(work, upload_id)
    if not may_take(work, actor, upload):
        raise NotAllowed(
            "Somebody who did not hand it in, in a post that decides on settings, must agree to this.",
            "须由提交人以外、有权审定设置的人员确认。",
        )
    taking = take_registers(work, given, by=actor.person_id)
    if taking.is_right:
        _answer(work, upload, actor, f"已导入登记表：{_names(upload)}", f"Registers taken: {_names(upload)}")
        work.session.delete(upload)
    return taking


def turn_down(work: UnitOfWork, actor: Actor, upload_id: uuid.UUID, reason: str) -> None:
    """Refuse an upload with a reason, or withdraw one's own without; its files are gone.

    Raises NotAllowed, NotFound, and InvalidRequest where a reason says too little.
    """
    upload = _locked(work, upload_id)
    is_own = upload.prepared_by_id == actor.person_id
    if not is_own and not may_take(work, actor, upload):
        raise NotAllowed("A post that decides on settings must decide this.", "须由有权审定设置的岗位处理。")
    answer = "" if is_own else proper_reason(reason)
    _tell(work, HistoryKind.REGISTERS_REFUSED, actor, upload, answer)
    _answer(
        work,
        upload,
        actor,
        f"未同意导入登记表：{_names(upload)}。理由：{answer}",
        f"Registers refused: {_names(upload)}. Reason: {answer}",
    )
    work.session.delete(upload)


def _require_preparing(actor: Actor) -> None:
    if not may_prepare(actor):
        raise NotAllowed("Your post may not take registers.", "您的岗位不能导入登记表。")


def _locked(work: UnitOfWork, upload_id: uuid.UUID) -> RegisterUpload:
    return _found(work.session.get(RegisterUpload, upload_id, with_for_update=True))


def _found(upload: RegisterUpload | None) -> RegisterUpload:
    if upload is None:
        raise NotFound("This upload is decided already.", "这批登记表已经处理完毕。")
    return upload


def _names(upload: RegisterUpload) -> str:
    return "、".join(file.name for file in upload.files)


def _tell(work: UnitOfWork, kind: HistoryKind, actor: Actor, upload: RegisterUpload, answer: str = "") -> None:
    data = {"files": [{"name": file.name, "sha256": file.sha256} for file in upload.files]}
    record(work, None, kind, data, actor_id=actor.person_id, values={"reason": answer} if answer else None)


def _answer(work: UnitOfWork, upload: RegisterUpload, actor: Actor, text: str, text_en: str) -> None:
    """Tell whoever handed the files in, unless they decided themselves."""
    if upload.prepared_by_id != actor.person_id:
        work.session.add(
            Notice(
                kind=NoticeKind.NOTICE, person_id=upload.prepared_by_id, text=text, text_en=text_en, created_at=work.now
            )
        )
