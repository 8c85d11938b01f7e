"""Forms and the tasks that show them: none missing, none unused."""

from __future__ import annotations

from workflows.feel.names import suggest
from workflows.procedure.checks.activities import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.model import Element, ElementType

_OUTCOME = "outcome"
_OUTCOME_TYPES = ("radio", "select")


def check_forms(checking: Checking) -> None:
    """Every user task has a form that exists, every form is shown by a task, every outcome is a choice."""
    procedure = checking.procedure
    used: set[str] = set()
    for element in procedure.elements.values():
        if element.form_id is not None:
            used.add(element.form_id)
            _check_form_exists(checking, element, element.form_id)
        elif element.type is ElementType.USER_TASK:
            checking.error("form_missing", element, name=element.name or element.id)
    for form in procedure.forms.values():
        if form.id not in used:
            checking.in_file("form_unused", form.file, form.id)
        for field in form.inputs:
            if field.key == _OUTCOME and field.type not in _OUTCOME_TYPES:
                checking.in_file("outcome_type", form.file, form.id, values={"type": field.type})


def _check_form_exists(checking: Checking, element: Element, form_id: str) -> None:
    forms = checking.procedure.forms
    if form_id not in forms:
        near = suggest(form_id, forms)
        checking.error("form_unknown", element, form=form_id, file=f"forms/{form_id}.form", **advice_of(near))
