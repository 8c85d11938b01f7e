"""A task as one person sees it; what can be done with it is in verbs/."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflows.casework import catalogue, duties
from workflows.casework.acting import form_of, require_candidate, require_holder, require_open
from workflows.casework.errors import CaseworkError, no_such_task
from workflows.casework.known_steps import may_know_step
from workflows.casework.material import Opened, open_to, title_over
from workflows.casework.models import Case, Task, TaskStatus
from workflows.casework.offered import acting_ways
from workflows.casework.row_grants import may_read_rows
from workflows.people import Actor, Holding
from workflows.procedure.form_model import Form
from workflows.procedure.model import Element, Procedure
from workflows.sentence import Sentence
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task as one actor sees it. `refusal` says why this actor may not act on it now, None where they may."""

    opened: Opened
    task: Task
    case: Case
    title: Sentence  # the one that the actor may read
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


def visible_task(work: UnitOfWork, task_id: uuid.UUID, actor: Actor) -> TaskView:
    """A task with what its page needs. Raises NotFound for a task that the actor may not know of.

    Its page is open to those who may do it or did it, to others of its post, and to readers of the process it is drawn in.
    """
    case_id = select(Task.case_id).where(Task.id == task_id).scalar_subquery()
    opened = open_to(work, actor, case_id, task_id)
    if opened is None or opened.task is None:
        raise no_such_task()
    task, case, grants = opened.task, opened.case, opened.grants
    is_open = task.status == TaskStatus.OPEN.value
    ways = acting_ways(opened.candidates[task.id], actor, task, case) if is_open else []
    is_candidate, holding = bool(ways), ways[0] if ways else None
    is_theirs = task.id in grants.does or actor.person_id in (task.completed_by_id, task.assignee_id)
    procedure = catalogue.procedure_of(work, task.procedure_version_id)
    element = procedure.elements[task.element_id]
    is_theirs = is_theirs or (element.sheet is not None and may_read_rows(grants, task))
    if not (is_theirs or is_candidate or task.process_id in grants.reads or may_know_step(work, task, actor)):
        raise no_such_task()
    refusal: CaseworkError | None = None
    variables: Mapping[str, Any] = {}
    try:
        require_open(work, task)
        require_candidate(is_candidate)
        if task.id in opened.barred or (holding is not None and holding.for_id is not None):
            holding = duties.require_for_both(work, actor, case, task, ways)
        require_holder(work, task, actor, holding)
        # Only whoever may do the task gets its form, and with it the variables that the form reads.
        variables = dict(opened.run.visible(str(task.id)))
    except CaseworkError as error:
        refusal = error
    is_informed = task.process_id in grants.reads or (task.id in grants.does and task.shows_file)
    return TaskView(
        opened=opened,
        task=task,
        case=case,
        title=title_over(case, task, grants),
        item=task.item if is_informed or is_theirs else "",
        procedure=procedure,
        element=element,
        form=form_of(procedure, task),
        variables=variables,
        holding=holding if refusal is None else None,
        refusal=refusal,
    )
