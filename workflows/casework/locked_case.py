"""Take a locked case out of its row as an engine run, with all that the engine needs; putting it back is in saving.py."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import undefer

from workflows import dmn, feel
from workflows.calendar.days import Calendar
from workflows.casework import catalogue
from workflows.casework.clock_trust import may_happen_by_itself
from workflows.casework.errors import CaseClosed, IncidentRaised, InvalidRequest, NobodyToAct, no_such_case
from workflows.casework.expressions import environment_for
from workflows.casework.kept_settings import KeptSettings, scheme_named_by, with_settings
from workflows.casework.models import Case, EvaluationRecord, Task
from workflows.casework.newer import OperationUnknown, waits_for_format, waits_for_operation, waits_for_words
from workflows.casework.operations import BpmnError, OperationCall, operation_named
from workflows.casework.who import with_case
from workflows.casework.words import Attempt, IncidentKind
from workflows.engine import (
    CaseEngine,
    DecisionCall,
    EngineEnvironment,
    EngineError,
    JournalEntry,
    NewerStateError,
    ServiceCall,
    StateError,
    TokenGone,
    Unfinished,
)
from workflows.people import Actor
from workflows.procedure.items_around import with_item
from workflows.procedure.model import Procedure, ProcedureError
from workflows.proof.history import note_lock
from workflows.sentence import Sentence
from workflows.store import PASSING_TROUBLE, UnitOfWork, cause_of

logger = logging.getLogger("gatepost.casework")


@dataclass(slots=True)
class RowsWritten:
    """Which live rows stand for this state, so that a save touches only rows that change. Times are ISO texts in UTC."""

    tasks: dict[str, str | None] = field(default_factory=dict)  # token -> due
    timers: dict[str, str] = field(default_factory=dict)  # token -> due
    subscriptions: list[str] = field(default_factory=list)
    deadlines: dict[str, dict[str, str]] = field(default_factory=dict)  # token -> id, due, side, span
    unit: str | None = None  # code of the case's unit
    # token -> what keeps people from the task; None for a case last saved before such rows were written
    bars: dict[str, list[str]] | None = None
    subjects: list[str] = field(default_factory=list)  # whom the case is about
    # token of a call activity -> the process it called, whom that is about; None for a case last saved before they were kept
    called_subjects: dict[str, list[Any]] | None = None
    anchor: str | None = None  # id of the first unit that the case was about: readers by scope stay those of the start
    reads: dict[str, dict[str, list[Any]]] = field(
        default_factory=dict
    )  # process -> what its readers came from, their keys
    doers: dict[str, list[str]] = field(default_factory=dict)  # token -> keys of those who may do the task
    readers: list[Any] = field(default_factory=list)  # the rows of case_reader
    first_due: str | None = None  # as those rows tell it
    titles: dict[str, list[str]] = field(default_factory=dict)  # called process -> its title and public title

    @classmethod
    def read(cls, text: str) -> RowsWritten:
        """From the case row's column."""
        return cls(**json.loads(text)) if text != "{}" else cls()

    def text(self) -> str:
        """For the case row's column."""
        parts = {
            "tasks": self.tasks,
            "timers": self.timers,
            "subscriptions": self.subscriptions,
            "deadlines": self.deadlines,
            "unit": self.unit,
            "bars": self.bars,
            "subjects": self.subjects,
            "called_subjects": self.called_subjects,
            "anchor": self.anchor,
            "reads": self.reads,
            "doers": self.doers,
            "readers": self.readers,
            "first_due": self.first_due,
            "titles": self.titles,
        }
        return json.dumps(parts, separators=(",", ":"))


@dataclass(slots=True)
class LockedCase:
    """A locked case with its engine run, for the length of one transaction."""

    work: UnitOfWork
    case: Case
    run: CaseEngine
    procedures: Mapping[str, Procedure]
    environment: feel.Environment
    actor: Actor | None
    mirror: RowsWritten
    settings: KeptSettings
    opened: list[Task] = field(default_factory=list)  # tasks that this transaction opened
    is_reckoned_anew: bool = False  # the calendar changed: every due time is worked out again from its beginning

    def journal(self) -> list[list[Any]]:
        """What the engine did in this transaction, in the short form that the history keeps."""
        return [compact(entry) for entry in self.run.journal]


# What the history keeps of an entry's details; results of decisions and texts of errors stand in rows of their own.
_TELLING = ("flows", "due_at", "missed", "decision_id", "code", "name", "thrown_by", "end_events")


def compact(entry: JournalEntry) -> list[Any]:
    """One journal entry as [kind, process, element, details], without values of variables: those could never be erased."""
    details = {key: entry.details[key] for key in _TELLING if entry.details.get(key) not in (None, [], {}, "")}
    return [entry.kind, entry.process_id, entry.element_id, details]


# Built once: to build a statement and its cache key anew takes as long as the database takes to answer it.
_LOCKED = (
    select(Case)
    .options(undefer(Case.state), undefer(Case.mirror))
    .with_for_update(of=Case)
    .execution_options(populate_existing=True)
)
_LOCK_CASE = _LOCKED.where(Case.id == bindparam("case_id"))
_CASE_OF_TASK = select(Task.case_id).where(Task.id == bindparam("task_id")).scalar_subquery()
_LOCK_CASE_OF_TASK = _LOCKED.where(Case.id == _CASE_OF_TASK)


def lock_case(work: UnitOfWork, case_id: uuid.UUID) -> Case:
    """The case row with its state, locked until the transaction ends. Raises NotFound."""
    case = work.session.scalar(_LOCK_CASE, {"case_id": case_id})
    if case is None:
        raise no_such_case()
    note_lock(work, case)
    work.not_before(case.updated_at)
    return case


def lock_case_of_task(work: UnitOfWork, task_id: uuid.UUID) -> Case | None:
    """The case of a task, locked likewise; None where there is no such task. Read the task itself only afterwards."""
    case = work.session.scalar(_LOCK_CASE_OF_TASK, {"task_id": task_id})
    if case is not None:
        note_lock(work, case)
        work.not_before(case.updated_at)
    return case


def engine_environment(
    work: UnitOfWork,
    case: Case,
    procedures: Callable[[], Mapping[str, Procedure]],
    actor: Actor | None,
    settings: KeptSettings,
    calendar: Calendar | None = None,
) -> EngineEnvironment:
    """What the engine needs from outside: the moment, FEEL with the case's settings, operations and decision tables. `calendar` is
    tried in the place of the one that the case counts by."""
    environment = with_case(with_settings(environment_for(work, case, calendar), settings), work, case)

    def perform(call: ServiceCall) -> Mapping[str, Any] | Unfinished | None:
        name = call.element.operation or ""
        if (act := operation_named(name)) is None:
            raise OperationUnknown(name)
        asked = OperationCall(
            work=work,
            case=case,
            element=call.element,
            process_id=call.process_id,
            token_id=uuid.UUID(call.token_id),
            actor=actor,
            setting_value=lambda key: settings.value(key, call.variables),
            scheme_value=lambda key: scheme_named_by(settings, key, call.variables),
            fix_settings=lambda: settings.fix(call.variables),
            environment=environment,
        )
        return act.perform(asked, call.variables, call.headers)

    def decide(call: DecisionCall) -> Any:
        procedure = procedures()[call.process_id]
        model = catalogue.decision_model(procedure, call.decision_id)
        found = dmn.evaluate(model, call.decision_id, call.variables, environment)
        evaluation = EvaluationRecord(
            case_id=case.id,
            element_id=call.element.id,
            decision_id=call.decision_id,
            procedure_version_id=catalogue.version_in_case(case, call.process_id),
            evaluated_at=work.now,
            explanation=with_item(found.explanation, procedure, call.element.id, call.variables),
        )
        work.session.add(evaluation)
        return feel.to_json(found.checked_value)

    return EngineEnvironment(
        now=work.now,
        feel=environment,
        perform=perform,
        decide=decide,
        may_fire=lambda: may_happen_by_itself(work),
    )


def _database_error(error: BaseException | None) -> DBAPIError | None:
    while error is not None:
        if isinstance(error, DBAPIError):
            return error
        error = error.__cause__
    return None


def _refused_by_database(
    case_id: uuid.UUID | None, element: str, refused: DBAPIError, attempt: Mapping[str, Any]
) -> IncidentRaised:
    # Its own words name the statement and the values, which are for nobody who reads an incident.
    logger.error("case %s, %s: the database refused the step, %s", case_id, element, cause_of(refused))
    kind = type(refused).__name__
    sentence = Sentence(
        f"The database refused what step {element or '—'} wrote ({kind}); the server's log has the cause.",
        f"步骤 {element or '—'} 写入的内容被数据库拒绝（{kind}），原因见服务器日志。",
    )
    return IncidentRaised(case_id, element, sentence, attempt)


def _kind_of(error: BaseException) -> IncidentKind:
    """What failed below an error of the engine, by what caused it."""
    cause = error.__cause__
    if isinstance(cause, dmn.DmnError):
        return IncidentKind.DECISION
    return IncidentKind.OPERATION if isinstance(cause, BpmnError | InvalidRequest) else IncidentKind.STEP


@contextmanager
def incidents(case_id: uuid.UUID | None, attempt: Mapping[str, Any]) -> Iterator[None]:
    """Turn every failure of a step into IncidentRaised, so that the entry point can undo it all and record what failed.

    A database that gave up for the moment (a deadlock, a lost connection) is no failure of the step: it rises as DBAPIError, and
    the same step may be tried again.
    """
    try:
        yield
    except (EngineError, StateError) as error:
        refused = _database_error(error)
        if isinstance(refused, PASSING_TROUBLE):
            raise refused from error
        element = getattr(error, "element_id", "")
        if isinstance(error.__cause__, OperationUnknown):
            raise waits_for_operation(case_id, element, error.__cause__, attempt) from error
        if refused is not None:
            raise _refused_by_database(case_id, element, refused, attempt) from error
        expression = getattr(error, "expression", None) or ""
        kind = (
            IncidentKind.STATE
            if isinstance(error, StateError)
            else IncidentKind.EXPRESSION
            if expression
            else _kind_of(error)
        )
        raise IncidentRaised(case_id, element, error.sentence, attempt, kind=kind, expression=expression) from error
    except BpmnError as error:
        said = f"{error.code}: {error.message}"
        raise IncidentRaised(case_id, "", Sentence(said, said), attempt, kind=IncidentKind.OPERATION) from error
    except dmn.DmnError as error:
        raise IncidentRaised(case_id, "", error.sentence, attempt, kind=IncidentKind.DECISION) from error
    except feel.FeelError as error:
        sentence = Sentence(str(error), error.sentence.zh)
        raise IncidentRaised(
            case_id, "", sentence, attempt, kind=IncidentKind.EXPRESSION, expression=error.source
        ) from error
    except InvalidRequest as error:
        raised = IncidentRaised(case_id, getattr(error, "element_id", ""), error.sentence, attempt)
        if case_id is None and isinstance(
            error, NobodyToAct
        ):  # no incident will hold it: the log alone says what failed
            raised.is_about_doer, raised.expression = True, error.expression
        raise raised from error
    except PASSING_TROUBLE:
        raise
    except DBAPIError as refused:
        raise _refused_by_database(case_id, "", refused, attempt) from refused


def open_case(
    work: UnitOfWork, case: Case, actor: Actor | None, *, is_peek: bool = False, calendar: Calendar | None = None
) -> LockedCase:
    """Load the run of a case that `lock_case` gave. Raises CaseClosed where it has ended, unless only looking (`is_peek`), and
    IncidentRaised where its state is damaged or waits for a newer program. `calendar` is tried in the place of the case's own."""
    if not case.is_open and not is_peek:
        raise CaseClosed("This case has ended; nothing in it can be changed.", "该案件已办结，不能再改动。")
    try:
        procedures = catalogue.procedures_of_case(work, case)
    except ProcedureError as refused:
        raise waits_for_words(case.id, case.procedure_version_id, refused) from refused
    settings = KeptSettings(work, case)
    environment = engine_environment(work, case, lambda: procedures, actor, settings, calendar)
    try:
        run = CaseEngine.load(catalogue.definition_of(work, case), case.state, environment)
        mirror = RowsWritten.read(case.mirror)
    except NewerStateError as newer:
        raise waits_for_format(case.id, newer) from newer
    except StateError as error:
        raise damaged(case, error.sentence) from error
    except (ValueError, TypeError) as error:
        raise damaged(case, Sentence("The list of its live rows cannot be read.", "其待办对照表无法读取。")) from error
    return LockedCase(work, case, run, procedures, environment.feel, actor, mirror, settings)


def damaged(case: Case, reason: Sentence) -> IncidentRaised:
    """What is said of a case whose stored state cannot be read: it stands still until it is restored from a backup or cancelled."""
    return IncidentRaised(
        case.id,
        "",
        Sentence(
            f"The stored state of this case cannot be read. {reason.en} Restore it from a backup, or cancel the case.",
            f"该案件保存的状态无法读取。{reason.zh}请从备份恢复，或撤销该案件。",
        ),
        {"kind": Attempt.STATE},
    )


def iso(moment: datetime | None) -> str | None:
    """The text of an instant as the mirror keeps it."""
    return moment.astimezone(UTC).isoformat() if moment else None


__all__ = [
    "LockedCase",
    "RowsWritten",
    "TokenGone",
    "compact",
    "engine_environment",
    "incidents",
    "iso",
    "lock_case",
    "lock_case_of_task",
    "open_case",
]
