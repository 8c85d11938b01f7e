"""Explained decisions ready to draw: the sentence first, then each rule with its conditions and the values they met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.cases.rule_words import Words, asked_in_words, value_in_words, words_of_codes
from webapp.texts import readable
from workflows.casework.cases import CaseFile
from workflows.casework.models import EvaluationRecord


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule: what it is about, the actual value, what is asked of it (as it is written where that has no
    simple words), and whether it was met (None: not tried)."""

    label: str
    value: str
    test: str
    is_met: bool | None
    is_in_words: bool = False


@dataclass(frozen=True, slots=True)
class ExplainedRule:
    """One rule of a table."""

    number: int
    is_hit: bool
    sentence: str
    conditions: Sequence[Condition]


@dataclass(frozen=True, slots=True)
class ExplainedTable:
    """One table that was evaluated: the sentences of the rules that hit, every rule, and what it means that none hit."""

    name: str
    hits: Sequence[ExplainedRule]
    others: Sequence[ExplainedRule]
    result: str
    none: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """One evaluation inside a case: the step it belongs to, and the tables behind its result."""

    step: str
    name: str
    evaluated_at: datetime
    tables: Sequence[ExplainedTable]
    item: str = ""  # of a step that is repeated: which one it was about


def evaluation_view(file: CaseFile, evaluation: EvaluationRecord, locale: str) -> EvaluationView:
    """An evaluation in the reader's language."""
    step, name, none = evaluation.element_id, str(evaluation.explanation.get("name") or evaluation.decision_id), ""
    for procedure in file.procedures.values():
        element = procedure.elements.get(evaluation.element_id)
        if element is not None and element.decision_id == evaluation.decision_id:
            step = procedure.label(f"element:{element.id}", element.name or element.id, locale)
            name = procedure.label(f"decision:{evaluation.decision_id}", name, locale)
            none = procedure.label(f"element:{element.id}:documentation", element.documentation, locale)
    words = words_of_codes(file.procedures.values(), locale)
    tables, item = explained_tables(evaluation.explanation, locale, words, none), evaluation.explanation.get("item")
    return EvaluationView(step, name, evaluation.evaluated_at, tables, str(item or ""))


def explained_tables(
    explanation: Mapping[str, Any], locale: str, words: Words | None = None, none: str = ""
) -> Sequence[ExplainedTable]:
    """Every table behind a result, in the reader's language, those that others rest on first; `words` are those of codes, `none`
    is what it means that no rule hit."""
    return [_table(found, locale, words or {}, none) for found in _tables(explanation)]


def _tables(explanation: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every table of an explanation, those it rests on first."""
    for required in explanation.get("required") or []:
        yield from _tables(required)
    name = explanation.get("name", "")
    for inner in explanation.get("tables") or []:
        yield {"name": name, **inner}
    if explanation.get("rules"):
        yield explanation


def _table(explanation: Mapping[str, Any], locale: str, words: Words, none: str) -> ExplainedTable:
    rules = [_rule(rule, explanation["inputs"], locale, words) for rule in explanation["rules"]]
    return ExplainedTable(
        name=str(explanation.get("name") or ""),
        hits=[rule for rule in rules if rule.is_hit],
        others=[rule for rule in rules if not rule.is_hit],
        result=readable(explanation.get("outputs")),
        none=none,
    )


def _rule(rule: Mapping[str, Any], inputs: Sequence[Mapping[str, Any]], locale: str, words: Words) -> ExplainedRule:
    is_chinese = locale.startswith("zh")
    sentence = rule.get("annotation") if is_chinese else rule.get("annotation_en") or rule.get("annotation")
    return ExplainedRule(
        number=int(rule["number"]),
        is_hit=bool(rule["hit"]),
        sentence=str(sentence or ""),
        conditions=[
            _condition(tested, cell, locale, words)
            for tested, cell in zip(inputs, rule.get("cells") or [], strict=False)
            if cell.get("test") not in ("-", "", None)
        ],
    )


def _condition(tested: Mapping[str, Any], cell: Mapping[str, Any], locale: str, words: Words) -> Condition:
    told = asked_in_words(str(cell["test"]), words, locale)
    return Condition(
        label=str(tested["label"] if locale.startswith("zh") else tested.get("label_en") or tested["label"]),
        value=value_in_words(tested.get("value"), words),
        test=str(cell["test"]) if told is None else told,
        is_met=cell.get("ok"),
        is_in_words=told is not None,
    )
