"""A task as one person sees it; what can be done with it is in verbs/."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from workflows.casework import access, catalogue
from workflows.casework.acting import form_of, may_act, require_holder, require_open, task_and_candidates
from workflows.casework.errors import CaseworkError, NotFound
from workflows.casework.models import Case, Task, TaskStatus
from workflows.casework.running import open_case
from workflows.people import Actor, Holding
from workflows.procedure.form_model import Form
from workflows.procedure.model import Element, Procedure
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task as one actor sees it. `refusal` says why this actor may not act on it now, None where they may."""

    task: Task
    case: Case
    procedure: Procedure
    element: Element
    form: Form | None
    variables: Mapping[str, Any]
    holding: Holding | None
    refusal: CaseworkError | None

    @property
    def may_act(self) -> bool:
        """True where the actor may claim and complete the task now."""
        return self.refusal is None


def _task_and_case(work: UnitOfWork, task_id: uuid.UUID) -> tuple[Task, Case]:
    found = work.session.execute(
        select(Task, Case)
        .join(Case, Task.case_id == Case.id)
        .options(undefer(Case.state), undefer(Case.mirror))
        .where(Task.id == task_id)
    ).one_or_none()
    if found is None:
        raise NotFound("This task does not exist.", "该任务不存在。")
    return found[0], found[1]


def visible_task(work: UnitOfWork, task_id: uuid.UUID, actor: Actor) -> TaskView:
    """A task with what its page needs. Raises NotFound for a task whose case the actor may not see."""
    task, case = _task_and_case(work, task_id)
    if work.session.scalar(select(Case.id).where(Case.id == case.id, access.visible_cases(actor))) is None:
        raise NotFound("This task does not exist.", "该任务不存在。")
    procedure = catalogue.procedure_of(work, task.procedure_version_id)
    element = procedure.elements[task.element_id]
    holding: Holding | None = None
    refusal: CaseworkError | None = None
    variables: Mapping[str, Any] = {}
    if task.status == TaskStatus.OPEN.value:
        running = open_case(work, case, actor, is_peek=True)
        variables = dict(running.run.visible(str(task.id)))
        try:
            _, candidates = task_and_candidates(work, task.id)
            holding = may_act(work, case, task, actor, candidates)
            require_holder(work, task, actor)
        except CaseworkError as error:
            refusal = error
    else:
        try:
            require_open(work, task)
        except CaseworkError as error:
            refusal = error
    return TaskView(task, case, procedure, element, form_of(procedure, task), variables, holding, refusal)
