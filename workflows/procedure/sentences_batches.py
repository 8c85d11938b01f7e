"""What the checks say of tasks that may be completed together, in English and Chinese."""

from __future__ import annotations

from typing import Final

BATCH_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "batch_value": (
        "The property batch of {id} is {value}; write true, or remove it.",
        "{id} 的属性 batch 为 {value}；应为 true，或删除该属性。",
    ),
    "batch_sheet": (
        "{id} goes over a sheet, whose rows are given one answer on its own page; remove batch.",
        "{id} 按表办理，其各行可在表内统一填写；请删除 batch。",
    ),
    "batch_shows": (
        "{id} may be completed together, but its form {form} shows, lists or attaches {key}, which is another in each task; "
        "remove batch, or ask the same of all.",
        "{id} 允许一并办理，但表单 {form} 中的 {key} 因任务而异；请删除 batch，或改为对各任务相同的问题。",
    ),
    "batch_confirm": (
        "{id} may be completed together, but {key} of its form {form} asks once more before it is done; remove batch or confirm.",
        "{id} 允许一并办理，但表单 {form} 的 {key} 设有二次确认；请删除 batch 或 confirm。",
    ),
    "batch_reads_case": (
        "{id} may be completed together, but in its form {form} {what} reads {name}, which is another in each case; remove batch, "
        "or let it read only what the form asks.{advice}",
        "{id} 允许一并办理，但表单 {form} 中{what_zh} 读取 {name}，各案件不同；请删除 batch，或只读取本表单填写的内容。{advice_zh}",
    ),
}
