"""What a browser sends → the answers as typed, for casework to check; no WTForms field is needed to read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from workflows.casework.typed_numbers import NoNumber, NumberTooLarge, plain_number, typed_number
from workflows.procedure.form_model import DYNAMIC_LIST, MAX_ROWS, Form, FormField

EDIT = "edit-rows"  # the name of the buttons that add and remove rows; no key of a field holds a hyphen
_UNTICKED = ("", "0", "false", "False")


def is_edit(sent: MultiDict[str, str]) -> bool:
    """True where the person only changes the page (adds or removes a row, goes back from a confirmation): nothing is decided."""
    return bool(sent.get(EDIT) or sent.get("back"))


def sent_answers(form: Form, sent: MultiDict[str, str]) -> dict[str, Any]:
    """Every answer of the form as typed, outcome included; numbers are numbers so that conditions can count with them."""
    return {field.key: _answer(field, sent, "") for field in form.inputs}


def row_answers(field: FormField, sent: MultiDict[str, str], row: str) -> dict[str, Any]:
    """The answers of one row of a dynamic list as typed."""
    prefix = row_prefix(field, row)
    return {item.key: _answer(item, sent, prefix) for item in field.inputs}


def row_prefix(field: FormField, row: str) -> str:
    """What the names of a row's fields begin with on the page."""
    return f"{field.key}-{row}-"


def rows_name(field: FormField) -> str:
    """The name under which the page sends which rows a dynamic list has."""
    return f"{field.key}-rows"


def sent_rows(field: FormField, sent: MultiDict[str, str], start: Sequence[object]) -> list[str]:
    """The rows of a dynamic list on the page, in order, after the button that adds or removes one was pressed.

    A list whose rows are fixed has those it began with, whatever the browser sends.
    """
    if not field.can_add_rows:
        return [str(number) for number in range(len(start))]
    rows = [row for row in dict.fromkeys(sent.getlist(rows_name(field))) if row.isascii() and row.isdigit()]
    act, _, rest = sent.get(EDIT, "").partition(" ")
    key, _, row = rest.partition(" ")
    if key == field.key and act == "add" and len(rows) < (field.max_rows or MAX_ROWS):
        rows.append(str(max((int(known[:6]) for known in rows), default=-1) + 1))
    elif key == field.key and act == "remove":
        rows = [known for known in rows if known != row]
    return rows[: MAX_ROWS + 1]


def _answer(field: FormField, sent: MultiDict[str, str], prefix: str) -> Any:
    values = sent.getlist(prefix + field.key)
    if field.type == DYNAMIC_LIST:
        rows = dict.fromkeys(sent.getlist(rows_name(field)))
        return [row_answers(field, sent, row) for row in rows] if rows or field.can_add_rows else None
    if field.type == "checkbox":
        return bool(values) and values[0] not in _UNTICKED
    if field.type in ("checklist", "taglist", "filepicker"):
        return [value for value in values if value]
    if not values:
        return None
    return _number(values[0]) if field.type == "number" else values[0]


def _number(text: str) -> Any:
    try:
        return plain_number(typed_number(text))
    except (NoNumber, NumberTooLarge):
        return text
