"""The schedule of starts by the clock: a row for each timer start event of a newest version, written when that is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework.errors import InvalidRequest
from workflows.casework.expressions import evaluate_text
from workflows.casework.kept_settings import environment_of_office
from workflows.casework.models import ClockStart
from workflows.feel import FeelError
from workflows.procedure.clock_times import ClockTimes, NoClock
from workflows.procedure.model import Element, Procedure, TimerKind
from workflows.procedure.sentences import SENTENCES
from workflows.store import UnitOfWork


def times_of(work: UnitOfWork, element_id: str, kind: TimerKind, text: str, from_at: datetime) -> ClockTimes:
    """The due times of a timer; FEEL is worked out with `now()` as the moment of publication, as for any timer its arrival.

    Raises InvalidRequest where the text gives none.
    """
    try:
        value = evaluate_text(text, {}, replace(environment_of_office(work), now=from_at))
        return ClockTimes.read(kind, value if isinstance(value, str) else "", OFFICE_ZONE)
    except FeelError as error:
        told: Mapping[str, object] = {"id": element_id, "reason": error.sentence.en, "reason_zh": error.sentence.zh}
        raise InvalidRequest(*SENTENCES["clock_wrong"].filled(told)) from error
    except NoClock as refused:
        raise InvalidRequest(*SENTENCES[refused.code].filled({"id": element_id, "text": text})) from refused


def schedule(work: UnitOfWork, procedure: Procedure) -> None:
    """Move the schedule to the newest version of a procedure, which is being published now.

    A start drawn as before keeps its row, and so what it owes; one drawn anew counts from now; one that is gone starts nothing
    any more. Raises InvalidRequest for a timer that gives no due time to come.
    """
    rows = work.session.scalars(
        select(ClockStart).where(ClockStart.process_id == procedure.process_id).with_for_update()
    ).all()
    drawn = {start.id: start for start in procedure.clock_starts}
    for row in rows:
        if row.element_id not in drawn:
            work.session.delete(row)
    kept = {row.element_id: row for row in rows if row.until_at is None and row.element_id in drawn}
    for start, kind, text in _timers(procedure):
        before = kept.get(start.id)
        if before is None or (before.timer_kind, before.timer) != (kind, text):
            work.session.add(_anew(work, procedure.process_id, start, kind, text, before))


def _timers(procedure: Procedure) -> Iterator[tuple[Element, TimerKind, str]]:
    for start in procedure.clock_starts:
        assert start.event is not None
        if start.event.timer_kind is not None and start.event.timer is not None:
            yield start, start.event.timer_kind, start.event.timer


def _anew(
    work: UnitOfWork, process_id: str, start: Element, kind: TimerKind, text: str, before: ClockStart | None
) -> ClockStart:
    next_at = times_of(work, start.id, kind, text, work.now).next_after(work.now)
    if next_at is None:
        raise InvalidRequest(*SENTENCES["clock_past"].filled({"id": start.id, "text": text}))
    row = ClockStart(
        process_id=process_id, element_id=start.id, timer_kind=kind, timer=text, from_at=work.now, next_at=next_at
    )
    if before is not None:
        for name in ("last_due_at", "last_at", "last_case_id", "passed_over", "is_failed", "failure", "failure_zh"):
            setattr(row, name, getattr(before, name))
        if before.next_at is not None and before.next_at <= work.now:
            before.until_at = work.now
        else:
            work.session.delete(before)
    return row
