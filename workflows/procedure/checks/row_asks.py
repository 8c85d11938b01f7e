"""Steps that ask the persons of a sheet's rows: rows that name somebody, a form that fits them, a meaning of silence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from workflows.feel import FeelError, parse_expression
from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.form_expressions import texts_of_form
from workflows.procedure.form_model import Form
from workflows.procedure.model import Element, Procedure
from workflows.procedure.signatures import ASK_ROWS

OUTCOME, REPLY = "outcome", "reply"


def asks_of(procedure: Procedure) -> list[Element]:
    """The steps that ask persons of rows, in the order of the diagram."""
    return [element for element in procedure.elements.values() if element.operation == ASK_ROWS]


def header_of(element: Element, name: str) -> str:
    """A header of an element, empty where it has none."""
    return dict(element.headers).get(name, "")


def answered_by_persons(procedure: Procedure, sheet: str) -> set[str]:
    """The keys under which the rows of a sheet keep what their persons answer."""
    forms = [
        procedure.forms[element.row_form_id or ""]
        for element in asks_of(procedure)
        if header_of(element, "sheet") == sheet and element.row_form_id in procedure.forms
    ]
    keys = {field.key for form in forms for field in form.inputs if not field.is_read_only}
    return {REPLY if key == OUTCOME else key for key in keys}


def check_ask(
    checking: Checking,
    element: Element,
    *,
    columns: Collection[str] | None,
    answered: Collection[str],
    names_person: bool,
) -> None:
    """One step that asks: `columns` are those of its sheet where they are known, `answered` what the office answers on the rows."""
    sheet, person = header_of(element, "sheet"), header_of(element, "person")
    if person and columns is not None and person not in columns:
        checking.error("ask_person", element, name=person, **_known(columns), **advice_of(suggest(person, columns)))
    later = header_of(element, "due_column")
    if later and columns is not None and later not in columns:
        checking.error("ask_person", element, name=later, **_known(columns), **advice_of(suggest(later, columns)))
    if not person and not names_person:
        checking.error("ask_nobody", element, name=sheet)
    form = checking.procedure.forms.get(element.row_form_id or "")
    if form is None:
        return
    _check_silence(checking, element, form)
    for field in form.inputs:
        if field.is_read_only:
            known = None if columns is None else {*columns, *answered, *answered_by_persons(checking.procedure, sheet)}
            if known is not None and field.key not in known:
                values = {"key": field.key, "name": sheet, **_known(known), **advice_of(suggest(field.key, known))}
                checking.in_file("sheet_column", form.file, form.id, values=values)
        elif field.key in answered and field.key != OUTCOME:
            checking.in_file("ask_key", form.file, form.id, values={"key": field.key, "name": sheet})
    _check_reads(checking, form, columns, answered)


def _check_silence(checking: Checking, element: Element, form: Form) -> None:
    silence = header_of(element, "silence")
    field = next((each for each in form.inputs if each.key == OUTCOME and not each.is_read_only), None)
    if field is None:
        if silence:
            checking.error("ask_silence_alone", element, name=silence, form=form.id)
        return
    options = [value for value, _ in field.options]
    if field.values_expression is not None:
        return
    if not silence:
        checking.error("ask_silence_missing", element, form=form.id, **_known(options))
    elif silence not in options:
        checking.error("ask_silence", element, name=silence, **_known(options), **advice_of(suggest(silence, options)))


def _check_reads(checking: Checking, form: Form, columns: Collection[str] | None, answered: Collection[str]) -> None:
    """Whoever answers sees their row and nothing else of the case, so its expressions read nothing else."""
    if columns is None:
        return
    known = {*columns, *answered, REPLY, *(field.key for field in form.inputs)}
    for text in texts_of_form(form):
        if not text.is_feel:
            continue
        try:
            expression = parse_expression(text.source.strip()[1:].strip(), names=text.own_names)
        except FeelError:
            continue
        for name in sorted(expression.certain_names - frozenset(expression.calls) - known - text.own_names):
            values = {"name": name, "what": text.what, "what_zh": text.what_zh, **advice_of(suggest(name, known))}
            checking.in_file("ask_reads_case", form.file, form.id, values=values)


def _known(names: Collection[str]) -> Mapping[str, Any]:
    ordered = sorted(names)
    return {"known": ", ".join(ordered) or "—", "known_zh": "、".join(ordered) or "—"}
