"""The record of a case (办理记录): who did what, when, in which post, with which answers; and what the clock did by itself."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from webapp.answers.shown import Answer, shown_answer
from webapp.answers.texts import filled
from webapp.labels import history_label
from workflows.casework.access import sees_all
from workflows.casework.answer_values import options_of
from workflows.casework.answers import row_scope
from workflows.casework.cases import CaseFile
from workflows.casework.expressions import environment_for
from workflows.casework.inbox import person_names
from workflows.casework.models import Decision
from workflows.people import Actor
from workflows.people.directory import names_by_number
from workflows.procedure.form_model import Form, FormField
from workflows.procedure.model import Procedure
from workflows.proof.models import HistoryEntry
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """One line of the record."""

    kind: str
    item: str  # which of several the task was about, empty where there is one
    happened_at: datetime
    what: str
    step: str
    who: str
    outcome: str
    answers: Sequence[Answer]
    hidden_answers: int
    details: Sequence[str]


def may_read(field: FormField, actor: Actor, author_id: uuid.UUID | None) -> bool:
    """Property `visible_to` of a form field lists who may read its answers (interviewees, hidden sources); absent: everybody.

    It names posts, or `office` for all posts of the office itself. Who wrote an answer may always read it.
    """
    readers = [part.strip() for part in (field.property("visible_to") or "").split(",") if part.strip()]
    if not readers or actor.person_id == author_id or ("office" in readers and sees_all(actor)):
        return True
    return any(actor.holds(post) for post in readers)


def answers_of(
    work: UnitOfWork,
    procedure: Procedure,
    form: Form,
    values: Mapping[str, Any],
    actor: Actor,
    author_id: uuid.UUID | None,
    locale: str,
    variables: Mapping[str, Any],
) -> list[Answer]:
    """The answers a reader may see, in the order of the form, without the outcome and without empty ones.

    `variables` are the case's: the choices of a question may have come from them.
    """

    environment = environment_for(work)

    def label(field: FormField) -> str:
        text = procedure.label(f"form:{form.id}:{field.name}", field.label or field.key, locale)
        return filled(text, variables, environment)

    def options(field: FormField, row: Mapping[str, Any] | None, number: int) -> Mapping[str, str]:
        if field.values_expression:
            scope = variables if row is None else row_scope(variables, row, number)
            return _chosen_names(work, field, (values if row is None else row).get(field.key), scope)
        key = f"form:{form.id}:{field.name}"
        return {value: procedure.label(f"{key}:option:{value}", text, locale) for value, text in field.options}

    def reword(field: FormField, text: str) -> str:
        return _with_names(work, text) if field.property("lookup") else text

    found = (
        shown_answer(field, values.get(field.key), label, options, reword=reword)
        for field in form.inputs
        if field.key != "outcome" and may_read(field, actor, author_id)
    )
    return [answer for answer in found if answer is not None]


def _chosen_names(work: UnitOfWork, field: FormField, value: Any, variables: Mapping[str, Any]) -> dict[str, str]:
    """What the ids of a choice stood for: as the case's variables name them, else the persons who have them."""
    chosen = [str(item) for item in (value if isinstance(value, list) else [value]) if item]
    known = dict(options_of(field, variables, environment_for(work)))
    ids = set()
    for item in chosen:
        if item not in known:
            try:
                ids.add(uuid.UUID(item))
            except ValueError:
                continue
    return {**known, **{str(person_id): name for person_id, name in person_names(work, ids).items()}}


def _with_names(work: UnitOfWork, text: str) -> str:
    lines = [line.strip() for line in text.splitlines()]
    names = names_by_number(work, lines)
    return "\n".join(f"{names[line]} · {line}" if line in names else line for line in lines)


def record(work: UnitOfWork, file: CaseFile, actor: Actor, locale: str) -> list[RecordEntry]:
    """Every entry of the case's history, oldest first, with the decision of record behind each completion."""
    decisions = {str(decision.task_id): decision for decision in file.decisions if decision.task is not None}
    names = person_names(work, {entry.actor_id for entry in file.history if entry.actor_id})
    entries = []
    for entry in file.history:
        data = json.loads(entry.data)
        decision = decisions.get(str(data.get("task_id"))) if entry.kind == "task_completed" else None
        entries.append(_entry(work, file, entry, data, decision, names, actor, locale))
    return entries


def _entry(
    work: UnitOfWork,
    file: CaseFile,
    entry: HistoryEntry,
    data: Mapping[str, Any],
    decision: Decision | None,
    names: Mapping[uuid.UUID, str],
    actor: Actor,
    locale: str,
) -> RecordEntry:
    answers: list[Answer] = []
    hidden, outcome = 0, ""
    if decision is not None:
        procedure = file.procedures[decision.task.process_id]
        form = procedure.forms.get(decision.form_id or "")
        if form is not None:
            answers = answers_of(
                work, procedure, form, decision.answers, actor, decision.person_id, locale, file.variables
            )
            hidden = sum(1 for field in form.inputs if not may_read(field, actor, decision.person_id))
            outcome = outcome_label(procedure, form, decision.outcome, locale)
    return RecordEntry(
        kind=entry.kind,
        item=decision.task.item or "" if decision is not None else "",
        happened_at=entry.happened_at,
        what=history_label(entry.kind),
        step=element_label(file, entry.element_id, locale),
        who=_who(entry, decision, names, locale),
        outcome=outcome,
        answers=answers,
        hidden_answers=hidden,
        details=_details(file, entry, data, locale),
    )


def _who(entry: HistoryEntry, decision: Decision | None, names: Mapping[uuid.UUID, str], locale: str) -> str:
    if decision is not None:
        return decision.signature if locale.startswith("zh") or not decision.signature_en else decision.signature_en
    if entry.actor_id is None:
        return gettext("by itself")
    name = names.get(entry.actor_id, "")
    return entry.signature if name and name in entry.signature else f"{entry.signature} {name}".strip()


def outcome_label(procedure: Procedure, form: Form, value: str, locale: str) -> str:
    """The name of the button that was pressed."""
    field = next((item for item in form.inputs if item.key == "outcome"), None)
    fallback = dict(field.options).get(value, value) if field is not None else value
    return procedure.label(f"form:{form.id}:outcome:option:{value}", fallback, locale)


def element_label(file: CaseFile, element_id: str, locale: str) -> str:
    """The name of a step of any of the case's procedures."""
    for procedure in file.procedures.values():
        element = procedure.elements.get(element_id)
        if element is not None:
            return procedure.label(f"element:{element_id}", element.name or element_id, locale)
    return element_id


def _details(file: CaseFile, entry: HistoryEntry, data: Mapping[str, Any], locale: str) -> list[str]:
    """Sentences under an entry: which steps it opened, what it said, why it failed."""
    found = []
    told = file.told.get(entry.id, {})
    if entry.kind == "case_cancelled":
        found.append(gettext("Reason: %(reason)s", reason=told.get("reason", "")))
    if entry.kind == "incident_raised":
        found.append(str(told.get("message", "")))
    waiting = [
        element_label(file, element_id, locale)
        for moved, _, element_id, _ in data.get("moved", [])
        if moved == "entered" and _is_for_people(file, element_id)
    ]
    if waiting:
        found.append(gettext("Next: %(steps)s.", steps=gettext(", ").join(dict.fromkeys(waiting))))
    return found


def _is_for_people(file: CaseFile, element_id: str) -> bool:
    found = (procedure.elements.get(element_id) for procedure in file.procedures.values())
    return any(element is not None and element.type in ("userTask", "manualTask") for element in found)
