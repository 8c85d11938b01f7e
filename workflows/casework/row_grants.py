"""Who may read the rows of a sheet: as disclosure says of the answers of a step (design 6a); each page of a sheet asks this."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from workflows import feel
from workflows.casework.grants import Grants
from workflows.casework.models import Task
from workflows.casework.sheet_rows import RowView
from workflows.procedure.form_model import GROUPS, Form, FormField


def may_read_rows(grants: Grants, task: Task) -> bool:
    """True where every row of the task is open to the reader: they do the task, read its process, or do one that shows it."""
    return (
        task.id in grants.does
        or task.process_id in grants.reads
        or (task.process_id, task.element_id) in grants.shown.answers
    )


def rows_open(grants: Grants, task: Task, form: Form, rows: Sequence[RowView]) -> list[RowView]:
    """The rows as the reader may read them: all where the task's are open, else those that they saved, by their own words alone.

    What a field's `visible_to` closes, and what no field of the form shows, is left out of both columns and answers. What the
    choices of an open field or a table are made of is shown by it: without it nobody could choose, and answers would be bare ids.
    """
    me = grants.actor.person_id
    is_open = may_read_rows(grants, task)
    found = []
    for row in rows:
        if not is_open and row.saved_by_id != me:
            continue
        keys = {field.key for field in form.inputs if grants.may_read_field(field, row.saved_by_id)}
        shown = [item for item in _flat(form.fields) if grants.may_read_field(item, row.saved_by_id)]
        closed = {field.key for field in form.inputs} - keys
        made_of = keys | {name for item in shown for name in _names_read(item)} - closed
        # What others said on the row stands in it too, under questions that its form only shows.
        own = keys if is_open else keys - {field.key for field in form.inputs if field.is_read_only}
        answers = {key: value for key, value in row.answers.items() if key in own}
        given = {key: value for key, value in row.given.items() if key in made_of} if is_open else {}
        found.append(replace(row, given=given, answers=answers))
    return found


def _flat(items: Sequence[FormField]) -> Iterator[FormField]:
    for item in items:
        yield item
        if item.type in GROUPS:
            yield from _flat(item.fields)


def _names_read(item: FormField) -> frozenset[str]:
    """The names that the choices of a field, or the lines of a table, are made of."""
    source = item.values_expression or (item.table.source if item.table is not None else None)
    return feel.parse_expression(source.removeprefix("=")).names if source else frozenset()
