"""Who may read the rows of a sheet: as disclosure says of the answers of a step (design 6a); each page of a sheet asks this."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from workflows import feel
from workflows.casework.grants import Grants
from workflows.casework.models import Task
from workflows.casework.sheet_rows import RowView
from workflows.procedure.form_model import GROUPS, Form, FormField
from workflows.sentence import Sentence

ABOUT_KIN = Sentence(
    "This row is about you or a relative of yours; leave it to somebody else of the post.",
    "此行涉及您本人或您的亲属，应当回避，请由本岗位其他人员办理。",
)


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
    Of a row about the reader or a relative of theirs, or of whom they stand in for, which others of the post settle, only how it
    stands is left.
    """
    me = grants.actor.person_id
    is_open, close = may_read_rows(grants, task), grants.closed_in(task)
    found = []
    for row in rows:
        reads = is_open and row.person_id not in close
        if not reads and row.saved_by_id != me:
            found += (
                [replace(row, given={}, answers={}, labels={}, reason="", said=None, is_close=True)] if is_open else []
            )
            continue
        keys = {field.key for field in form.inputs if grants.may_read_field(field, row.saved_by_id)}
        shown = [item for item in _flat(form.fields) if grants.may_read_field(item, row.saved_by_id)]
        closed = {field.key for field in form.inputs} - keys
        made_of = keys | {name for item in shown for name in _names_read(item)} - closed
        # What others said on the row stands in it too, under questions that its form only shows.
        own = keys if reads else keys - {field.key for field in form.inputs if field.is_read_only}
        answers, labels = (
            {key: each for key, each in told.items() if key in own} for told in (row.answers, row.labels)
        )
        given = {key: value for key, value in row.given.items() if key in made_of} if reads else {}
        found.append(replace(row, given=given, answers=answers, labels=labels))
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
