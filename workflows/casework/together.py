"""Several open tasks of one step at once: which of the chosen ones go together, and completing one of them with shared answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflows.casework import catalogue
from workflows.casework.errors import InvalidRequest
from workflows.casework.inbox import TaskRow, task_rows
from workflows.casework.known_steps import may_know_step
from workflows.casework.models import Task
from workflows.casework.verbs.complete import Completion, complete
from workflows.casework.waiting import held_by, offered_to
from workflows.people import Actor
from workflows.procedure.form_model import Form
from workflows.procedure.model import Procedure
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

MOST_TOGETHER = 300


@dataclass(frozen=True, slots=True)
class Step:
    """What tasks must have in common to be completed together: the step, and the form that it shows."""

    process_id: str
    element_id: str
    form: Form


def step_of(procedure: Procedure, task: Task) -> Step | None:
    """The step that a task is of, where the procedure lets its tasks be completed together; else None."""
    element = procedure.elements[task.element_id]
    form = procedure.forms.get(task.form_id or "")
    return Step(task.process_id, task.element_id, form) if element.is_batch and form is not None else None


def is_batch(work: UnitOfWork, task: Task) -> bool:
    """True where a task may be completed together with others of its step."""
    return step_of(catalogue.procedure_of(work, task.procedure_version_id), task) is not None


@dataclass(frozen=True, slots=True)
class Together:
    """The chosen tasks: those that go together, and of the rest by title why they do not."""

    rows: Sequence[TaskRow]
    step: Step | None
    procedure: Procedure | None
    others: Mapping[str, Sequence[TaskRow]]  # `differs` and `alone`
    missing: int  # chosen, and in no list of the actor's any more
    more: int  # how many other tasks of the step wait for the actor, up to the limit


def tasks_together(work: UnitOfWork, actor: Actor, chosen: Sequence[uuid.UUID], *, every: bool = False) -> Together:
    """The chosen tasks that wait for the actor, sorted by whether they go with the first one that may be done so.

    `every` adds all others of that step, up to MOST_TOGETHER. Raises InvalidRequest for more than that.
    """
    require_few(chosen)
    rows = task_rows(work, actor, _waiting(work, actor, Task.id.in_(chosen))) if chosen else []
    steps = {
        row.task.id: step_of(catalogue.procedure_of(work, row.task.procedure_version_id), row.task) for row in rows
    }
    first = next((row for row in rows if steps[row.task.id] is not None), None)
    step = steps[first.task.id] if first is not None else None
    same = [row for row in rows if step is not None and steps[row.task.id] == step]
    others = {
        "alone": [row for row in rows if steps[row.task.id] is None],
        "differs": [row for row in rows if steps[row.task.id] not in (None, step)],
    }
    procedure = catalogue.procedure_of(work, first.task.procedure_version_id) if first is not None else None
    more = 0
    if first is not None and step is not None:
        of_step = (Task.element_id == first.task.element_id, Task.process_id == first.task.process_id)
        known = {row.task.id for row in rows}
        rest = [task_id for task_id in _waiting(work, actor, *of_step) if task_id not in known]
        more = len(rest)
        if every:
            added = task_rows(work, actor, rest[: MOST_TOGETHER - len(same)])
            same += [row for row in added if _is_of(work, row.task, step)]
            more = 0
    return Together(same, step, procedure, others, len(set(chosen)) - len(rows), more)


def require_few(chosen: Sequence[uuid.UUID]) -> None:
    """Raises InvalidRequest for more tasks than are done at once."""
    if len(chosen) > MOST_TOGETHER:
        raise InvalidRequest(
            f"At most {MOST_TOGETHER} tasks at once; nothing was done. Choose fewer.",
            f"一次最多办理 {MOST_TOGETHER} 项任务，未作任何办理。请减少选择。",
        )


def titles_of(work: UnitOfWork, actor: Actor, chosen: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sentence]:
    """The titles of the tasks that the actor may know of, for the results by title."""
    require_few(chosen)
    waiting = set(_waiting(work, actor, Task.id.in_(chosen))) if chosen else set()
    gone = [task_id for task_id in chosen if task_id not in waiting]
    known = [
        task.id
        for task in work.session.scalars(select(Task).where(Task.id.in_(gone)))
        if may_know_step(work, task, actor)
    ]
    return {row.task.id: row.title for row in task_rows(work, actor, [*waiting, *known])}


def step_shown(work: UnitOfWork, task_id: uuid.UUID | None) -> Step | None:
    """The step of the task whose form a page showed, open or not; None where its procedure lets nobody do it with others."""
    task = work.session.get(Task, task_id) if task_id is not None else None
    return step_of(catalogue.procedure_of(work, task.procedure_version_id), task) if task is not None else None


def complete_one_of(
    work: UnitOfWork,
    task_id: uuid.UUID,
    actor: Actor,
    answers: Callable[[Form], Mapping[str, Any]],
    shared: Step,
) -> Completion:
    """Complete one of several tasks by the verb that completes any, with the answers that all of them share.

    `shared` is the step whose form was shown. Raises InvalidRequest for a task of another step, or with another form, besides what
    `complete` raises: duties, claims and the answers themselves are asked of each task for itself, rights before all else.
    """

    def of_step(form: Form) -> Mapping[str, Any]:
        _require_step(work, task_id, shared)
        return answers(form)

    done = complete(work, task_id, actor, of_step)
    # A task without a form was asked for no answers.
    _require_step(work, task_id, shared)
    return done


def _require_step(work: UnitOfWork, task_id: uuid.UUID, shared: Step) -> None:
    """Raises InvalidRequest where a task that the verb has read and found the actor free to do is not of that step."""
    task = work.session.get_one(Task, task_id)
    if step_of(catalogue.procedure_of(work, task.procedure_version_id), task) != shared:
        raise InvalidRequest(
            "This task shows another form, or must be done by itself; open it.",
            "该任务的表单不同，或须单独办理；请打开该任务办理。",
        )


def _waiting(work: UnitOfWork, actor: Actor, *conditions: Any) -> list[uuid.UUID]:
    """The tasks that the actor holds or may take, the most urgent first; two statements."""
    limit = MOST_TOGETHER
    asked = (held_by(work, actor, *conditions, limit=limit), offered_to(work, actor, *conditions, limit=limit))
    found = sorted(tuple(row) for statement in asked for row in work.session.execute(statement))
    return list(dict.fromkeys(row[1] for row in found))[:limit]


def _is_of(work: UnitOfWork, task: Task, step: Step) -> bool:
    return step_of(catalogue.procedure_of(work, task.procedure_version_id), task) == step
