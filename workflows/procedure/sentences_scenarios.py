"""What reading and checking scenarios and example answers can say, in English and Chinese."""

from __future__ import annotations

from typing import Final

SCENARIO_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "scenario_step": (
        "Nothing says what happens in {where}; it needs one of these keys: {kinds}.",
        "{where_zh}没有写明做什么；须含以下键之一：{kinds}。",
    ),
    "scenario_key": (
        "In {where}, the key {key} means nothing; known keys: {known}.{advice}",
        "{where_zh}中的键 {key} 无效；可用的键：{known}。{advice_zh}",
    ),
    "scenario_value": (
        "{name} in {where} must be {expected}.",
        "{where_zh}的 {name} 应为{expected_zh}。",
    ),
    "scenario_start": (
        "A scenario either starts a case (start) or continues another scenario (after); remove one of the two.",
        "场景要么自行发起（start），要么接续另一场景（after）；请删去其一。",
    ),
    "scenario_after": (
        "It continues {name}, but there is no scenarios/{name}.yaml.{advice}",
        "所接续的场景 {name} 不存在：没有 scenarios/{name}.yaml。{advice_zh}",
    ),
    "scenario_circle": (
        "It continues itself: {way}. One of these scenarios must have a start.",
        "场景互相接续成环：{way}。其中须有一个场景自行发起（start）。",
    ),
    "scenario_after_broken": (
        "It continues {name}, which has mistakes of its own; correct those first.",
        "所接续的场景 {name} 本身有误；请先改正。",
    ),
    "examples_shape": (
        "{key} must be a mapping: the id of a form, and under it `key: answer` for its questions.",
        "{key} 应为映射：表单 id 之下逐项写 `键: 答案`。",
    ),
    "scenario_element": (
        "{where} names {name}, which is no element of the procedure.{advice}",
        "{where_zh}提到的 {name} 不是流程中的元素。{advice_zh}",
    ),
    "scenario_message": (
        "{where} sends the message {name}, which nothing waits for.{advice}",
        "{where_zh}发送消息 {name}，没有任何环节等待该消息。{advice_zh}",
    ),
    "scenario_letter": (
        "{where} expects a letter {name}; there is no such kind.{advice} The kinds are {known}.",
        "{where_zh}期望文书 {name}，没有这一种文书。{advice_zh}可用的种类：{known}。",
    ),
    "scenario_notice": (
        "{where} expects a notice {name}; there is no such kind.{advice} The kinds are {known}.",
        "{where_zh}期望通知 {name}，没有这一种通知。{advice_zh}可用的种类：{known}。",
    ),
    "answer_option": (
        "The answer {name} for {at} is {value}, which is none of its options: {known}.{advice}",
        "{at} 的答案 {name} 为 {value}，不在选项之列：{known_zh}。{advice_zh}",
    ),
    "answer_kind": (
        "The answer {name} for {at} is {value}; it must be {expected}.",
        "{at} 的答案 {name} 为 {value}，应为{expected_zh}。",
    ),
    "answer_key": (
        "{at} is answered with {name}, but its form {form} has no such question.{advice}",
        "{at} 的答案中有 {name}，其表单 {form} 没有这一项。{advice_zh}",
    ),
    "reference_none": (
        "{value} for {at} stands for nothing; write @unit({code}) for the id of a unit, or {code} for its code.",
        "{at} 中的 {value} 不代表任何内容；单位的 id 写作 @unit({code})，单位代码直接写 {code}。",
    ),
    "reference_unknown": (
        "{value} for {at} names nobody and nothing that the scenario has.{advice}",
        "{at} 中的 {value} 不是场景中的人员或事物。{advice_zh}",
    ),
    "scenario_unit": (
        "{where} expects something of the unit {name}, which the scenario does not have.{advice}",
        "{where_zh}期望单位 {name} 收到内容，但场景中没有该单位。{advice_zh}",
    ),
    "world_word": (
        "In world, the {word} of {at} is {value}; it must be one of {known}.{advice}",
        "world 中 {at} 的 {word} 为 {value}，应为 {known_zh} 之一。{advice_zh}",
    ),
    "example_form": (
        "There is no form {name} to give example answers for.{advice}",
        "没有表单 {name}，示例答案无处可用。{advice_zh}",
    ),
    "example_key": (
        "The form {form} has no question {name}; remove the example answer or correct its key.{advice}",
        "表单 {form} 没有 {name} 这一项；请删除该示例答案或更正键名。{advice_zh}",
    ),
    "example_lacks": (
        "The form {form} always asks for {name}, and its example does not answer it; add {name}.",
        "表单 {form} 必填 {name}，而示例未作答；请补上 {name}。",
    ),
}
