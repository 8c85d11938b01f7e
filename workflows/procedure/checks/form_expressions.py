"""Every place of a form where an expression may stand: conditions, limits, choices, tables, and the texts that people read."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.procedure.checks.text import Text
from workflows.procedure.form_model import Form, FormField
from workflows.procedure.templates import is_block, pieces_of

# What an expression in a row of a dynamic list sees beside the variables, as in form-js.
ROW_NAMES = frozenset({"this", "parent", "i", "_this_", "_parent_", "_i_"})


def texts_of_form(form: Form) -> Iterator[Text]:
    """Every expression of a form, in the order of its fields."""
    for field in form.fields:
        yield from _texts_of_field(field, form.file, form.id)


def _texts_of_field(field: FormField, file: str, form_id: str) -> Iterator[Text]:
    row = ROW_NAMES if field.list_key else frozenset[str]()
    name = field.name
    table = field.table
    places: tuple[tuple[object, str, str, frozenset[str]], ...] = (
        (field.hide_condition, f"The condition that hides {name}", f"字段 {name} 的隐藏条件", row),
        (field.values_expression, f"The options of {name}", f"字段 {name} 的选项", row),
        (field.required_if, f"What makes {name} required", f"字段 {name} 的必填条件", row),
        (field.read_only_if, f"What makes {name} read-only", f"字段 {name} 的只读条件", row),
        (field.min, f"The least of {name}", f"字段 {name} 的最小值", row),
        (field.max, f"The most of {name}", f"字段 {name} 的最大值", row),
        (field.min_length, f"The least length of {name}", f"字段 {name} 的最小长度", row),
        (field.max_length, f"The most length of {name}", f"字段 {name} 的最大长度", row),
        (table.source if table else None, f"The rows of {name}", f"表格 {name} 的数据", row),
        (table.columns_expression if table else None, f"The columns of {name}", f"表格 {name} 的列", row),
        (field.property("offered"), f"What {name} offers", f"字段 {name} 提供的选项", row),
        (field.property("check"), f"The check of {name}", f"字段 {name} 的校验", row | {"value"}),
    )
    for source, what, what_zh, own in places:
        if isinstance(source, str) and source:
            yield Text(source, what, what_zh, form_id, must_be_feel=True, file=file, own_names=own, field=field)
    if isinstance(field.default, str) and field.default.startswith("="):
        what, what_zh = f"The default of {name}", f"字段 {name} 的默认值"
        yield Text(field.default, what, what_zh, form_id, file=file, own_names=row, field=field)
    for written in (field.label, field.description, field.prefix, field.suffix, field.text):
        yield from _texts_in(written, field, file, form_id, row)
    for name in ("check_message", "check_message_en"):
        yield from _texts_in(field.property(name) or "", field, file, form_id, row | {"value"})
    for inner in field.fields:
        yield from _texts_of_field(inner, file, form_id)


def _texts_in(written: str, field: FormField, file: str, form_id: str, row: frozenset[str]) -> Iterator[Text]:
    for piece in pieces_of(written):
        if piece.is_feel and not is_block(piece):
            what, what_zh = f"The text of {field.name}", f"{field.name} 的文字"
            source = f"={piece.text}"
            yield Text(source, what, what_zh, form_id, must_be_feel=True, file=file, own_names=row, field=field)
