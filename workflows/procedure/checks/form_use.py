"""Forms and the tasks that show them: none missing, none unused."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.feel import FeelError, parse_expression
from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.texts import texts_of
from workflows.procedure.form_model import BUTTON, DYNAMIC_LIST, MAX_ROWS, OUTCOME, Form, FormField
from workflows.procedure.form_vocabulary import FORM_PROPERTY_VALUES, SUBMIT
from workflows.procedure.lists import names_of
from workflows.procedure.model import Element, ElementType

_OUTCOME_TYPES = ("radio", "select")


def check_forms(checking: Checking) -> None:
    """Every user task has a form that exists, every form is shown by a task, every outcome is a choice."""
    procedure = checking.procedure
    used: set[str] = set()
    for element in procedure.elements.values():
        form_id = element.form_id or element.row_form_id
        if form_id is not None:
            used.add(form_id)
            if element.type is not ElementType.USER_TASK:
                _check_unasked(checking, element, procedure.forms.get(form_id))
            _check_form_exists(checking, element, form_id)
        elif element.type is ElementType.USER_TASK:
            checking.error("form_missing", element, name=element.name or element.id)
    for form in procedure.forms.values():
        if form.id not in used:
            checking.in_file("form_unused", form.file, form.id)
        for field in form.inputs:
            if field.key == OUTCOME and field.type not in _OUTCOME_TYPES:
                checking.in_file("outcome_type", form.file, form.id, values={"type": field.type})
            if field.type == DYNAMIC_LIST:
                _check_list(checking, form, field)
        for field in _every(form.fields):
            _check_values(checking, form, field)
            _check_confirmed(checking, form, field)
        located = [field.property("locate") for field in form.inputs if field.property("locate")]
        if located and len(set(located)) == 1:
            checking.in_file("form_locate_alone", form.file, form.id)
    _check_row_names(checking)


def _every(fields: tuple[FormField, ...]) -> Iterator[FormField]:
    for field in fields:
        yield field
        yield from _every(field.fields)


def _check_values(checking: Checking, form: Form, field: FormField) -> None:
    """A property that names one of a few things names one that exists."""
    for name, value in field.properties:
        known = FORM_PROPERTY_VALUES.get(name)
        if known is not None and value not in known:
            values = {"name": name, "key": field.name, "value": value[:80], "known": ", ".join(known)}
            advice = advice_of(suggest(value, known))
            checking.in_file("form_property_value", form.file, form.id, values={**values, **advice})


def _check_confirmed(checking: Checking, form: Form, field: FormField) -> None:
    """What is asked about once more is an outcome or button of the page; another name, or another button, would ask nothing."""
    names = names_of(field.property("confirm"))
    if field.type == BUTTON:
        if names and field is not form.button:
            checking.in_file("confirm_button", form.file, form.id, values={"key": field.key})
            return
        options = [SUBMIT]
    elif field.values_expression is not None:
        return
    else:
        options = [value for value, _ in field.options]
    for name in names:
        if name not in options:
            values = {"name": name, "options": ", ".join(options)}
            checking.in_file("confirm_unknown", form.file, form.id, values=values)


def _check_unasked(checking: Checking, element: Element, form: Form | None) -> None:
    """The page that starts a case asks nothing once more: nobody but its starter has acted, and a case can be cancelled."""
    for field in _every(form.fields) if form is not None else ():
        if field.property("confirm"):
            checking.error("confirm_start", element, form=form.id if form is not None else "")


def _check_list(checking: Checking, form: Form, field: FormField) -> None:
    """A list begins with as many rows as it may have, and a row that anybody may add holds nothing that only a variable gives."""
    least, most = field.min_rows or 0, field.max_rows if field.max_rows is not None else MAX_ROWS
    if not least <= max(field.default_rows, least if field.can_add_rows else 0) <= most:
        values = {"key": field.key, "start": field.default_rows, "least": least, "most": most}
        checking.in_file("form_list_counts", form.file, form.id, values=values)
    if field.can_add_rows:
        for item in field.inputs:
            if item.is_read_only:
                values = {"key": item.key, "list": field.key}
                checking.in_file("form_list_read_only", form.file, form.id, values=values)


def _check_row_names(checking: Checking) -> None:
    """In a row a bare name is a variable, as in form-js; where it can only have meant the row, `this.` was forgotten."""
    for text in texts_of(checking.procedure):
        if text.field is None or not text.field.list_key or not text.is_feel:
            continue
        form = next(form for form in checking.procedure.forms.values() if form.file == text.file)
        around = {field.key: field for field in form.inputs}
        beside = {item.key for item in around[text.field.list_key].inputs} - set(around)
        try:
            read = parse_expression(text.source.strip()[1:].strip(), names=text.own_names).certain_names
        except FeelError:
            continue
        for name in sorted(read & beside):
            values = {"list": text.field.list_key, "name": name}
            checking.in_file("form_list_name", form.file, form.id, values=values)


def _check_form_exists(checking: Checking, element: Element, form_id: str) -> None:
    forms = checking.procedure.forms
    if form_id not in forms:
        near = suggest(form_id, forms)
        checking.error("form_unknown", element, form=form_id, file=f"forms/{form_id}.form", **advice_of(near))
