"""Derive the rows that follow from a case's state, or from the mirror in its row, for `verify` to compare."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from workflows.casework.bars import STEP, named_by, named_subjects
from workflows.casework.case_words import grams_of_case
from workflows.casework.errors import CaseworkError
from workflows.casework.locked_case import LockedCase, open_case
from workflows.casework.models import (
    Case,
    CaseReader,
    CaseStatus,
    CaseSubject,
    CaseTitle,
    CaseWords,
    ClockHold,
    Ground,
    MessageSubscription,
    TaskBar,
    Timer,
)
from workflows.casework.queue import NEVER, digits_of
from workflows.casework.readers import SEES_CLOCKS, Row, due_of, stored_rows
from workflows.casework.sources import receivers_of
from workflows.casework.titles import Titles
from workflows.engine import EngineError, StateError
from workflows.proof.derived import derives
from workflows.proof.models import HistoryEntry
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork
from workflows.store.kinds import SYSTEM_CHAIN

_LIVING = (CaseStatus.ACTIVE.value, CaseStatus.INCIDENT.value)
# What comes of a state, or a mirror, that somebody damaged: whatever reads it meets values of any shape.
_UNREADABLE = (
    CaseworkError,
    EngineError,
    StateError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
)


def _each(
    work: UnitOfWork, rows: Callable[[LockedCase], Iterator[Mapping[str, Any]]]
) -> Iterator[Mapping[str, Any] | str]:
    """What `rows` gives for every open case, one state in memory at a time; a state that cannot be read is a sentence."""
    for case_id in work.session.scalars(select(Case.id).where(Case.status.in_(_LIVING))).all():
        known = work.session.identity_map.get(work.session.identity_key(Case, case_id))
        case = None
        try:
            case = work.session.get_one(Case, case_id, options=[undefer(Case.state), undefer(Case.mirror)])
            yield from rows(open_case(work, case, None, is_peek=True))
        except _UNREADABLE as error:
            yield f"The state of case {case_id} cannot be read: {type(error).__name__}."
        finally:
            if known is None and case is not None:
                work.session.expunge(case)


@derives(Timer, "token_id", "case_id", "element_id", "due_at")
def timers(work: UnitOfWork) -> Iterator[Mapping[str, Any] | str]:
    """Every armed timer of every open case."""

    def of_case(running: LockedCase) -> Iterator[Mapping[str, Any]]:
        for timer in running.run.timers:
            yield {
                "token_id": uuid.UUID(timer.token_id),
                "case_id": running.case.id,
                "element_id": timer.element.id,
                "due_at": timer.due_at,
            }

    return _each(work, of_case)


@derives(MessageSubscription, "token_id", "case_id", "process_id", "kind", "name", "correlation_key")
def subscriptions(work: UnitOfWork) -> Iterator[Mapping[str, Any] | str]:
    """Every wait of every open case for a message or signal."""

    def of_case(running: LockedCase) -> Iterator[Mapping[str, Any]]:
        for subscription in running.run.subscriptions:
            yield {
                "token_id": uuid.UUID(subscription.token_id),
                "case_id": running.case.id,
                "process_id": subscription.process_id,
                "kind": subscription.kind,
                "name": subscription.name,
                "correlation_key": subscription.correlation_key or "",
            }

    return _each(work, of_case)


Mirrored = Mapping[str, Any]


def _each_mirror(
    work: UnitOfWork, rows: Callable[[uuid.UUID, uuid.UUID | None, Mirrored], Iterator[Mirrored | str]]
) -> Iterator[Mirrored | str]:
    """What `rows` gives for every case, its unit, and what its row lists of the rows that stand for it."""
    statement = select(Case.id, Case.unit_id, Case.mirror).execution_options(yield_per=500)
    for case_id, unit_id, text in work.session.execute(statement):
        try:
            yield from rows(case_id, unit_id, json.loads(text))
        except _UNREADABLE as error:
            yield f"The mirror of case {case_id} cannot be read: {type(error).__name__}."


def _named(work: UnitOfWork, case_id: uuid.UUID, entry: str) -> tuple[uuid.UUID | None, uuid.UUID | None] | str:
    try:
        return named_by(work, entry)
    except CaseworkError:
        return f"Case {case_id} names {entry}, which does not exist."


@derives(TaskBar, "task_id", "unit_id", "person_id", "element_id")
def bars(work: UnitOfWork) -> Iterator[Mapping[str, Any] | str]:
    """Every bar of every open task, as the case's row lists them; cases last saved before bars were written have none."""

    def of_case(case_id: uuid.UUID, _unit_id: uuid.UUID | None, mirror: Mirrored) -> Iterator[Mirrored | str]:
        for token_id, entries in (mirror.get("bars") or {}).items():
            for entry in entries:
                row: dict[str, Any] = {
                    "task_id": uuid.UUID(token_id),
                    "unit_id": None,
                    "person_id": None,
                    "element_id": None,
                }
                if entry.startswith(STEP):
                    yield {**row, "element_id": entry.removeprefix(STEP)}
                    continue
                found = _named(work, case_id, entry)
                yield found if isinstance(found, str) else {**row, "unit_id": found[0], "person_id": found[1]}

    return _each_mirror(work, of_case)


@derives(CaseSubject, "case_id", "process_id", "unit_id", "person_id")
def subjects(work: UnitOfWork) -> Iterator[Mapping[str, Any] | str]:
    """Whom every case is about: as its row lists them, or the case's unit where it was last saved before such rows were written."""

    def of_case(case_id: uuid.UUID, unit_id: uuid.UUID | None, mirror: Mirrored) -> Iterator[Mirrored | str]:
        if "subjects" not in mirror:
            if unit_id is not None:
                yield {"case_id": case_id, "process_id": None, "unit_id": unit_id, "person_id": None}
            return
        for entry, process_id in named_subjects(mirror["subjects"], mirror.get("called_subjects") or {}):
            found = _named(work, case_id, entry)
            row = {"case_id": case_id, "process_id": process_id}
            yield found if isinstance(found, str) else {**row, "unit_id": found[0], "person_id": found[1]}

    return _each_mirror(work, of_case)


@derives(CaseTitle, "case_id", "process_id", "title", "title_public", "title_en", "title_public_en")
def titles(work: UnitOfWork) -> Iterator[Mapping[str, Any] | str]:
    """The titles of the procedures that every case called, as its row lists them."""

    def of_case(case_id: uuid.UUID, _unit_id: uuid.UUID | None, mirror: Mirrored) -> Iterator[Mirrored]:
        for process_id, texts in (mirror.get("titles") or {}).items():
            yield {"case_id": case_id, "process_id": process_id, **Titles.kept(texts)._asdict()}

    return _each_mirror(work, of_case)


@derives(CaseWords, "case_id", "grams")
def words(work: UnitOfWork) -> Iterator[Mapping[str, Any] | str]:
    """The words of every case, by the titles in its row and by those that its row lists of what it called."""

    def of_case(case_id: uuid.UUID, _unit_id: uuid.UUID | None, mirror: Mirrored) -> Iterator[Mirrored]:
        case = work.session.get_one(Case, case_id)
        yield {"case_id": case_id, "grams": grams_of_case(case, mirror.get("titles") or {})}

    return _each_mirror(work, of_case)


@derives(CaseReader, "case_id", "reader", "process_id", "ground", "started", "due")
def readers(work: UnitOfWork) -> Iterator[Mapping[str, Any] | str]:
    """Whom every case is open to: as its row lists them, and those its letters were sent to.

    A case that was last saved before its row listed them has the rows that the migration gave it; they prove nothing.
    """

    def of_case(case_id: uuid.UUID, _unit_id: uuid.UUID | None, mirror: Mirrored) -> Iterator[Mirrored]:
        rows = {Row(*each) for each in mirror.get("readers") or stored_rows(work, case_id)}
        case = work.session.get_one(Case, case_id)
        for process_id, keys in receivers_of(work, case):
            rows |= {Row(key, process_id, Ground.SERVED.value) for key in keys}
        started, first = digits_of(case.started_at), due_of(mirror.get("deadlines") or {})
        for row in rows:
            due = first if row.ground in SEES_CLOCKS else NEVER
            yield {"case_id": case_id, **row._asdict(), "started": started, "due": due}

    return _each_mirror(work, of_case)


@derives(ClockHold, "id", "kind", "earlier_at", "found_at", "confirmed_at", "confirmed_by_id")
def confirmed_holds(work: UnitOfWork) -> Iterator[Mapping[str, Any] | str]:
    """Every hold that a person has ended, as the entry tells it. One that is still open holds back, and proves nothing.

    Entries from before they named their hold tell all but the moment up to which the clock is believed since.
    """
    stored = {hold.id: hold for hold in work.session.scalars(select(ClockHold))}
    for hold in stored.values():
        if hold.confirmed_at is None:
            yield _as_row(hold)
    entries = select(HistoryEntry).where(
        HistoryEntry.chain == SYSTEM_CHAIN, HistoryEntry.kind == HistoryKind.CLOCK_CONFIRMED
    )
    for entry in work.session.scalars(entries):
        try:
            data = json.loads(entry.data)
            found_at = datetime.fromisoformat(data["to"])
            told = {"kind": data["kind"], "found_at": found_at, "confirmed_at": entry.happened_at}
            told["confirmed_by_id"] = entry.actor_id
            if "hold" in data:
                yield {"id": data["hold"], "earlier_at": datetime.fromisoformat(data["settled"]), **told}
                continue
            alike = (hold for hold in stored.values() if told.items() <= _as_row(hold).items())
            older = next(alike, None)
            yield _as_row(older) if older else f"The hold that entry {entry.sequence} confirms is missing."
        except _UNREADABLE as error:
            yield f"Entry {entry.sequence} of the confirmed clock cannot be read: {type(error).__name__}."


def _as_row(hold: ClockHold) -> dict[str, Any]:
    return {
        "id": hold.id,
        "kind": hold.kind,
        "earlier_at": hold.earlier_at,
        "found_at": hold.found_at,
        "confirmed_at": hold.confirmed_at,
        "confirmed_by_id": hold.confirmed_by_id,
    }
