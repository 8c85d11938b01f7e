"""A `.form` file (form-js schema) → an immutable Form; what the task page cannot show is refused."""

from __future__ import annotations

import re
from typing import Any

from workflows.procedure.extensions import near_advice
from workflows.procedure.findings import Findings
from workflows.procedure.form_model import DYNAMIC_LIST, GROUPS, MAX_ROWS, Form, FormField, inputs_of
from workflows.procedure.form_vocabulary import (
    FORM_ATTRIBUTES,
    FORM_DATETIME_SUBTYPES,
    FORM_FIELD_COMMON,
    FORM_FIELDS,
    FORM_FIELDS_WITH_OPTIONS,
    FORM_FIELDS_WITHOUT_KEY,
    FORM_LIST_PROPERTIES,
    FORM_PROPERTIES,
    FORM_VALIDATE,
)
from workflows.procedure.plain_data import DataRefused, read_json

MAX_FIELDS = 300
_KEY = re.compile(r"[^\W\d]\w{0,99}\Z")


def read_form(data: bytes, expected_id: str, findings: Findings) -> Form | None:
    """The form of one file, None where it is no form; its id must be the file name without `.form`."""
    try:
        schema = read_json(data)
    except DataRefused as refused:
        findings.add("json_refused", None, refused.line, reason=refused.reason_en, reason_zh=refused.reason_zh)
        return None
    if not isinstance(schema, dict) or not isinstance(schema.get("components"), list):
        findings.add("json_refused", None, reason="it has no list of components", reason_zh="没有 components 列表")
        return None
    found_id = schema.get("id")
    if found_id != expected_id:
        findings.add("form_id", str(found_id), found=found_id, expected=expected_id)
    for name in sorted(set(schema) - FORM_ATTRIBUTES):
        findings.add("form_attribute", expected_id, attribute=name, key=expected_id)
    reader = _FormReader(expected_id, findings)
    fields = reader.read(schema["components"])
    return Form(id=expected_id, file=findings.file, fields=fields)


class _FormReader:
    def __init__(self, form_id: str, findings: Findings) -> None:
        self.form_id = form_id
        self.findings = findings
        self.keys: set[str] = set()
        self.count = 0
        self.list_key = ""  # the dynamic list whose row is being read

    def read(self, components: list[Any]) -> tuple[FormField, ...]:
        found: list[FormField] = []
        for component in components:
            self.count += 1
            if self.count > MAX_FIELDS:
                self.findings.add("form_too_many_fields", self.form_id, limit=MAX_FIELDS)
                break
            if isinstance(component, dict):
                field = self._field(component)
                if field is not None:
                    found.append(field)
            else:
                self._wrong("components", self.form_id, "a list of objects", "对象列表")
        return tuple(found)

    def _field(self, raw: dict[str, Any]) -> FormField | None:
        kind = raw.get("type")
        if not isinstance(kind, str) or kind not in FORM_FIELDS:
            self.findings.add("form_field_type", self.form_id, type=str(kind)[:80], known=", ".join(FORM_FIELDS))
            return None
        key = self._key(raw, kind)
        for name in sorted(set(raw) - FORM_FIELD_COMMON - FORM_FIELDS[kind]):
            self.findings.add("form_attribute", self.form_id, attribute=name, key=key or kind)
        validate = self._object(raw, "validate", key)
        for name in sorted(set(validate) - FORM_VALIDATE):
            self.findings.add("form_attribute", self.form_id, attribute=f"validate.{name}", key=key or kind)
        if validate.get("validationType") not in (None, "", "custom"):
            self._wrong("validate.validationType", key, "custom", " custom")
        conditional = self._object(raw, "conditional", key)
        for name in sorted(set(conditional) - {"hide"}):
            self.findings.add("form_attribute", self.form_id, attribute=f"conditional.{name}", key=key or kind)
        options, values_expression = self._options(raw, kind, key)
        properties = self._properties(raw, kind, key or kind)
        is_list = kind == DYNAMIC_LIST
        self._check_place(raw, kind, key, dict(properties))
        return FormField(
            key=key,
            type=kind,
            label=self._text(raw, "label" if kind != "datetime" else self._label_name(raw), key),
            description=self._text(raw, "description", key),
            subtype=self._subtype(raw, kind, key),
            options=options,
            values_expression=values_expression,
            default=raw.get("defaultValue"),
            is_required=self._flag(validate, "required", key),
            is_read_only=self._flag(raw, "readonly", key) or self._flag(raw, "disabled", key),
            min=self._number(validate, "min", key),
            max=self._number(validate, "max", key),
            min_length=self._count(validate, "minLength", key),
            max_length=self._count(validate, "maxLength", key),
            pattern=self._pattern(validate, key),
            decimal_digits=self._count(raw, "decimalDigits", key),
            hide_condition=self._text(conditional, "hide", key) or None,
            text=self._text(raw, "text", key),
            properties=properties,
            list_key=self.list_key,
            fields=self._inner(raw, kind, key),
            can_add_rows=is_list and raw.get("allowAddRemove") is not False,
            default_rows=self._default_rows(raw, key) if is_list else 0,
            min_rows=self._row_count(properties, "min_rows", key) if is_list else None,
            max_rows=self._row_count(properties, "max_rows", key) if is_list else None,
        )

    def _inner(self, raw: dict[str, Any], kind: str, key: str) -> tuple[FormField, ...]:
        inner = raw.get("components")
        if kind in GROUPS:
            return self.read(inner) if isinstance(inner, list) else ()
        if kind != DYNAMIC_LIST:
            return ()
        for name, meant in (("isRepeating", True), ("disableCollapse", True)):
            if raw.get(name, meant) is not meant:
                self._wrong(name, key, "true", " true")
        self._flag(raw, "allowAddRemove", key)
        self._flag(raw, "showOutline", key)
        outer_keys, self.keys, self.list_key = self.keys, set(), key
        found = self.read(inner) if isinstance(inner, list) else ()
        self.keys, self.list_key = outer_keys, ""
        if not inputs_of(found):
            self.findings.add("form_list_empty", self.form_id, key=key)
        return found

    def _check_place(self, raw: dict[str, Any], kind: str, key: str, properties: dict[str, str]) -> None:
        """What has no meaning in a row of a dynamic list is refused there."""
        if not self.list_key:
            return
        where: dict[str, Any] = {"key": key or kind, "list": self.list_key}
        if kind == DYNAMIC_LIST:
            self.findings.add("form_list_nested", self.form_id, **where)
        if key == "outcome":
            self.findings.add("form_list_outcome", self.form_id, **where)
        for name in ("visible_to", "locate"):
            if name in properties:
                self.findings.add("form_list_property", self.form_id, property=name, **where)

    def _default_rows(self, raw: dict[str, Any], key: str) -> int:
        count = self._count(raw, "defaultRepetitions", key)
        return 1 if count is None else min(count, MAX_ROWS)

    def _row_count(self, properties: tuple[tuple[str, str], ...], name: str, key: str) -> int | None:
        text = dict(properties).get(name)
        if text is None:
            return None
        if not text.isascii() or not text.isdigit() or not 0 <= int(text[:4]) <= MAX_ROWS:
            self._wrong(f"properties.{name}", key, f"a whole number from 0 to {MAX_ROWS}", f" 0 至 {MAX_ROWS} 的整数")
            return None
        return int(text[:4])

    def _properties(self, raw: dict[str, Any], kind: str, key: str) -> tuple[tuple[str, str], ...]:
        found = self._object(raw, "properties", key)
        known = frozenset[str]() if kind in FORM_FIELDS_WITHOUT_KEY else FORM_PROPERTIES
        if kind == DYNAMIC_LIST:
            known |= FORM_LIST_PROPERTIES
        for name in found:
            if name not in known:
                advice, advice_zh = near_advice(name, known)
                self.findings.add(
                    "form_property_unknown", self.form_id, name=name, key=key, advice=advice, advice_zh=advice_zh
                )
        return tuple((name, str(value)) for name, value in found.items() if name in known)

    def _key(self, raw: dict[str, Any], kind: str) -> str:
        key = raw.get("path" if kind == DYNAMIC_LIST else "key")
        if kind in FORM_FIELDS_WITHOUT_KEY:
            return str(raw.get("key") or raw.get("id") or "")
        if not isinstance(key, str) or _KEY.match(key) is None:
            self.findings.add("form_field_key", self.form_id, type=kind, key=str(key)[:80])
            return ""
        if key in self.keys:
            self.findings.add("form_field_key_twice", self.form_id, key=key)
        self.keys.add(key)
        return key

    def _label_name(self, raw: dict[str, Any]) -> str:
        if raw.get("label"):
            return "label"
        return "timeLabel" if raw.get("subtype") == "time" else "dateLabel"

    def _options(self, raw: dict[str, Any], kind: str, key: str) -> tuple[tuple[tuple[str, str], ...], str | None]:
        if kind not in FORM_FIELDS_WITH_OPTIONS:
            return (), None
        expression = self._text(raw, "valuesExpression", key) or None
        values_key = self._text(raw, "valuesKey", key)
        if values_key:
            expression = f"={values_key}"
        found: list[tuple[str, str]] = []
        for value in raw.get("values") or []:
            if not isinstance(value, dict) or not isinstance(value.get("value"), str):
                self._wrong("values", key, "a list of objects with label and value", "含 label 和 value 的对象列表")
                continue
            if value["value"] in {known for known, _ in found}:
                self.findings.add("form_option_twice", self.form_id, key=key, value=value["value"])
            found.append((value["value"], str(value.get("label") or value["value"])))
        if not found and expression is None:
            self.findings.add("form_field_options", self.form_id, key=key)
        return tuple(found), expression

    def _subtype(self, raw: dict[str, Any], kind: str, key: str) -> str | None:
        if kind != "datetime":
            return None
        subtype = raw.get("subtype", "date")
        if subtype not in FORM_DATETIME_SUBTYPES:
            self._wrong("subtype", key, "date, time or datetime", " date、time 或 datetime")
        return str(subtype)

    def _object(self, raw: dict[str, Any], name: str, key: str) -> dict[str, Any]:
        value = raw.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._wrong(name, key, "an object", "对象")
            return {}
        return value

    def _text(self, raw: dict[str, Any], name: str, key: str) -> str:
        value = raw.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._wrong(name, key, "a text", "文本")
            return ""
        return value.strip()

    def _flag(self, raw: dict[str, Any], name: str, key: str) -> bool:
        value = raw.get(name, False)
        if not isinstance(value, bool):
            self._wrong(name, key, "true or false", " true 或 false")
        return value is True

    def _number(self, raw: dict[str, Any], name: str, key: str) -> float | None:
        value = raw.get(name)
        if isinstance(value, bool) or (value is not None and not isinstance(value, int | float)):
            self._wrong(f"validate.{name}", key, "a number", "数字")
            return None
        return value

    def _count(self, raw: dict[str, Any], name: str, key: str) -> int | None:
        value = raw.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self._wrong(name, key, "a whole number from 0", "非负整数")
            return None
        return value

    def _pattern(self, validate: dict[str, Any], key: str) -> str | None:
        pattern = self._text(validate, "pattern", key)
        if not pattern:
            return None
        try:
            re.compile(pattern)
        except re.error as error:
            self._wrong("validate.pattern", key, f"a regular expression ({error})", f"正则表达式（{error}）")
        return pattern

    def _wrong(self, name: str, key: str, expected: str, expected_zh: str) -> None:
        self.findings.add(
            "form_value", self.form_id, attribute=name, key=key, expected=expected, expected_zh=expected_zh
        )
