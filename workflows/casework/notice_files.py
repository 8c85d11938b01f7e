"""Notices that are files of their procedure: written over what a step gives, and sent to the posts that the file allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from workflows import feel
from workflows.casework import catalogue
from workflows.casework.errors import InvalidRequest, WrongValue
from workflows.casework.expressions import environment_for
from workflows.casework.filling import Unwritable, filled
from workflows.casework.models import Case, Notice
from workflows.casework.notices import PERSON, notify, recipients_of
from workflows.casework.operations import OperationCall
from workflows.casework.words import NoticeKind
from workflows.procedure.findings import Findings
from workflows.procedure.model import ProcedureError
from workflows.procedure.notice_files import notice_from
from workflows.procedure.notice_model import NoticeFile
from workflows.procedure.plain_data import read_yaml
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

BEFORE = Path(__file__).with_name("notices_of_before.yaml")


class Rendered(NamedTuple):
    """A notice as it will be read."""

    file: NoticeFile
    kind: NoticeKind
    said: Sentence


def notice_of(work: UnitOfWork, case: Case, process_id: str, notice_id: str) -> NoticeFile:
    """The notice of the procedure that sends it, in the version by which the case runs.

    A version published before notices were files holds none, and goes on sending what the program sent then. Raises KeyError for
    a notice that neither knows: a mistake of the calling operation, as `check` looks for it.
    """
    version = catalogue.version_in_case(case, process_id)
    own = catalogue.procedure_of(work, version).notices.get(notice_id)
    return own if own is not None else notices_of_before()[notice_id]


@cache
def notices_of_before() -> Mapping[str, NoticeFile]:
    """The notices that the program sent until procedures held their own. Their file is never changed."""
    findings = Findings(BEFORE.name, is_stored=True)
    raw = read_yaml(BEFORE.read_bytes())
    found = {name: notice_from(each, name, findings, {}) for name, each in raw.items()}
    if findings.problems:
        raise ProcedureError(tuple(findings.problems))
    return MappingProxyType({name: notice for name, notice in found.items() if notice is not None})


def render_notice(call: OperationCall, notice_id: str, scope: Mapping[str, Any]) -> Rendered:
    """The notice with every value of `scope` in its place, in both languages.

    Raises KeyError for a notice that the procedure does not hold, WrongValue at the calling step for a place without a value.
    """
    environment = call.environment or environment_for(call.work, call.case)
    notice = notice_of(call.work, call.case, call.process_id, notice_id)
    return written(notice, scope, environment, at=call.element.id)


def written(notice: NoticeFile, scope: Mapping[str, Any], environment: feel.Environment, *, at: str) -> Rendered:
    """A notice with its values in place, for whatever sends it. Raises WrongValue `at` the element for a place without a value."""
    try:
        text = filled(notice.text, scope, environment)
        text_en = filled(notice.text_en, scope, environment, "en")
    except Unwritable as refused:
        # Of what kind it was, never what: incidents are read by people who may not read the case.
        raise WrongValue(
            at,
            f"The notice {notice.id} was not sent: a place gave {refused.kind}, where a text, a number or a date belongs. "
            "Have the variable corrected, then retry.",
            f"通知 {notice.id} 未发出：有一处得到 {refused.kind}，此处应为文本、数字或日期。请更正变量后重试。",
        ) from None
    return Rendered(notice, NoticeKind(notice.kind), Sentence(text_en, text))


def send_notice(
    call: OperationCall, notice_id: str, fields: Mapping[str, Any], *, to: str | Iterable[str]
) -> list[Notice]:
    """Send a notice that the operation declares with these fields to each `post`, `post@UNIT` or `person:ID`.

    Raises ValueError where the declaration says otherwise, InvalidRequest where nobody is named, or somebody to whom the file
    does not allow it.
    """
    call.notice(notice_id, fields)
    return deliver_notice(call, render_notice(call, notice_id, fields), recipients_of(to))


def deliver_notice(call: OperationCall, rendered: Rendered, recipients: Iterable[str]) -> list[Notice]:
    """Write a rendered notice to posts and persons. Raises InvalidRequest for one to whom its file does not allow it."""
    return deliver(call.work, call.case, call.process_id, rendered, recipients)


def deliver(
    work: UnitOfWork, case: Case, process_id: str, rendered: Rendered, recipients: Iterable[str]
) -> list[Notice]:
    """The same for whatever sends it, in the name of a process. Raises InvalidRequest likewise."""
    for each in recipients:
        _require_allowed(rendered.file, each)
    said = rendered.said
    return [
        notify(work, case, to=each, kind=rendered.kind, text=said.zh, text_en=said.en, process_id=process_id)
        for each in recipients
    ]


def deliver_to_person(call: OperationCall, rendered: Rendered, person_id: Any) -> Notice:
    """Write a rendered notice to a person. Raises InvalidRequest where its file does not say `to_persons`."""
    return deliver_notice(call, rendered, [f"{PERSON}{person_id}"])[0]


def _require_allowed(file: NoticeFile, recipient: str) -> None:
    post = recipient.partition("@")[0].strip()
    if recipient.startswith(PERSON):
        if not file.to_persons:
            raise InvalidRequest(
                f"The notice {file.id} goes to posts alone; write `to_persons: true` in its file.",
                f"通知 {file.id} 只能发给岗位；发给本人的，请在文件中写 `to_persons: true`。",
            )
    elif post not in file.to:
        raise InvalidRequest(
            f"The notice {file.id} does not go to the post {post}; name it under `to` in its file, or send another.",
            f"通知 {file.id} 不发给岗位 {post}；请在文件的 `to` 中写明，或改发其他通知。",
        )
