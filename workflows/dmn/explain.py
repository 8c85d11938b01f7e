"""Explains how a decision came about, as plain JSON values; the sentences people read are made in sentences."""

from __future__ import annotations

from typing import Any

from workflows.dmn.errors import DmnProblem
from workflows.dmn.hit_policy import Outcome
from workflows.dmn.model import DecisionTable, Expression, HitPolicy, LiteralExpression
from workflows.dmn.session import CompiledRule, DecisionTrace, Session, TableTrace
from workflows.feel import Environment, FeelError, parse_expression, to_json
from workflows.feel.functions import Function
from workflows.feel.ranges import Range

_RULES = 500
"""Rules explained one by one; of a longer table only those that hit and those up to this number."""


def explain(trace: DecisionTrace, environment: Environment, problems: tuple[DmnProblem, ...] = ()) -> dict[str, Any]:
    """The explanation of a decision and of those it required.

    Keys: decision, name, kind, inputs, outputs, required, problems; for a table also hit_policy, aggregation and rules;
    for another logic text (literal expressions) and tables, those that were evaluated inside it. A decision that was
    required before is not told again: it has is_repeated true and its outputs only.
    """
    return _explained(trace, environment, problems, set())


def _explained(
    trace: DecisionTrace, environment: Environment, problems: tuple[DmnProblem, ...], told: set[int]
) -> dict[str, Any]:
    decision = trace.decision
    if id(trace) in told:
        return {**_head(trace), "is_repeated": True, "outputs": plain(trace.value), "rules": [], "required": []}
    told.add(id(trace))
    found = _head(trace)
    found["problems"] = [
        {"code": p.code, "en": p.sentence.en, "zh": p.sentence.zh} for p in problems if p.decision == decision.id
    ]
    tables = [_table(each, environment) for each in trace.tables]
    if isinstance(decision.logic, DecisionTable) and tables:
        found |= tables[-1]
    else:
        found |= {"inputs": _inputs(trace), "tables": tables, "rules": []}
        if isinstance(decision.logic, LiteralExpression):
            found["text"] = decision.logic.text.strip()
    found["outputs"] = plain(trace.value)
    found["required"] = [_explained(each, environment, problems, told) for each in trace.required]
    return found


def _head(trace: DecisionTrace) -> dict[str, Any]:
    return {"decision": trace.decision.id, "name": trace.decision.label, "kind": _kind(trace.decision.logic)}


def _kind(logic: Expression | None) -> str:
    if logic is None:
        return "none"
    if isinstance(logic, DecisionTable):
        return "table"
    if isinstance(logic, LiteralExpression):
        return "expression"
    return type(logic).__name__.lower()


def _inputs(trace: DecisionTrace) -> list[dict[str, Any]]:
    """What the decision required or reads. Other variables of a case are visible to it, but are nobody's business here."""
    logic, read = trace.decision.logic, set(trace.labels)
    if isinstance(logic, LiteralExpression):
        read |= parse_expression(logic.text, names=trace.scope).names
    found = []
    for name, value in trace.scope.items():
        if name in read and not isinstance(value, Function):
            label, english = trace.labels.get(name, (name, ""))
            found.append({"label": label, "label_en": english or label, "expression": name, "value": plain(value)})
    return found


def _table(trace: TableTrace, environment: Environment) -> dict[str, Any]:
    compiled, session = trace.table, Session(environment)
    table = compiled.table
    outcome = Outcome(compiled, session, trace.scope, trace.hits)
    rows = dict(zip(trace.hits, outcome.rows(), strict=True))
    last = trace.hits[0] if table.hit_policy is HitPolicy.FIRST and trace.hits else len(compiled.rules)
    return {
        "hit_policy": table.hit_policy.value,
        "aggregation": table.aggregation.value if table.aggregation is not None else None,
        "inputs": [
            {
                "id": clause.id,
                "label": clause.label,
                "label_en": clause.label_en or clause.label,
                "expression": clause.expression,
                "value": plain(value),
            }
            for clause, value in zip(table.inputs, trace.values, strict=True)
        ],
        "rules": [
            _rule(trace, rule, session, is_tried=index <= last, row=rows.get(index))
            for index, rule in enumerate(compiled.rules)
            if index < _RULES or index in rows
        ],
        "outputs": plain(trace.outputs),
        "is_default": not trace.hits and compiled.defaults is not None,
    }


def _rule(
    trace: TableTrace, compiled: CompiledRule, session: Session, *, is_tried: bool, row: tuple[Any, ...] | None
) -> dict[str, Any]:
    table, rule = trace.table.table, compiled.rule
    outputs = None
    if row is not None:
        pairs = zip(table.outputs, row, strict=True)
        outputs = {clause.name or clause.label: plain(value) for clause, value in pairs}
    return {
        "number": rule.number,
        "id": rule.id,
        "hit": row is not None,
        "annotation": _annotation(trace, compiled, session, row, is_english=False),
        "annotation_en": _annotation(trace, compiled, session, row, is_english=True),
        "cells": _cells(trace, compiled, session, is_tried=is_tried),
        "outputs": outputs,
    }


def _cells(trace: TableTrace, compiled: CompiledRule, session: Session, *, is_tried: bool) -> list[dict[str, Any]]:
    """The cells of a rule, in the order of the table's inputs, up to the first that fails.

    Those after it were not evaluated and have ok null. Labels and values stand with the inputs: repeated in every rule
    they would make up most of what is stored with a case.
    """
    tests = dict(compiled.tests)
    cells: list[dict[str, Any]] = []
    for column, text in enumerate(compiled.rule.tests):
        ok = None
        if is_tried:
            ok = _meets(tests[column], trace.values[column], trace, session) if column in tests else True
            is_tried = ok
        cells.append({"test": text or "-", "ok": ok})
    return cells


def _meets(test: Any, value: Any, trace: TableTrace, session: Session) -> bool:
    if test is None:
        return False
    run = session.run
    run.values, run.locals = trace.scope, None
    return test.matches_in(run, value) is True


def _annotation(
    trace: TableTrace, compiled: CompiledRule, session: Session, row: tuple[Any, ...] | None, *, is_english: bool
) -> str | None:
    """The annotation of a rule; one written in FEEL is evaluated where the rule hit, with its outputs in scope."""
    code = compiled.annotation_en if is_english else compiled.annotation
    text = compiled.rule.annotation_en if is_english else compiled.rule.annotation
    if code is None:
        return text or None
    if row is None:
        return None
    outputs = {each.name: value for each, value in zip(trace.table.table.outputs, row, strict=True) if each.name}
    value = code(session, {**trace.scope, **outputs})
    return value if isinstance(value, str) else None


def plain(value: Any) -> Any:
    """A value as JSON has it; a function or a range, which JSON lacks, as its name or as it is written."""
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, Function):
        return f"function {value.name}"
    if isinstance(value, Range):
        start, end = ("[" if value.start_included else "("), ("]" if value.end_included else ")")
        return f"{start}{plain(value.start)}..{plain(value.end)}{end}"
    try:
        return to_json(value)
    except FeelError:
        return str(value)
