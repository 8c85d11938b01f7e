"""Values of a form file: texts, flags, numbers, limits that may be FEEL, patterns; each mistake noted with its field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import regex

from workflows.feel.names import suggest
from workflows.files.file_types import ACCEPT_WORDS, FileType
from workflows.procedure.advice import advice_of
from workflows.procedure.findings import Findings
from workflows.procedure.lists import names_of

# What Python's patterns know and a browser's do not, or mean otherwise.
_NOT_OF_BROWSERS = regex.compile(r"\(\?P|\\[AZz]|\(\?[aiLmsux-]+[:)]|\(\?>|(?<!\\)[*+?}]\+|\(\?#")


class FormValues:
    """Reads single values of one form; `findings` is told what is wrong."""

    def __init__(self, form_id: str, findings: Findings) -> None:
        self.form_id = form_id
        self.findings = findings

    def known(self, raw: Mapping[str, Any], names: Collection[str], key: str, prefix: str = "") -> None:
        """Note every name of `raw` that is not one of these."""
        for name in sorted(set(raw) - set(names)):
            near = suggest(name, names)
            advice = advice_of(f"{prefix}{near}" if near is not None else None)
            self.findings.add("form_attribute", self.form_id, None, attribute=f"{prefix}{name}", key=key, **advice)

    def mapping(self, raw: Mapping[str, Any], name: str, key: str) -> dict[str, Any]:
        """The object under `name`, {} where there is none."""
        value = raw.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.wrong(name, key, "an object", "对象")
            return {}
        return value

    def objects(self, raw: Mapping[str, Any], name: str, key: str, needed: str) -> list[dict[str, Any]]:
        """The objects of the list under `name` that hold a text under `needed`."""
        found = []
        listed = raw.get(name)
        for value in listed if isinstance(listed, list) else []:
            if isinstance(value, dict) and isinstance(value.get(needed), str):
                found.append(value)
            else:
                self.wrong(name, key, f"a list of objects with label and {needed}", f"含 label 和 {needed} 的对象列表")
        return found

    def text(self, raw: Mapping[str, Any], name: str, key: str) -> str:
        """The text under `name` without white space around it."""
        value = raw.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(name, key, "a text", "文本")
            return ""
        return value.strip()

    def one_of(self, raw: Mapping[str, Any], name: str, key: str, values: Collection[str]) -> str | None:
        """The text under `name`, which must be one of these; None where there is none."""
        value = raw.get(name)
        if value is None:
            return None
        if value not in values:
            self.wrong(name, key, f"one of {', '.join(values)}", f" {'、'.join(values)} 之一")
            return None
        return str(value)

    def only(self, raw: Mapping[str, Any], name: str, key: str, value: object) -> None:
        """Note where `name` is there and anything but the one value that is carried out."""
        found = raw.get(name, value)
        if type(found) is not type(value) or found != value:
            shown = str(value).lower() if isinstance(value, bool) else str(value)
            self.wrong(name, key, shown, f" {shown}")

    def flag(self, raw: Mapping[str, Any], name: str, key: str) -> bool:
        """True or false; absent is false."""
        value = raw.get(name, False)
        if not isinstance(value, bool):
            self.wrong(name, key, "true or false", " true 或 false")
        return value is True

    def condition(self, raw: Mapping[str, Any], name: str, key: str) -> tuple[bool, str | None]:
        """True or false, or FEEL that says when."""
        value = raw.get(name, False)
        if isinstance(value, str) and value.strip().startswith("="):
            return False, value.strip()
        if not isinstance(value, bool):
            self.wrong(
                name, key, "true, false or an expression such as =age < 18", " true、false 或如 =age < 18 的表达式"
            )
        return value is True, None

    def limit(self, raw: Mapping[str, Any], name: str, key: str) -> float | str | None:
        """A number, or FEEL that gives one."""
        value = raw.get(name)
        if isinstance(value, str) and value.strip().startswith("="):
            return value.strip()
        return self.number(raw, name, key, "validate.", "a number or an expression", "数字或表达式")

    def length(self, raw: Mapping[str, Any], name: str, key: str) -> int | str | None:
        """A whole number from 0, or FEEL that gives one."""
        value = raw.get(name)
        return value.strip() if isinstance(value, str) and value.strip().startswith("=") else self.count(raw, name, key)

    def number(
        self,
        raw: Mapping[str, Any],
        name: str,
        key: str,
        prefix: str = "",
        expected: str = "a number",
        expected_zh: str = "数字",
    ) -> float | None:
        """A number, which the editors also write as text."""
        value = raw.get(name)
        if isinstance(value, str):
            try:
                value = float(value) if "." in value else int(value)
            except ValueError:
                self.wrong(f"{prefix}{name}", key, expected, expected_zh)
                return None
        if isinstance(value, bool) or (value is not None and not isinstance(value, int | float)):
            self.wrong(f"{prefix}{name}", key, expected, expected_zh)
            return None
        return value

    def count(self, raw: Mapping[str, Any], name: str, key: str) -> int | None:
        """A whole number from 0."""
        value = raw.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.wrong(name, key, "a whole number from 0", "非负整数")
            return None
        return value

    def pattern(self, validate: Mapping[str, Any], key: str) -> str | None:
        """A regular expression as browsers read it."""
        pattern = self.text(validate, "pattern", key)
        if not pattern:
            return None
        try:
            regex.compile(pattern, regex.ASCII)
        except regex.error as error:
            self.wrong("validate.pattern", key, f"a regular expression ({error})", f"正则表达式（{error}）")
            return None
        if _NOT_OF_BROWSERS.search(pattern):
            self.wrong("validate.pattern", key, "a regular expression that browsers know", "浏览器支持的正则表达式")
        return pattern

    def accept(self, raw: Mapping[str, Any], key: str) -> frozenset[FileType]:
        """The types of file that `accept` lets in, names separated by commas as form-js has them; every type where it is absent."""
        text = self.text(raw, "accept", key)
        if not text:
            return frozenset(FileType)
        found: frozenset[FileType] = frozenset()
        for name in names_of(text.lower()):
            if name not in ACCEPT_WORDS:
                known = ", ".join(ACCEPT_WORDS)
                self.wrong("accept", key, f"some of {known}", f"下列各项中的若干项：{known}")
            found |= ACCEPT_WORDS.get(name, frozenset())
        return found or frozenset(FileType)

    def wrong(self, name: str, key: str, expected: str, expected_zh: str) -> None:
        """Note that `name` of the field must be something else."""
        self.findings.add(
            "form_value", self.form_id, attribute=name, key=key, expected=expected, expected_zh=expected_zh
        )
