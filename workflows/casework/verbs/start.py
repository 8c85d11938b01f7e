"""Start a case: by a person with the start form, by an operation, or by a message."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from workflows import feel
from workflows.calendar.load import newest_number
from workflows.casework import answers as form_answers
from workflows.casework import catalogue
from workflows.casework.answer_labels import labels_of
from workflows.casework.candidates import is_unit
from workflows.casework.decisions import decide
from workflows.casework.errors import InvalidAnswers, NotAllowed
from workflows.casework.expressions import evaluate_text
from workflows.casework.given_files import attach_files, files_given, with_files
from workflows.casework.kept_settings import KeptSettings, environment_of_office
from workflows.casework.locked_case import LockedCase, RowsWritten, engine_environment, incidents
from workflows.casework.models import Case, CaseStatus, Decision, ProcedureVersion
from workflows.casework.saving import save
from workflows.casework.words import Attempt
from workflows.engine import CaseEngine
from workflows.people import Actor, Holding, Unit
from workflows.procedure.form_model import Form
from workflows.procedure.model import Procedure
from workflows.procedure.rounds import start_by_hand
from workflows.proof.words import HistoryKind
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, new_id


def start_form(procedure: Procedure) -> Form | None:
    """The form of the start event for people, or None where a case starts without one."""
    start = start_by_hand(procedure)
    return procedure.forms.get(start.form_id) if start is not None and start.form_id else None


def start_case(
    work: UnitOfWork,
    process_id: str,
    variables: Mapping[str, Any] | None = None,
    *,
    actor: Actor | None,
    answers: Mapping[str, Any] | Callable[[Form], Mapping[str, Any]] | None = None,
    start_event: str | None = None,
    settings: str | None = None,
    rules_on: date | None = None,
    before_steps: Callable[[Case], None] | None = None,
) -> Case:
    """Start a case on the newest version and let it run to its first tasks.

    `before_steps` writes what the first steps of the new case already read, such as whose part it is.

    `settings` is the name of the set that the case keeps, where it takes over that of another, and `rules_on` the day whose places
    of units count for it then; else both are those of its own start. With
    `answers` a person starts it by hand: the actor must hold the start lane's post, and the answers must fit the start form.
    Raises NotFound, NotAllowed, InvalidAnswers, and IncidentRaised (without a case: nothing was started) where a first step fails.
    """
    version = catalogue.latest_version(work, process_id)
    procedure = catalogue.procedure_of(work, version.id)
    given = dict(variables or {})
    holding = actor.holdings[0] if actor is not None and actor.holdings else None
    cleaned: dict[str, Any] = {}
    labels: dict[str, Any] = {}
    if answers is not None:
        _require_starter(procedure, actor)
        form = start_form(procedure)
        if form is not None:
            typed = answers(form) if callable(answers) else answers
            if actor is not None:
                typed = with_files(form, typed, files_given(work, actor, form, typed, None))
            environment = start_environment(work, actor, procedure)
            cleaned = form_answers.clean(form, typed, given, environment)
            labels = labels_of(form.inputs, cleaned, given, environment)
            given.update(cleaned)
            _require_known_units(work, procedure, cleaned)
        holding = _starting_post(work, procedure, actor, given)
    case = Case(
        id=new_id(),
        procedure_version_id=version.id,
        process_id=process_id,
        called_versions=catalogue.called_versions(work, version),
        status=CaseStatus.ACTIVE.value,
        started_by_id=actor.person_id if actor else None,
        started_at=work.now,
        updated_at=work.now,
        state=b"",
        mirror="{}",
        version=0,
        history_sequence=0,
        history_hash="",
        title=version.name,
        title_en=version.name_en,
        settings=settings,
        rules_on=rules_on,
        calendar=newest_number(work),
    )
    case.unit = None
    actor = actor.in_post(holding) if actor is not None else None
    work.session.add(case)
    work.session.flush()
    if before_steps is not None:
        before_steps(case)
        work.session.flush()
    started = None
    event = procedure.elements[start_event] if start_event else start_by_hand(procedure)
    if actor is not None and event is not None:
        # Who starts a case has decided to: a step that must be somebody else's may name the start event.
        started = decide(
            work,
            actor,
            holding,
            cleaned,
            labels,
            case_id=case.id,
            task_id=None,
            element_id=event.id,
            form_id=event.form_id,
            version_id=version.id,
        )
        attach_files(work, started, procedure.forms.get(event.form_id or ""), cleaned)
    _run(work, case, version, given, actor, start_event, started)
    return case


def start_environment(work: UnitOfWork, actor: Actor | None, procedure: Procedure | None = None) -> feel.Environment:
    """What the expressions of a start form see: the settings are those of today in the unit of whoever starts, who does so in the
    post that may start the procedure."""
    if actor is None:
        return environment_of_office(work)
    lane = catalogue.start_lane(procedure) if procedure is not None else None
    starting = actor.may_start(procedure.process_id, lane.post) if procedure is not None and lane is not None else None
    holding = starting or (actor.holdings[0] if actor.holdings else None)
    unit_id = holding.unit_id if holding is not None else None
    post_key = starting.post_key if starting is not None else None
    return environment_of_office(work, unit_id, actor.person_id, post_key)


def _require_starter(procedure: Procedure, actor: Actor | None, unit_id: uuid.UUID | None = None) -> Holding:
    lane = catalogue.start_lane(procedure)
    if lane is None:
        raise NotAllowed(
            "Nobody starts this procedure by hand: its cases begin by a message, a signal, the clock, a round or a call.",
            "此流程不由人发起：其案件由消息、信号、定时、上级一轮或其他流程启动。",
        )
    holding = actor.may_start(procedure.process_id, lane.post, unit_id) if actor is not None else None
    if holding is None:
        raise NotAllowed("Your post may not start this procedure.", "您的岗位不能发起此流程。")
    return holding


def _require_known_units(work: UnitOfWork, procedure: Procedure, answers: Mapping[str, Any]) -> None:
    """Raises InvalidAnswers at the fields from whose answers alone the code of a unit is made that no unit has."""
    wrong: dict[str, Sentence] = {}
    for text in {procedure.property("unit"), *(lane.unit for lane in procedure.lanes)}:
        if not text or not text.startswith("="):
            continue
        read = feel.parse_expression(text[1:]).names
        if not read or not read <= answers.keys():
            continue  # what the steps make of it is theirs to refuse
        code = evaluate_text(text, answers, environment_of_office(work))
        if code not in (None, "") and not is_unit(work, str(code)):
            sentence = Sentence(
                f"There is no unit with the code {code}; choose one from the list.",
                f"没有代码为 {code} 的单位；请从列表中选择。",
            )
            wrong.update((name, sentence) for name in read if answers[name] not in (None, ""))
    if wrong:
        raise InvalidAnswers(wrong)


def _starting_post(work: UnitOfWork, procedure: Procedure, actor: Actor | None, given: Mapping[str, Any]) -> Holding:
    """The post in which the actor starts the case: that of the start lane, in the lane's unit where the answers name one."""
    lane = catalogue.start_lane(procedure)
    code = evaluate_text(lane.unit, given, environment_of_office(work)) if lane is not None and lane.unit else None
    # A code that no unit has, made from more than the answers, is left to the first step that needs it, which is named then.
    unit_id = work.session.scalar(select(Unit.id).where(Unit.code == str(code))) if code else None
    return _require_starter(procedure, actor, unit_id)


def _run(
    work: UnitOfWork,
    case: Case,
    version: ProcedureVersion,
    variables: Mapping[str, Any],
    actor: Actor | None,
    start_event: str | None,
    started: Decision | None,
) -> None:
    procedures = catalogue.procedures_of_case(work, case)
    settings = KeptSettings(
        work,
        case,
        unit_text=procedures[case.process_id].property("unit"),
        starter_unit_id=started.unit_id if started is not None else None,
    )
    environment = engine_environment(work, case, lambda: procedures, actor, settings)
    # Nothing of a case that fails in its first steps is kept, so there is no case that an incident could belong to.
    with incidents(None, {"kind": Attempt.START, "process_id": case.process_id}):
        definition = catalogue.definition_of(work, case)
        run = CaseEngine.start(definition, variables, environment, start_event=start_event)
        running = LockedCase(work, case, run, procedures, environment.feel, actor, RowsWritten(), settings)
        data = {"process_id": case.process_id, "version": version.number}
        given = dict(variables)
        if started is not None:
            # What was answered stands in the decision, which this entry tells by its digest.
            data.update(outcome=started.outcome, decision_id=str(started.id))
            given = {name: value for name, value in given.items() if name not in started.answers}
        save(
            running,
            HistoryKind.CASE_STARTED,
            data,
            signature=started.signature if started is not None else "",
            values=given,
        )
