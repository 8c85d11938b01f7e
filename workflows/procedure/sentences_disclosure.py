"""Sentences about who may read what: readers, owner, public titles, what a task shows, seals and narrowed fields."""

from __future__ import annotations

from typing import Final

DISCLOSURE_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "readers_missing": (
        "The process names nobody who may read its cases; write the property readers, such as general_group, city_director.",
        "流程没有写明谁可以查阅案件；请填写属性 readers，如 general_group, city_director。",
    ),
    "owner_missing": (
        "The process names no post that mends its cases after an incident; write the property owner, such as general_group_leader.",
        "流程没有写明发生故障后由谁更正案件数据；请填写属性 owner，如 general_group_leader。",
    ),
    "owner_several": (
        "The owner of a process is one post, not {value}; name one, or post@UNIT.",
        "流程的 owner 只能是一个岗位，不能是 {value}；请只写一个岗位或 岗位@单位。",
    ),
    "owner_no_reader": (
        "The owner {value} is not among the readers: who mends the values of a case reads its file. Add the post to readers.",
        "owner 岗位 {value} 不在 readers 之中：更正案件数据的岗位须能查阅全卷，请将其加入 readers。",
    ),
    "posts_literal": (
        "{name} names posts as they are, not by an expression: write them out, separated by commas.",
        "{name} 须直接写岗位名称，不能用表达式；多个岗位用逗号分隔。",
    ),
    "starter_follows_value": (
        "starter_follows is {value}; write `true`, or leave it out where whoever starts a case need not see where it stands.",
        "starter_follows 为 {value}；应写 `true`，不需要发起人查看办理进度的，请不写此属性。",
    ),
    "posts_nobody": (
        "{name} names nobody; write at least one post, or leave the property out where it may be left out.",
        "{name} 没有写出任何岗位；请至少写一个岗位，可省略的属性也可整项删去。",
    ),
    "posts_administrator": (
        "{name} must not name the administrator, who never reads, mends or cancels cases; name a post of the office.",
        "{name} 不能写系统管理员：管理员不查阅、不更正、不撤销案件，请写业务岗位。",
    ),
    "title_public_reads": (
        "The public title reads {name}; it may read only what the business key reads ({known}), so that no outcome and no "
        "person is named in it.",
        "公开标题读取了 {name}；它只能读取编号（business_key）所用的变量（{known}），以免透露结论或人员。",
    ),
    "title_outside_reads": (
        "The title for people outside the offices reads {name}; it may read only what the business key reads ({known}), so that "
        "no outcome and no person is named in it.",
        "对外标题读取了 {name}；它只能读取编号（business_key）所用的变量（{known}），以免透露结论或人员。",
    ),
    "shows_unknown": (
        "{id} is to show {name}, which does not exist: write ids of tasks, start, decision:<id> or letter:<kind>.{advice}",
        "{id} 要展示的 {name} 不存在；可写任务标识、start、decision:<决策> 或 letter:<文书>。{advice_zh}",
    ),
    "shows_no_answers": (
        "{id} is to show {name}, which has no form and so no answers; name a task of a person, or the start event with a form.",
        "{id} 要展示的 {name} 没有表单，也就没有填写内容；请写有表单的任务或开始事件。",
    ),
    "shows_twice": ("{id} is to show {name} twice; keep one.", "{id} 重复展示 {name}；请只保留一个。"),
    "sealed_until_unknown": (
        "The answers of {id} are sealed until {name}, which does not exist.{advice}",
        "{id} 的填写内容密封至 {name}，但该元素不存在。{advice_zh}",
    ),
    "sealed_until_itself": (
        "The answers of {id} are sealed until {id} itself, so a second round would open the first; name a later element.",
        "{id} 的填写内容密封至其自身，第二轮会公开第一轮内容；请写后面的元素。",
    ),
    "visible_to_unknown": (
        "The field {key} is visible to {post}, which is no post.{advice}",
        "字段 {key} 可见于 {post}，但没有这个岗位。{advice_zh}",
    ),
    "visible_to_empty": (
        "The field {key} is visible to nobody that it names; list posts, or office, or remove visible_to.",
        "字段 {key} 的 visible_to 没有写任何岗位；请列出岗位或 office，或删除该属性。",
    ),
    "form_property_unknown": (
        "Gatepost does not know the property {name} of the form field {key}; {advice}",
        "系统不认识表单字段 {key} 的属性 {name}；{advice_zh}",
    ),
}
