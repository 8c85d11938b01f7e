"""Tasks that may be completed together: a form that asks the same of all of them, and nothing that must be looked at one by one."""

from __future__ import annotations

from workflows.feel import FeelError, parse_expression
from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.form_expressions import texts_of_form
from workflows.procedure.form_model import DYNAMIC_LIST, FILE_PICKER, Form
from workflows.procedure.model import Element


def check_batches(checking: Checking) -> None:
    """Refuse `batch` where the form of one task is not that of another, or where each task must be seen by itself."""
    for element in checking.procedure.elements.values():
        value = element.property("batch")
        if value is None:
            continue
        if value != "true":
            checking.error("batch_value", element, value=value[:80])
        if element.sheet is not None:
            checking.error("batch_sheet", element)
        form = checking.procedure.forms.get(element.form_id or "")
        if form is not None:
            _check_form(checking, element, form)


def _check_form(checking: Checking, element: Element, form: Form) -> None:
    own = {field.key for field in form.inputs if not field.is_read_only}
    for field in form.inputs:
        if field.is_read_only or field.type in (DYNAMIC_LIST, FILE_PICKER):
            checking.error("batch_shows", element, form=form.id, key=field.key)
        if field.property("confirm"):
            checking.error("batch_confirm", element, form=form.id, key=field.key)
    for text in texts_of_form(form):
        if not text.is_feel:
            continue
        try:
            expression = parse_expression(text.source.strip()[1:].strip(), names=text.own_names)
        except FeelError:
            continue
        for name in sorted(expression.certain_names - frozenset(expression.calls) - own - text.own_names):
            values = {"name": name, "what": text.what, "what_zh": text.what_zh, **advice_of(suggest(name, own))}
            checking.error("batch_reads_case", element, form=form.id, **values)
