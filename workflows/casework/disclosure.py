"""Who may read what of a case: one function gives the file as one reader may read it (design 6a); pages only draw it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from workflows import feel
from workflows.casework.clock_sight import grounds_at
from workflows.casework.file_parts import Entry, Material, MovedTime, OpenLetter, OpenStep, Words
from workflows.casework.grants import Grants, Shown, start_event
from workflows.casework.models import Decision, EvaluationRecord, Ground, Incident, Notice, Task
from workflows.casework.notices import is_for
from workflows.casework.received import place_of
from workflows.casework.sources import Letter
from workflows.engine import Happening
from workflows.procedure.form_model import DYNAMIC_LIST, FILE_PICKER, Form, FormField
from workflows.procedure.templates import pieces_of
from workflows.proof.models import HistoryEntry
from workflows.proof.words import HistoryKind

FULL, MASKED = "full", "masked"
_OWN_WORDS = frozenset({HistoryKind.TASK_COMPLETED, HistoryKind.CASE_STARTED, HistoryKind.EVENT_RAISED})


def record_of(material: Material, grants: Grants) -> list[Entry]:
    """The record as the reader may read it, oldest first.

    Readers see every line of the processes they read, whose own words or not; everybody else only lines whose words are open to
    them. A line that a seal covers says that the step was done, and by whom, to readers; its outcome and values stay closed.
    """
    decisions = {str(decision.task_id): decision for decision in material.decisions if decision.task_id is not None}
    found = []
    for entry in material.history:
        data = json.loads(entry.data)
        decision = decisions.get(str(data.get("task_id"))) if entry.kind == HistoryKind.TASK_COMPLETED else None
        if (line := _line(material, grants, entry, data, decision)) is not None:
            found.append(line)
    return found


def _line(
    material: Material, grants: Grants, entry: HistoryEntry, data: Mapping[str, Any], decision: Decision | None
) -> Entry | None:
    process_id = _process_of(material, entry, data, decision)
    is_reader = process_id in grants.reads
    if (element_id := place_of(entry.kind, entry.element_id, material.procedures, grants.reads, data)) is None:
        return None
    words = None
    if decision is not None:
        words = decision_words(material, grants, decision, entry.sequence)
    elif entry.kind == HistoryKind.CASE_STARTED:
        words = start_words(material, grants, entry)
    told = material.told.get(entry.id, {})
    is_mine = entry.actor_id == grants.actor.person_id
    if not is_reader and words is None and not (is_mine and entry.kind in _OWN_WORDS):
        return None
    is_sealed = (
        decision is not None and words is None and grants.is_sealed(process_id, decision.element_id, entry.sequence)
    )
    return Entry(
        kind=entry.kind,
        happened_at=entry.happened_at,
        process_id=process_id,
        element_id=element_id,
        actor_id=entry.actor_id,
        signature=entry.signature,
        words=words,
        is_sealed=is_sealed,
        opened=_opened(material, data) if is_reader else (),
        reason=str(told.get("reason") or told.get("message") or "") if is_reader or is_mine else "",
        is_last_kept=data.get("is_last_kept") is True,
        notices=tuple(notice for _, notice, _ in data.get("plans", [])),
        moves=tuple(
            MovedTime(kind, element_id, datetime.fromisoformat(was), datetime.fromisoformat(becomes))
            for kind, _, element_id, was, becomes in (data.get("moves", []) if is_reader else ())
        ),
    )


def _process_of(material: Material, entry: HistoryEntry, data: Mapping[str, Any], decision: Decision | None) -> str:
    """The process in which the element of an entry is drawn (rule 10)."""
    task = decision.task if decision is not None else None
    if task is not None:
        return task.process_id
    for _, process_id, element_id, _ in data.get("moved", []):
        if element_id == entry.element_id and process_id in material.procedures:
            return str(process_id)
    holding = [key for key, procedure in material.procedures.items() if entry.element_id in procedure.elements]
    return holding[0] if holding else material.process_id


def _opened(material: Material, data: Mapping[str, Any]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for kind, process_id, element_id, _ in data.get("moved", []):
        procedure = material.procedures.get(process_id)
        element = procedure.elements.get(element_id) if procedure is not None else None
        if kind == Happening.ENTERED and element is not None and element.type in ("userTask", "manualTask"):
            found[element_id] = None
    return tuple(found)


def decision_words(material: Material, grants: Grants, decision: Decision, written_in: int) -> Words | None:
    """The answers of a decision of record, or None where nothing of them is open to the reader."""
    process_id = decision.task.process_id if decision.task is not None else material.process_id
    procedure = material.procedures[process_id]
    form = procedure.forms.get(decision.form_id) if decision.form_id else None
    if form is None or not grants.may_read(process_id, decision.element_id, decision.person_id, written_in):
        return None
    fields, labels, hidden = _open_fields(grants, form, decision.answers, decision.labels, decision.person_id)
    return Words(
        process_id=process_id,
        element_id=decision.element_id,
        form=form,
        fields=fields,
        labels=labels,
        hidden=hidden,
        outcome=decision.outcome,
        author_id=decision.person_id,
        signature=decision.signature,
        signature_en=decision.signature_en,
        written_at=decision.decided_at,
        item=decision.task.item if decision.task is not None else "",
        post_key=decision.post_key,
        unit_id=decision.unit_id,
    )


def start_words(material: Material, grants: Grants, entry: HistoryEntry) -> Words | None:
    """What the case was started with by hand, or None where it had no form or nothing of it is open to the reader."""
    procedure = material.procedures[material.process_id]
    start = start_event(procedure)
    if start is None:
        return None
    author = material.started_by_id
    if not grants.may_read(material.process_id, start.id, author, entry.sequence):
        return None
    assert start.form_id is not None
    form = procedure.forms[start.form_id]
    decision = next((each for each in material.decisions if each.task_id is None), None)
    answered, called = (decision.answers, decision.labels) if decision is not None else ({}, {})
    fields, labels, hidden = _open_fields(grants, form, {**material.told.get(entry.id, {}), **answered}, called, author)
    return Words(
        process_id=material.process_id,
        element_id=start.id,
        form=form,
        fields=fields,
        labels=labels,
        hidden=hidden,
        outcome="",
        author_id=author,
        signature=entry.signature,
        signature_en="",
        written_at=entry.happened_at,
    )


def _open_fields(
    grants: Grants,
    form: Form,
    answers: Mapping[str, Any],
    called: Mapping[str, Any],
    author_id: uuid.UUID | None,
) -> tuple[tuple[tuple[FormField, Any], ...], dict[str, Any], int]:
    """The open fields, what was chosen in them as it was called, and how many are closed; a label is as open as its value."""
    open_fields, labels, hidden = [], {}, 0
    for item in form.inputs:
        if not grants.may_read_field(item, author_id):
            hidden += 1
            continue
        value, label = answers.get(item.key), called.get(item.key)
        if item.type == DYNAMIC_LIST and isinstance(value, list):
            closed = {inner.key for inner in item.inputs if not grants.may_read_field(inner, author_id)}
            hidden += len(closed)
            value, label = _open_rows(value, closed), _open_rows(label, closed)
        open_fields.append((item, value))
        if label:
            labels[item.key] = label
    return tuple(open_fields), labels, hidden


def _open_rows(rows: Any, closed: Collection[str]) -> list[dict[str, Any]]:
    kept = (row for row in rows or [] if isinstance(row, Mapping))
    return [{key: each for key, each in row.items() if key not in closed} for row in kept]


def may_open_file(record: Sequence[Entry], file_id: str) -> bool:
    """Whether a file (its id as text) is in an answer that is open to whoever may read this record."""
    return any(
        each.get("id") == file_id
        for entry in record
        for item, value in (entry.words.fields if entry.words is not None else ())
        if item.type == FILE_PICKER and isinstance(value, list)
        for each in value
        if isinstance(each, Mapping)
    )


def shown_words(record: Sequence[Entry], shown: Shown, item: str) -> list[Words]:
    """What tasks show beside their form, in the order of `shows`, earlier rounds included (rule 3).

    For one of several items, what was written about the same item, or about none.
    """
    by_step: dict[tuple[str, str], list[Words]] = {}
    for entry in record:
        if entry.words is not None and (not item or entry.words.item in ("", item)):
            by_step.setdefault((entry.words.process_id, entry.words.element_id), []).append(entry.words)
    return [words for step in shown.answers for words in by_step.get(step, [])]


def choices_of(material: Material, record: Sequence[Entry]) -> dict[str, Any]:
    """The variables that the questions of open answers read, for the names of choices and texts with values in them; no others."""
    names: set[str] = set()
    for words in (entry.words for entry in record if entry.words is not None):
        translations = material.procedures[words.process_id].labels.values()
        for item in (each for top, _ in words.fields for each in (top, *top.fields)):
            key = f"form:{words.form.id}:{item.name}"
            names |= _names_read(item, [labels.get(key, "") for labels in translations])
    return {name: value for name, value in material.variables.items() if name in names}


def _names_read(item: FormField, labels: Sequence[str]) -> set[str]:
    sources = [piece.text for label in (item.label, *labels) for piece in pieces_of(label) if piece.is_feel]
    if item.values_expression:
        sources.append(item.values_expression.removeprefix("="))
    return {name for source in sources for name in feel.parse_expression(source).names}


def open_steps(material: Material, grants: Grants) -> list[OpenStep]:
    """Where the case is now, as far as its reader may know."""
    steps = (
        step_for(
            task,
            reads=grants.reads,
            grounds=grounds_at(task, grants.grounds, grants.owes_case, grants.actor, material.deadlines),
            does=grants.does,
            follows=_follows(material, grants, task.process_id),
        )
        for task in material.open_tasks
    )
    found = (
        (step, material.procedures[step.process_id].elements[step.element_id]) for step in steps if step is not None
    )
    return [step.as_own_word() if element.is_own_word else step for step, element in found]


def _follows(material: Material, grants: Grants, process_id: str) -> bool:
    """Whether the reader started the case and its process lets whoever did see where it stands (`starter_follows`)."""
    is_own = material.started_by_id == grants.actor.person_id
    return is_own and not grants.stands_aside and material.procedures[process_id].property("starter_follows") == "true"


def step_for(
    task: Task,
    *,
    reads: Collection[str],
    grounds: Collection[str],
    does: Collection[uuid.UUID],
    follows: bool = False,
) -> OpenStep | None:
    """An open task as its reader may know of it: readers and doers see who holds it; who watches or follows, which post.

    People of a unit that owes a running clock see the step's name (rule 8); others that it is open at all not.
    """
    if task.process_id in reads or task.id in does:
        return _step(task, is_holder=True, is_post=True, is_linked=True)
    if follows or Ground.WATCHES.value in grounds:
        return _step(task, is_post=True)
    return _step(task) if Ground.OWES.value in grounds else None


def _step(task: Task, *, is_holder: bool = False, is_post: bool = False, is_linked: bool = False) -> OpenStep:
    return OpenStep(
        process_id=task.process_id,
        element_id=task.element_id,
        name=task.name,
        name_en=task.name_en,
        since=task.claimed_at or task.created_at,
        task_id=task.id if is_linked else None,
        item=task.item if is_linked else "",
        post_key=task.post_key if is_post else None,
        unit_id=task.unit_id if is_post else None,
        unit_name=task.unit.name if is_post and task.unit is not None else "",
        unit_name_en=task.unit.name_en if is_post and task.unit is not None else "",
        holder=task.assignee.name if is_holder and task.assignee is not None else "",
        holder_id=task.assignee_id if is_holder else None,
        holder_for=task.substitute_for.name if is_holder and task.substitute_for is not None else "",
    )


def evaluations_of(material: Material, grants: Grants) -> list[EvaluationRecord]:
    """Decision tables with the values and rules behind their results: readers of their process, and tasks that show them."""
    found = []
    for evaluation in material.evaluations:
        drawn = [key for key, each in material.procedures.items() if evaluation.element_id in each.elements]
        if set(drawn) & grants.reads or evaluation.decision_id in grants.shown.decisions:
            found.append(evaluation)
    return found


def notices_of(material: Material, grants: Grants) -> list[Notice]:
    """The notices sent: to readers of the process whose step sent them (rule 10), and to those to whom they went."""
    return [
        notice
        for notice in material.notices
        if (notice.process_id or material.process_id) in grants.reads
        or (is_for(notice, grants.actor) and not (notice.person_id is None and notice.process_id in grants.aside))
    ]


def letter_version(letter: Letter, grants: Grants, keys: frozenset[str]) -> str | None:
    """Rule 1: how a letter is open to the reader: `full`, `masked`, or None.

    In full to whoever issued it, to readers of its process, to tasks that show it (the receipt: who signs for it must read it),
    and from service to those it names. Masked, from service too, to everybody else who may know of a letter that goes out:
    between sending and service it is for the doer of the receipt alone.
    """
    is_own = letter.issued_by_id == grants.actor.person_id
    if is_own or letter.process_id in grants.reads or letter.kind in grants.shown.letters:
        return FULL
    if letter.sent_at is None or letter.served_at is None:
        return None
    if letter.receivers & keys:
        return FULL
    return MASKED if letter.told & keys or _watches(grants) else None


def names_issuer(letter: Letter, grants: Grants) -> bool:
    """Whether the page of a letter says who issued it: whom an office writes to need not know by whose hand it was drafted."""
    return letter.issued_by_id == grants.actor.person_id or letter.process_id in grants.reads


def _watches(grants: Grants) -> bool:
    return Ground.WATCHES.value in grants.grounds


def letters_open(material: Material, grants: Grants, keys: frozenset[str]) -> list[OpenLetter]:
    """The letters of the case that the reader may open, oldest first."""
    versions = ((letter, letter_version(letter, grants, keys)) for letter in material.letters)
    return [OpenLetter(letter, version) for letter, version in versions if version is not None]


def incidents_of(material: Material, grants: Grants) -> list[Incident]:
    """The open incidents, for administrators and for readers of the case; how much of each, incidents.py says."""
    if Ground.ADMINISTERS.value in grants.grounds or material.process_id in grants.reads:
        return [incident for incident in material.incidents if incident.resolved_at is None]
    return []
