"""Sentences about letters: what their files hold, what their places read, who issues them."""

from __future__ import annotations

from typing import Final

LETTER_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "letter_shape": (
        "A letter is a list of `key: value` such as `title`, `series` and `paragraphs`; bpmn/README.md has an example.",
        "文书文件应为 `键: 值` 的列表，如 `title`、`series`、`paragraphs`；示例见 bpmn/README.md。",
    ),
    "letter_key_unknown": (
        "A letter has no key {key}, so it would say nothing; remove it.{advice}",
        "文书没有 {key} 这个键，不起任何作用；请删除。{advice_zh}",
    ),
    "letter_key_missing": ("The letter has no {key}; write it.", "文书缺少 {key}；请填写。"),
    "letter_value": ("{key} must be {expected}.", "{key} 应为{expected_zh}。"),
    "letter_goes_nowhere": (
        "{key} is for a letter that is sent, but `to` names nobody; name the posts that get it, or remove {key}.",
        "{key} 只用于发出的文书，但 `to` 没有写明岗位；请写明送达岗位，或删除 {key}。",
    ),
    "letter_upward": (
        "upward prints who signed beside the number, below the name of the issuer, but the letter has no `issuer`; write it.",
        "upward 在发文机关标志下编号旁印签发人，但文书没有 `issuer`；请填写发文机关。",
    ),
    "letter_copies_line": (
        "copies_line says whether the copies are printed, but the letter has no `copies`; remove it.",
        "copies_line 说明是否印出抄送机关，但文书没有 `copies`；请删除。",
    ),
    "letter_block": (
        "{key} holds the block {{{{{block}}}}}, which is not carried out; write an expression with if … then … else.",
        "{key} 中的 {{{{{block}}}}} 是模板块，不会执行；请改用 if … then … else 表达式。",
    ),
    "letter_post": (
        "{key} names the post {name}, which does not exist.{advice}",
        "{key} 写了岗位 {name}，没有这个岗位。{advice_zh}",
    ),
    "letter_end_unknown": (
        "void_at names {name}; the procedure has no such end event.{advice}",
        "void_at 写了 {name}，流程中没有这个结束事件。{advice_zh}",
    ),
    "letter_unissued": (
        "Nothing here issues the letter {id}: call an operation that does, or `letter.issue` with the header letter = {id}; "
        "else remove the file.",
        "没有任何步骤印发文书 {id}：请调用印发它的操作，或以表头 letter = {id} 调用 `letter.issue`；否则删除该文件。",
    ),
    "letter_field_unknown": (
        "{what} reads {name}, which {operation} does not give this letter; it gives {known}.{advice}",
        "{what_zh}读取 {name}，操作 {operation} 不为此文书提供；它提供 {known_zh}。{advice_zh}",
    ),
    "letter_name_unwritten": (
        "{what} reads {name}, but no form, mapping, operation or caller gives it before {element} issues the letter.{advice}",
        "{what_zh}读取 {name}，但在 {element} 印发之前，没有任何表单、映射、操作或上级流程给出它。{advice_zh}",
    ),
    "letter_name_near": (
        "{what} reads {name}, which nothing here gives before {element} issues the letter, only {near}. Is that what was meant?",
        "{what_zh}读取 {name}，在 {element} 印发之前没有步骤给出它，只有 {near}；是否写错？",
    ),
    "letter_writes_record": (
        "{what} gives {given}; a letter writes texts, numbers, dates, yes or no, and lists of these: write which entry is meant.",
        "{what_zh}给出{given_zh}；文书只能写文本、数字、日期、是否及其列表：请写明取哪一项。",
    ),
    "letter_masks_missing": (
        "{element} sends this letter, and everybody else who may know of it reads its masked version; say under `masks` which "
        "people, units and villages it names, or `masks: {{}}` where it names none.",
        "{element} 发出此文书，其他可知悉的人只能看到脱敏版；请在 `masks` 中写明所涉人员、单位和村，都不涉及的写 `masks: {{}}`。",
    ),
    "letter_to_nobody": (
        "{id} issues the letter {name}, which goes to posts of a unit, but nothing says of which: give the task the input "
        "to_unit (the code of the unit), or to_persons.",
        "{id} 印发的文书 {name} 须送单位岗位，但没有写明单位：请为此步设置输入 to_unit（单位代码）或 to_persons。",
    ),
    "operation_letter_missing": (
        "{id} calls {operation}, which issues the letter {name}, but the folder has no letters/{name}.yaml; write it.{advice}",
        "{id} 调用 {operation}，该操作印发文书 {name}，但文件夹中没有 letters/{name}.yaml；请编写。{advice_zh}",
    ),
    "operation_header_letter": (
        "{id} gives {operation} the header {name} = {value}, but the folder has no letters/{value}.yaml.{advice}",
        "{id} 为 {operation} 设置的表头 {name} 为 {value}，但文件夹中没有 letters/{value}.yaml。{advice_zh}",
    ),
}
