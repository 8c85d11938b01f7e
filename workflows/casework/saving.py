"""Put a moved case back into its row: state, live rows, outgoing messages, and one history entry that lists what moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.casework import live_rows
from workflows.casework.errors import InvalidRequest
from workflows.casework.locked_case import LockedCase
from workflows.casework.models import CaseStatus, Incident, OutboxMessage
from workflows.casework.part_messages import note_answer
from workflows.casework.readers import write_readers
from workflows.casework.row_asks import end_asks
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import require_unmoved, update_row, update_rows

DATA_LIMIT = 512 * 1024
"""Bytes of state per case: forms and references, never files. A round that waits for 340 candidates takes some 250 KB."""


def save(
    running: LockedCase,
    kind: HistoryKind,
    data: Mapping[str, Any],
    *,
    element_id: str = "",
    signature: str = "",
    values: Mapping[str, Any] | None = None,
) -> None:
    """Put the moved case back: state, live rows, outbox, and one history entry `kind` that lists what moved.

    `values` are words and answers that came with the act and stand in no row of their own. Raises InvalidRequest where the
    case carries more data than its limit.
    """
    case, run, work = running.case, running.run, running.work
    state = run.dump()
    if len(state) > DATA_LIMIT:
        raise InvalidRequest(
            f"This case would hold {len(state) // 1024} KB of data; the limit is {DATA_LIMIT // 1024} KB.",
            f"该案件的数据将达 {len(state) // 1024} KB，上限为 {DATA_LIMIT // 1024} KB。",
        )
    live_rows.write_live_rows(running)
    write_readers(running, kind)
    for thrown in run.outbox:
        note_answer(work, case, thrown.name, thrown.correlation_key or "", thrown.variables)
        work.session.add(
            OutboxMessage(
                kind=thrown.kind,
                name=thrown.name,
                correlation_key=thrown.correlation_key or "",
                variables=dict(thrown.variables),
                from_case_id=case.id,
                created_at=work.now,
            )
        )
    if run.is_ended:
        end_asks(work, case)
    record(
        work,
        case,
        kind,
        {**data, "moved": running.journal()},
        element_id=element_id,
        actor_id=running.actor.person_id if running.actor else None,
        signature=signature,
        values=values,
    )
    columns: dict[str, Any] = {"updated_at": work.now}
    if not case.version:
        columns["settings"] = running.settings.keep(case.unit_id)
    if run.is_ended and case.is_open:
        if case.status == CaseStatus.INCIDENT.value:
            _close_incidents(running)
        columns["status"] = CaseStatus.COMPLETED.value
        columns["ended_at"] = work.now
        # The end event reached last is what became of the case; the history lists all of them.
        columns["end_event"] = run.end_events[-1] if run.end_events else None
    if running.actor is not None:
        require_unmoved(work)
    update_row(work, case, state=state, mirror=running.mirror.text(), version=case.version + 1, **columns)


def _close_incidents(running: LockedCase) -> None:
    """Nobody can retry what failed in a case that has ended."""
    person_id = running.actor.person_id if running.actor else None
    unresolved = {"case_id": running.case.id, "resolved_at": None}
    update_rows(running.work, Incident, unresolved, resolved_at=running.work.now, resolved_by_id=person_id)
