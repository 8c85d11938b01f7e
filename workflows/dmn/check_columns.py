"""Checks of a table column by column: cells and outputs of a wrong type, outputs that are missing or not allowed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.dmn.axis import intervals, shown
from workflows.dmn.cells import constant
from workflows.dmn.errors import DmnProblem, Severity, problem
from workflows.dmn.model import Aggregation, DecisionTable, HitPolicy, OutputClause, Rule
from workflows.dmn.region import Region
from workflows.dmn.unit import Unit
from workflows.feel import FeelError, parse_unary_tests
from workflows.feel.types import SimpleType, convert

_LOCAL = "local "


def check_columns(unit: Unit, decision: str, table: DecisionTable, region: Region) -> Iterator[DmnProblem]:
    """Cells whose constants are of another kind than their column, or than the other cells of it."""
    for column, clause in enumerate(table.inputs):
        declared = region.kind(column)
        kind = declared or region.axes[column].kind
        for index, rule in enumerate(table.rules):
            kinds = {part.kind.removeprefix(_LOCAL) for part in intervals(region.formulas[index][column])}
            wrong = next((each for each in sorted(kinds) if kind and each != kind.removeprefix(_LOCAL)), None)
            if wrong is not None and kind is not None:
                told: dict[str, Any] = {
                    "label": clause.label,
                    "found": wrong,
                    "type": kind.removeprefix(_LOCAL),
                    "rule": rule.number,
                }
                yield problem(
                    "check.cell_type",
                    unit.model.file,
                    rule.id,
                    line=rule.line,
                    decision=decision,
                    rules=(rule.number,),
                    text=rule.tests[column],
                    **told,
                )


def check_outputs(unit: Unit, decision: str, table: DecisionTable) -> Iterator[DmnProblem]:
    """Outputs that are missing, of a wrong type or not allowed; policies that lack what they need."""
    for column, clause in enumerate(table.outputs):
        for rule in table.rules:
            yield from _output(unit, decision, clause, rule, rule.outputs[column])
    ranked = table.hit_policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
    if ranked and not any(each.allowed for each in table.outputs):
        yield _of_table("check.priority", unit, decision, table)
    if table.aggregation is None:
        return
    if table.hit_policy is not HitPolicy.COLLECT:
        yield _of_table("check.aggregation_policy", unit, decision, table)
    elif len(table.outputs) > 1:
        yield _of_table("check.aggregation_outputs", unit, decision, table, Severity.WARNING)
    elif table.aggregation is not Aggregation.COUNT:
        of_type = unit.types.of(table.outputs[0].type_ref) if table.outputs[0].type_ref else None
        # The smallest and the largest text are well defined, a sum of texts is not.
        wrong = ("string", "boolean") if table.aggregation is Aggregation.SUM else ("boolean",)
        if isinstance(of_type, SimpleType) and of_type.name in wrong:
            yield _of_table("check.aggregation_type", unit, decision, table)


def _output(unit: Unit, decision: str, clause: OutputClause, rule: Rule, text: str) -> Iterator[DmnProblem]:
    label = clause.label or clause.name or clause.id or ""

    def found(code: str, **params: Any) -> DmnProblem:
        file, rules = unit.model.file, (rule.number,)
        return problem(
            code, file, rule.id, line=rule.line, decision=decision, rules=rules, rule=rule.number, label=label, **params
        )

    if text in ("", "-"):
        yield found("check.output_missing")
        return
    value, is_constant = constant(text, unit.entry_names)
    if not is_constant or value is None:
        return
    of_type = unit.types.of(clause.type_ref)
    if not convert(value, of_type)[1]:
        yield found("check.output_type", text=text, type=str(of_type))
    elif clause.allowed is not None and not _is_allowed(unit, clause.allowed, value):
        yield found("check.output_allowed", text=shown(value), allowed=clause.allowed)


def _is_allowed(unit: Unit, text: str, value: object) -> bool:
    """Whether a value is among the allowed ones; allowed values that cannot be read are told elsewhere."""
    try:
        return parse_unary_tests(text, names=unit.entry_names).matches(value, {}) is not False
    except FeelError:
        return True


def _of_table(
    code: str, unit: Unit, decision: str, table: DecisionTable, severity: Severity = Severity.ERROR
) -> DmnProblem:
    return problem(code, unit.model.file, table.id, line=table.line, decision=decision, severity=severity)
