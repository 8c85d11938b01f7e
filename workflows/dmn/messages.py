"""The sentences about decision models, in English and Chinese, by code; deciding when to say them is not done here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SENTENCES: Mapping[str, tuple[str, str]] = {
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
}


def sentence(code: str, params: Mapping[str, Any], language: str = "en") -> str:
    """Return the sentence for `code` in `language` ("en" or any tag that starts with "zh").

    Raises KeyError for a code that is not in the catalogue, which is a defect of this room.
    """
    english, chinese = SENTENCES[code]
    template = chinese if language.lower().startswith("zh") else english
    return template.format_map(params)
