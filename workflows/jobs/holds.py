"""Time that jumps: before anything happens by itself, ask whether the clock can be believed; if not, a person confirms first."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from workflows.casework.clock_trust import doubt, newest_entry, open_hold
from workflows.casework.models import ClockHold, WorkerBeat
from workflows.casework.words import Hold
from workflows.people import Actor
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import Store, UnitOfWork

logger = logging.getLogger("gatepost.worker")

FORWARD = timedelta(hours=1)
"""A clock that leaps by more than this while the worker runs has been changed by hand, or the machine slept."""


class ClockWatch:
    """Remembers how long the worker has really run between two looks at the clock."""

    def __init__(self) -> None:
        self._seen: tuple[float, datetime] | None = None

    def leap(self, now: datetime) -> timedelta:
        """By how much the clock went further than the time that passed since the last call; nothing at the first."""
        passed = time.monotonic()
        before, self._seen = self._seen, (passed, now)
        if before is None:
            return timedelta(0)
        return (now - before[1]) - timedelta(seconds=passed - before[0])


def may_act(store: Store, watch: ClockWatch) -> bool:
    """True where timers may fire: the clock goes on from where the record and the last worker left it, or a person said so.

    Otherwise a hold is written, once, and nothing is fired until it is confirmed: a letter that tells of a term that has run
    out, and service that is deemed, cannot be taken back.
    """
    with store.read() as work:
        now = work.now
        if open_hold(work) is not None:
            watch.leap(now)
            return False
        found = _found(work, watch.leap(now))
    if found is None:
        return True
    kind, earlier = found
    with store.write() as work:
        if open_hold(work) is None:
            work.session.add(ClockHold(kind=kind, earlier_at=earlier, found_at=now))
    logger.error("automatic acts are held back until a person confirms: clock %s, from %s to %s", kind, earlier, now)
    return False


def _found(work: UnitOfWork, leap: timedelta) -> tuple[Hold, datetime] | None:
    found = doubt(work)
    if leap > FORWARD and (found is None or found[0] != Hold.BACKWARD):
        return Hold.FORWARD, work.now - leap
    return found


def confirm_hold(work: UnitOfWork, hold_id: int, actor: Actor) -> bool:
    """Let automatic acts go on: the person has looked at the machine's clock. False where somebody has confirmed already."""
    hold = work.session.get(ClockHold, hold_id, with_for_update=True)
    if hold is None or hold.confirmed_at is not None:
        return False
    hold.confirmed_at = work.now
    hold.confirmed_by_id = actor.person_id
    # What was written under the wrong clock stays as it is; from now on it is known, and holds nothing back again.
    work.session.execute(delete(WorkerBeat).where(WorkerBeat.beat_at > work.now))
    newest = newest_entry(work)
    data: dict[str, Any] = {"kind": hold.kind, "from": hold.earlier_at.isoformat(), "to": hold.found_at.isoformat()}
    if newest is not None:
        hold.earlier_at = max(hold.earlier_at, newest)
    data |= {"hold": hold.id, "settled": hold.earlier_at.isoformat()}
    record(work, None, HistoryKind.CLOCK_CONFIRMED, data, actor_id=actor.person_id)
    return True
