"""Read all that one case has from its rows, and what opens it to one reader; disclosure.py decides what of it they get."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, not_, or_, select
from sqlalchemy.orm import aliased, defaultload, joinedload, undefer

from workflows.casework import access, catalogue, duties
from workflows.casework.errors import IncidentRaised
from workflows.casework.file_parts import Material
from workflows.casework.grants import Grants, Grounds, Moved, shown_by
from workflows.casework.keys import checked
from workflows.casework.locked_case import RowsWritten, open_case
from workflows.casework.models import (
    Case,
    CaseReader,
    Deadline,
    DeadlineExtension,
    Decision,
    EvaluationRecord,
    Ground,
    Incident,
    MessageSubscription,
    Notice,
    OverdueExplanation,
    Task,
    TaskCandidate,
    TaskStatus,
)
from workflows.casework.notices import is_for
from workflows.casework.offered import Candidate, acting_ways, is_offered, is_within_reach
from workflows.casework.sources import letters_of
from workflows.casework.titles import Titles
from workflows.engine import CaseEngine
from workflows.people import Actor
from workflows.procedure.model import MessageKind
from workflows.proof.history import told_by
from workflows.proof.models import EntryValue, HistoryEntry
from workflows.proof.words import HistoryKind
from workflows.sentence import Sentence
from workflows.store import Together, UnitOfWork


@dataclass(slots=True)
class Opened:
    """A case, what opens it to one reader, and its tasks: what each of its pages begins with, in two statements.

    Somebody recused from it gets no grounds and yet knows that it exists: for `is_open_to_reader` nothing but that may be said.
    """

    work: UnitOfWork
    case: Case
    grants: Grants
    tasks: Sequence[Task]  # the open ones, oldest first
    candidates: Mapping[uuid.UUID, Sequence[Candidate]]  # who may take each of the tasks
    barred: frozenset[uuid.UUID]  # tasks on which the reader must not act
    task: Task | None = None  # the one asked for, open or not
    done_before: frozenset[uuid.UUID] = frozenset()  # tasks whose step was done in an earlier round
    _run: CaseEngine | None = None

    @property
    def is_open_to_reader(self) -> bool:
        """True where something opens the case to the reader."""
        return bool(self.grants.grounds)

    @property
    def run(self) -> CaseEngine:
        """The state of the case, only to look at. Raises IncidentRaised where it cannot be read."""
        if self._run is None:
            self._run = open_case(self.work, self.case, self.grants.actor, is_peek=True).run
        return self._run


_CASE = select(Case).options(
    undefer(Case.state), undefer(Case.mirror), joinedload(Case.unit), joinedload(Case.procedure_version)
)
_EARLIER = aliased(Task)
_DONE_BEFORE = exists(
    select(_EARLIER.id)
    .where(
        _EARLIER.case_id == Task.case_id,
        _EARLIER.element_id == Task.element_id,
        checked(_EARLIER.status == TaskStatus.COMPLETED.value),
    )
    .correlate(Task)
)
_TASK = (
    joinedload(Task.unit),
    joinedload(Task.assignee),
    joinedload(Task.completed_by),
    joinedload(Task.substitute_for),
)


def open_to(
    work: UnitOfWork, actor: Actor, case_id: uuid.UUID | ScalarSelect[uuid.UUID], task_id: uuid.UUID | None = None
) -> Opened | None:
    """What opens a case to the actor; None where there is none that the actor may know of. `case_id` may be a sub-select.

    The actor whom it was opened to (`Grants.actor`) stands in for nobody who is recused from it, or related to whom it is about.
    """
    stands = access.opens(actor).label("stands")
    aside = duties.stands_aside(actor, Case.id).label("aside")
    absent_aside = [
        duties.stands_aside_with(each.person_id, each.close, Case.id).label(f"aside_{place}")
        for place, each in enumerate(actor.stand_ins)
    ]
    rows = work.session.execute(
        _CASE.add_columns(CaseReader.process_id, CaseReader.ground, CaseReader.reader, stands, aside, *absent_aside)
        .join(CaseReader, CaseReader.case_id == Case.id)
        .where(Case.id == case_id, access.names(actor))
    ).all()
    if not rows:
        return None
    case = rows[0][0]
    standing = [row for row in rows if row.stands]
    opened, in_own_right = _grounds(standing), access.keys_in_own_right(actor)
    tasks, candidates, barred, done_before = _tasks(work, actor, case, task_id)
    waiting = [task for task in tasks if task.status == TaskStatus.OPEN.value]
    does, own_does = [], []
    for task in waiting:
        ways = acting_ways(candidates[task.id], actor, task, case)
        if opened.does and task.id not in barred and is_within_reach(task, actor, ways):
            does.append(task)
            own_does += [task] if any(each is None or each.for_id is None for each in ways) else []
    actor = actor.without(
        [each.person_id for place, each in enumerate(actor.stand_ins) if getattr(rows[0], f"aside_{place}")]
    )
    procedures = catalogue.procedures_of_case(work, case)
    grants = Grants(
        actor=actor,
        grounds=opened.grounds,
        reads=opened.reads,
        shown=shown_by(does, procedures),
        does=frozenset(task.id for task in does),
        procedures=procedures,
        owes_case=case.unit_id in actor.units,
        stands_aside=bool(rows[0].aside),
        own_reads=_grounds([row for row in standing if row.reader in in_own_right]).reads,
        own_does=frozenset(task.id for task in own_does),
        own_shown=shown_by(own_does, procedures),
    )
    asked_for = next((task for task in tasks if task.id == task_id), None)
    return Opened(work, case, grants, waiting, candidates, barred, asked_for, done_before)


def _tasks(
    work: UnitOfWork, actor: Actor, case: Case, task_id: uuid.UUID | None
) -> tuple[list[Task], dict[uuid.UUID, list[Candidate]], frozenset[uuid.UUID], frozenset[uuid.UUID]]:
    """The open tasks of a case and the one asked for, with who may take them, those that a duty keeps the actor from, and those
    whose step was done before."""
    barred = duties.is_barred(duties.standing_of(work, actor.person_id)).label("barred")
    absent_barred = [
        duties.is_barred(duties.standing_of(work, each.person_id)).label(f"barred_{place}")
        for place, each in enumerate(actor.stand_ins)
    ]
    is_open = Task.status == TaskStatus.OPEN.value
    rows = work.session.execute(
        select(
            Task,
            barred,
            TaskCandidate.post_key,
            TaskCandidate.unit_id,
            TaskCandidate.person_id,
            *absent_barred,
            _DONE_BEFORE.label("done_before"),
        )
        .outerjoin(TaskCandidate, TaskCandidate.task_id == Task.id)
        .options(*_TASK)
        .where(Task.case_id == case.id, is_open if task_id is None else or_(is_open, Task.id == task_id))
        .order_by(Task.created_at, Task.name)
    ).all()
    candidates: dict[uuid.UUID, list[Candidate]] = {}
    for task, _, post_key, unit_id, person_id, *_absent in rows:
        found = candidates.setdefault(task.id, [])
        if post_key is not None or person_id is not None:
            found.append(Candidate(post_key, unit_id, person_id))
    tasks = list(dict.fromkeys(row[0] for row in rows))
    kept = {row[0].id for row in rows if row.barred}
    for row in rows if actor.stand_ins else ():
        absent = {each.person_id for each, is_barred in zip(actor.stand_ins, row[5:-1], strict=True) if is_barred}
        ways = acting_ways(candidates[row[0].id], actor, row[0], case)
        if ways and all(each is not None and each.for_id in absent for each in ways):
            kept.add(row[0].id)
    return tasks, candidates, frozenset(kept), frozenset(row[0].id for row in rows if row.done_before)


_FILE = Together(
    HistoryEntry.case_id,
    EntryValue.case_id,
    Decision.case_id,
    EvaluationRecord.case_id,
    Notice.case_id,
    Incident.case_id,
    Deadline.case_id,
    MessageSubscription.case_id,
    options=(
        joinedload(Decision.person),
        joinedload(Decision.task),
        joinedload(Notice.unit),
        joinedload(Deadline.unit),
        defaultload(Deadline.extensions).joinedload(DeadlineExtension.granted_by),
        defaultload(Deadline.explanations).joinedload(OverdueExplanation.decided_by),
    ),
    children=(Deadline.spans, Deadline.extensions, Deadline.explanations),
    # Hundreds of rows of a sheet are read on its own page. The kind of a subscription is asked of its row: with a condition here,
    # SQLite reads all subscriptions for a Bloom filter.
    only={HistoryEntry: HistoryEntry.kind != HistoryKind.ROW_SAVED},
)


def material_of(work: UnitOfWork, opened: Opened) -> tuple[Material, Grants]:
    """All that the case has, in two statements, and what opens it to the reader now that is known which seals are lifted."""
    case = opened.case
    history, values, decisions, evaluations, notices, incidents, deadlines, waits = _FILE.of(work, case.id)
    history.sort(key=attrgetter("sequence"))
    grants = replace(opened.grants, moved=moved_in(history), aside=_aside(work, opened.grants, case, notices))
    material = Material(
        procedures=grants.procedures,
        process_id=case.process_id,
        started_by_id=case.started_by_id,
        history=history,
        told=told_by(history, values),
        decisions=sorted(decisions, key=attrgetter("decided_at")),
        open_tasks=opened.tasks,
        evaluations=sorted(evaluations, key=attrgetter("evaluated_at")),
        notices=sorted(notices, key=attrgetter("created_at")),
        letters=letters_of(work, case),
        incidents=sorted(incidents, key=attrgetter("raised_at")),
        deadlines=sorted(deadlines, key=attrgetter("started_at")),
        waits=[each for each in waits if each.kind == MessageKind.MESSAGE],
    )
    # Whoever wrote something reads it for good, and choices that they made are named by the case's variables.
    if grants.is_informed or Ground.WROTE.value in grants.grounds:
        try:
            material.variables, material.unfinished = opened.run.variables, opened.run.unfinished
        except IncidentRaised as raised:
            material.damage = raised  # the rows beside the state are whole: they are shown
    return material, grants


def _aside(work: UnitOfWork, grants: Grants, case: Case, notices: Sequence[Notice]) -> frozenset[str]:
    """Processes that sent notices to posts of the reader's, who is recused from them, or related to whom they are about."""
    sent = {notice.process_id for notice in notices if notice.person_id is None and is_for(notice, grants.actor)}
    return frozenset(
        process_id
        for process_id in sent - grants.reads
        if duties.recused_from(work, grants.actor, case.id, process_id or case.process_id)
    )


def moved_in(history: Sequence[HistoryEntry]) -> list[Moved]:
    """What the history lists as moved, in order."""
    return [
        Moved((entry.sequence, line), kind, process_id, element_id)
        for entry in history
        for line, (kind, process_id, element_id, _) in enumerate(json.loads(entry.data).get("moved", []))
    ]


def grounds_of(work: UnitOfWork, actor: Actor, case_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Grounds]:
    """What opens each of these cases to the actor, recusal subtracted; one statement, however many cases."""
    rows = work.session.execute(
        select(CaseReader.case_id, CaseReader.process_id, CaseReader.ground).where(
            CaseReader.case_id.in_(case_ids),
            # Of few cases: else PostgreSQL looks through all that is open to the reader for them.
            checked(access.opens(actor)),
        )
    ).all()
    own: dict[uuid.UUID, list[Any]] = {case_id: [] for case_id in case_ids}
    for row in rows:
        own[row.case_id].append(row)
    return {case_id: _grounds(found) for case_id, found in own.items()}


def _grounds(rows: Sequence[Any]) -> Grounds:
    return Grounds(
        grounds=frozenset(row.ground for row in rows),
        reads=frozenset(row.process_id for row in rows if row.ground == Ground.READS.value),
    )


def is_doable(work: UnitOfWork, actor: Actor) -> ColumnElement[bool]:
    """SQL: the actor does the open Task: holds it, or may take it while nobody holds it, and is not barred from it (6a.3).

    As a substitute also one that the person absent holds, where a duty keeps neither of the two away.
    """
    is_own = checked(or_(Task.assignee_id.is_(None), Task.assignee_id == actor.person_id))
    ways = [and_(is_own, is_offered(access.candidate_condition(actor)))]
    for absent in actor.stand_ins:
        within = or_(is_own, Task.assignee_id == absent.person_id)
        kept = not_(duties.is_barred(duties.standing_of(work, absent.person_id)))
        ways.append(and_(within, is_offered(access.passed_on_by(absent)), kept))
    return and_(or_(*ways), not_(duties.is_barred(duties.standing_of(work, actor.person_id))))


def title_for(case: Case, grants: Grants, tasks: Sequence[Task]) -> Sentence:
    """The title by which the reader knows the case (rules 9 and 10)."""
    open_to = set(grants.reads) | {task.process_id for task in tasks if task.id in grants.does and task.shows_file}
    if case.process_id in open_to:
        return case.full_title
    called = RowsWritten.read(case.mirror).titles
    return next((Titles.kept(called[key]).full for key in sorted(open_to) if key in called), plain_title(case, grants))


def plain_title(case: Case, grants: Grants) -> Sentence:
    """The title for whoever may know of the case and no more."""
    return case.outside_title if grants.is_outside else case.public_title


def title_over(case: Case, task: Task, grants: Grants) -> Sentence:
    """The title over one task: that of the process in which it is drawn, in full to its readers and to whom the task shows it."""
    is_full = task.process_id in grants.reads or (task.id in grants.does and task.shows_file)
    if task.process_id == case.process_id:
        return case.full_title if is_full else plain_title(case, grants)
    called = RowsWritten.read(case.mirror).titles
    if task.process_id not in called:
        return plain_title(case, grants)
    titles = Titles.kept(called[task.process_id])
    return titles.full if is_full else titles.public
