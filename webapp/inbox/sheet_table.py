"""A sheet as a table in the reader's language: its columns, the words of each cell, the addresses that filter and sort it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext

from webapp.answers.fields import display_answer
from webapp.answers.questions import Reading
from workflows.casework.answer_labels import called
from workflows.casework.sheet_page import Asked
from workflows.casework.sheet_rows import RowView
from workflows.casework.tasks import TaskView
from workflows.casework.words import RowState
from workflows.procedure.form_model import FormField

KEPT = ("q", "state", "sort", "after")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, what it is called, whether it holds numbers, whether people answer it, and whether in sentences."""

    key: str
    label: str
    is_number: bool
    is_asked: bool
    is_long: bool


class Cells:
    """The words of a sheet's cells."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._options: dict[str, Mapping[str, str]] = {}
        self._yes_no = (gettext("yes"), gettext("no"))

    def text(self, field: FormField, row: RowView) -> str:
        """A value of a row as its reader sees it; empty for none."""
        value = row.answers.get(field.key, row.given.get(field.key))
        return "" if value is None else display_answer(field, value, self._labels(field, row), self._yes_no)

    def _labels(self, field: FormField, row: RowView) -> Mapping[str, str]:
        if field.values_expression is not None:
            offered = dict(self.reading.options(field, {**self.reading.variables, **row.values}))
            return {**offered, **called(row.labels.get(field.key), self.reading.locale)}
        if field.key not in self._options:
            self._options[field.key] = (
                dict(self.reading.options(field, self.reading.variables)) if field.options else {}
            )
        return self._options[field.key]

    def column(self, field: FormField) -> Column:
        """A question of the row's form as a column."""
        label = self.reading.label(field) or field.key
        return Column(field.key, label, field.type == "number", not field.is_read_only, field.type == "textarea")


def asked_of(sent: Mapping[str, Any]) -> Asked:
    """Which rows an address or a form asks for; what makes no sense is left out."""
    state = str(sent.get("state", ""))
    known = {each.value: each for each in RowState}
    words, sort, after = (str(sent.get(name, ""))[:80].replace("\\0", "") for name in ("q", "sort", "after"))
    return Asked(words.strip(), known.get(state), sort, after)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses of the same sheet with something changed."""

    view: TaskView
    asked: Asked

    def same(self, **changes: str | None) -> str:
        """The sheet with some filters changed; None removes one. Another order or filter begins at its first page."""
        asked = self.asked
        known = {
            "q": asked.words or None,
            "state": asked.state.value if asked.state else None,
            "sort": asked.sort or None,
        }
        if not changes:
            known["after"] = asked.after or None
        return url_for("inbox.task", task_id=self.view.task.id, **{**known, **changes})

    def sorted_by(self, key: str) -> str:
        """The sheet in the order of a column; once more, the other way round."""
        return self.same(sort=f"-{key}" if self.asked.sort == key else key)

    def kept(self) -> list[tuple[str, str]]:
        """What the forms of the page carry along, so that they lead back to the same rows."""
        source = request.args if request.method == "GET" else request.form
        return [(name, source[name]) for name in KEPT if source.get(name)]
