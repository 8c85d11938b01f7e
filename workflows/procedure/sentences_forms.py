"""Sentences about forms: components, attributes and rules that are not carried out, lists, and what people read on them."""

from __future__ import annotations

from typing import Final

FORM_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "form_id": (
        "The form is called {found}; its id must be the file name {expected}.",
        "表单标识为 {found}，应与文件名 {expected} 一致。",
    ),
    "form_too_many_fields": (
        "The form has more than {limit} fields; split it over several tasks.",
        "表单字段超过 {limit} 个；请拆分到多个任务。",
    ),
    "form_field_type": (
        "Gatepost does not show form fields of the type {type}; use one of {known}.{advice}",
        "系统不支持类型为 {type} 的表单字段；可用类型：{known}。{advice_zh}",
    ),
    "form_field_key": (
        "A {type} field has no usable key ({key}); a key starts with a letter and holds letters, digits and _.",
        "{type} 字段没有可用的键（{key}）；键以字母开头，只含字母、数字和 _。",
    ),
    "form_key_taken": (
        "The page sends something of its own under the name {key}; give the field another key.",
        "页面自身使用名称 {key}；请给该字段另取一个键。",
    ),
    "form_field_key_twice": (
        "The key {key} is used by two fields of the form; keys must be unique.",
        "表单中有两个字段使用键 {key}；键必须唯一。",
    ),
    "form_field_options": (
        "The field {key} offers no options; list values or give a values expression.",
        "字段 {key} 没有选项；请列出选项或填写选项表达式。",
    ),
    "form_option_twice": (
        "The field {key} offers the value {value} twice.",
        "字段 {key} 的选项值 {value} 重复。",
    ),
    "form_template_block": (
        "The text of {key} holds {{{{{block}}}}}; only plain {{{{expressions}}}} are filled in. Write an expression instead.",
        "{key} 的文字含有 {{{{{block}}}}}；只支持 {{{{表达式}}}} 的形式，请改写。",
    ),
    "form_template_place": (
        "An option of {key} holds {{{{…}}}}, which is not filled in there; take the options from valuesExpression.",
        "{key} 的选项文字含有 {{{{…}}}}，此处不会替换；请用 valuesExpression 给出选项。",
    ),
    "form_html": (
        "The text of {key} holds {name}, which a form does not show; remove it.",
        "{key} 的文字含有 {name}，表单不显示此内容；请删除。",
    ),
    "form_list_empty": (
        "The dynamic list {key} asks nothing; put at least one question into it.",
        "动态列表 {key} 中没有问题；请至少放入一个字段。",
    ),
    "form_list_nested": (
        "The dynamic list {key} stands inside the dynamic list {list}; ask for the inner one in a task of its own.",
        "动态列表 {key} 位于动态列表 {list} 之内；请另设任务填写内层列表。",
    ),
    "form_list_files": (
        "The list {list} asks for files ({key}); ask for them outside the list, in a question of their own.",
        "列表 {list} 内要求上传文件（{key}）；请在列表之外单独设问。",
    ),
    "form_list_outcome": (
        "The field outcome stands inside the dynamic list {list}; a task has one outcome, so move it out of the list.",
        "字段 outcome 位于动态列表 {list} 之内；一个任务只有一个结论，请移到列表之外。",
    ),
    "form_list_property": (
        "The property {property} of {key} has no effect inside the dynamic list {list}; set it on the list or leave it out.",
        "{key} 的属性 {property} 在动态列表 {list} 内不起作用；请设在列表上或删除。",
    ),
    "form_list_read_only": (
        "{key} is read-only in the dynamic list {list}, whose rows can be added and removed, so a row may have no such value; "
        "set allowAddRemove to false or let it be answered.",
        "{key} 在可增删行的动态列表 {list} 中为只读，新增的行没有此值；请将 allowAddRemove 设为 false，或允许填写。",
    ),
    "form_list_counts": (
        "The dynamic list {key} begins with {start} rows but must have {least} to {most}; make the numbers agree.",
        "动态列表 {key} 起始 {start} 行，与应有的 {least} 至 {most} 行不符；请使数字一致。",
    ),
    "form_list_name": (
        "In the dynamic list {list}, {name} means a variable of the case; write this.{name} for the answer in the same row.",
        "在动态列表 {list} 中，{name} 指案件变量；引用同一行的填写内容请写 this.{name}。",
    ),
    "form_attribute": (
        "Gatepost does not read {attribute} of the form field {key}; remove it.{advice}",
        "系统不读取表单字段 {key} 的 {attribute}；请删除。{advice_zh}",
    ),
    "form_property_value": (
        "The property {name} of the form field {key} is {value}; it must be one of {known}.{advice}",
        "表单字段 {key} 的属性 {name} 为 {value}；应为 {known} 之一。{advice_zh}",
    ),
    "form_locate_alone": (
        "This form lets a phone fill in only one of latitude and longitude; a place needs two fields, one with each.",
        "此表单只让手机填写纬度、经度之一；定位需要 latitude 和 longitude 两个字段。",
    ),
    "form_value": (
        "{attribute} of the form field {key} must be {expected}.",
        "表单字段 {key} 的 {attribute} 必须是{expected_zh}。",
    ),
}
