"""Would this program carry on the cases of a database as they are? Tried case by case on a copy; nothing of it is kept."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from workflows.casework import catalogue
from workflows.casework.errors import CaseworkError, IncidentRaised
from workflows.casework.locked_case import LockedCase, engine_environment, incidents, lock_case, open_case
from workflows.casework.models import Case, CaseStatus, MessageSubscription, ProcedureVersion, Task, TaskStatus, Timer
from workflows.casework.operations import operation_named
from workflows.casework.saving import save
from workflows.casework.words import Attempt
from workflows.dmn import DmnError
from workflows.engine import CaseEngine, Happening
from workflows.procedure.model import ProcedureError
from workflows.proof.words import HistoryKind
from workflows.store import Store, UnitOfWork

Rows = Mapping[str, Mapping[str, Mapping[str, Any]]]  # table → key → column → value
ABSENT = "nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """What goes otherwise with this program: after which step of which case (its last entry), in which table and column."""

    case: str
    step: int
    table: str
    column: str
    was: str
    now: str

    def __str__(self) -> str:
        return f"{self.case}, step {self.step}: {self.table}.{self.column} was {self.was}, is {self.now}"


@dataclass(slots=True)
class Replayed:
    """How much was tried, and what differs."""

    versions: int = 0
    cases: int = 0
    fired: int = 0
    differences: list[Difference] = field(default_factory=list)


class _Undone(Exception):
    """Raised at the end of a trial, so that nothing of it is kept."""


def replay(store: Store, ahead: timedelta) -> Replayed:
    """Read every stored version and go on with every open case: load its state, compare its rows, store it and load it again, then
    fire what falls due until `ahead` from now. Each trial is undone."""
    result = Replayed()
    with store.read() as work:
        for version in work.session.scalars(select(ProcedureVersion).order_by(ProcedureVersion.published_at)):
            result.versions += 1
            result.differences.extend(_of_version(work, version))
        open_cases = select(Case.id).where(Case.status.in_((CaseStatus.ACTIVE, CaseStatus.INCIDENT)))
        case_ids = list(work.session.scalars(open_cases.order_by(Case.started_at, Case.id)))
    for case_id in case_ids:
        result.cases += 1
        try:
            with store.write() as work:
                result.differences.extend(_of_case(work, case_id))
                raise _Undone
        except _Undone:
            pass
        fired, failed = _ahead(store, case_id, ahead)
        result.fired += fired
        result.differences.extend(failed)
    return result


def _of_version(work: UnitOfWork, version: ProcedureVersion) -> Iterator[Difference]:
    """A version that cannot be read any more, tables that cannot, and operations that are gone."""
    name = f"{version.process_id} version {version.number}"
    try:
        procedure = catalogue.procedure_of(work, version.id)
    except ProcedureError as refused:
        for found in refused.problems:
            yield Difference(name, 0, "procedure_version", f"bundle {found.file}", "readable", found.sentence.en)
        return
    for decision_id, file in procedure.decisions.items():
        try:
            catalogue.decision_model(procedure, decision_id)
        except DmnError as refused:
            yield Difference(name, 0, "procedure_version", f"bundle {file}", "readable", refused.sentence.en)
    for element in procedure.elements.values():
        if element.operation and operation_named(element.operation) is None:
            column = f"bundle {element.id}"
            yield Difference(name, 0, "procedure_version", column, element.operation, "no operation of this program")


def _of_case(work: UnitOfWork, case_id: uuid.UUID) -> Iterator[Difference]:
    case = lock_case(work, case_id)
    named = _named(case)
    try:
        running = open_case(work, case, None)
        found = _live(running.run)
        yield from _unlike(*named, _stored(work, case_id), found)
        again = CaseEngine.load(catalogue.definition_of(work, case), running.run.dump(), _environment(work, running))
        yield from _unlike(*named, found, _live(again))
    except CaseworkError as refused:
        yield Difference(*named, "case", "state", "readable", refused.sentence.en)


def _ahead(store: Store, case_id: uuid.UUID, ahead: timedelta) -> tuple[int, list[Difference]]:
    """Fire what falls due: how many timers, and where it fails."""
    now: datetime = store.clock() + ahead
    fired = 0
    try:
        with store.write(now) as work:
            case = lock_case(work, case_id)
            named = _named(case)
            running = open_case(work, case, None)
            engine = CaseEngine.load(catalogue.definition_of(work, case), case.state, _environment(work, running))
            running = replace(running, run=engine)
            with incidents(case_id, {"kind": Attempt.TIMER}):
                engine.advance()
                fired = sum(entry.kind == Happening.TIMER_FIRED for entry in engine.journal)
                if fired:
                    save(running, HistoryKind.TIMER_FIRED, {})
                    work.session.flush()
            raise _Undone
    except _Undone:
        return fired, []
    except IncidentRaised as failed:
        if failed.attempt.get("kind") != Attempt.TIMER:
            return 0, []  # told already: the state itself cannot be read
        return 0, [Difference(*named, "timer", failed.element_id or "due", "would fire", failed.sentence.en)]


def _environment(work: UnitOfWork, running: LockedCase) -> Any:
    """The outside of a trial: as ever, but timers fire whatever is thought of the clock, which stands ahead on purpose."""
    procedures = running.procedures
    return replace(
        engine_environment(work, running.case, lambda: procedures, None, running.settings), may_fire=lambda: True
    )


def _named(case: Case) -> tuple[str, int]:
    return f"{case.process_id} {case.business_key or case.id}", case.history_sequence


def _live(run: CaseEngine) -> Rows:
    """The rows that stand for a state."""
    return {
        "task": {token.id: {"element_id": token.element.id} for token in run.open_tasks},
        "timer": {
            timer.token_id: {"element_id": timer.element.id, "due_at": _text(timer.due_at)} for timer in run.timers
        },
        "message_subscription": {
            each.token_id: {"kind": each.kind, "name": each.name, "correlation_key": each.correlation_key or ""}
            for each in run.subscriptions
        },
    }


def _stored(work: UnitOfWork, case_id: uuid.UUID) -> Rows:
    """The rows that there are."""
    tasks = select(Task.id, Task.element_id).where(Task.case_id == case_id, Task.status == TaskStatus.OPEN)
    timers = select(Timer.token_id, Timer.element_id, Timer.due_at).where(Timer.case_id == case_id)
    waits = select(MessageSubscription).where(MessageSubscription.case_id == case_id)
    return {
        "task": {str(key): {"element_id": element} for key, element in work.session.execute(tasks)},
        "timer": {
            str(key): {"element_id": element, "due_at": _text(due)}
            for key, element, due in work.session.execute(timers)
        },
        "message_subscription": {
            str(each.token_id): {"kind": each.kind, "name": each.name, "correlation_key": each.correlation_key}
            for each in work.session.scalars(waits)
        },
    }


def _text(moment: datetime) -> str:
    return moment.isoformat()


def _unlike(case: str, step: int, was: Rows, now: Rows) -> Iterator[Difference]:
    for table, rows in was.items():
        for key in sorted({*rows, *now[table]}):
            before, after = rows.get(key), now[table].get(key)
            if before is None or after is None:
                told = (before or after or {}).get("element_id") or key
                yield Difference(case, step, table, "id", told if before else ABSENT, told if after else ABSENT)
                continue
            for column, value in before.items():
                if value != after[column]:
                    yield Difference(case, step, table, column, str(value), str(after[column]))
