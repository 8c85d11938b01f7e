"""The parts of a round as one reader may see them, and the round of a part: its public title, and nothing else of it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case as choose
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from workflows.casework import access
from workflows.casework.catalogue import is_readable, procedure_of, read_ahead
from workflows.casework.disclosure import step_for
from workflows.casework.errors import no_such_case
from workflows.casework.file_parts import OpenStep
from workflows.casework.heads import CaseHead, head_of
from workflows.casework.material import open_to, title_for
from workflows.casework.models import Case, CasePart, Deadline, DeadlineStatus, Ground, Task, TaskStatus
from workflows.casework.rounds import part_state
from workflows.casework.titles import as_title, both
from workflows.casework.words import PartState
from workflows.people import Actor
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part: how it stands, with whom, until when, and what the two told each other last."""

    case_id: uuid.UUID
    name: str
    procedure: Sentence | None  # what it is a case of, where the parts of the page are of several procedures
    state: PartState
    is_linked: bool  # the reader may open its case too
    steps: Sequence[OpenStep]
    due_at: datetime | None  # the first of its clocks and of the steps shown
    reported_at: datetime | None
    report: Mapping[str, Any]
    fields: Mapping[str, Sentence]  # what the forms of both call the values that they told each other
    answered_at: datetime | None
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PartsPage:
    """The page of a case's parts. `round_title`: of what the case is itself a part; `is_read`: the reader may know its parts."""

    case: CaseHead
    rows: Sequence[PartRow]
    following: str | None
    round_title: Sentence | None
    is_read: bool


def parts_page(work: UnitOfWork, actor: Actor, case_id: uuid.UUID, *, after: str = "") -> PartsPage:
    """The parts of a case by their key, for readers of its process; whoever reads only a part gets its round's public title.

    Raises NotFound where the actor may know of no such case.
    """
    opened = open_to(work, actor, case_id)
    if opened is None or not opened.is_open_to_reader:
        raise no_such_case()
    case = opened.case
    of_round = (
        select(as_title(both(Case.title_public, Case.title_public_en)))
        .join(CasePart, CasePart.round_id == Case.id)
        .where(CasePart.part_id == case.id)
    )
    round_title = work.session.scalar(of_round)
    is_read = case.process_id in opened.grants.reads
    rows, following = _rows(work, actor, case, after) if is_read else ([], None)
    head = head_of(case, title_for(case, opened.grants, opened.tasks), opened.grants.is_informed)
    return PartsPage(head, rows, following, round_title, is_read)


def _rows(work: UnitOfWork, actor: Actor, case: Case, after: str) -> tuple[list[PartRow], str | None]:
    """A page of parts in four statements, however many they are."""
    place = CasePart.process_id + "/" + CasePart.key
    statement = (
        select(
            CasePart,
            Case.status,
            Case.procedure_version_id,
            choose((access.visible_cases(actor), True), else_=False),
            choose((access.is_reader(actor), True), else_=False),
        )
        .join(Case, Case.id == CasePart.part_id)
        .where(CasePart.round_id == case.id, place > after)
        .order_by(place)
        .limit(PER_PAGE + 1)
    )
    found = work.session.execute(statement).all()
    page = found[:PER_PAGE]
    ids = [part.part_id for part, *_ in page]
    tasks: dict[uuid.UUID, list[Task]] = defaultdict(list)
    waiting = select(Task).where(Task.case_id.in_(ids), Task.status == TaskStatus.OPEN)
    named = (joinedload(Task.unit), joinedload(Task.assignee), joinedload(Task.substitute_for))
    for task in work.session.scalars(waiting.options(*named)):
        tasks[task.case_id].append(task)
    running = (Deadline.case_id.in_(ids), Deadline.status == DeadlineStatus.RUNNING)
    due = select(Deadline.case_id, func.min(Deadline.due_at)).where(*running).group_by(Deadline.case_id)
    due_at = {case_id: moment for case_id, moment in work.session.execute(due)}
    versions = {case.procedure_version_id, *(version_id for _, _, version_id, *_ in page)}
    read_ahead(work, versions)
    labels = {each: _labels(work, each) if is_readable(work, each) else {} for each in versions}
    of_several = len({part.process_id for part, *_ in page}) > 1
    steps = {part.part_id: _steps(tasks[part.part_id], part.process_id if reads else None) for part, *_, reads in page}
    rows = [
        PartRow(
            case_id=part.part_id,
            name=part.name,
            procedure=_procedure(work, version_id) if of_several else None,
            state=part_state(part, status),
            is_linked=is_linked,
            steps=[step for _, step in steps[part.part_id]],
            due_at=_first(due_at.get(part.part_id), *(task.due_at for task, _ in steps[part.part_id])),
            reported_at=part.reported_at,
            report=part.report,
            fields={**labels[case.procedure_version_id], **labels[version_id]},
            answered_at=part.answered_at,
            answer=part.answer,
        )
        for part, status, version_id, is_linked, _ in page
    ]
    last = page[-1][0] if len(found) > PER_PAGE else None
    return rows, f"{last.process_id}/{last.key}" if last is not None else None


def _procedure(work: UnitOfWork, version_id: uuid.UUID) -> Sentence | None:
    if not is_readable(work, version_id):
        return None
    procedure = procedure_of(work, version_id)
    return Sentence(procedure.label("process", procedure.name, "en"), procedure.name)


def _first(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _labels(work: UnitOfWork, version_id: uuid.UUID) -> Mapping[str, Sentence]:
    """What the forms of a version call their answers, by the name of the value."""
    procedure = procedure_of(work, version_id)
    return {
        field.key: Sentence(procedure.label(f"form:{form.id}:{field.key}", field.label, "en"), field.label)
        for form in procedure.forms.values()
        for field in form.inputs
        if field.key and field.label
    }


def _steps(tasks: Sequence[Task], reads: str | None) -> list[tuple[Task, OpenStep]]:
    """Where a part is and with which post, as whoever watches over it knows; who holds it is for readers of the part itself."""
    read = {reads} if reads is not None else set()
    steps = ((task, step_for(task, reads=read, grounds={Ground.WATCHES.value}, does=())) for task in tasks)
    return [(task, step) for task, step in steps if step is not None]
