"""Registers by the page: whoever administers hands files in, a post that decides on settings gives its word, then they are taken.

Posts open files, so nobody opens them to themselves: who may agree stands in `agreeing.py`.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload, undefer

from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound
from workflows.casework.models import Notice
from workflows.casework.notices import PERSON, notify, place_of
from workflows.casework.reasons import proper_reason
from workflows.casework.setting_changes import may_decide, may_prepare
from workflows.casework.words import NoticeKind, NoticePlace
from workflows.office.register_models import RegisterFile, RegisterUpload
from workflows.office.registers.agreeing import Agreeing, who_agrees
from workflows.office.registers.read import GivenFile
from workflows.office.registers.take import GivenLines, Taking, take_registers
from workflows.people import Actor, Post
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


def file_waiting(work: UnitOfWork, upload_id: uuid.UUID, place: int) -> GivenFile:
    """One file of an upload that waits, as it came. Raises NotFound where there is none."""
    wanted = select(RegisterFile.name, RegisterFile.content)
    row = work.session.execute(wanted.where(RegisterFile.upload_id == upload_id, RegisterFile.place == place)).first()
    if row is None:
        raise NotFound(
            "There is no such file, or its upload is decided already.", "没有此文件，或该批登记表已经处理完毕。"
        )
    return GivenFile(row.name, row.content)


def may_refuse(actor: Actor, agreeing: Agreeing) -> bool:
    """Whether the actor may refuse an upload: whoever may agree to it, and whoever decides on settings even where they gain."""
    return actor.person_id in agreeing.names or may_decide(actor, None)


def answers_for(actor: Actor, upload: RegisterUpload, agreeing: Agreeing) -> bool:
    """Whether the actor reads what an upload says of people's birth and party membership, and its files: whoever handed it in,
    and whoever may agree or refuse, who must not decide blind. Another administrator sees everything else of it."""
    return upload.prepared_by_id == actor.person_id or may_refuse(actor, agreeing)


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
    _ask(work, actor, upload, who_agrees(work, actor.person_id, seen.gaining))
    return upload


def _ask(work: UnitOfWork, actor: Actor, upload: RegisterUpload, agreeing: Agreeing) -> None:
    """Tell those who may agree: the posts that decide, or, where nobody in them may, the administrators who do instead."""
    text, text_en = f"待确认导入登记表：{_names(upload)}", f"Registers to be agreed to: {_names(upload)}"
    if agreeing.is_by_post:
        for key in work.session.scalars(select(Post.key).where(Post.settings).order_by(Post.key)):
            _ask_one(work, upload, key, text, text_en)
        return
    for person_id in agreeing.names:
        if person_id != actor.person_id:
            _ask_one(work, upload, f"{PERSON}{person_id}", text, text_en)


def _ask_one(work: UnitOfWork, upload: RegisterUpload, to: str, text: str, text_en: str) -> None:
    leads_to = place_of(NoticePlace.REGISTERS, upload.id)
    notify(work, None, to=to, kind=NoticeKind.NOTICE, text=text, text_en=text_en, leads_to=leads_to)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What agreeing came to: what the files come to now, and whether they were taken."""

    taking: Taking
    is_taken: bool


def take_upload(work: UnitOfWork, actor: Actor, upload_id: uuid.UUID, given: GivenLines, *, agreed_to: str) -> Outcome:
    """Take the files of an upload, read before any lock was taken, where they still do what the actor agreed to.

    `agreed_to` is `Taking.digest` of what the actor read. Where the files no longer fit what stands, or would do something else by
    now, they go on waiting, with what they would do now.

    Raises NotAllowed for whom they give a post or account and for whoever else may not agree, and NotFound where the upload was
    decided meanwhile.
    """
    upload = _locked(work, upload_id)
    _require_agreeing(work, actor, upload, Taking.from_kept(upload.seen).gaining)

    def is_agreed(taking: Taking) -> bool:
        _require_agreeing(work, actor, upload, taking.gaining)
        return taking.digest == agreed_to

    taking = take_registers(work, given, by=actor.person_id, is_agreed=is_agreed)
    if not taking.is_right:
        return Outcome(taking, is_taken=False)
    if taking.digest != agreed_to:
        upload.seen = taking.kept()
        return Outcome(taking, is_taken=False)
    _answer(work, upload, actor, f"已导入登记表：{_names(upload)}", f"Registers taken: {_names(upload)}")
    work.session.delete(upload)
    return Outcome(taking, is_taken=True)


def _require_agreeing(work: UnitOfWork, actor: Actor, upload: RegisterUpload, gaining: Collection[uuid.UUID]) -> None:
    if actor.person_id in who_agrees(work, upload.prepared_by_id, gaining).names:
        return
    if actor.person_id in gaining:
        raise NotAllowed(
            "These registers give you a post, a posting or an account, so somebody else must agree to them.",
            "这批登记表涉及您本人的岗位、派驻或用户，须由他人确认。",
        )
    raise NotAllowed(
        "Somebody who did not hand it in, in a post that decides on settings, must agree to this.",
        "须由提交人以外、有权审定设置的人员确认。",
    )


def withdraw(work: UnitOfWork, actor: Actor, upload_id: uuid.UUID) -> None:
    """Withdraw what the actor handed in; its files are gone. Raises NotAllowed for anybody else's, and NotFound."""
    upload = _locked(work, upload_id)
    if upload.prepared_by_id != actor.person_id:
        raise NotAllowed("Only whoever handed the files in withdraws them.", "只有提交人本人可以撤回。")
    _tell(work, HistoryKind.REGISTERS_REFUSED, actor, upload)
    work.session.delete(upload)


def turn_down(work: UnitOfWork, actor: Actor, upload_id: uuid.UUID, reason: str) -> None:
    """Refuse an upload with a reason; its files are gone.

    Raises NotAllowed, NotFound, and InvalidRequest where the reason says too little.
    """
    upload = _locked(work, upload_id)
    agreeing = who_agrees(work, upload.prepared_by_id, Taking.from_kept(upload.seen).gaining)
    if not may_refuse(actor, agreeing):
        raise NotAllowed("A post that decides on settings must decide this.", "须由有权审定设置的岗位处理。")
    answer = proper_reason(reason)
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
