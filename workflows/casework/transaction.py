"""The way an entry point opens a writing transaction around casework verbs, so that a failed step leaves an incident behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from workflows.casework.errors import IncidentRaised
from workflows.casework.incidents import record_incident
from workflows.store import Store, UnitOfWork


@contextmanager
def transaction(store: Store, now: datetime | None = None) -> Iterator[UnitOfWork]:
    """`store.write()`, but IncidentRaised is recorded in a second transaction once everything was undone, then raised on."""
    try:
        with store.write(now) as work:
            yield work
    except IncidentRaised as raised:
        if raised.case_id is not None:
            with store.write(now) as work:
                record_incident(work, raised)
        raise
