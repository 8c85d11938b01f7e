"""The operation `case.notify`: tell posts and persons whom a diagram names, with a notice of the folder or a text of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from workflows.casework.errors import InvalidRequest
from workflows.casework.notice_files import deliver_notice, render_notice
from workflows.casework.notices import Recipients, notify, recipients_of
from workflows.casework.operations import Names, OperationCall, Source, operation
from workflows.casework.words import NoticeKind
from workflows.procedure.signatures import NOTIFY
from workflows.sentence import Sentence


@dataclass(frozen=True, slots=True)
class NoticeAsked:
    """Whom a diagram tells, and what: a notice of the folder over what the task sees, or a text that the diagram writes."""

    to: Recipients
    seen: Annotated[Mapping[str, Any], Source.EVERYTHING]
    notice: Annotated[str, Source.HEADER, Names.NOTICE] = ""
    text: Annotated[str, Source.HEADER_OR_INPUT] = ""
    text_en: Annotated[str, Source.HEADER_OR_INPUT] = ""
    kind: Annotated[NoticeKind, Source.HEADER_OR_INPUT] = NoticeKind.NOTICE


@operation(
    NOTIFY,
    Sentence(
        "Tell posts (`post`, `post@UNIT`) and persons (`person:ID`): the notice of the folder that header `notice` names, over "
        "what the task sees, or else `text`.",
        "通知岗位（`post`、`post@UNIT`）和人员（`person:ID`）：发出表头 `notice` 所指的通知，内容取自此步可见的变量；"
        "未写 `notice` 的发出 `text`。",
    ),
    was=["casework.notify"],
)
def tell(call: OperationCall, given: NoticeAsked) -> None:
    """Operation `case.notify`. Raises InvalidRequest for a notice without a text, and where there is nobody to read it."""
    recipients = recipients_of(given.to)
    if given.notice:
        deliver_notice(call, render_notice(call, given.notice, given.seen), recipients)
        return
    if not given.text:
        raise InvalidRequest("A notice needs a text.", "通知必须写明内容。")
    for recipient in recipients:
        notify(
            call.work,
            call.case,
            to=recipient,
            kind=given.kind,
            text=given.text,
            text_en=given.text_en,
            process_id=call.process_id,
        )
