"""Sentences about operations: what a task gives them, what they look up, what they throw."""

from __future__ import annotations

from typing import Final

OPERATION_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "operation_input_missing": (
        "{id} calls {operation}, which reads {name} ({expected}), but no form, mapping, start variable or earlier operation "
        "gives it.{advice}",
        "{id} 调用 {operation}，该操作读取 {name}（{expected_zh}），但此前没有表单、映射、起始变量或操作给出它。{advice_zh}",
    ),
    "operation_input_near": (
        "{id} calls {operation}, which reads {name}; nothing here gives it, only {near}. Is that what was meant?",
        "{id} 调用 {operation}，该操作读取 {name}，此前没有步骤给出它，只有 {near}；是否写错？",
    ),
    "operation_input_unknown": (
        "{id} gives {operation} the input {name}, which neither it nor anything else at {id} reads; remove it.{advice}",
        "{id} 为 {operation} 设置了输入 {name}，该操作和此步的其他内容都不读取它；请删除。{advice_zh}",
    ),
    "input_unread": (
        "Nothing at {id} reads the input {name}, and nothing else can see it; correct or remove it.{advice}",
        "{id} 的输入 {name} 没有任何内容读取，其他步骤也看不到它；请更正或删除。{advice_zh}",
    ),
    "operation_header_unknown": (
        "{id} gives {operation} the header {name}, which it does not read; remove it.{advice}",
        "{id} 为 {operation} 设置了表头 {name}，该操作不读取它；请删除。{advice_zh}",
    ),
    "operation_header_missing": (
        "{id} calls {operation} without the header {name}; add it to the task headers.",
        "{id} 调用 {operation} 缺少表头 {name}；请在任务表头中填写。",
    ),
    "operation_header_value": (
        "{id} gives {operation} the header {name} = {value}; it must be one of {expected}.",
        "{id} 为 {operation} 设置的表头 {name} 为 {value}；应为 {expected_zh} 之一。",
    ),
    "operation_header_post": (
        "{id} gives {operation} the header {name} = {value}, but there is no such post.{advice}",
        "{id} 为 {operation} 设置的表头 {name} 为 {value}，没有这个岗位。{advice_zh}",
    ),
    "operation_step_unknown": (
        "{id} calls {operation}, which looks up the answers of the task {name}, but there is none.{advice}",
        "{id} 调用 {operation}，该操作查阅任务 {name} 的填报内容，但流程中没有此任务。{advice_zh}",
    ),
    "operation_clock_unknown": (
        "{id} calls {operation}, which measures the clock {name}, but no element has that deadline_name.{advice}",
        "{id} 调用 {operation}，该操作计算时限 {name}，但没有元素以此为 deadline_name。{advice_zh}",
    ),
    "operation_error_uncaught": (
        "{id} calls {operation}, which may throw {name}, but nothing catches it, so the case would stop there; attach an error "
        "boundary event.",
        "{id} 调用 {operation}，可能抛出错误 {name}，但没有捕获，案件会停在此步；请附加错误边界事件。",
    ),
    "error_never_thrown": (
        "{id} catches the error {name}, which nothing here throws, so it would never act.{advice}",
        "{id} 捕获错误 {name}，但此处没有任何步骤抛出它，永远不会触发。{advice_zh}",
    ),
    "name_unwritten": (
        "{what} at {id} reads {name}, but no form, mapping, operation or caller gives it.{advice}",
        "{id} 的{what_zh}读取 {name}，但没有任何表单、映射、操作或上级流程给出它。{advice_zh}",
    ),
}
