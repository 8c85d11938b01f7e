"""A case file as its pages show it: sections ready to draw, in the reader's language; what stands in it disclosure decided."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from webapp.answers.shown import Answer
from webapp.cases.explanations import EvaluationView, evaluation_view
from webapp.cases.progress import DiagramView, diagrams
from webapp.cases.record import Names, RecordEntry, answers_of, matter_of, names_of, record, words_entry
from workflows.casework.board import Clock
from workflows.casework.cases import CaseFile, PieceOfWork
from workflows.casework.ended_letters import EndedLetter
from workflows.casework.file_parts import OpenLetter, OpenStep
from workflows.casework.heads import CaseHead
from workflows.casework.models import Notice, Task
from workflows.casework.relations import OpenDeclaration
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class CaseFileView:
    """Everything the case file partial draws."""

    case: CaseHead
    start_answers: Sequence[Answer]
    open_steps: Sequence[OpenStep]
    shown: Sequence[RecordEntry]
    clocks: Sequence[Clock]
    record: Sequence[RecordEntry]
    evaluations: Sequence[EvaluationView]
    notices: Sequence[Notice]
    letters: Sequence[OpenLetter]
    ended_letters: Sequence[EndedLetter]
    incidents: Sequence[str]
    to_mend: Sequence[uuid.UUID]  # open incidents whose values the reader may correct
    open_declarations: Sequence[OpenDeclaration]
    to_appoint: Collection[uuid.UUID]
    diagrams: Sequence[DiagramView]
    sheets: Sequence[Task]  # tasks over rows whose page the reader may open
    unfinished: Sequence[PieceOfWork]  # what the worker does in pieces
    end: str  # how it ended, for who reads the process
    is_reader: bool  # of the process


def present(work: UnitOfWork, file: CaseFile, locale: str) -> CaseFileView:
    """The file in the reader's language."""
    names = names_of(work, file)
    return CaseFileView(
        case=file.case,
        start_answers=_start_answers(file, names, locale),
        open_steps=file.open_steps,
        shown=[words_entry(file, words, names, locale) for words in file.shown],
        clocks=file.clocks,
        record=record(file, names, locale),
        evaluations=[evaluation_view(file, evaluation, locale) for evaluation in file.evaluations],
        notices=file.notices,
        letters=file.letters,
        ended_letters=file.ended_letters,
        incidents=[sentence.in_language(locale) for sentence in file.incidents],
        to_mend=file.to_mend,
        open_declarations=file.open_declarations,
        to_appoint=file.to_appoint,
        sheets=file.sheets,
        unfinished=file.unfinished,
        end=file.end.in_language(locale) if file.end is not None else "",
        is_reader=file.case.process_id in file.grants.reads,
        diagrams=diagrams(file, work.now, locale),
    )


def _start_answers(file: CaseFile, names: Names, locale: str) -> list[Answer]:
    """What the case is about, by the labels of the form that asked it last: of the start, or of a step that corrected it.

    Nothing where the same words stand already as what the step at hand goes by.
    """
    words = matter_of(file)
    if words is None or words in file.shown:
        return []
    return answers_of(words, file.procedures[words.process_id], names, locale)
