"""Look for damaged rows that the worker would pass over in silence, and say so: a timer whose time is none is never due.

PostgreSQL keeps nothing in such a column but what belongs there; SQLite keeps anything. What is read and makes no sense is told
where it is read (store/unreadable.py), and `verify` names every damaged row of record.
"""

from __future__ import annotations

import logging
import uuid
from typing import Any

from sqlalchemy import ColumnElement, String, cast, select

from workflows.casework.errors import IncidentRaised
from workflows.casework.locked_case import damaged
from workflows.casework.models import Case, CaseStatus, OutboxMessage, Timer
from workflows.casework.transaction import transaction
from workflows.sentence import Sentence
from workflows.store import Store
from workflows.store.unreadable import is_readable

logger = logging.getLogger("gatepost.worker")

_INSTANT = "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9] [0-2][0-9]:*"


def _is_no_instant(column: Any) -> ColumnElement[bool]:
    """SQL of SQLite: the column holds no instant as the program writes one."""
    return cast(column, String).op("NOT GLOB", is_comparison=True)(_INSTANT)


def tell_of_damage(store: Store) -> int:
    """Open an incident, or write a line of the log, for each row that nothing would ever fire, deliver or move; how many."""
    if store.is_postgresql:
        return 0
    with store.read() as work:
        timers = work.session.execute(select(Timer.case_id, Timer.element_id).where(_is_no_instant(Timer.due_at))).all()
        cases = work.session.execute(select(Case.id, Case.status).where(Case.status.not_in(list(CaseStatus)))).all()
        waits = OutboxMessage.delivered_at.is_not(None) & _is_no_instant(OutboxMessage.delivered_at)
        messages = work.session.scalars(select(OutboxMessage.id).where(waits)).all()
    for case_id, element_id in timers:
        logger.error("the timer %s of case %s has no readable time and never fires", element_id, case_id)
        if is_readable(case_id):
            _open_incident(store, case_id, element_id)
    for case_id, status in cases:
        logger.error("case %s has the status %r, which is none: nothing in it moves by itself", case_id, status)
    for message_id in messages:
        logger.error("when message %s was delivered cannot be read: it counts as delivered", message_id)
    return len(timers) + len(cases) + len(messages)


def _open_incident(store: Store, case_id: uuid.UUID, element_id: str) -> None:
    reason = Sentence(
        f"The time of its timer {element_id} is damaged, so that it never fires.",
        f"其定时器 {element_id} 的时间已损坏，不会触发。",
    )
    try:
        with transaction(store) as work:
            case = work.session.get(Case, case_id)
            if case is not None and case.is_open:
                raise damaged(case, reason)
    except IncidentRaised:
        logger.warning("case %s waits for an administrator", case_id)
