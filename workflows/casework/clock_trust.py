"""Whether the machine's clock can be believed: asked before anything happens by itself, by the worker and where people act."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from workflows.casework.models import ClockHold, WorkerBeat
from workflows.casework.words import Hold
from workflows.proof.models import HistoryEntry
from workflows.settings import longest_stop
from workflows.store import UnitOfWork
from workflows.store.unreadable import is_readable

BACKWARD = timedelta(minutes=2)
"""A clock that is put right by less than this has only been put right."""


OPEN_HOLD = select(ClockHold).where(ClockHold.confirmed_at.is_(None)).order_by(ClockHold.id).limit(1)
"""The hold that a person has not confirmed yet."""


def open_hold(work: UnitOfWork) -> ClockHold | None:
    """The hold that a person has not confirmed yet, or None."""
    return work.session.scalars(OPEN_HOLD).first()


def newest_entry(work: UnitOfWork) -> datetime | None:
    """When the newest entry of the history happened; None also where that cannot be read, which `verify` tells."""
    found = work.session.scalar(select(HistoryEntry.happened_at).order_by(HistoryEntry.id.desc()).limit(1))
    return found if is_readable(found) else None


def last_beat(work: UnitOfWork) -> datetime | None:
    """When a worker last said that it lives, as far as that can be read."""
    # A damaged time stands behind every true one in its text, so the greatest of all would be the damaged one.
    beats = work.session.scalars(select(WorkerBeat.beat_at).order_by(WorkerBeat.beat_at.desc()))
    return next((beat for beat in beats if is_readable(beat)), None)


def _believed(work: UnitOfWork) -> datetime | None:
    """Up to which moment a person has looked at the clock."""
    moments = work.session.scalars(select(ClockHold.earlier_at).order_by(ClockHold.earlier_at.desc()))
    return next((moment for moment in moments if is_readable(moment)), None)


def doubt(work: UnitOfWork) -> tuple[Hold, datetime] | None:
    """(`backward`, the moment the clock went back from) or (`stopped`, since when nothing ran); None where it goes on."""
    beat, believed = last_beat(work), _believed(work)
    for moment in (beat, newest_entry(work)):
        is_settled = believed is not None and moment is not None and moment <= believed
        if moment is not None and not is_settled and work.now < moment - BACKWARD:
            return Hold.BACKWARD, moment
    if beat is not None and work.now - beat > longest_stop():
        return Hold.STOPPED, beat
    return None


def may_happen_by_itself(work: UnitOfWork) -> bool:
    """False while a hold is open, or where nothing has run for too long by this clock: then timers wait, whoever moves the case.

    The worker, which opens a hold, sees leaps of an hour too; a person's act must not send what the worker would hold back.
    """
    beat = last_beat(work)
    return open_hold(work) is None and (beat is None or work.now - beat <= longest_stop())
