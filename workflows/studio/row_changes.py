"""What differs inside a file as its people read it: rules of a table, questions of a form, parts of a letter or notice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows.procedure.plain_data import DataRefused, read_yaml
from workflows.studio.folder import FileKind, kind_of_file
from workflows.studio.tables import drawn_tables

MOST_ROWS = 100
"""Rows of one file that a page draws; more are told line by line only."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """One rule, question or part that is another now: its name, what it said and what it says; empty where it is not there."""

    name: str
    before: str
    after: str


def rows_between(name: str, old: Mapping[str, bytes], new: Mapping[str, bytes], locale: str) -> Sequence[RowChange]:
    """The rows of a file that differ, in the order of the newer text, those that went last; none of other kinds of files."""
    before, after = _rows(name, old, locale), _rows(name, new, locale)
    names = [*after, *(key for key in before if key not in after)]
    changed = [
        RowChange(key, before.get(key, ""), after.get(key, "")) for key in names if before.get(key) != after.get(key)
    ]
    return changed[:MOST_ROWS]


def _rows(name: str, files: Mapping[str, bytes], locale: str) -> Mapping[str, str]:
    if name not in files:
        return {}
    kind = kind_of_file(name)
    if kind is FileKind.TABLE:
        return dict(_rules(name, files, locale))
    try:
        if kind is FileKind.FORM:
            return dict(_questions(json.loads(files[name]).get("components", [])))
        if kind is FileKind.LETTER:
            return dict(_parts(read_yaml(files[name])))
    except (ValueError, AttributeError, DataRefused):
        return {}
    return {}


def _rules(name: str, files: Mapping[str, bytes], locale: str) -> Iterator[tuple[str, str]]:
    for table in drawn_tables(files, name, locale):
        if table.expression:
            yield table.label, table.expression
        for rule in table.rules:
            tests = " · ".join(cell or "-" for cell in rule.tests)
            yield f"{table.label} {rule.number}", f"{tests} → {' · '.join(rule.outputs)}\n{rule.sentence}".strip()


def _questions(components: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for each in components:
        key = str(each.get("key") or each.get("path") or each.get("id") or each.get("text") or each.get("type"))
        said = {name: value for name, value in each.items() if name not in ("components", "id", "key", "layout")}
        yield key, "\n".join(f"{name}: {_flat(value)}" for name, value in said.items())
        yield from _questions(each.get("components", []))


def _parts(data: Any) -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, list):
            yield from ((f"{key} {number}", _flat(each)) for number, each in enumerate(value, 1))
        elif isinstance(value, dict):
            yield from ((f"{key}.{name}", _flat(each)) for name, each in value.items())
        else:
            yield key, _flat(value)


def _flat(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
