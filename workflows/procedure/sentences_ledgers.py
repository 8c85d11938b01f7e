"""Sentences about ledgers: what their files hold, who opens them, what their columns read, who writes them."""

from __future__ import annotations

from typing import Final

LEDGER_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "ledger_shape": (
        "A ledger is a list of `key: value`: `title`, `readers`, `day` and `columns`; bpmn/README.md has an example.",
        "台账文件应为 `键: 值` 的列表：`title`、`readers`、`day`、`columns`；示例见 bpmn/README.md。",
    ),
    "ledger_key_unknown": (
        "A ledger has no key {key}, so it would do nothing; remove it.{advice}",
        "台账没有 {key} 这个键，不起任何作用；请删除。{advice_zh}",
    ),
    "ledger_key_missing": ("The ledger has no {key}; write it.", "台账缺少 {key}；请填写。"),
    "ledger_value": ("{key} must be {expected}.", "{key} 应为{expected_zh}。"),
    "ledger_column_shape": (
        "Column {number} must be `key: value` lines: `key`, `head` and `value`.",
        "第 {number} 栏应为 `键: 值`：`key`、`head`、`value`。",
    ),
    "ledger_column_twice": (
        "Two columns have the key {key}; give one of them another.",
        "有两栏的 key 都是 {key}；请改其中一个。",
    ),
    "ledger_post": (
        "readers names the post {name}, which does not exist.{advice}",
        "readers 写了岗位 {name}，没有这个岗位。{advice_zh}",
    ),
    "ledger_not_reader": (
        "readers names the post {name}, which does not read the cases of this procedure, so it would see an empty ledger; "
        "name it in the process property `readers`, or leave it out here.{advice}",
        "readers 写了岗位 {name}，该岗位不是本流程的 `readers`，打开台账只会是空的；请在流程属性 `readers` 中写明，或在此删除。"
        "{advice_zh}",
    ),
    "ledger_narrowed": (
        "{what} reads {name}, an answer of form {form} that only some posts may read (`visible_to`, `sealed_until`); a ledger "
        "shows it to all its readers. Leave it out.",
        "{what_zh}读取表单 {form} 的 {name}，该答案只对部分岗位开放（`visible_to`、`sealed_until`），"
        "台账会让所有读者看到；请删除。",
    ),
    "ledger_unwritten": (
        "Nothing here writes the ledger {id}: name it in the header `ledger` of `ledger.write`, or of an operation that takes one; "
        "else remove the file.",
        "没有任何步骤登记台账 {id}：请在 `ledger.write` 或者可登记台账的操作的表头 `ledger` 中写明；否则删除该文件。",
    ),
    "ledger_name_unwritten": (
        "{what} reads {name}, but no form, mapping, operation or caller gives it before {element} writes the ledger.{advice}",
        "{what_zh}读取 {name}，但在 {element} 登记台账之前，没有任何表单、映射、操作或上级流程给出它。{advice_zh}",
    ),
    "ledger_name_near": (
        "{what} reads {name}, which nothing here gives before {element} writes the ledger, only {near}. Is that what was meant?",
        "{what_zh}读取 {name}，在 {element} 登记台账之前没有步骤给出它，只有 {near}；是否写错？",
    ),
    "ledger_writes_record": (
        "{what} gives {given}; a cell holds a text, a number, a date, yes or no, or a list of these: write which entry is meant.",
        "{what_zh}给出{given_zh}；单元格只能写文本、数字、日期、是否及其列表：请写明取哪一项。",
    ),
    "operation_header_ledger": (
        "{id} gives {operation} the header {name} = {value}, but the folder has no ledgers/{value}.yaml.{advice}",
        "{id} 为 {operation} 设置的表头 {name} 为 {value}，但文件夹中没有 ledgers/{value}.yaml。{advice_zh}",
    ),
}
