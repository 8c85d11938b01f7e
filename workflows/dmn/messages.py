"""The sentences about decision models, in English and Chinese, by code; deciding when to say them is not done here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.sentence import Sentence, sentences

_PAIRS: Mapping[str, tuple[str, str]] = {
    # Reading
    "read.version": (
        "This is not a decision model in DMN 1.2 to 1.5 (found {found}); save it with an editor that writes DMN 1.3.",
        "这不是 DMN 1.2 至 1.5 的决策模型（实为 {found}）；请用可写 DMN 1.3 的编辑器保存。",
    ),
    "read.duplicate_id": (
        "The id {id} is used twice; give each element its own id.",
        "标识 {id} 重复使用；请为每个元素设置不同的标识。",
    ),
    "read.reference": (
        "{element_id} requires {target}, which is not in the model; remove the requirement or add the element.",
        "{element_id} 引用了 {target}，但模型中没有该元素；请删除引用或补上该元素。",
    ),
    "read.import_type": (
        "Imports of kind {kind} are not supported; import another DMN model instead.",
        "不支持 {kind} 类型的导入；请改为导入另一个 DMN 模型。",
    ),
    "read.import_missing": (
        "The imported model {name} is not among the files; add it to the folder.",
        "导入的模型 {name} 不在文件之中；请把它放入同一文件夹。",
    ),
    "read.import_many": (
        "The models import one another along more than {limit} ways; simplify the imports.",
        "模型之间的导入路径超过 {limit} 条；请简化导入关系。",
    ),
    "read.import_cycle": (
        "The model imports itself through {name}; remove one of the imports.",
        "模型经由 {name} 导入了自身；请删除其中一个导入。",
    ),
    "read.language": (
        "Expressions in {language} are not supported; write the expression in FEEL.",
        "不支持用 {language} 书写的表达式；请改用 FEEL。",
    ),
    "read.function_kind": (
        "{kind} functions are not supported, because a diagram must not run foreign code; write the function in FEEL.",
        "不支持 {kind} 函数，因为图中不得运行外部代码；请用 FEEL 编写该函数。",
    ),
    "read.hit_policy": (
        "The hit policy {found} is unknown; choose one of the seven policies of DMN.",
        "未知的命中策略 {found}；请从 DMN 的七种策略中选择。",
    ),
    "read.aggregation": (
        "The aggregator {found} is unknown; choose SUM, MIN, MAX or COUNT.",
        "未知的汇总方式 {found}；请选择 SUM、MIN、MAX 或 COUNT。",
    ),
    "read.no_output": (
        "The table has no output column; add one.",
        "该表没有输出列；请添加输出列。",
    ),
    "read.cells": (
        "Rule {rule} has not one cell for each column; correct the row.",
        "第 {rule} 条规则的单元格数与列数不符；请改正该行。",
    ),
    "read.iterator": (
        "The iterator has no variable name; give it one.",
        "该迭代没有变量名；请填写变量名。",
    ),
    "read.cycle": (
        "The decisions {names} require one another in a circle; remove one of the requirements.",
        "决策 {names} 相互循环引用；请删除其中一个引用。",
    ),
    "read.deep": (
        "More than {limit} decisions require one another in a row; shorten the chain.",
        "连续相互引用的决策超过 {limit} 个；请缩短引用链。",
    ),
    # Types
    "type.unknown": (
        "There is no type named {name}; define it or choose another.",
        "没有名为 {name} 的类型；请定义该类型或改选其他类型。",
    ),
    "type.recursive": (
        "The type {name} is defined by itself; remove the circle.",
        "类型 {name} 以自身定义；请消除循环。",
    ),
    "type.constraint": (
        "The allowed values of {name} cannot be read: {reason}",
        "{name} 的允许值无法识别：{reason_zh}",
    ),
    # Compiling
    "decision.empty": (
        "The decision {name} has no logic; give it a table or an expression.",
        "决策“{name}”没有内容；请为其添加决策表或表达式。",
    ),
    "feel.syntax": (
        "The expression “{text}” cannot be read: {reason}",
        "表达式“{text}”无法识别：{reason_zh}",
    ),
    "relation.cells": (
        "A row of the relation has not one cell for each column; correct it.",
        "关系表有一行的单元格数与列数不符；请改正。",
    ),
    "expression.missing": (
        "A part of the expression is missing; fill it in.",
        "表达式缺少一部分；请补全。",
    ),
    "feel.unknown_name": (
        "{name} is not among the required inputs; draw it as input data or remove it.",
        "{name} 不在所需输入之中；请将其画为输入数据，或删除。",
    ),
    "feel.no_function": (
        "{name} is no function of the language or of the office.{advice}",
        "{name} 既不是语言的函数，也不是办公室的函数。{advice_zh}",
    ),
    "feel.changing_function": (
        "{name} gives another value each time it is asked, but a case must come out the same when it is replayed; "
        "take the value from a form or an operation.",
        "{name} 每次求值结果都不同，而案件重放时结果必须一致；请改由表单或操作提供该值。",
    ),
    "feel.unknown_function": (
        "{name} is not a built-in function; make sure that it is one of the office's functions.",
        "{name} 不是内置函数；请确认它是办公室提供的函数。",
    ),
    "feel.near_name": (
        "There is no variable named {name}; did you mean {suggestion}?",
        "没有名为 {name} 的变量；是否想写 {suggestion}？",
    ),
    "table.output_name": (
        "A table with several outputs needs a name for each; name this column.",
        "有多个输出的表须为每列命名；请为该列命名。",
    ),
    "table.output_twice": (
        "Two outputs are named {name}; give each its own name.",
        "有两个输出都名为 {name}；请使用不同的名称。",
    ),
    # Evaluating
    "evaluate.unknown": (
        "There is no decision with the id {id} in the model.",
        "模型中没有标识为 {id} 的决策。",
    ),
    "value.type": (
        "The value of {what} is not of the type {type}, so it counts as empty.",
        "{what} 的值不是 {type} 类型，按空值处理。",
    ),
    "value.input_type": (
        "{what} must be of the type {type}, not {found}, so it counts as empty.",
        "{what} 应为 {type} 类型，而不是 {found}，按空值处理。",
    ),
    "value.not_allowed": (
        "{value} is not an allowed value of {what}; no rule applies.",
        "{value} 不是 {what} 的允许值，没有规则适用。",
    ),
    "value.output_not_allowed": (
        "{value} is not an allowed value of the output {what} (rule {rule}), so it counts as empty.",
        "{value} 不是输出 {what} 的允许值（第 {rule} 条规则），按空值处理。",
    ),
    "conditional.boolean": (
        "The condition must be true or false, not {found}.",
        "条件应为 true 或 false，而不是 {found}。",
    ),
    "invocation.function": (
        "What is invoked is not a function.",
        "被调用的不是函数。",
    ),
    "hit.unique": (
        "Rules {numbers} hold at once, but the table allows only one (unique); make them exclude one another.",
        "第 {numbers} 条规则同时符合，但该表只允许一条符合（唯一）；请使其互斥。",
    ),
    "hit.any": (
        "Rules {numbers} hold at once and disagree, but the table demands one answer (any); correct them.",
        "第 {numbers} 条规则同时符合且结论不一，但该表要求结论一致（任意）；请改正。",
    ),
    # Checks of tables
    "check.overlap": (
        "Rules {one} and {other} hold at once for {where}, but the table allows only one (unique); "
        "make them exclude one another.",
        "第 {one} 条和第 {other} 条规则在 {where_zh} 时同时符合，但该表只允许一条符合（唯一）；请使其互斥。",
    ),
    "check.contradiction": (
        "Rules {one} and {other} hold at once for {where} and disagree, but the table demands one answer (any); "
        "correct one of them.",
        "第 {one} 条和第 {other} 条规则在 {where_zh} 时同时符合且结论不一，但该表要求结论一致（任意）；请改正其中一条。",
    ),
    "check.variable_name": (
        "{name} holds a variable named {variable}, which is not read: the name here is {name}. Name the variable {name} too.",
        "{name} 的变量名写作 {variable}，不会读取：此处以 {name} 为名；请把变量名也写作 {name}。",
    ),
    "check.gap": (
        "No rule holds for {where}; add a rule or a default output.",
        "在 {where_zh} 时没有规则符合；请添加规则或默认输出。",
    ),
    "check.gap_between": (
        "No rule holds for {where}. No whole number lies there; if fractions can occur, widen a rule.",
        "在 {where_zh} 时没有规则符合。其间没有整数；如可能出现小数，请放宽规则。",
    ),
    "check.looks_like_range": (
        "Rule {rule} holds the cell {text}, which is a subtraction; write a range as [1..5].",
        "第 {rule} 条规则中的 {text} 是减法算式；区间请写作 [1..5]。",
    ),
    "check.looks_like_day": (
        'Rule {rule} holds the cell {text}, which is arithmetic; write a day as date("2026-03-01").',
        '第 {rule} 条规则中的 {text} 是算式；日期请写作 date("2026-03-01")。',
    ),
    "check.looks_like_number": (
        "Rule {rule} holds the cell {text}, which is a list of several numbers; write the number without separators.",
        "第 {rule} 条规则中的 {text} 会被当作几个数；数字请不加分隔符。",
    ),
    "check.invisible": (
        "Rule {rule} holds a text that begins or ends with a space or an invisible character: {text}. Remove it.",
        "第 {rule} 条规则中的文字首尾含有空格或不可见字符：{text}。请删除。",
    ),
    "check.hidden": (
        "Rule {rule} never decides, because rules {numbers} win wherever it holds; move or remove it.",
        "第 {rule} 条规则永远不起作用，因为凡其符合之处第 {numbers} 条规则已先起作用；请移动或删除。",
    ),
    "check.never": (
        "Rule {rule} can never hold: its cell under {label} admits no value; correct the cell.",
        "第 {rule} 条规则永远不会符合：“{label}”一格不容许任何值；请改正该格。",
    ),
    "check.doubtful": (
        "Whether the table answers for every value cannot be told, because rules {numbers} compare with expressions; "
        "a last rule with dashes would make sure.",
        "第 {numbers} 条规则与表达式比较，无法确定该表是否覆盖所有取值；可在最后加一条全为“-”的规则。",
    ),
    "check.too_large": (
        "The table is too large to be checked exactly; divide it into several tables.",
        "该表过大，无法精确检查；请拆分为几个表。",
    ),
    "check.cell_type": (
        "The cell “{text}” of rule {rule} compares with a {found}, but the column {label} holds a {type}.",
        "第 {rule} 条规则的单元格“{text}”与 {found} 比较，但“{label}”列的类型是 {type}。",
    ),
    "check.output_missing": (
        "Rule {rule} gives no value for the output {label}; fill it in, or write null where that is meant.",
        "第 {rule} 条规则没有给出输出“{label}”；请填写，如确为空请写 null。",
    ),
    "check.output_type": (
        "The output {text} of rule {rule} is not of the type {type} that {label} has.",
        "第 {rule} 条规则的输出 {text} 不是“{label}”要求的 {type} 类型。",
    ),
    "check.output_allowed": (
        "The output {text} of rule {rule} is not among the allowed values of {label}: {allowed}.",
        "第 {rule} 条规则的输出 {text} 不在“{label}”的允许值之中：{allowed}。",
    ),
    "check.priority": (
        "The hit policy needs the outputs' allowed values in their order of priority; list them.",
        "该命中策略需要按优先次序列出输出的允许值；请补上。",
    ),
    "check.aggregation_policy": (
        "Only the collect policy has an aggregator; remove it or choose collect.",
        "只有“收集”策略可以汇总；请删除汇总方式或改用“收集”。",
    ),
    "check.aggregation_outputs": (
        "The standard does not say how several outputs are aggregated; here each column is aggregated by itself.",
        "标准没有规定多个输出如何汇总；此处按列分别汇总。",
    ),
    "check.aggregation_type": (
        "The output cannot be aggregated in this way, because it is not a number; choose COUNT or another type.",
        "该输出不是数字，无法这样汇总；请改用 COUNT 或其他类型。",
    ),
}

SENTENCES = sentences(_PAIRS)


def sentence(code: str, params: Mapping[str, Any]) -> Sentence:
    """The sentence for `code`. Raises KeyError for a code that is not in the catalogue, which is a defect of this room."""
    return SENTENCES[code].filled(params)
