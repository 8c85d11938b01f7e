"""The record of a case (办理记录) in words: what disclosure left of it, in the reader's language; no rule about reading is here."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext

from webapp.answers.shown import Answer, shown_answer
from webapp.answers.texts import filled
from webapp.labels import LABELS, history_label
from workflows import feel
from workflows.calendar.day_ends import due_text
from workflows.casework.access import is_outside
from workflows.casework.answer_values import options_of
from workflows.casework.answers import row_scope
from workflows.casework.cases import CaseFile
from workflows.casework.file_parts import Entry, MovedTime, Words
from workflows.casework.kept_settings import environment_of_case
from workflows.people.directory import names_behind
from workflows.people.roster_pages import stands_open
from workflows.procedure.form_model import DYNAMIC_LIST, Form, FormField
from workflows.procedure.model import Procedure
from workflows.proof.words import HistoryKind
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
    is_sealed: bool
    details: Sequence[str]


@dataclass(slots=True)
class Names:
    """What ids and numbers in answers stand for, looked up once for the whole file."""

    choices: Mapping[str, Any]
    environment: feel.Environment
    people: Mapping[uuid.UUID, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)


def names_of(work: UnitOfWork, file: CaseFile) -> Names:
    """The names behind everything open in a file: who acted, persons chosen by id, and staff numbers of lookups; one statement.

    Outside the offices a number that somebody typed is named only where the reader reads the roster in which the person stands.
    """
    actor = file.grants.actor
    is_open = stands_open(actor) if is_outside(actor) else None
    ids = {entry.actor_id for entry in file.record if entry.actor_id}
    numbers: set[str] = set()
    for item, value in _all_answers(file):
        if item.values_expression:
            ids.update(_ids(value))
        if item.property("lookup") and isinstance(value, str):
            numbers.update(line.strip() for line in value.splitlines())
    return Names(
        file.choices, environment_of_case(work, file.case.id), *names_behind(work, ids, numbers - {""}, is_open)
    )


def _all_answers(file: CaseFile) -> Iterator[tuple[FormField, Any]]:
    """Every open answer of a file, those in rows of lists too."""
    for entry in file.record:
        for item, value in entry.words.fields if entry.words is not None else ():
            yield item, value
            for row in value if item.type == DYNAMIC_LIST and isinstance(value, list) else ():
                yield from ((inner, row.get(inner.key)) for inner in item.inputs if isinstance(row, Mapping))


def _ids(value: Any) -> set[uuid.UUID]:
    found = set()
    for item in value if isinstance(value, list) else [value]:
        try:
            found.add(uuid.UUID(str(item)))
        except ValueError:
            continue
    return found


def answers_of(words: Words, procedure: Procedure, names: Names, locale: str) -> list[Answer]:
    """The open answers in the order of the form, without the outcome and without empty ones."""
    form, values = words.form, {item.key: value for item, value in words.fields}

    def label(item: FormField) -> str:
        text = procedure.label(f"form:{form.id}:{item.name}", item.label or item.key, locale)
        return filled(text, names.choices, names.environment)

    def options(item: FormField, row: Mapping[str, Any] | None, number: int) -> Mapping[str, str]:
        if item.values_expression:
            scope = names.choices if row is None else row_scope(names.choices, row, number)
            return _chosen_names(item, (values if row is None else row).get(item.key), names, scope, locale)
        key = f"form:{form.id}:{item.name}"
        return {value: procedure.label(f"{key}:option:{value}", text, locale) for value, text in item.options}

    def reword(item: FormField, text: str) -> str:
        return _with_names(text, names) if item.property("lookup") else text

    found = (
        shown_answer(item, value, label, options, kept=words.labels.get(item.key), reword=reword)
        for item, value in words.fields
        if item.key != "outcome"
    )
    return [answer for answer in found if answer is not None]


def _chosen_names(item: FormField, value: Any, names: Names, scope: Mapping[str, Any], locale: str) -> dict[str, str]:
    """What the ids of a choice stood for: as the case's variables name them, else the persons who have them."""
    people = {str(person_id): names.people[person_id] for person_id in _ids(value) if person_id in names.people}
    return {**people, **dict(options_of(item, scope, names.environment, locale))}


def _with_names(text: str, names: Names) -> str:
    lines = [line.strip() for line in text.splitlines()]
    return "\n".join(f"{names.numbers[line]} · {line}" if line in names.numbers else line for line in lines)


def matter_of(file: CaseFile) -> Words | None:
    """The answers that say what the case is about: those of its start, or of the last step in which the same person was asked all
    of that anew (a correction). What stood there before is in the record."""
    started = next((each.words for each in file.record if each.kind == HistoryKind.CASE_STARTED and each.words), None)
    if started is None or not started.form.inputs:
        return started
    asked = {item.key for item in started.form.inputs}
    written = [
        each.words for each in file.record if each.words is not None and each.words.author_id == started.author_id
    ]
    return next((each for each in reversed(written) if asked <= {item.key for item in each.form.inputs}), started)


def record(file: CaseFile, names: Names, locale: str) -> list[RecordEntry]:
    """Every line of the record that is open to the reader, oldest first."""
    matter = matter_of(file)
    return [_entry(file, entry, names, locale, matter) for entry in file.record]


def words_entry(file: CaseFile, words: Words, names: Names, locale: str) -> RecordEntry:
    """What a task shows beside its form, as a line of the record of its own."""
    return RecordEntry(
        kind="shown",
        item=words.item,
        happened_at=words.written_at,
        what="",
        step=element_label(file, words.element_id, locale),
        who=_signature(words, locale),
        **_answered(file, words, names, locale),
        is_sealed=False,
        details=(),
    )


def _answered(file: CaseFile, words: Words | None, names: Names, locale: str) -> dict[str, Any]:
    if words is None:
        return {"outcome": "", "answers": (), "hidden_answers": 0}
    procedure = file.procedures[words.process_id]
    return {
        "outcome": outcome_label(procedure, words.form, words.outcome, locale) if words.outcome else "",
        "answers": answers_of(words, procedure, names, locale),
        "hidden_answers": words.hidden,
    }


def _entry(file: CaseFile, entry: Entry, names: Names, locale: str, matter: Words | None) -> RecordEntry:
    # What a case was started with stands beside its record, unless a correction stands there.
    is_beside = entry.kind == HistoryKind.CASE_STARTED and entry.words is matter
    return RecordEntry(
        kind=entry.kind,
        item=entry.words.item if entry.words is not None else "",
        happened_at=entry.happened_at,
        what=history_label(entry.kind),
        step=element_label(file, entry.element_id, locale),
        who=_who(entry, names, locale),
        **_answered(file, None if is_beside else entry.words, names, locale),
        is_sealed=entry.is_sealed,
        details=_details(file, entry, locale),
    )


def _who(entry: Entry, names: Names, locale: str) -> str:
    if entry.words is not None and entry.kind == HistoryKind.TASK_COMPLETED:
        return _signature(entry.words, locale)
    if entry.actor_id is None:
        return gettext("by itself")
    name = names.people.get(entry.actor_id, "")
    return entry.signature if name and name in entry.signature else f"{entry.signature} {name}".strip()


def _signature(words: Words, locale: str) -> str:
    return words.signature if locale.startswith("zh") or not words.signature_en else words.signature_en


def outcome_label(procedure: Procedure, form: Form, value: str, locale: str) -> str:
    """The name of the button that was pressed."""
    item = next((each for each in form.inputs if each.key == "outcome"), None)
    fallback = dict(item.options).get(value, value) if item is not None else value
    return procedure.label(f"form:{form.id}:outcome:option:{value}", fallback, locale)


def element_label(file: CaseFile, element_id: str, locale: str) -> str:
    """The name of a step of any of the case's procedures."""
    for procedure in file.procedures.values():
        element = procedure.elements.get(element_id)
        if element is not None:
            return procedure.label(f"element:{element_id}", element.name or element_id, locale)
    return element_id


def _moved(file: CaseFile, move: MovedTime, locale: str) -> str:
    return gettext(
        "%(step)s (%(what)s): from %(was)s to %(becomes)s.",
        step=element_label(file, move.element_id, locale),
        what=LABELS["move_kind"][move.kind],
        was=due_text(move.was),
        becomes=due_text(move.becomes),
    )


def _details(file: CaseFile, entry: Entry, locale: str) -> list[str]:
    """Sentences under an entry: why it was done, why it failed, which steps it opened."""
    found = []
    if entry.reason:
        found.append(
            entry.reason
            if entry.kind == HistoryKind.INCIDENT_RAISED
            else gettext("Reason: %(reason)s", reason=entry.reason)
        )
    if entry.is_last_kept:
        found.append(gettext("Further attempts of this kind by the same person on this day are not kept."))
    if entry.kind == HistoryKind.CALENDAR_CHANGED:
        found.append(gettext("By %(notices)s.", notices=gettext(", ").join(entry.notices)))
        found += [_moved(file, move, locale) for move in entry.moves] or [gettext("No due time of this case moves.")]
    waiting = [element_label(file, element_id, locale) for element_id in entry.opened]
    if waiting:
        found.append(gettext("Next: %(steps)s.", steps=gettext(", ").join(dict.fromkeys(waiting))))
    return found
