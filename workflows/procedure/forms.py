"""A `.form` file (form-js schema) → an immutable Form; what the task page cannot show is refused."""

from __future__ import annotations

import re
from typing import Any

from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.extensions import near_advice
from workflows.procedure.findings import Findings
from workflows.procedure.form_lists import ListReader
from workflows.procedure.form_model import DYNAMIC_LIST, GROUPS, Form, FormField, Table
from workflows.procedure.form_values import FormValues
from workflows.procedure.form_vocabulary import (
    FORM_APPEARANCE,
    FORM_ATTRIBUTES,
    FORM_COLUMN,
    FORM_CONDITIONAL,
    FORM_DATETIME_SUBTYPES,
    FORM_FIELDS,
    FORM_FIELDS_WITH_OPTIONS,
    FORM_FIELDS_WITHOUT_KEY,
    FORM_KEYS_OF_THE_PAGE,
    FORM_LAYOUT,
    FORM_MOMENT_FORMATS,
    FORM_OPTION,
    FORM_PROPERTIES,
    FORM_VALIDATE,
    SUBMIT,
)
from workflows.procedure.plain_data import DataRefused, read_json

MAX_FIELDS = 300
_KEY = re.compile(r"[^\W\d]\w{0,99}\Z")
_COLUMNS = 16  # of the grid that form-js lays fields out in
_MAX_MINUTES = 24 * 60


def read_form(data: bytes, expected_id: str, findings: Findings) -> Form | None:
    """The form of one file, None where it is no form; its id must be the file name without `.form`."""
    try:
        schema = read_json(data)
    except DataRefused as refused:
        findings.add("json_refused", None, refused.line, reason=refused.reason.en, reason_zh=refused.reason.zh)
        return None
    if not isinstance(schema, dict) or not isinstance(schema.get("components"), list):
        findings.add("json_refused", None, reason="it has no list of components", reason_zh="没有 components 列表")
        return None
    found_id = schema.get("id")
    if found_id != expected_id:
        findings.add("form_id", _shown(found_id), found=_shown(found_id), expected=expected_id)
    reader = _FormReader(expected_id, findings)
    reader.values.known(schema, FORM_ATTRIBUTES, expected_id)
    if schema.get("type", "default") != "default":
        reader.values.wrong("type", expected_id, "default", " default")
    fields = reader.read(schema["components"])
    return Form(id=expected_id, file=findings.file, fields=fields)


def _shown(written: object) -> str:
    """What a file says, as a sentence about it may repeat it; a dash where it says nothing."""
    return "—" if written is None else str(written)[:80]


class _FormReader:
    def __init__(self, form_id: str, findings: Findings) -> None:
        self.form_id = form_id
        self.findings = findings
        self.values = FormValues(form_id, findings)
        self.lists = ListReader(self.values)
        self.keys: set[str] = set()
        self.count = 0

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
                self.values.wrong("components", self.form_id, "a list of objects", "对象列表")
        return tuple(found)

    def _field(self, raw: dict[str, Any]) -> FormField | None:
        kind = raw.get("type")
        if not isinstance(kind, str) or kind not in FORM_FIELDS:
            self._refuse_type(_shown(kind))
            return None
        values = self.values
        key = self._key(raw, kind)
        called = key or kind
        values.known(raw, FORM_FIELDS[kind], called)
        validate = values.mapping(raw, "validate", called)
        values.known(validate, FORM_VALIDATE.get(kind, ()), called, "validate.")
        if validate.get("validationType") not in (None, "", "custom"):
            values.wrong("validate.validationType", called, "custom", " custom")
        conditional = values.mapping(raw, "conditional", called)
        values.known(conditional, FORM_CONDITIONAL, called, "conditional.")
        layout = values.mapping(raw, "layout", called)
        values.known(layout, FORM_LAYOUT, called, "layout.")
        appearance = values.mapping(raw, "appearance", called)
        values.known(appearance, FORM_APPEARANCE, called, "appearance.")
        options, values_expression = self._options(raw, kind, called)
        is_required, required_if = values.condition(validate, "required", called)
        is_read_only, read_only_if = values.condition(raw, "readonly", called)
        properties = self._properties(raw, kind, key)
        values.only(raw, "action", called, SUBMIT)
        self.lists.check_place(kind, called, dict(properties))
        settings: dict[str, Any] = self.lists.settings(raw, properties, key) if kind == DYNAMIC_LIST else {}
        return FormField(
            key=key,
            type=kind,
            label=values.text(raw, "label" if kind != "datetime" else self._label_name(raw), called),
            description=values.text(raw, "description", called),
            subtype=self._subtype(raw, kind, called),
            options=options,
            values_expression=values_expression,
            default=raw.get("defaultValue"),
            is_required=is_required,
            required_if=required_if,
            is_read_only=is_read_only or values.flag(raw, "disabled", called),
            read_only_if=read_only_if,
            min=values.limit(validate, "min", called),
            max=values.limit(validate, "max", called),
            min_length=values.length(validate, "minLength", called),
            max_length=values.length(validate, "maxLength", called),
            pattern=values.pattern(validate, called),
            decimal_digits=values.count(raw, "decimalDigits", called),
            increment=self._increment(raw, called),
            is_kept_as_text=values.flag(raw, "serializeToString", called),
            prefix=values.text(appearance, "prefixAdorner", called),
            suffix=values.text(appearance, "suffixAdorner", called),
            time_step=self._time_step(raw, called),
            moment_format=values.one_of(raw, "timeSerializingFormat", called, FORM_MOMENT_FORMATS),
            is_never_past=values.flag(raw, "disallowPassedDates", called),
            hide_condition=values.text(conditional, "hide", called) or None,
            text=values.text(raw, "content" if kind == "html" else "text", called),
            table=self._table(raw, called) if kind == "table" else None,
            height=values.count(raw, "height", called) or 0,
            row=values.text(layout, "row", called),
            columns=self._columns(layout, called),
            is_outlined=values.flag(raw, "showOutline", called),
            properties=properties,
            accept=values.accept(raw, called),
            is_multiple=values.flag(raw, "multiple", called),
            list_key=self.lists.key,
            fields=self._inner(raw, kind, key),
            **settings,
        )

    def _refuse_type(self, kind: str) -> None:
        near = advice_of(suggest(kind, FORM_FIELDS))
        self.findings.add("form_field_type", self.form_id, None, type=kind, known=", ".join(FORM_FIELDS), **near)

    def _inner(self, raw: dict[str, Any], kind: str, key: str) -> tuple[FormField, ...]:
        inner = raw.get("components")
        listed = inner if isinstance(inner, list) else []
        if kind in GROUPS:
            return self.read(listed)
        if kind != DYNAMIC_LIST:
            return ()
        outer_keys, self.keys = self.keys, set()
        with self.lists.inside(key):
            found = self.read(listed)
        self.keys = outer_keys
        self.lists.check_questions(found, key)
        return found

    def _properties(self, raw: dict[str, Any], kind: str, key: str) -> tuple[tuple[str, str], ...]:
        found = self.values.mapping(raw, "properties", key)
        kinds = {kind, "outcome"} if key == "outcome" else {kind}
        known = frozenset(name for name, types in FORM_PROPERTIES.items() if kinds & types)
        for name in found:
            if name not in known:
                advice, advice_zh = near_advice(name, known)
                self.findings.add(
                    "form_property_unknown",
                    self.form_id,
                    name=name,
                    key=key or kind,
                    advice=advice,
                    advice_zh=advice_zh,
                )
        return tuple((name, str(value)) for name, value in found.items() if name in known)

    def _key(self, raw: dict[str, Any], kind: str) -> str:
        if kind in FORM_FIELDS_WITHOUT_KEY:
            return str(raw.get("id") or f"{kind}_{self.count}")[:100]
        key = raw.get("path" if kind == DYNAMIC_LIST else "key")
        if not isinstance(key, str) or _KEY.match(key) is None:
            self.findings.add("form_field_key", self.form_id, type=kind, key=_shown(key))
            return ""
        if key in FORM_KEYS_OF_THE_PAGE and not self.lists.key:
            self.findings.add("form_key_taken", self.form_id, key=key)
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
        expression = self.values.text(raw, "valuesExpression", key) or None
        values_key = self.values.text(raw, "valuesKey", key)
        if values_key:
            expression = f"={values_key}"
        found: list[tuple[str, str]] = []
        for value in self.values.objects(raw, "values", key, "value"):
            self.values.known(value, FORM_OPTION, key, "values.")
            if value["value"] in {known for known, _ in found}:
                self.findings.add("form_option_twice", self.form_id, key=key, value=value["value"])
            found.append((value["value"], str(value.get("label") or value["value"])))
        if not found and expression is None:
            self.findings.add("form_field_options", self.form_id, key=key)
        return tuple(found), expression

    def _table(self, raw: dict[str, Any], key: str) -> Table:
        source = self.values.text(raw, "dataSource", key)
        expression = self.values.text(raw, "columnsExpression", key) or None
        columns = []
        for column in self.values.objects(raw, "columns", key, "key"):
            self.values.known(column, FORM_COLUMN, key, "columns.")
            columns.append((column["key"], str(column.get("label") or column["key"])))
        if not source:
            self.values.wrong("dataSource", key, "an expression such as =members", "如 =members 的表达式")
        if not columns and expression is None:
            self.values.wrong("columns", key, "a list of columns", "列的列表")
        return Table(source, tuple(columns), expression, self.values.count(raw, "rowCount", key) or None)

    def _columns(self, layout: dict[str, Any], key: str) -> int | None:
        columns = self.values.count(layout, "columns", key)
        if columns is not None and not 1 <= columns <= _COLUMNS:
            self.values.wrong("layout.columns", key, f"1 to {_COLUMNS}", f" 1 至 {_COLUMNS}")
            return None
        return columns

    def _increment(self, raw: dict[str, Any], key: str) -> float | None:
        value = self.values.number(raw, "increment", key)
        if value is not None and value <= 0:
            self.values.wrong("increment", key, "a number above 0", "大于 0 的数字")
            return None
        return value

    def _time_step(self, raw: dict[str, Any], key: str) -> int | None:
        # A page shows times as an office writes them, with 24 hours; form-js' other way is not offered.
        self.values.only(raw, "use24h", key, True)
        step = self.values.count(raw, "timeInterval", key)
        if step is not None and not (1 <= step <= _MAX_MINUTES and _MAX_MINUTES % step == 0):
            self.values.wrong("timeInterval", key, "minutes that divide a day", "能整除一天的分钟数")
            return None
        return step

    def _subtype(self, raw: dict[str, Any], kind: str, key: str) -> str | None:
        if kind != "datetime":
            return None
        return self.values.one_of(raw, "subtype", key, FORM_DATETIME_SUBTYPES) or "date"
