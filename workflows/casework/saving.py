"""Put a moved case back into its row: state, live rows, outgoing messages, and one history entry that lists what moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.casework import sync
from workflows.casework.errors import InvalidRequest
from workflows.casework.history import append_entry
from workflows.casework.models import CaseStatus, OutboxMessage
from workflows.casework.running import Running
from workflows.store import update_row

DATA_LIMIT = 256 * 1024  # bytes of state per case: forms and references, never files


def save(running: Running, kind: str, data: Mapping[str, Any], *, element_id: str = "", signature: str = "") -> None:
    """Put the moved case back: state, live rows, outbox, and one history entry `kind` that lists what moved.

    Raises InvalidRequest where the case carries more data than its limit.
    """
    case, run, work = running.case, running.run, running.work
    state = run.dump()
    if len(state) > DATA_LIMIT:
        raise InvalidRequest(
            f"This case would hold {len(state) // 1024} KB of data; the limit is {DATA_LIMIT // 1024} KB.",
            f"该案件的数据将达 {len(state) // 1024} KB，上限为 {DATA_LIMIT // 1024} KB。",
        )
    sync.write_live_rows(running)
    for thrown in run.outbox:
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
    entry = append_entry(
        work,
        case,
        kind,
        {**data, "moved": running.journal()},
        element_id=element_id,
        actor_id=running.actor.person_id if running.actor else None,
        signature=signature,
    )
    columns: dict[str, Any] = {"history_sequence": entry.sequence, "history_hash": entry.hash, "updated_at": work.now}
    if run.is_ended:
        columns["status"] = CaseStatus.COMPLETED.value
        columns["ended_at"] = work.now
        columns["end_event"] = ",".join(run.end_events)[:120]
    update_row(work, case, state=state, mirror=running.mirror.text(), version=case.version + 1, **columns)
