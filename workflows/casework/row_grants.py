"""Who may read the rows of a sheet: as disclosure says of the answers of a step (design 6a); each page of a sheet asks this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workflows.casework.grants import Grants
from workflows.casework.models import Task
from workflows.casework.sheet_rows import RowView
from workflows.procedure.form_model import Form


def may_read_rows(grants: Grants, task: Task) -> bool:
    """True where every row of the task is open to the reader: they do the task, read its process, or do one that shows it."""
    return (
        task.id in grants.does
        or task.process_id in grants.reads
        or (task.process_id, task.element_id) in grants.shown.answers
    )


def rows_open(grants: Grants, task: Task, form: Form, rows: Sequence[RowView]) -> list[RowView]:
    """The rows as the reader may read them: all where the task's are open, else those that they saved, by their own words alone.

    What a field's `visible_to` closes, and what no field of the form shows, is left out of both columns and answers.
    """
    me = grants.actor.person_id
    is_open = may_read_rows(grants, task)
    found = []
    for row in rows:
        if not is_open and row.saved_by_id != me:
            continue
        keys = {field.key for field in form.inputs if grants.may_read_field(field, row.saved_by_id)}
        answers = {key: value for key, value in row.answers.items() if key in keys}
        given = {key: value for key, value in row.given.items() if key in keys} if is_open else {}
        found.append(replace(row, given=given, answers=answers))
    return found
