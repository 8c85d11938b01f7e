"""A table component: rows of a list that the case holds, for reading; the first of them at once, the others on request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from webapp.texts import readable
from workflows import feel
from workflows.casework.answer_values import Asking
from workflows.procedure.form_model import FormField


@dataclass(frozen=True, slots=True)
class TableView:
    """Headings, the rows shown at once, and the rows shown when they are asked for."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: tuple[tuple[str, ...], ...]


def table_view(item: FormField, written: Callable[[FormField, str, str], str], asking: Asking) -> TableView:
    """The table as the reader sees it; a source that is no list gives no rows, as in form-js."""
    assert item.table is not None
    columns = [(key, written(item, f":column:{key}", label)) for key, label in item.table.columns]
    if item.table.columns_expression is not None:
        given = feel.to_json(asking.value(item.table.columns_expression))
        columns = [
            (str(column["key"]), str(column.get("label") or column["key"]))
            for column in (given if isinstance(given, list) else [])
            if isinstance(column, Mapping) and column.get("key") is not None
        ]
    source = feel.to_json(asking.value(item.table.source))
    rows = tuple(
        tuple(_cell(row, key) for key, _ in columns)
        for row in (source if isinstance(source, list) else [])
        if isinstance(row, Mapping)
    )
    count = item.table.row_count or len(rows)
    return TableView(tuple(label for _, label in columns), rows[:count], rows[count:])


def _cell(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return "" if value is None else readable(value)
