"""Publishing by four eyes: a designer asks, another person who saw changes, problems and scenarios agrees, or returns it.

What is published is byte for byte what was seen, against the version that it was compared with; publishing itself is that of the
command (casework/publishing.py), so a version leaves the same record whichever way it came.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflows.casework.candidates import parse_group
from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound
from workflows.casework.models import ProcedureVersion
from workflows.casework.notices import place_of
from workflows.casework.prepared import (
    close,
    entered,
    require_waiting,
    tell_deciding,
    tell_posts,
    tell_preparer,
    withdraws,
)
from workflows.casework.publishing import publish_read
from workflows.casework.words import NoticeKind, NoticePlace
from workflows.people import Actor
from workflows.people.words import ChangeState, PostKey
from workflows.procedure import read_files
from workflows.procedure.lists import names_of
from workflows.procedure.model import Procedure, ProcedureError, Severity
from workflows.procedure.reader import digest_of
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork
from workflows.studio.draft_names import draft_names
from workflows.studio.drafts import draft_of, files_of
from workflows.studio.folder import look_at, neighbours
from workflows.studio.models import ProcedureDraft, VersionRequest
from workflows.studio.rights import publishes, require_designer
from workflows.studio.trials import trials_of


def requests(work: UnitOfWork, *, is_waiting: bool = False, process_id: str | None = None) -> Sequence[VersionRequest]:
    """What was asked to be published, the last first; of one procedure where it is named, or only what waits."""
    wanted = select(VersionRequest).options(
        joinedload(VersionRequest.prepared_by), joinedload(VersionRequest.decided_by)
    )
    if is_waiting:
        wanted = wanted.where(VersionRequest.state == ChangeState.PREPARED)
    if process_id is not None:
        wanted = wanted.where(VersionRequest.process_id == process_id)
    return work.session.scalars(wanted.order_by(VersionRequest.prepared_at.desc(), VersionRequest.id).limit(50)).all()


def request_of(work: UnitOfWork, request_id: uuid.UUID) -> VersionRequest:
    """What somebody asked for. Raises NotFound where nobody did."""
    row = work.session.scalar(
        select(VersionRequest)
        .options(joinedload(VersionRequest.prepared_by), joinedload(VersionRequest.decided_by))
        .where(VersionRequest.id == request_id)
    )
    if row is None:
        raise NotFound("Nobody asked for this to be published.", "没有这项发布申请。")
    return row


def newest_version(work: UnitOfWork, process_id: str) -> ProcedureVersion | None:
    """The published version of a procedure, None where there is none."""
    return work.session.scalar(
        select(ProcedureVersion)
        .where(ProcedureVersion.process_id == process_id)
        .order_by(ProcedureVersion.number.desc())
        .limit(1)
    )


def may_decide(actor: Actor, row: VersionRequest) -> bool:
    """Whether the actor may agree to what was asked for: never who asked."""
    return publishes(actor) and row.prepared_by_id != actor.person_id


def ask_to_publish(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID, *, seen: str, reason: str) -> VersionRequest:
    """Ask for a draft to be published as it is; `seen` is the digest of what the designer read.

    Raises NotAllowed, NotFound, and InvalidRequest where the draft is another by now, has errors, differs in nothing, a scenario
    was not tried or did not pass, another request of the procedure waits, or the reason says too little.
    """
    require_designer(actor)
    draft = draft_of(work, draft_id, is_writing=True)
    waiting = (VersionRequest.process_id == draft.process_id, VersionRequest.state == ChangeState.PREPARED)
    if work.session.scalar(select(VersionRequest.id).where(*waiting).limit(1)) is not None:
        raise InvalidRequest(
            "A version of this procedure waits to be agreed to already. Have it decided on, or take it back first.",
            "该流程已有一个版本待审定。请先审定，或先撤回。",
        )
    published = newest_version(work, draft.process_id)
    _require_ready(work, draft, seen)
    if published is not None and published.digest == seen:
        raise InvalidRequest(
            "The draft is the published version, letter for letter: there is nothing to publish.",
            "草稿与现行版本完全一致，没有可发布的内容。",
        )
    row = VersionRequest(
        process_id=draft.process_id,
        digest=seen,
        based_on_id=published.id if published is not None else None,
        draft_id=draft.id,
        **entered(work, actor, reason, is_decided=False),
    )
    work.session.add(row)
    work.session.flush()
    _tell(work, HistoryKind.VERSION_PREPARED, actor, row)
    name = _name(work, row)
    said = (
        f"流程“{name}”的新版本待审定，提出人：{actor.name}。",
        f"A new version of {name} waits to be agreed to; {actor.name} asks for it.",
    )
    tell_deciding(work, NoticeKind.PROCEDURE, *said, leads_to=_place(row))
    tell_posts(work, NoticeKind.PROCEDURE, [PostKey.DESIGNER], *said, leads_to=_place(row))
    return row


def decide_request(
    work: UnitOfWork, actor: Actor, request_id: uuid.UUID, *, agrees: bool, seen: str, answer: str = ""
) -> VersionRequest:
    """Agree to what was asked for, which publishes it, or return it with a reason; who asked may take it back, with a reason too.

    `seen` is the digest of what the actor read. Raises NotFound, NotAllowed for who asked, and InvalidRequest where it was decided
    already, the draft or the published version is another by now, it may no longer be published, or the reason says too little.
    """
    row = work.session.get(VersionRequest, request_id, with_for_update=True)
    if row is None:
        raise NotFound("Nobody asked for this to be published.", "没有这项发布申请。")
    is_own = withdraws(actor, row, agrees=agrees)
    if not may_decide(actor, row) and not is_own:
        raise NotAllowed(
            "Somebody else agrees to this version: nobody publishes what they asked for themselves.",
            "须由他人审定：提出发布的人不得自行同意。",
        )
    require_waiting(row)
    if not agrees:
        close(work, actor, row, agrees=False, answer=answer)
        _returned(work, actor, row, is_own=is_own)
        return row
    draft = draft_of(work, row.draft_id, is_writing=True) if row.draft_id is not None else None
    if draft is None or seen != row.digest:
        raise _other_by_now()
    _require_ready(work, draft, row.digest)
    published = newest_version(work, row.process_id)
    if (published.id if published is not None else None) != row.based_on_id:
        raise InvalidRequest(
            "Another version was published meanwhile, and the changes were seen against the one before."
            " Take this back and ask anew.",
            "其间已发布另一版本，所看到的修改是与此前版本比较的。请撤回后重新提出。",
        )
    version, procedure = _publish(work, actor, row, files_of(draft))
    close(work, actor, row, agrees=True, answer="")
    row.version_id = version.id
    draft.removed_at = work.now
    work.session.flush()
    _tell(work, HistoryKind.VERSION_DECIDED, actor, row)
    said = (
        f"流程“{procedure.name}”第 {version.number} 版已发布，新案件按此办理。",
        f"Version {version.number} of {procedure.process_id} is published; new cases begin with it.",
    )
    tell_preparer(work, NoticeKind.PROCEDURE, row, *said, leads_to=_place(row))
    owners = [name for name in names_of(procedure.property("owner")) if _is_known(work, name)]
    tell_posts(work, NoticeKind.PROCEDURE, dict.fromkeys([*owners, PostKey.ADMINISTRATOR]), *said, leads_to=_place(row))
    return row


def _require_ready(work: UnitOfWork, draft: ProcedureDraft, seen: str) -> None:
    files = files_of(draft)
    if digest_of(files) != seen:
        raise _other_by_now()
    folder = look_at(work, draft.process_id, files)
    if folder.errors:
        raise InvalidRequest(
            "The draft has errors; its problems say what to do. It is published once there are none.",
            "草稿有错误，处理办法见“问题”。全部改正后方可发布。",
        )
    if not trials_of(work, draft.id, folder, neighbours(work)).is_passed:
        raise InvalidRequest(
            "Not every scenario was tried on this draft and passed. Try them all first.",
            "还有场景未在此草稿上测试或未通过。请先全部测试通过。",
        )


def _publish(
    work: UnitOfWork, actor: Actor, row: VersionRequest, files: Mapping[str, bytes]
) -> tuple[ProcedureVersion, Procedure]:
    try:
        procedure = read_files(row.process_id, files)
    except ProcedureError as error:
        raise InvalidRequest(*error.problems[0].sentence) from error
    beside, roots = neighbours(work), {row.process_id: Path(row.process_id)}
    versions, problems = publish_read(
        work, {row.process_id: procedure}, roots, [], published=beside, published_by=actor
    )
    if not versions:
        found = next(problem for _, problem in problems if problem.severity is Severity.ERROR)
        raise InvalidRequest(*found.sentence)
    return versions[0], procedure


def _returned(work: UnitOfWork, actor: Actor, row: VersionRequest, *, is_own: bool) -> None:
    _tell(work, HistoryKind.VERSION_REFUSED, actor, row)
    name = _name(work, row)
    if is_own:
        said = (
            f"流程“{name}”新版本的发布申请已撤回，无须审定。",
            f"The new version of {name} was taken back; nothing is to be decided.",
        )
        tell_deciding(work, NoticeKind.PROCEDURE, *said, leads_to=_place(row))
        tell_posts(work, NoticeKind.PROCEDURE, [PostKey.DESIGNER], *said, leads_to=_place(row))
        return
    tell_preparer(
        work,
        NoticeKind.PROCEDURE,
        row,
        f"流程“{name}”的新版本被退回，理由：{row.answer}",
        f"The new version of {name} was returned. Reason: {row.answer}",
        leads_to=_place(row),
    )


def _place(row: VersionRequest) -> str:
    return place_of(NoticePlace.REQUEST, row.id)


def _name(work: UnitOfWork, row: VersionRequest) -> str:
    return next(iter(draft_names(work, [row.draft_id]).values()), row.process_id)


def _is_known(work: UnitOfWork, group: str) -> bool:
    """Whether a notice can be sent to `post` or `post@UNIT`; an owner written as an expression is a case's, not the procedure's."""
    try:
        parse_group(work, group)
    except InvalidRequest:
        return False
    return True


def _other_by_now() -> InvalidRequest:
    return InvalidRequest(
        "The draft is another than the one that you read. Look at it again; nothing was published.",
        "草稿已与您看到的不同。请重新查看；没有发布任何内容。",
    )


def _tell(work: UnitOfWork, kind: HistoryKind, actor: Actor, row: VersionRequest) -> None:
    data = {"process_id": row.process_id, "request": str(row.id), "digest": row.digest}
    record(work, None, kind, data, actor_id=actor.person_id)
