"""What a dynamic list of a form says about its rows, and what may not stand inside one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from workflows.procedure.form_model import DYNAMIC_LIST, FILE_PICKER, MAX_ROWS, FormField, inputs_of
from workflows.procedure.form_values import FormValues


class ListReader:
    """Reads dynamic lists; `key` is that of the list whose questions are being read, empty outside of lists."""

    def __init__(self, values: FormValues) -> None:
        self.values = values
        self.key = ""

    @contextmanager
    def inside(self, key: str) -> Iterator[None]:
        """While the questions of the list `key` are read."""
        outer, self.key = self.key, key
        yield
        self.key = outer

    def settings(self, raw: Mapping[str, Any], properties: tuple[tuple[str, str], ...], key: str) -> dict[str, Any]:
        """How many rows the list has and whether they come and go, as arguments of FormField."""
        self.values.only(raw, "isRepeating", key, True)
        self.values.only(raw, "disableCollapse", key, True)
        self.values.flag(raw, "allowAddRemove", key)
        count = self.values.count(raw, "defaultRepetitions", key)
        return {
            "can_add_rows": raw.get("allowAddRemove") is not False,
            "default_rows": 1 if count is None else min(count, MAX_ROWS),
            "min_rows": self._row_count(properties, "min_rows", key),
            "max_rows": self._row_count(properties, "max_rows", key),
        }

    def _row_count(self, properties: tuple[tuple[str, str], ...], name: str, key: str) -> int | None:
        text = dict(properties).get(name)
        if text is None:
            return None
        if not text.isascii() or not text.isdigit() or int(text[:4]) > MAX_ROWS:
            wanted = f"a whole number from 0 to {MAX_ROWS}"
            self.values.wrong(f"properties.{name}", key, wanted, f" 0 至 {MAX_ROWS} 的整数")
            return None
        return int(text[:4])

    def check_place(self, kind: str, key: str, properties: Mapping[str, str]) -> None:
        """Refuse what has no meaning in a row of a dynamic list."""
        if not self.key:
            return
        findings, where = self.values.findings, {"key": key, "list": self.key}
        if kind == DYNAMIC_LIST:
            findings.add("form_list_nested", self.values.form_id, None, **where)
        if kind == FILE_PICKER:
            findings.add("form_list_files", self.values.form_id, None, **where)
        if key == "outcome":
            findings.add("form_list_outcome", self.values.form_id, None, **where)
        for name in ("visible_to", "locate"):
            if name in properties:
                findings.add("form_list_property", self.values.form_id, None, property=name, **where)

    def check_questions(self, questions: tuple[FormField, ...], key: str) -> None:
        """Refuse a list that asks nothing."""
        if not inputs_of(questions):
            self.values.findings.add("form_list_empty", self.values.form_id, key=key)
