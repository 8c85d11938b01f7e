"""Start cases by a message or signal: which procedures a name starts, and starting them when one is delivered."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from sqlalchemy import ColumnElement, select

from workflows.casework import catalogue
from workflows.casework.errors import CaseworkError
from workflows.casework.expressions import evaluate_text
from workflows.casework.kept_settings import environment_of_office
from workflows.casework.models import Case, CaseStatus, MessageStart, OutboxMessage
from workflows.casework.notices import notify
from workflows.casework.verbs.start import start_case
from workflows.casework.words import NoticeKind
from workflows.people.words import PostKey
from workflows.procedure.model import Element, EventType, MessageKind
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork

logger = logging.getLogger("gatepost.casework")
_KINDS = {MessageKind.MESSAGE: EventType.MESSAGE, MessageKind.SIGNAL: EventType.SIGNAL}


def _starts(work: UnitOfWork, kind: MessageKind) -> Iterator[tuple[str, str, Element]]:
    """(name, process id, start event) of every procedure, in its newest version, that an event of this kind starts."""
    environment = environment_of_office(work)
    for version in catalogue.latest_versions(work):
        if not catalogue.is_readable(work, version.id):
            continue  # are_starts_known has told of it
        for start in catalogue.procedure_of(work, version.id).process.starts:
            if start.event is not None and start.event.type is _KINDS[kind] and start.event.name:
                name = evaluate_text(start.event.name, {}, environment)
                if isinstance(name, str) and name:  # a version from before the check of such names may give none
                    yield name, version.process_id, start


def are_starts_known(work: UnitOfWork) -> bool:
    """Whether this program can read the newest version of every procedure, and so knows all that a message may start.

    A damaged version starts nothing, in any program, until it is restored: the log names it, and the others go on.
    """
    for version in catalogue.latest_versions(work):
        if catalogue.is_readable(work, version.id):
            continue
        if not catalogue.is_damaged(work, version.id):
            return False
        logger.error("version %s of procedure %s is damaged: no message starts it", version.number, version.process_id)
    return True


def starting_names(work: UnitOfWork, kind: MessageKind) -> set[str]:
    """The names of the messages, or signals, that start a case."""
    return {name for name, _, _ in _starts(work, kind)}


def started_before() -> ColumnElement[bool]:
    """SQL: an open case has been started by a message of the same name and key as the OutboxMessage."""
    return (
        select(MessageStart.case_id)
        .join(Case, MessageStart.case_id == Case.id)
        .where(
            MessageStart.name == OutboxMessage.name,
            MessageStart.correlation_key == OutboxMessage.correlation_key,
            Case.status.in_((CaseStatus.ACTIVE.value, CaseStatus.INCIDENT.value)),
        )
        .exists()
    )


def _is_running(work: UnitOfWork, message: OutboxMessage, process_id: str) -> bool:
    """Whether the case that such a message has started is still open; a message without a key always starts one."""
    if message.kind != MessageKind.MESSAGE or not message.correlation_key:
        return False
    known = work.session.get(MessageStart, (process_id, message.name, message.correlation_key))
    return known is not None and work.session.get_one(Case, known.case_id).is_open


def start_by(work: UnitOfWork, message: OutboxMessage) -> tuple[int, int]:
    """Start one case of every procedure that this message or signal starts; how many began, and how many could not.

    A message with a key starts none while the case that the last such message has started is open (Camunda 8, message start).

    A case that fails in its first steps is not kept, as always; the administrators are told, and the others start all the same.
    """
    if message.kind not in _KINDS:
        return 0, 0
    begun = failed = 0
    for name, process_id, start in list(_starts(work, message.kind)):
        if name != message.name or _is_running(work, message, process_id):
            continue
        try:
            with work.session.begin_nested():
                case = start_case(work, process_id, message.variables, actor=None, start_event=start.id)
            if message.kind == MessageKind.MESSAGE and message.correlation_key:
                key = {"name": message.name, "correlation_key": message.correlation_key}
                work.session.merge(MessageStart(process_id=process_id, case_id=case.id, **key))
            begun += 1
        except CaseworkError as error:
            failed += 1
            _tell(work, message, process_id, error)
    return begun, failed


def _tell(work: UnitOfWork, message: OutboxMessage, process_id: str, error: CaseworkError) -> None:
    data = {"process_id": process_id, "name": message.name}
    record(work, None, HistoryKind.START_FAILED, data, values={"message": error.sentence.en})
    notify(
        work,
        None,
        to=PostKey.ADMINISTRATOR,
        kind=NoticeKind.INCIDENT,
        text=f"“{message.name}”未能启动流程 {process_id}：{error.sentence.zh}",
        text_en=f"“{message.name}” could not start {process_id}: {error.sentence.en}",
    )
