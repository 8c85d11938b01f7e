"""Sentences about notices: what their files hold, what their places read, who sends them."""

from __future__ import annotations

from typing import Final

NOTICE_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "notice_shape": (
        "A notice is a list of `key: value`: `kind`, `to` and `text`; bpmn/README.md has an example.",
        "通知文件应为 `键: 值` 的列表：`kind`、`to`、`text`；示例见 bpmn/README.md。",
    ),
    "notice_key_unknown": (
        "A notice has no key {key}, so it would say nothing; remove it.{advice}",
        "通知没有 {key} 这个键，不起任何作用；请删除。{advice_zh}",
    ),
    "notice_key_missing": ("The notice has no {key}; write it.", "通知缺少 {key}；请填写。"),
    "notice_value": ("{key} must be {expected}.", "{key} 应为{expected_zh}。"),
    "notice_to_nobody": (
        "The notice may go to nobody; name the posts under `to`, or write `to_persons: true` where it goes to people by name.",
        "通知没有写明可以发给谁；请在 `to` 中写明岗位，发给本人的写 `to_persons: true`。",
    ),
    "notice_block": (
        "{key} holds the block {{{{{block}}}}}, which is not carried out; write an expression with if … then … else.",
        "{key} 中的 {{{{{block}}}}} 是模板块，不会执行；请改用 if … then … else 表达式。",
    ),
    "notice_kind": (
        "kind is {name}; there is no such kind of notice.{advice} The kinds are {known}.",
        "kind 为 {name}，没有这种通知。{advice_zh}可用的有 {known}。",
    ),
    "notice_post": (
        "to names the post {name}, which does not exist.{advice}",
        "to 写了岗位 {name}，没有这个岗位。{advice_zh}",
    ),
    "notice_unsent": (
        "Nothing here sends the notice {id}: call an operation that does; else remove the file.",
        "没有任何步骤发出通知 {id}：请调用发出它的操作；否则删除该文件。",
    ),
    "notice_field_unknown": (
        "{what} reads {name}, which {operation} does not give this notice; it gives {known}.{advice}",
        "{what_zh}读取 {name}，操作 {operation} 不为此通知提供；它提供 {known_zh}。{advice_zh}",
    ),
    "notice_name_unwritten": (
        "{what} reads {name}, but no form, mapping, operation or caller gives it before {element} sends the notice.{advice}",
        "{what_zh}读取 {name}，但在 {element} 发出之前，没有任何表单、映射、操作或上级流程给出它。{advice_zh}",
    ),
    "notice_name_near": (
        "{what} reads {name}, which nothing here gives before {element} sends the notice, only {near}. Is that what was meant?",
        "{what_zh}读取 {name}，在 {element} 发出之前没有步骤给出它，只有 {near}；是否写错？",
    ),
    "notice_writes_record": (
        "{what} gives {given}; a notice writes texts, numbers, dates, yes or no, and lists of these: write which entry is meant.",
        "{what_zh}给出{given_zh}；通知只能写文本、数字、日期、是否及其列表：请写明取哪一项。",
    ),
    "operation_notice_missing": (
        "{id} calls {operation}, which sends the notice {name}, but the folder has no notices/{name}.yaml; write it.{advice}",
        "{id} 调用 {operation}，该操作发出通知 {name}，但文件夹中没有 notices/{name}.yaml；请编写。{advice_zh}",
    ),
    "operation_header_notice": (
        "{id} gives {operation} the header {name} = {value}, but the folder has no notices/{value}.yaml.{advice}",
        "{id} 为 {operation} 设置的表头 {name} 为 {value}，但文件夹中没有 notices/{value}.yaml。{advice_zh}",
    ),
    "notice_not_to_post": (
        "{id} tells the post {name}, to which the notice {notice} does not go; name it under `to` in {file}.{advice}",
        "{id} 通知岗位 {name}，但通知 {notice} 不发给该岗位：请在 {file} 的 `to` 中写明。{advice_zh}",
    ),
    "cancel_notice_half": (
        "The process has the property {name} without {missing}, so nobody would be told of a cancellation; write both.",
        "流程写了属性 {name} 而没有 {missing}，撤销案件时不会告知任何人；请两项都写。",
    ),
    "cancel_notice_missing": (
        "The process tells of a cancellation by the notice {name}, but the folder has no notices/{name}.yaml.{advice}",
        "流程以通知 {name} 告知撤销，但文件夹中没有 notices/{name}.yaml。{advice_zh}",
    ),
    "notice_nothing_told": (
        "{id} calls {operation}, but tells nothing: name a notice of the folder in the header `notice`, or give it a `text`.",
        "{id} 调用 {operation}，但没有通知内容：请在表头 `notice` 中写明文件夹中的通知，或给出 `text`。",
    ),
}
