"""Sentences that tell an explanation to people, in Chinese and English."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def reasons(explanation: Mapping[str, Any], locale: str = "zh") -> tuple[str, ...]:
    """Why the decision came out as it did: one sentence for each rule that hit, required decisions first."""
    found: list[str] = []
    for each in explanation.get("required", ()):
        found.extend(reasons(each, locale))
    for table in _tables(explanation):
        found.extend(_hit(rule, locale) for rule in table["rules"] if rule["hit"])
    return tuple(dict.fromkeys(found))


def objections(explanation: Mapping[str, Any], locale: str = "zh") -> tuple[str, ...]:
    """Why the other rules of the decision's tables did not hit: the first cell that failed."""
    found: list[str] = []
    for table in _tables(explanation):
        found.extend(_miss(rule, table["inputs"], locale) for rule in table["rules"] if not rule["hit"])
    return tuple(found)


def _tables(explanation: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if explanation.get("kind") == "table":
        yield explanation
    yield from explanation.get("tables", ())


def _is_chinese(locale: str) -> bool:
    return locale.lower().startswith("zh")


def _hit(rule: Mapping[str, Any], locale: str) -> str:
    if _is_chinese(locale):
        return rule["annotation"] or f"符合第 {rule['number']} 条规则"
    return rule["annotation_en"] or f"Rule {rule['number']} holds"


def _miss(rule: Mapping[str, Any], inputs: Sequence[Mapping[str, Any]], locale: str) -> str:
    number = rule["number"]
    failing = next((column for column, cell in enumerate(rule["cells"]) if cell["ok"] is False), None)
    if failing is None:
        if _is_chinese(locale):
            return f"第 {number} 条规则未再判断，因为前面已有规则符合"
        return f"Rule {number} was not tried, because an earlier rule holds"
    tested, test = inputs[failing], rule["cells"][failing]["test"]
    value = _shown(tested["value"], locale)
    if _is_chinese(locale):
        return f"不符合第 {number} 条规则：{tested['label']}为{value}，不满足“{test}”"
    return f"Rule {number} does not hold: {tested['label_en']} is {value}, which does not meet “{test}”"


def _shown(value: Any, locale: str) -> str:
    if value is None:
        return "空" if _is_chinese(locale) else "empty"
    if isinstance(value, bool):
        chinese = "是" if value else "否"
        return chinese if _is_chinese(locale) else ("yes" if value else "no")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
