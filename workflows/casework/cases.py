"""A case as its page shows it, and the list of cases."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from workflows.casework import access
from workflows.casework.errors import NotFound
from workflows.casework.models import (
    Case,
    Deadline,
    DeadlineExtension,
    Decision,
    Evaluation,
    Notice,
    OverdueExplanation,
    Task,
    TaskStatus,
)
from workflows.casework.running import open_case
from workflows.people import Actor
from workflows.procedure.model import Procedure
from workflows.proof.history import values_of
from workflows.proof.models import HistoryEntry
from workflows.store import UnitOfWork


@dataclass(slots=True)
class Progress:
    """Where a case is and has been on one diagram: for colouring it and for the list beside it."""

    active: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    flows: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything a case page shows, loaded for one actor."""

    case: Case
    procedures: Mapping[str, Procedure]
    variables: Mapping[str, Any]
    open_tasks: Sequence[Task]
    decisions: Sequence[Decision]
    deadlines: Sequence[Deadline]
    evaluations: Sequence[Evaluation]
    notices: Sequence[Notice]
    history: Sequence[HistoryEntry]
    told: Mapping[int, Mapping[str, Any]]  # entry id -> words and values that it told, as far as not erased
    progress: Mapping[str, Progress]

    def diagram(self, process_id: str) -> bytes:
        """The BPMN file of one of the case's procedures."""
        procedure = self.procedures[process_id]
        return next(data for name, data in procedure.files.items() if name.endswith(".bpmn"))


def visible_case(work: UnitOfWork, case_id: uuid.UUID, actor: Actor) -> CaseFile:
    """The file of a case. Raises NotFound where there is none that the actor may see."""
    statement = (
        select(Case)
        .options(undefer(Case.state), undefer(Case.mirror), joinedload(Case.unit), joinedload(Case.procedure_version))
        .where(Case.id == case_id, access.visible_cases(actor))
    )
    case = work.session.scalar(statement)
    if case is None:
        raise NotFound("This case does not exist.", "该案件不存在。")
    running = open_case(work, case, actor, is_peek=True)
    history = work.session.scalars(
        select(HistoryEntry).where(HistoryEntry.case_id == case.id).order_by(HistoryEntry.sequence)
    ).all()
    active = [(token.process_id, token.element.id) for token in running.run.activities] if case.is_open else []
    return CaseFile(
        case=case,
        procedures=running.procedures,
        variables=running.run.variables,
        open_tasks=_tasks(work, case.id),
        decisions=_all(
            work, Decision, case.id, Decision.decided_at, joinedload(Decision.person), joinedload(Decision.task)
        ),
        deadlines=_all(
            work,
            Deadline,
            case.id,
            Deadline.started_at,
            selectinload(Deadline.spans),
            selectinload(Deadline.extensions).joinedload(DeadlineExtension.granted_by),
            selectinload(Deadline.explanations).joinedload(OverdueExplanation.decided_by),
        ),
        # Their inputs are health, punishments and family of persons: not for people outside the data scope.
        evaluations=_all(work, Evaluation, case.id, Evaluation.evaluated_at)
        if access.has_in_scope(actor, case)
        else [],
        notices=_all(work, Notice, case.id, Notice.created_at, joinedload(Notice.unit)),
        history=history,
        told=values_of(work, history),
        progress=progress_of(history, active),
    )


def _all(work: UnitOfWork, row: Any, case_id: uuid.UUID, order: Any, *options: Any) -> Sequence[Any]:
    return work.session.scalars(select(row).options(*options).where(row.case_id == case_id).order_by(order)).all()


def _tasks(work: UnitOfWork, case_id: uuid.UUID) -> Sequence[Task]:
    statement = (
        select(Task)
        .options(joinedload(Task.unit), joinedload(Task.assignee))
        .where(Task.case_id == case_id, Task.status == TaskStatus.OPEN.value)
        .order_by(Task.created_at, Task.name)
    )
    return work.session.scalars(statement).all()


def progress_of(history: Sequence[HistoryEntry], active: Sequence[tuple[str, str]]) -> dict[str, Progress]:
    """Fold what the history lists as moved into the elements done, the flows taken and those active now, by process id."""
    found: dict[str, Progress] = {}
    for entry in history:
        for kind, process_id, element_id, details in json.loads(entry.data).get("moved", []):
            progress = found.setdefault(process_id, Progress())
            if kind in ("completed", "ended", "timer_fired", "message_caught", "signal_caught", "error_caught"):
                progress.done.add(element_id)
            progress.flows.update(details.get("flows", []))
    for process_id, element_id in active:
        found.setdefault(process_id, Progress()).active.add(element_id)
    return found


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of the list of cases."""

    cases: Sequence[Case]
    total: int
    page: int
    pages: int


def list_cases(
    work: UnitOfWork,
    actor: Actor,
    *,
    status: str | None = None,
    process_id: str | None = None,
    search: str = "",
    page: int = 1,
    per_page: int = 44,
) -> CasePage:
    """The cases an actor may see, the newest movement first."""
    conditions: list[Any] = [access.visible_cases(actor)]
    if status:
        conditions.append(Case.status == status)
    if process_id:
        conditions.append(Case.process_id == process_id)
    if search.strip():
        conditions.append(Case.title.icontains(search.strip(), autoescape=True))
    total = work.session.scalar(
        select(func.count()).select_from(select(Case.id).where(*conditions).limit(10_000).subquery())
    )
    statement = (
        select(Case)
        .options(joinedload(Case.unit), joinedload(Case.procedure_version))
        .where(*conditions)
        .order_by(Case.updated_at.desc(), Case.id)
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    cases = work.session.scalars(statement).all()
    return CasePage(cases, total or 0, page, max(-(-(total or 0) // per_page), 1))
