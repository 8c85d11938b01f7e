"""The worker is seen: it says every few seconds that it lives, and everybody can ask since when it has not."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, true, update
from sqlalchemy.orm import aliased

from workflows.casework.clock_trust import OPEN_HOLD, last_beat
from workflows.casework.models import ClockHold, Incident, OutboxMessage, Timer, WorkerBeat
from workflows.casework.outgoing import forget_old
from workflows.casework.timers import next_due_at
from workflows.people.attempts import forget_old_attempts
from workflows.people.form_drafts import forget_old_drafts
from workflows.people.sent_forms import forget_old_forms
from workflows.people.sessions import forget_old_sessions
from workflows.store import Store, UnitOfWork, insert_once

BEAT_SECONDS = 15.0
STILL_AFTER = timedelta(seconds=90)
"""A worker that has not said for so long that it lives counts as standing still: longer than any step of its work."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """How the background work stands."""

    last_beat_at: datetime | None  # None: no worker has ever run on this database
    is_still: bool
    hold: ClockHold | None  # why automatic acts wait for a person

    @property
    def since(self) -> datetime | None:
        """Since when nothing happens by itself, or None where it does."""
        if self.hold is not None:
            return self.hold.found_at
        return self.last_beat_at if self.is_still else None


@dataclass(frozen=True, slots=True)
class Load:
    """What waits: figures for machines that watch."""

    due_timers: int
    oldest_due_at: datetime | None
    waiting_messages: int
    open_incidents: int


def worker_name() -> str:
    """This process, as other processes and people know it."""
    return f"{socket.gethostname()}:{os.getpid()}"[:120]


def beat(store: Store) -> None:
    """Say that this worker lives."""
    with store.write() as work:
        values = {"worker": worker_name(), "started_at": work.now, "beat_at": work.now}
        if not insert_once(work, WorkerBeat, values):
            statement = update(WorkerBeat).where(WorkerBeat.worker == worker_name()).values(beat_at=work.now)
            work.session.execute(statement)


_LAST_BEAT = select(func.max(WorkerBeat.beat_at)).scalar_subquery()


def pulse(work: UnitOfWork) -> Pulse:
    """How the background work stands now."""
    here = select(_LAST_BEAT.label("last")).subquery()
    hold = aliased(ClockHold, OPEN_HOLD.subquery())
    last, open_one = work.session.execute(select(here.c.last, hold).select_from(here).outerjoin(hold, true())).one()
    is_still = last is None or abs(work.now - last) > STILL_AFTER
    return Pulse(last, is_still, open_one)


def load(work: UnitOfWork) -> Load:
    """What waits for the worker and for administrators."""
    due = next_due_at(work)
    timers = select(func.count()).select_from(Timer).where(Timer.due_at <= work.now)
    messages = select(func.count(OutboxMessage.id)).where(OutboxMessage.delivered_at.is_(None))
    open_ones = select(func.count(Incident.id)).where(Incident.resolved_at.is_(None))
    counted = select(timers.scalar_subquery(), messages.scalar_subquery(), open_ones.scalar_subquery())
    due_timers, waiting, failed = work.session.execute(counted).one()
    return Load(
        due_timers=due_timers,
        oldest_due_at=due if due is not None and due <= work.now else None,
        waiting_messages=waiting,
        open_incidents=failed,
    )


def tidy(store: Store) -> None:
    """Remove working rows that serve no more: old sessions, attempts, sent forms, drafts, and workers gone for a week."""
    with store.write() as work:
        forget_old_sessions(work)
        forget_old_attempts(work)
        forget_old_forms(work)
        forget_old_drafts(work)
        forget_old(work)
        newest = last_beat(work)
        if newest is not None:
            work.session.execute(delete(WorkerBeat).where(WorkerBeat.beat_at < newest - timedelta(days=7)))
