"""Put a moved case back into its row: state, live rows, outgoing messages, and one history entry that lists what moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.casework import sync
from workflows.casework.errors import InvalidRequest
from workflows.casework.history import record
from workflows.casework.models import CaseStatus, OutboxMessage
from workflows.casework.running import Running

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
    case.state = state
    case.mirror = running.mirror.text()
    case.version += 1
    case.updated_at = work.now
    if run.is_ended:
        case.status = CaseStatus.COMPLETED.value
        case.ended_at = work.now
        case.end_event = ",".join(run.end_events)[:120]
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
    record(
        work,
        case,
        kind,
        {**data, "moved": running.journal()},
        element_id=element_id,
        actor_id=running.actor.person_id if running.actor else None,
        signature=signature,
    )
