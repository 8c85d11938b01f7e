"""Read all that one case has from its rows, and what opens it to one reader; disclosure.py decides what of it they get."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from workflows.casework import access, catalogue, duties
from workflows.casework.errors import IncidentRaised
from workflows.casework.file_parts import Material
from workflows.casework.grants import Grants, Grounds, Moved, shown_by
from workflows.casework.models import (
    Case,
    CaseReader,
    Decision,
    Evaluation,
    Ground,
    Incident,
    Notice,
    Task,
    TaskCandidate,
    TaskStatus,
)
from workflows.casework.running import Mirror, open_case
from workflows.casework.sources import letters_of
from workflows.people import Actor
from workflows.procedure.model import Procedure
from workflows.proof.history import values_of
from workflows.proof.models import HistoryEntry
from workflows.store import UnitOfWork


class Loaded(NamedTuple):
    """A case with everything it has, and what opens it to one reader."""

    case: Case
    material: Material
    grants: Grants


_CASE = select(Case).options(
    undefer(Case.state), undefer(Case.mirror), joinedload(Case.unit), joinedload(Case.procedure_version)
)


def load(work: UnitOfWork, case_id: uuid.UUID, actor: Actor) -> Loaded | None:
    """The case for one reader; None where there is none that the actor may know of."""
    case = work.session.scalar(_CASE.where(Case.id == case_id, access.visible_cases(actor)))
    if case is None:
        return None
    procedures = catalogue.procedures_of_case(work, case)
    history = _all(work, HistoryEntry, case.id, HistoryEntry.sequence)
    tasks = open_tasks(work, case.id)
    grants = grants_for(work, case, actor, procedures, tasks, moved_in(history))
    material = Material(procedures, case.process_id, case.started_by_id, history=history, open_tasks=tasks)
    material.told = values_of(work, history)
    material.decisions = _all(
        work, Decision, case.id, Decision.decided_at, joinedload(Decision.person), joinedload(Decision.task)
    )
    if grants.reads or grants.shown.decisions:
        material.evaluations = _all(work, Evaluation, case.id, Evaluation.evaluated_at)
    material.notices = _all(work, Notice, case.id, Notice.created_at, joinedload(Notice.unit))
    material.letters = letters_of(work, case)
    if grants.grounds & {Ground.ADMINISTERS.value, Ground.READS.value}:
        material.incidents = _all(work, Incident, case.id, Incident.raised_at)
    # Whoever wrote something reads it for good, and choices that they made are named by the case's variables.
    if grants.is_informed or Ground.WROTE.value in grants.grounds:
        try:
            material.variables = open_case(work, case, actor, is_peek=True).run.variables
        except IncidentRaised as raised:
            material.damage = raised  # the rows beside the state are whole: they are shown
    return Loaded(case, material, grants)


def _all(work: UnitOfWork, row: Any, case_id: uuid.UUID, order: Any, *options: Any) -> Sequence[Any]:
    return work.session.scalars(select(row).options(*options).where(row.case_id == case_id).order_by(order)).all()


def open_tasks(work: UnitOfWork, case_id: uuid.UUID) -> Sequence[Task]:
    """The tasks of a case that wait for people, oldest first, with their unit and holder."""
    return work.session.scalars(
        select(Task)
        .options(joinedload(Task.unit), joinedload(Task.assignee))
        .where(Task.case_id == case_id, Task.status == TaskStatus.OPEN.value)
        .order_by(Task.created_at, Task.name)
    ).all()


def moved_in(history: Sequence[HistoryEntry]) -> list[Moved]:
    """What the history lists as moved, in order."""
    return [
        Moved((entry.sequence, line), kind, process_id, element_id)
        for entry in history
        for line, (kind, process_id, element_id, _) in enumerate(json.loads(entry.data).get("moved", []))
    ]


def grants_of_case(work: UnitOfWork, case: Case, actor: Actor) -> tuple[Grants, Sequence[Task]]:
    """What opens a case to the actor, and its open tasks, for pages that show none of its answers."""
    tasks = open_tasks(work, case.id)
    return grants_for(work, case, actor, catalogue.procedures_of_case(work, case), tasks), tasks


def grants_for(
    work: UnitOfWork,
    case: Case,
    actor: Actor,
    procedures: Mapping[str, Procedure],
    tasks: Sequence[Task],
    moved: Sequence[Moved] = (),
) -> Grants:
    """What opens this case to the actor. `moved` is needed only where answers will be asked for: it lifts their seals."""
    opened = grounds_of(work, actor, [case.id])[case.id]
    does = doable(work, actor, tasks) if opened.does else []
    return Grants(
        actor=actor,
        grounds=opened.grounds,
        reads=opened.reads,
        shown=shown_by(does, procedures),
        does=frozenset(task.id for task in does),
        procedures=procedures,
        moved=moved,
    )


def grounds_of(work: UnitOfWork, actor: Actor, case_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Grounds]:
    """What opens each of these cases to the actor, recusal subtracted; one statement, however many cases."""
    rows = work.session.execute(
        select(CaseReader.case_id, CaseReader.process_id, CaseReader.ground).where(
            CaseReader.case_id.in_(case_ids),
            CaseReader.reader.in_(access.keys_of(actor)),
            access.not_recused(actor),
        )
    ).all()
    own: dict[uuid.UUID, list[Any]] = {case_id: [] for case_id in case_ids}
    for row in rows:
        own[row.case_id].append(row)
    return {
        case_id: Grounds(
            grounds=frozenset(row.ground for row in found),
            reads=frozenset(row.process_id for row in found if row.ground == Ground.READS.value),
        )
        for case_id, found in own.items()
    }


def doable(work: UnitOfWork, actor: Actor, tasks: Sequence[Task]) -> list[Task]:
    """Those of these open tasks that the actor does: holds, or may take while nobody holds them, and is not barred from (6a.3)."""
    ids = [task.id for task in tasks if task.assignee_id in (None, actor.person_id)]
    if not ids:
        return []
    offered = set(
        work.session.scalars(
            select(TaskCandidate.task_id).where(TaskCandidate.task_id.in_(ids), access.candidate_condition(actor))
        )
    )
    if not offered:
        return []
    barred = duties.grounds(work, duties.standing_of(work, actor.person_id), offered)
    return [task for task in tasks if task.id in offered and task.id not in barred]


def title_for(case: Case, grants: Grants, tasks: Sequence[Task]) -> str:
    """The title by which the reader knows the case (rules 9 and 10)."""
    open_to = set(grants.reads) | {task.process_id for task in tasks if task.id in grants.does and task.shows_file}
    if case.process_id in open_to:
        return case.title
    called = Mirror.read(case.mirror).titles
    return next((called[key][0] for key in sorted(open_to) if key in called), case.title_public)


def title_over(case: Case, task: Task, grants: Grants) -> str:
    """The title over one task: that of the process in which it is drawn, in full to its readers and to whom the task shows it."""
    is_full = task.process_id in grants.reads or (task.id in grants.does and task.shows_file)
    if task.process_id == case.process_id:
        return case.title if is_full else case.title_public
    full, public = Mirror.read(case.mirror).titles.get(task.process_id, [case.title_public, case.title_public])
    return full if is_full else public
