"""What the questions of a task begin with: the values of the variables they go to, as far as the task's doer may know them.

form-js begins every field with the variable of its key. Here a variable may hold somebody else's answer, and answers are open
only to whom something opens them (design, 6a): so one that a form has written is offered where the task `shows` that step, or
where an input mapping of the task gives it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workflows.casework import catalogue
from workflows.casework.tasks import TaskView
from workflows.procedure.form_model import DYNAMIC_LIST
from workflows.procedure.model import Element, ElementType, Procedure
from workflows.store import UnitOfWork

OUTCOME = "outcome"
START = "start"  # in `shows`: the answers with which the case was started


def beginnings(work: UnitOfWork, view: TaskView) -> dict[str, Any]:
    """Values for the questions of an open task by key; a judgement (`outcome`) is never begun for anybody.

    A step that was done before in the case begins with what its doers may see of the earlier round, which is for the page to
    say; the variables then hold their answers, so nothing is offered from here.
    """
    if view.form is None:
        return {}
    given = {mapping.target.partition(".")[0].strip() for mapping in view.element.inputs}
    if view.element.multi_instance is not None and view.element.multi_instance.input_element:
        given.add(view.element.multi_instance.input_element)
    asked = [field for field in view.form.inputs if field.key != OUTCOME and not field.is_read_only]
    known = {field.key for field in asked if field.key in given}
    # The items of one activity answer the same questions: what a neighbour wrote stands in the same variable.
    if not view.task.item and view.task.id not in view.opened.done_before:
        hidden = set(_written_elsewhere(catalogue.procedures_of_case(work, view.case), view))
        known |= {field.key for field in asked if field.key not in hidden}
    found = {key: view.variables[key] for key in known if view.variables.get(key) is not None}
    lists = {field.key for field in asked if field.type == DYNAMIC_LIST}
    return {key: value for key, value in found.items() if key not in lists or isinstance(value, list)}


def _written_elsewhere(procedures: Mapping[str, Procedure], view: TaskView) -> Iterator[str]:
    """Keys that the form of a step writes which the task does not show."""
    for procedure in procedures.values():
        for element in procedure.elements.values():
            form = procedure.forms.get(element.form_id or "")
            if form is None or element.id == view.element.id or _is_shown(element, view.element):
                continue
            yield from (field.key for field in form.inputs)


def _is_shown(element: Element, to: Element) -> bool:
    return element.id in to.shows or (element.type is ElementType.START_EVENT and START in to.shows)
