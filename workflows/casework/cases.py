"""A case as its page shows it to one reader."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from workflows.casework import access, disclosure, duties
from workflows.casework.board import Clock, clocks_of
from workflows.casework.cancelling import cancelling_holding, may_withdraw
from workflows.casework.ended_letters import EndedLetter, ended_elsewhere
from workflows.casework.errors import IncidentRaised, no_such_case
from workflows.casework.file_parts import Entry, Material, OpenLetter, OpenStep, Words
from workflows.casework.grants import Grants, shown_by
from workflows.casework.heads import CaseHead, head_of
from workflows.casework.incident_values import owner_holding
from workflows.casework.incidents import sentence_of
from workflows.casework.material import Opened, material_of, open_to, title_for
from workflows.casework.models import Case, EvaluationRecord, Notice, Task
from workflows.casework.named_posts import APPOINTED_BY, ORDERED_BY, posts_in
from workflows.casework.raising import Raisable, Wait, raisable
from workflows.casework.relations import OpenDeclaration, open_declarations
from workflows.casework.row_grants import may_read_rows
from workflows.engine import CAME, Happening, Piecemeal
from workflows.people import Actor
from workflows.procedure.model import Procedure
from workflows.procedure.rounds import ROUND_KEY, START_EACH
from workflows.proof.models import HistoryEntry
from workflows.proof.words import HistoryKind
from workflows.sentence import Sentence
from workflows.store import UnitOfWork


@dataclass(slots=True)
class Progress:
    """Where a case is and has been on one diagram: for colouring it and for the list beside it."""

    active: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    flows: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class PieceOfWork:
    """An operation that the worker does in pieces: how far it is."""

    name: Sentence
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything a case page shows, as one reader may read it (casework/disclosure.py); nothing else of the case leaves here."""

    case: CaseHead
    grants: Grants
    procedures: Mapping[str, Procedure]
    choices: Mapping[str, Any]  # variables that open answers were chosen from
    open_steps: Sequence[OpenStep]
    record: Sequence[Entry]
    shown: Sequence[Words]
    clocks: Sequence[Clock]
    evaluations: Sequence[EvaluationRecord]
    notices: Sequence[Notice]
    letters: Sequence[OpenLetter]
    ended_letters: Sequence[EndedLetter]  # of them, those that another case has ended
    incidents: Sequence[Sentence]  # the open ones; whole to readers, without values to administrators
    history: Sequence[HistoryEntry]  # of the processes that the reader reads; for the steps and times of diagrams
    progress: Mapping[str, Progress]
    incident_ids: Sequence[uuid.UUID]  # those whose sentences stand there
    # Who may order somebody to stand aside sees which open declarations concern the open steps; who may appoint,
    # the open tasks of which it was told that nobody may do them.
    open_declarations: Sequence[OpenDeclaration] = ()
    to_appoint: Collection[uuid.UUID] = ()
    sheets: Sequence[Task] = ()  # tasks over rows whose page the reader may open
    end: Sentence | None = (
        None  # how it ended, by the name of its end event: for readers of the process, whom it tells nothing new
    )
    has_parts: bool = (
        False  # it starts parts of which the reader may see how they stand, or is itself a part of a round
    )
    unfinished: Sequence[PieceOfWork] = ()  # of the processes that the reader reads
    # Asked for the case's own page only:
    may_cancel: bool = False
    waits: Sequence[Wait] = ()  # messages for which it waits
    to_raise: Sequence[Raisable] = ()  # events for which it waits and that the reader may raise
    to_mend: Sequence[uuid.UUID] = ()  # open incidents whose values the reader may correct, as the procedure's owner
    damage: IncidentRaised | None = None  # what is wrong with the stored state, which then shows no variables

    def diagram(self, process_id: str) -> bytes:
        """The BPMN file of one of the case's procedures."""
        procedure = self.procedures[process_id]
        return next(data for name, data in procedure.files.items() if name.endswith(".bpmn"))


def visible_case(work: UnitOfWork, case_id: uuid.UUID, actor: Actor) -> CaseFile:
    """The file of a case as the actor may read it. Raises NotFound where there is none that the actor may know of."""
    opened = open_to(work, actor, case_id)
    if opened is None:
        raise no_such_case()
    file, case, grants = file_of(work, opened), opened.case, opened.grants
    if not case.is_open:
        return file
    procedure = grants.procedures[case.process_id]
    # In a post of somebody whom a duty keeps from the case nothing is directed either.
    barred = [each.person_id for each in actor.stand_ins if not duties.may_direct(work, each.person_id, case)]
    acts = actor.without(barred)
    cancels = cancelling_holding(work, case, procedure, acts) is not None
    owns = case.process_id in grants.reads and owner_holding(work, case, acts) is not None
    to_mend = file.incident_ids if owns else ()
    to_raise = raisable(work, case, file.waits, acts)
    if not (cancels or to_mend or to_raise):
        return file
    standing = duties.standing_of(work, actor.person_id)
    if duties.case_ground(work, standing, case.id) is not None:
        # Belonging to the unit that it is about keeps nobody from what is asked of that unit, or from taking back their own.
        if duties.case_ground(work, standing, case.id, withdraws=True) is not None:
            return file
        cancels = cancels and may_withdraw(work, case, procedure, actor)
        to_mend, to_raise = (), [each for each in to_raise if each.is_asked_of(case)]
    return replace(file, may_cancel=cancels, to_mend=to_mend, to_raise=to_raise)


def file_of(work: UnitOfWork, opened: Opened, *, task: Task | None = None) -> CaseFile:
    """The file of a case that was opened to a reader; `task` is the one beside whose form it stands.

    Raises NotFound where the reader may know of the case and read nothing of it.
    """
    if not opened.is_open_to_reader:
        raise no_such_case()
    case = opened.case
    material, grants = material_of(work, opened)
    record = disclosure.record_of(material, grants)
    keys = frozenset(access.keys_of(grants.actor))
    incidents = disclosure.incidents_of(material, grants)
    directs = case.is_open and case.process_id in grants.reads
    orders, appoints = (
        directs and any(grants.actor.holds(post) for post in posts_in(work, case, name))
        for name in (ORDERED_BY, APPOINTED_BY)
    )
    doing = [each for each in material.open_tasks if each.id in grants.does and (task is None or each.id == task.id)]
    letters = disclosure.letters_open(material, grants, keys)
    return CaseFile(
        case=head_of(
            case,
            title_for(case, grants, material.open_tasks),
            grants.is_informed,
            is_numbered=case.process_id in grants.reads or not grants.is_outside,
        ),
        grants=grants,
        procedures={key: material.procedures[key] for key in _open_processes(material, grants)},
        choices=disclosure.choices_of(material, record),
        open_steps=disclosure.open_steps(material, grants),
        record=record,
        shown=disclosure.shown_words(record, shown_by(doing, material.procedures), task.item if task else ""),
        clocks=clocks_of(material.deadlines, grants, work.now, case.unit_id, material.open_tasks),
        evaluations=disclosure.evaluations_of(material, grants),
        notices=disclosure.notices_of(material, grants),
        letters=letters,
        ended_letters=ended_elsewhere(work, grants.actor, letters),
        incidents=[sentence_of(incident, case, grants) for incident in incidents],
        has_parts=_has_parts(material, grants),
        unfinished=pieces_of(material.unfinished, material.procedures, grants.reads),
        waits=[Wait(each.token_id, each.process_id, each.name) for each in material.waits],
        sheets=_sheets(material, grants),
        end=_end_of(case, material, grants),
        incident_ids=[incident.id for incident in incidents],
        history=material.history if grants.reads else [],
        progress=_progress(material, grants, case.is_open),
        damage=material.damage,
        open_declarations=open_declarations(work, case.id) if orders else (),
        to_appoint=_unheld(material) if appoints else (),
    )


def _unheld(material: Material) -> set[uuid.UUID]:
    """The tasks of which the history says that nobody may do them; somebody may again by now, which the page of an appointment
    asks."""
    told = (json.loads(entry.data) for entry in material.history if entry.kind == HistoryKind.TASK_UNHELD)
    return {uuid.UUID(data["task_id"]) for data in told}


def pieces_of(
    unfinished: Sequence[Piecemeal], procedures: Mapping[str, Procedure], reads: Collection[str]
) -> list[PieceOfWork]:
    """How far the operations are that the worker does in pieces, of these processes."""
    found = []
    for each in unfinished:
        if each.process_id in reads:
            element, procedure = each.element, procedures[each.process_id]
            name = element.name or element.id
            said = Sentence(procedure.label(f"element:{element.id}", name, "en"), name)
            found.append(PieceOfWork(said, each.done, each.total))
    return found


def _end_of(case: Case, material: Material, grants: Grants) -> Sentence | None:
    """The name of the end event, as far as it has one; whoever does not read the process learns by a notice what became of it."""
    procedure = material.procedures[case.process_id]
    element = procedure.elements.get(case.end_event or "")
    if element is None or not element.name or case.process_id not in grants.reads:
        return None
    return Sentence(procedure.label(f"element:{element.id}", element.name, "en"), element.name)


def _open_processes(material: Material, grants: Grants) -> list[str]:
    """Whose texts and diagrams the page may need: the case's own process, and others where something is open."""
    doing = {task.process_id for task in material.open_tasks if task.id in grants.does}
    shown = {process_id for process_id, _ in grants.shown.answers}
    return [
        key
        for key in material.procedures
        if key == material.process_id or key in grants.reads | doing | shown or grants.grounds
    ]


def _progress(material: Material, grants: Grants, is_open: bool) -> dict[str, Progress]:
    """The way that the case took, for readers of each process: it would tell anybody else what was decided on it.

    Who only does a task sees where that task stands, and no way.
    """
    active = [(task.process_id, task.element_id) for task in material.open_tasks] if is_open else []
    found = progress_of(material.history, active)
    open_ones = {key: progress for key, progress in found.items() if key in grants.reads}
    for task in material.open_tasks:
        if task.id in grants.does and task.process_id not in grants.reads:
            open_ones.setdefault(task.process_id, Progress()).active.add(task.element_id)
    return open_ones


def progress_of(history: Sequence[HistoryEntry], active: Sequence[tuple[str, str]]) -> dict[str, Progress]:
    """Fold what the history lists as moved into the elements done, the flows taken and those active now, by process id."""
    found: dict[str, Progress] = {}
    for entry in history:
        for kind, process_id, element_id, details in json.loads(entry.data).get("moved", []):
            progress = found.setdefault(process_id, Progress())
            if kind in (Happening.COMPLETED, Happening.ENDED) or kind in CAME:
                progress.done.add(element_id)
            progress.flows.update(details.get("flows", []))
    for process_id, element_id in active:
        found.setdefault(process_id, Progress()).active.add(element_id)
    return found


def _has_parts(material: Material, grants: Grants) -> bool:
    """Whether the page of parts says something to the reader; told without a statement."""
    starts = any(each.operation == START_EACH for each in material.procedures[material.process_id].elements.values())
    return ROUND_KEY in material.variables or (starts and material.process_id in grants.reads)


def _sheets(material: Material, grants: Grants) -> list[Task]:
    """The tasks over rows that are done or open, where their rows are open to the reader; told without a statement."""
    done = [decision.task for decision in material.decisions if decision.task is not None]
    elements = (
        (task, material.procedures[task.process_id].elements[task.element_id]) for task in [*done, *material.open_tasks]
    )
    return [task for task, element in elements if element.sheet is not None and may_read_rows(grants, task)]
