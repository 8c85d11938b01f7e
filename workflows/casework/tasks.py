"""A task as one person sees it; what can be done with it is in verbs/."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from workflows.casework import access, catalogue
from workflows.casework.acting import (
    Candidate,
    acting_holding,
    form_of,
    may_act,
    no_such_task,
    require_holder,
    require_open,
    task_and_candidates,
)
from workflows.casework.errors import CaseworkError, NotFound
from workflows.casework.material import grants_for, open_tasks, title_over
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
    title: str  # the one that the actor may read
    item: str
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
    """A task with what its page needs. Raises NotFound for a task that the actor may not know of.

    Its page is open to those who may do it or did it, to others of its post, and to readers of the process it is drawn in.
    """
    task, case = _task_and_case(work, task_id)
    if not access.may_know(work, case.id, actor):
        raise no_such_task()
    tasks = open_tasks(work, case.id)
    grants = grants_for(work, case, actor, catalogue.procedures_of_case(work, case), tasks)
    is_theirs = task.id in grants.does or actor.person_id in (task.completed_by_id, task.assignee_id)
    is_of_post = task.post_key is not None and actor.holds(task.post_key, task.unit_id) is not None
    candidates: Sequence[Candidate] = ()
    if task.status == TaskStatus.OPEN.value:
        _, candidates = task_and_candidates(work, task.id)
        is_of_post = is_of_post or acting_holding(candidates, actor, task)[0]
    if not (is_theirs or is_of_post or task.process_id in grants.reads):
        raise no_such_task()
    procedure = catalogue.procedure_of(work, task.procedure_version_id)
    element = procedure.elements[task.element_id]
    holding: Holding | None = None
    refusal: CaseworkError | None = None
    variables: Mapping[str, Any] = {}
    try:
        require_open(work, task)
        holding = may_act(work, case, task, actor, candidates)
        require_holder(work, task, actor)
        # Only whoever may do the task gets its form, and with it the variables that the form reads.
        variables = dict(open_case(work, case, actor, is_peek=True).run.visible(str(task.id)))
    except CaseworkError as error:
        refusal = error
    is_informed = task.process_id in grants.reads or (task.id in grants.does and task.shows_file)
    return TaskView(
        task=task,
        case=case,
        title=title_over(case, task, grants),
        item=task.item if is_informed or is_theirs else "",
        procedure=procedure,
        element=element,
        form=form_of(procedure, task),
        variables=variables,
        holding=holding,
        refusal=refusal,
    )
