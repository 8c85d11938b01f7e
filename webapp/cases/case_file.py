"""A case file as its pages show it: sections ready to draw, in the reader's language, without what the reader may not see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.cases.explanations import EvaluationView, evaluation_view
from webapp.cases.progress import DiagramView, diagrams
from webapp.cases.record import Answer, RecordEntry, answers_of, record
from workflows.casework.cases import CaseFile
from workflows.casework.deadlines import overdue_days, side_seconds
from workflows.casework.models import Case, Deadline, Notice, Task
from workflows.casework.verbs.start import start_form
from workflows.documents.models import Document
from workflows.documents.queries import documents_of_case
from workflows.people import Actor
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class ClockView:
    """One deadline of the case with the seconds of unit and office time."""

    deadline: Deadline
    unit_seconds: float
    office_seconds: float
    overdue_days: int


@dataclass(frozen=True, slots=True)
class CaseFileView:
    """Everything the case file partial draws."""

    case: Case
    start_answers: Sequence[Answer]
    open_tasks: Sequence[Task]
    clocks: Sequence[ClockView]
    record: Sequence[RecordEntry]
    evaluations: Sequence[EvaluationView]
    notices: Sequence[Notice]
    documents: Sequence[Document]
    diagrams: Sequence[DiagramView]


def present(work: UnitOfWork, file: CaseFile, actor: Actor, locale: str) -> CaseFileView:
    """The file in the reader's language."""
    return CaseFileView(
        case=file.case,
        start_answers=_start_answers(work, file, actor, locale),
        open_tasks=file.open_tasks,
        clocks=[
            ClockView(deadline, *side_seconds(deadline, work.now), overdue_days(deadline, work.now))
            for deadline in file.deadlines
        ],
        record=record(work, file, actor, locale),
        evaluations=[evaluation_view(file, evaluation, locale) for evaluation in file.evaluations],
        notices=file.notices,
        documents=documents_of_case(work, file.case.id),
        diagrams=diagrams(file, work.now, locale),
    )


def _start_answers(work: UnitOfWork, file: CaseFile, actor: Actor, locale: str) -> list[Answer]:
    """What the case was started with, by the labels of the start form."""
    procedure = file.procedures[file.case.process_id]
    form = start_form(procedure)
    started = next((entry for entry in file.history if entry.kind == "case_started"), None)
    if form is None or started is None:
        return []
    answered = next((decision.answers for decision in file.decisions if decision.task_id is None), {})
    given = {**file.told.get(started.id, {}), **answered}
    return answers_of(work, procedure, form, given, actor, file.case.started_by_id, locale, file.variables)
