"""Tasks over sheets: their rows are opened by something, their form fits the columns, and nothing is asked of them in vain."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.feel.names import suggest
from workflows.feel.shapes import Shape
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.row_asks import REPLY, answered_by_persons, asks_of, check_ask, header_of
from workflows.procedure.checks.shapes import known_of
from workflows.procedure.form_model import DYNAMIC_LIST, FILE_PICKER, Form
from workflows.procedure.model import Element
from workflows.procedure.signatures import SheetWords

_OPEN, _READ = "case.open_rows", "case.read_rows"
# Under these names a row is read back, beside its columns and answers.
RESERVED = frozenset({"key", "name", "group", "is_left", "reason", "said", "is_provisional"})


def check_sheets(checking: Checking) -> None:
    """Refuse a sheet that nothing opens or nobody goes over, a task that shares its rows by mistake, a form that does not fit."""
    elements = checking.procedure.elements.values()
    over: dict[str, list[Element]] = {}
    for element in elements:
        if element.sheet is not None:
            over.setdefault(element.sheet, []).append(element)
            _check_task(checking, element)
        else:
            for name in ("sheet_group", "sheet_again"):
                if element.property(name) is not None:
                    checking.error("sheet_property_alone", element, name=name)
    opened: dict[str, list[Element]] = {}
    for element in elements:
        name = dict(element.headers).get("sheet", "")
        if element.operation in (_OPEN, _READ) and name:
            if element.operation == _OPEN:
                opened.setdefault(name, []).append(element)
            if name not in over:
                checking.error("sheet_unused", element, name=name, **advice_of(suggest(name, over)))
    for name, tasks in over.items():
        _check_named(checking, name, tasks, opened)
    for element in asks_of(checking.procedure):
        _check_ask(checking, element, over, opened)


def _check_named(checking: Checking, name: str, tasks: list[Element], opened: dict[str, list[Element]]) -> None:
    declared = (checking.sheets or {}).get(name)
    if "." in name:
        if checking.sheets is not None and declared is None:
            for task in tasks:
                checking.error("sheet_unknown", task, name=name, **advice_of(suggest(name, checking.sheets)))
    elif name not in opened:
        for task in tasks:
            checking.error("sheet_unopened", task, name=name, **advice_of(suggest(name, opened)))
    _check_forms(checking, tasks, declared, opened.get(name, []))


def _check_task(checking: Checking, element: Element) -> None:
    if element.sealed_until is not None:
        checking.error("sheet_sealed", element)
    if element.multi_instance is not None and not element.property("sheet_group"):
        checking.error("sheet_group_missing", element, name=element.sheet)
    if element.property("sheet_again") is not None and element.property("sheet_group") is not None:
        checking.error("sheet_again_grouped", element)


def _check_forms(checking: Checking, tasks: list[Element], declared: SheetWords | None, opening: list[Element]) -> None:
    forms = [(task, checking.procedure.forms.get(task.row_form_id or "")) for task in tasks]
    columns = frozenset(declared.columns) if declared is not None else _columns(checking, opening)
    for task, form in forms:
        if form is None:
            continue
        _check_form(checking, form)
        others = [each for other, each in forms if other is not task and each is not None]
        answered = {field.key for each in others for field in each.inputs if not field.is_read_only}
        if declared is not None:
            _check_answers(checking, form, declared)
        if columns is None:
            continue
        known = columns | answered | answered_by_persons(checking.procedure, task.sheet or "")
        for field in form.inputs:
            if field.is_read_only and field.key not in known:
                values = {"key": field.key, "name": task.sheet, "known": ", ".join(sorted(known)) or "—"}
                values |= {"known_zh": "、".join(sorted(known)) or "—", **advice_of(suggest(field.key, known))}
                checking.in_file("sheet_column", form.file, form.id, values=values)


def _check_ask(
    checking: Checking, element: Element, over: dict[str, list[Element]], opened: dict[str, list[Element]]
) -> None:
    name = header_of(element, "sheet")
    declared = (checking.sheets or {}).get(name)
    if name and declared is None and name not in opened and ("." not in name or checking.sheets is not None):
        checking.error("ask_sheet", element, name=name, **advice_of(suggest(name, {*opened, *(checking.sheets or {})})))
    form = checking.procedure.forms.get(element.row_form_id or "")
    if form is not None:
        _check_form(checking, form)
    forms = [checking.procedure.forms.get(task.row_form_id or "") for task in over.get(name, [])]
    answered = {field.key for each in forms if each is not None for field in each.inputs if not field.is_read_only}
    columns = frozenset(declared.columns) if declared is not None else _columns(checking, opened.get(name, []))
    rows = _rows(checking, opened.get(name, []))
    names_person = not rows or any(row is None or "person" in row for row in rows)
    check_ask(checking, element, columns=columns, answered=answered, names_person=names_person)


def _check_form(checking: Checking, form: Form) -> None:
    for field in form.inputs:
        if field.key in RESERVED or (field.key == REPLY and not field.is_read_only):
            checking.in_file("sheet_key", form.file, form.id, values={"key": field.key})
        if field.type == DYNAMIC_LIST:
            checking.in_file("sheet_list", form.file, form.id, values={"key": field.key})
        if field.type == FILE_PICKER:
            checking.in_file("sheet_files", form.file, form.id, values={"key": field.key})
    pressed = form.outcome or form.button
    if pressed is not None and pressed.property("confirm"):
        checking.in_file("sheet_confirm", form.file, form.id, values={"key": pressed.key})
    if all(field.is_read_only for field in form.inputs):
        checking.in_file("sheet_asks_nothing", form.file, form.id)


def _check_answers(checking: Checking, form: Form, declared: SheetWords) -> None:
    asked = [field.key for field in form.inputs if not field.is_read_only]
    for key in asked:
        if key not in declared.answers:
            values = {"key": key, "name": declared.name, "known": ", ".join(declared.answers)}
            values |= {"known_zh": "、".join(declared.answers), **advice_of(suggest(key, declared.answers))}
            checking.in_file("sheet_answer", form.file, form.id, values=values)
    for key in declared.asked:
        if key not in asked:
            checking.in_file("sheet_answer_missing", form.file, form.id, values={"key": key, "name": declared.name})


def _columns(checking: Checking, opening: list[Element]) -> frozenset[str] | None:
    """The columns that the rows of a sheet are opened with, as far as the list tells; None where it does not."""
    found: set[str] = set()
    for row in _rows(checking, opening):
        if row is None:
            return None
        if "columns" not in row:
            continue
        columns = row["columns"]
        if columns.entries is None or columns.is_open:
            return None
        found |= set(columns.entries)
    return frozenset(found) if opening else None


def _rows(checking: Checking, opening: list[Element]) -> list[Mapping[str, Shape] | None]:
    """What the rows that each of these steps opens hold, as far as the list tells; None where it does not."""
    known = known_of(checking)
    lists = [known.seen_by(element).get("rows") for element in opening]
    return [rows.item.entries if rows is not None and rows.item is not None else None for rows in lists]
