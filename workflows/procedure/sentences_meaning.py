"""What the checks of meaning say: what would run otherwise than a designer may think. The words; the finding is in checks."""

from __future__ import annotations

from typing import Final

MEANING_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "deadline_unknown": (
        "{what} at {id} reads the deadline {name}, but no activity starts one of that name.{advice}",
        "{id} 的{what_zh}读取时限 {name}，但没有任何活动启动该时限。{advice_zh}",
    ),
    "setting_unknown": (
        "{what} reads the setting {name}, which bpmn/settings.yaml does not have.{advice}",
        "{what_zh}读取设置项 {name}，bpmn/settings.yaml 中没有这一项。{advice_zh}",
    ),
    "setting_computed": (
        '{what} works out which setting it reads; write the key between quotation marks: setting("recall.days").',
        '{what_zh}由计算得出设置项名称；请在引号中直接写明键，如 setting("recall.days")。',
    ),
    "setting_no_scheme": (
        "{what} reads the catalogue of {name}, which is a setting that names no scheme.{advice}",
        "{what_zh}读取设置项 {name} 的目录，但该项设置不指向任何方案。{advice_zh}",
    ),
    "setting_value": (
        "The scenario sets a value that the office could not set: {reason}",
        "场景设置的值超出允许范围：{reason_zh}",
    ),
    "thrown_unheard": (
        "{id} throws the {type} {name}, but no procedure that is known here waits for it.{advice}",
        "{id} 抛出的{type_zh} {name}，已知的流程中没有任何环节等待。{advice_zh}",
    ),
    "recusal_beginning": (
        "The property recuse of {id} lists “{value}”, but what it lists begins with unit: or person:.{advice}",
        "{id} 的属性 recuse 列出“{value}”，其各项应以 unit: 或 person: 开头。{advice_zh}",
    ),
    "operation_input_word": (
        "{id} gives {operation} the {name} “{value}”, which is none of {known}.{advice}",
        "{id} 给 {operation} 的 {name} 为“{value}”，不在 {known_zh} 之中。{advice_zh}",
    ),
    "catcher_twice": (
        "{id} catches the same {type} as {other} at the same place, so only one of them would act; keep one.",
        "{id} 与同一位置的 {other} 捕获相同的{type_zh}，只有其中一个会起作用；请只保留一个。",
    ),
    "start_name": (
        "The {type} that starts a case at {id} is named {name}, which gives no text by itself: before a case begins there are "
        "no variables. Write the name.",
        "{id} 处启动案件的{type_zh}名称为 {name}，本身得不出文本：案件开始之前没有变量。请直接写出名称。",
    ),
    "function_changes": (
        "{what} at {id} calls {name}, which gives another value each time, but a case must come out the same when it is "
        "replayed; take the value from a form or an operation.",
        "{id} 的{what_zh}调用了 {name}，其结果每次不同，而案件重放时结果必须一致；请改由表单或操作提供该值。",
    ),
    "conditions_overlap": (
        "At the gateway “{name}”, {id} and {other} can both hold ({values}); the first in the file is taken. Make them exclude "
        "each other.",
        "网关“{name}”的 {id} 与 {other} 可能同时成立（{values_zh}），此时按文件中的先后取第一条；请使其互斥。",
    ),
    "items_overwrite": (
        "{id} calls a procedure for several items at once, and each hands back its copy of {name} over what the others gave; "
        "say with output mappings what comes back.",
        "{id} 为多个实例并行调用流程，每个实例结束时都会用自己的 {name} 副本覆盖其他实例的结果；请用输出映射写明要带回的内容。",
    ),
    "value_never": (
        "{what} at {id} compares with “{name}” what can only be {known}.{advice}",
        "{id} 的{what_zh}与“{name}”比较，但被比较的值只可能是 {known_zh}。{advice_zh}",
    ),
    "value_refused": (
        "{what} at {id} allows only {known}, but what it reads may be “{name}”, which would stop the case.{advice}",
        "{id} 的{what_zh}只允许 {known_zh}，但读取的值可能是“{name}”，届时案件会停在此处。{advice_zh}",
    ),
    "call_null": (
        "{what} at {id} calls {name} so that it never has a result: {reason} Correct what it is given.",
        "{id} 的{what_zh}对 {name} 的调用得不出结果：{reason_zh}请更正所给的内容。",
    ),
    "entry_unknown": (
        "{what} at {id} reads the entry {name}, but there are only {known}.{advice}",
        "{id} 的{what_zh}读取条目 {name}，但只有 {known_zh}。{advice_zh}",
    ),
    "filter_name": (
        "{what} at {id} reads {name} in a filter, but neither a variable nor an entry of the list has that name.{advice}",
        "{id} 的{what_zh}在筛选条件中读取 {name}，但没有这个变量，列表项也没有这个条目。{advice_zh}",
    ),
    "operation_input_kind": (
        "{id} calls {operation}, which reads {name} as {expected}, but what comes before gives {given}; make them agree.",
        "{id} 调用 {operation}，该操作读取的 {name} 应为{expected_zh}，而此前给出的是{given_zh}；请使其一致。",
    ),
    "process_twice": (
        "This folder and {other} both hold the procedure {name}; name one of them only.",
        "此文件夹与 {other} 都是流程 {name}；请只指定其中一个。",
    ),
    "unit_unknown": (
        "{what} names the unit {name}, but there is no unit of that code; correct it or add the unit first.{advice}",
        "{what_zh}写的是单位 {name}，没有该代码的单位；请更正，或先添加该单位。{advice_zh}",
    ),
    "unit_near": (
        "{what} names the unit {name}, and others here name {near}: is one of the two misspelt?",
        "{what_zh}写的是单位 {name}，其他地方写的是 {near}：是否有一处写错？",
    ),
    "expression_language": (
        "{id} is written in {language}; conditions are FEEL. Rewrite it and remove the attribute language.",
        "{id} 使用的语言是 {language}；条件只能用 FEEL 书写。请改写并删除 language 属性。",
    ),
}
