"""The sentences the language says to people, in English and Chinese, by code; when to say them is decided elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.sentence import Sentence, sentences

_PAIRS: Mapping[str, tuple[str, str]] = {
    # What an office offers
    "setting.unknown": (
        "There is no setting {name}; `python -m workflows settings` lists all of them.",
        "没有设置项 {name}；`python -m workflows settings` 可列出全部设置项。",
    ),
    # Syntax
    "syntax.empty": ("The expression is empty; write a FEEL expression.", "表达式为空，请填写 FEEL 表达式。"),
    "syntax.expected": ("Expected {expected} but found {found}.", "此处应为 {expected}，却出现了 {found}。"),
    "syntax.end": ("The expression ends too early.", "表达式提前结束。"),
    "syntax.unfinished": ("The expression ends where {expected} is needed.", "表达式在此处结束，但还需要 {expected}。"),
    "syntax.name": ("A name is needed here, not {found}.", "此处需要名称，而不是 {found}。"),
    "syntax.value": ("A value is needed here, not {found}.", "此处需要一个值，而不是 {found}。"),
    "syntax.named": ("Every argument must be named as the first one is.", "首个参数带有名称，其余参数也必须带名称。"),
    "syntax.unexpected": ("{found} is not expected here.", "此处不应出现 {found}。"),
    "syntax.suggest": (
        "{found} is not expected here; did you mean {suggestion}?",
        "此处不应出现 {found}；是否想写 {suggestion}？",
    ),
    "syntax.character": ("The character {found} cannot be used here.", "此处不能使用字符 {found}。"),
    "syntax.fullwidth": (
        "The full-width character {found} is not part of the language; write {ascii} instead.",
        "全角字符 {found} 不属于表达式语言，请改用半角 {ascii}。",
    ),
    "syntax.string": ("The text that starts here is not closed by a quotation mark.", "此处开始的文本缺少结束引号。"),
    "syntax.comment": ("The comment that starts here is not closed by */.", "此处开始的注释缺少结束符 */。"),
    "syntax.number": ("The number {found} is larger than the language allows.", "数字 {found} 超出语言允许的范围。"),
    "syntax.literal": (
        '"{found}" is not a date, time, date and time or duration.',
        "“{found}” 不是日期、时间、日期时间或时长。",
    ),
    "syntax.duplicate": ("The name {name} is given twice.", "名称 {name} 重复。"),
    "syntax.external": (
        "External functions are not supported; write the function in FEEL.",
        "不支持外部函数，请用 FEEL 编写该函数。",
    ),
    # Limits
    "limit.source": ("The expression is longer than {limit} characters.", "表达式超过 {limit} 个字符。"),
    "limit.depth": ("The expression nests deeper than {limit} levels.", "表达式嵌套超过 {limit} 层。"),
    "limit.calls": ("Functions call one another deeper than {limit} levels.", "函数相互调用超过 {limit} 层。"),
    "limit.steps": ("The evaluation takes more than {limit} steps.", "求值超过 {limit} 步。"),
    "limit.time": ("The evaluation takes longer than {limit} seconds.", "求值超过 {limit} 秒。"),
    "limit.list": ("A list would hold more than {limit} elements.", "列表将超过 {limit} 个元素。"),
    "limit.parts": ("The value would hold more than {limit} parts.", "该值将超过 {limit} 个组成部分。"),
    "limit.text": ("A text would be longer than {limit} characters.", "文本将超过 {limit} 个字符。"),
    "limit.exponent": ("The exponent is larger than {limit}.", "指数大于 {limit}。"),
    "limit.pattern": (
        "The regular expression takes too long on this text; simplify it.",
        "该正则表达式在此文本上耗时过长，请简化。",
    ),
    # Assertions
    "assert.failed": ("What the expression asserts does not hold.", "表达式中的断言不成立。"),
    "assert.cause": ("What the expression asserts does not hold: “{cause}”.", "表达式中的断言不成立：“{cause}”。"),
    # Values
    "value.json": ("A value of type {type} cannot be stored as data.", "{type} 类型的值不能作为数据保存。"),
    "value.foreign": ("A value of type {type} is not known to the language.", "语言不识别 {type} 类型的值。"),
    # Diagnoses of a null
    "name.unknown": ("There is no variable named {name}.", "没有名为 {name} 的变量。"),
    "name.suggest": (
        "There is no variable named {name}; did you mean {suggestion}?",
        "没有名为 {name} 的变量；是否想写 {suggestion}？",
    ),
    "path.missing": ("A {type} has no entry named {name}.", "{type} 没有名为 {name} 的条目。"),
    "operator.types": (
        "The operator {operator} cannot be applied to {left} and {right}.",
        "运算符 {operator} 不能用于 {left} 和 {right}。",
    ),
    "operator.negate": ("A value of type {type} cannot be negated.", "{type} 类型的值不能取负。"),
    "operator.zone": (
        "A time with a zone cannot be set against a time without one.",
        "带时区的时间不能与不带时区的时间一起运算。",
    ),
    "number.zero": ("Division by zero.", "除数为零。"),
    "number.range": ("The number is outside the range of the language.", "数字超出语言的范围。"),
    "date.range": ("The date is outside the range of the language.", "日期超出语言的范围。"),
    "boolean.expected": ("{where} needs true or false, not {type}.", "{where} 需要 true 或 false，而不是 {type}。"),
    "range.endpoints": (
        "A range needs two comparable endpoints of one type, not {left} and {right}.",
        "区间需要两个同类型且可比较的端点，而不是 {left} 和 {right}。",
    ),
    "for.domain": ("A {type} cannot be iterated over.", "{type} 不能被遍历。"),
    "filter.position": ("The list has no element at position {position}.", "列表中没有第 {position} 个元素。"),
    "filter.condition": (
        "A filter needs a condition or a position, not {type}.",
        "筛选需要条件或位置，而不是 {type}。",
    ),
    "context.duplicate": ("The context has the entry {name} twice.", "上下文中条目 {name} 重复。"),
    "call.unknown": ("There is no function named {name}.", "没有名为 {name} 的函数。"),
    "call.suggest": (
        "There is no function named {name}; did you mean {suggestion}?",
        "没有名为 {name} 的函数；是否想写 {suggestion}？",
    ),
    "call.value": ("A {type} cannot be called as a function.", "{type} 不能作为函数调用。"),
    "call.count": (
        "{function} takes {expected} argument(s), not {found}.",
        "{function} 需要 {expected} 个参数，而不是 {found} 个。",
    ),
    "call.parameter": ("{function} has no parameter named {name}.", "{function} 没有名为 {name} 的参数。"),
    "call.missing": ("{function} needs the argument {name}.", "{function} 缺少参数 {name}。"),
    "call.type": (
        "The argument {name} of {function} must be {expected}, not {found}.",
        "{function} 的参数 {name} 应为 {expected}，而不是 {found}。",
    ),
    # Said by workflows.dmn of a function that a model defines.
    "call.result": ("{function} did not return {expected}.", "{function} 没有返回 {expected}。"),
    "call.value_of": ("{function} has no result for these arguments.", "{function} 对这些参数没有结果。"),
    # Said by casework of those whom a case or the office is asked for.
    "who.starter": ("Nobody started this case by hand.", "本案不是由人工发起，没有发起人。"),
    "who.done": ("Nobody has done the step {step} yet.", "步骤 {step} 尚无人办理。"),
    "who.leader": (
        "No post leads them: `leader` and `leads` in posts.yaml say which post does, and the tree of units where it stands.",
        "没有对应的上级岗位：由 posts.yaml 的 leader、leads 及单位层级确定，请核对。",
    ),
    "who.level": ("The level of a leader is a whole number from 1 to {most}.", "上级层数应为 1 到 {most} 的整数。"),
    "who.post": (
        "The post {post} is not responsible for this unit: neither it nor a unit above it is of the kind in which the post stands.",
        "岗位 {post} 不负责该单位：该单位及其上级中没有设置该岗位的单位类别。",
    ),
    "who.superior": (
        "No superior by cadre authority is recorded for this unit, nor for a unit above it; the page of the unit records one.",
        "该单位及其上级单位均未登记按干部管理权限的上级，请在单位页面登记。",
    ),
    "who.unit": ("There is no unit with this code.", "没有使用该代码的单位。"),
    "who.number": ("Nobody has this staff number.", "没有使用该工号的人员。"),
    "type.unknown": ("There is no type named {name}.", "没有名为 {name} 的类型。"),
}

SENTENCES = sentences(_PAIRS)


def sentence(code: str, params: Mapping[str, Any]) -> Sentence:
    """The sentence for `code`. Raises KeyError for a code that is not in the catalogue, which is a defect of this room."""
    return SENTENCES[code].filled(params) if params else SENTENCES[code]
