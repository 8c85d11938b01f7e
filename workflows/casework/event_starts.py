"""Start cases by a message or signal: which procedures a name starts, and starting them when one is delivered."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.casework import catalogue
from workflows.casework.errors import CaseworkError
from workflows.casework.expressions import environment_for, evaluate_text
from workflows.casework.models import OutboxMessage
from workflows.casework.notices import notify
from workflows.casework.verbs.start import start_case
from workflows.procedure.model import Element, EventType
from workflows.proof.history import record
from workflows.store import UnitOfWork

_KINDS = {"message": EventType.MESSAGE, "signal": EventType.SIGNAL}


def _starts(work: UnitOfWork, kind: str) -> Iterator[tuple[str, str, Element]]:
    """(name, process id, start event) of every procedure, in its newest version, that an event of this kind starts."""
    environment = environment_for(work)
    for version in catalogue.latest_versions(work):
        for start in catalogue.procedure_of(work, version.id).process.starts:
            if start.event is not None and start.event.type is _KINDS[kind] and start.event.name:
                yield str(evaluate_text(start.event.name, {}, environment)), version.process_id, start


def starting_names(work: UnitOfWork, kind: str) -> set[str]:
    """The names of the messages, or signals, that start a case."""
    return {name for name, _, _ in _starts(work, kind)}


def start_by(work: UnitOfWork, message: OutboxMessage) -> tuple[int, int]:
    """Start one case of every procedure that this message or signal starts; how many began, and how many could not.

    A case that fails in its first steps is not kept, as always; the administrators are told, and the others start all the same.
    """
    if message.kind not in _KINDS:
        return 0, 0
    begun = failed = 0
    for name, process_id, start in list(_starts(work, message.kind)):
        if name != message.name:
            continue
        try:
            with work.session.begin_nested():
                start_case(work, process_id, message.variables, actor=None, start_event=start.id)
            begun += 1
        except CaseworkError as error:
            failed += 1
            _tell(work, message, process_id, error)
    return begun, failed


def _tell(work: UnitOfWork, message: OutboxMessage, process_id: str, error: CaseworkError) -> None:
    data = {"process_id": process_id, "name": message.name, "message": error.message_en}
    record(work, None, "start_failed", data)
    notify(
        work,
        None,
        to="administrator",
        kind="incident",
        text=f"“{message.name}”未能启动流程 {process_id}：{error.message_zh}",
        text_en=f"“{message.name}” could not start {process_id}: {error.message_en}",
    )
