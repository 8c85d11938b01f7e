"""What the check says of functions that name who does a step."""

from __future__ import annotations

from typing import Final

WHO_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "who_step_unknown": (
        "{what} asks who did the step {name}, which no procedure of the case has.{advice}",
        "{what_zh}询问由谁办理了步骤 {name}，但本案各流程中没有该步骤。{advice_zh}",
    ),
    "who_step_no_person": (
        "{what} asks who did {name}, which no person does; name a task of people, or the start event of a start by hand.",
        "{what_zh}询问由谁办理了 {name}，但该元素不由人办理；请写人员办理的任务，或人工发起的开始事件。",
    ),
    "who_step_computed": (
        '{what} works out which step it asks for; write its id between quotation marks: {name}("review").',
        '{what_zh}由计算得出所问的步骤；请在引号中直接写明元素标识，如 {name}("review")。',
    ),
    "who_post_unknown": (
        "{what} asks for the post {name}, which nobody knows.{advice}",
        "{what_zh}询问岗位 {name}，但没有这个岗位。{advice_zh}",
    ),
    "who_post_computed": (
        '{what} works out which post it asks for; write its key between quotation marks: post_for("county_office", unit).',
        '{what_zh}由计算得出所问的岗位；请在引号中直接写明岗位标识，如 post_for("county_office", unit)。',
    ),
    "who_public": (
        "The property business_key of the process calls {function}, but people read it who may not know whom the case "
        "concerns; leave it out.",
        "流程属性 business_key 调用了 {function}，而不得知悉案件所涉人员的人也能看到该属性；请去掉。",
    ),
    "who_no_case": (
        "The timer of {id} calls {function}, but before a case begins there is nobody to ask for; leave it out.",
        "{id} 的定时调用了 {function}，但案件开始之前没有可询问的人；请去掉。",
    ),
    "who_text": (
        "{what} at {id} must be one text, and {function} gives a record; write {function}.person.",
        "{id} 的{what_zh}应为一个文本，而 {function} 的结果是一条记录；请写 {function}.person。",
    ),
    "who_list": (
        "{what} at {id} must be a list, and the expression gives one value; put it between brackets: =[ … ].",
        "{id} 的{what_zh}应为列表，而表达式的结果是单个值；请加方括号：=[ … ]。",
    ),
    "acts_nobody": (
        "{property} at {id} always gives nobody ({value}), and the case would stop there; say who acts, or leave it out.",
        "{id} 的 {property} 总是没有结果（{value}），案件将停在该处；请指明由谁办理，或去掉该项。",
    ),
    "acts_perhaps_nobody": (
        "One branch of {property} at {id} gives nobody ({value}); a case that takes it stops there. Say who acts in every branch.",
        "{id} 的 {property} 有一个分支没有结果（{value}），走到该分支的案件将停在该处；请为每个分支指明由谁办理。",
    ),
}
