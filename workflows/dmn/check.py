"""Checks decision tables before they are published: overlaps, contradictions, gaps, rules that can never hold.

The checks are exact where the cells are constants: numbers, ranges, enumerations, dates, booleans. A cell that depends
on more is never taken for the cause of a problem; where it keeps a check from being exact, a warning says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import combinations
from typing import Any

from workflows.dmn.boxes import Box, TooLarge, is_covered, meet, uncovered
from workflows.dmn.check_columns import check_columns, check_outputs
from workflows.dmn.check_meant import check_meant
from workflows.dmn.errors import DmnError, DmnProblem, Severity, problem
from workflows.dmn.graph import graph_of
from workflows.dmn.model import Decision, DecisionTable, HitPolicy, InputData, Model
from workflows.dmn.region import Region
from workflows.dmn.unit import Unit
from workflows.dmn.walk import parts
from workflows.feel import BUILTINS, suggest
from workflows.feel.builtins.camunda import CHANGING
from workflows.feel.names import normal

_MOST = 20
"""Findings of one kind that are told for a table; a table with more needs a new start rather than a longer list."""


def check_model(model: Model, functions: Collection[str] | None = None) -> tuple[DmnProblem, ...]:
    """Every problem of a model: expressions that cannot be read, unknown types and names, and its tables.

    `functions` are those that expressions may call beside the built-in ones; without them an unknown function is a warning.
    """
    unit = graph_of(model).unit
    found = [each for each in unit.problems if functions is None or each not in unit.called]
    if functions is not None:
        found += [_no_function(each, name, functions) for each, name in unit.called.items() if name not in functions]
    required = {each.id for decision in model.decisions.values() for each in decision.decisions}
    read: tuple[InputData | Decision, ...] = (*model.inputs.values(), *model.decisions.values())
    for element in read:
        if element.variable is not None and normal(element.variable) != normal(element.name):
            told: dict[str, Any] = {"name": element.name, "variable": element.variable}
            # Of a decision that no other requires, the diagram names the result.
            is_read = isinstance(element, InputData) or element.id in required
            told["severity"] = Severity.ERROR if is_read else Severity.WARNING
            found.append(problem("check.variable_name", model.file, element.id, line=element.line, **told))
    for id in (*model.decisions, *model.knowledge):
        found += _tables(unit, id)
    return tuple(dict.fromkeys(found))


def _no_function(found: DmnProblem, name: str, functions: Collection[str]) -> DmnProblem:
    code = "feel.changing_function" if name in CHANGING else "feel.no_function"
    near = suggest(name, [*BUILTINS, *functions])
    advice: dict[str, Any] = {
        "advice": f" Did you mean {near}?" if near else "",
        "advice_zh": f"是否应为 {near}？" if near else "",
    }
    at: dict[str, Any] = {"line": found.line, "decision": found.decision, "rules": found.rules}
    return problem(code, found.file, found.element, **at, name=name, **advice)


def check_table(model: Model, decision_id: str) -> tuple[DmnProblem, ...]:
    """The problems of one decision (or business knowledge model): of its expressions and of the tables inside it.

    Raises DmnError where there is no such element.
    """
    if decision_id not in model.decisions and decision_id not in model.knowledge:
        raise DmnError((problem("evaluate.unknown", model.file, decision_id, id=decision_id),))
    unit = graph_of(model).unit
    own = [each for each in unit.problems if each.decision == decision_id]
    return tuple(dict.fromkeys([*own, *_tables(unit, decision_id)]))


def _tables(unit: Unit, id: str) -> Iterator[DmnProblem]:
    element = unit.model.decisions.get(id) or unit.model.knowledge[id]
    for expression in parts(element.logic):
        if isinstance(expression, DecisionTable):
            yield from _Check(unit, id, expression).problems()


class _Check:
    """The checks of one table."""

    def __init__(self, unit: Unit, decision: str, table: DecisionTable) -> None:
        self._unit = unit
        self._decision = decision
        self._table = table
        self._region = Region(unit, table, decision)

    def problems(self) -> Iterator[DmnProblem]:
        """Every problem of the table."""
        yield from check_columns(self._unit, self._decision, self._table, self._region)
        yield from check_outputs(self._unit, self._decision, self._table)
        yield from check_meant(self._unit, self._decision, self._table)
        policy = self._table.hit_policy
        yield from self._never()
        try:
            if policy in (HitPolicy.UNIQUE, HitPolicy.ANY):
                yield from self._overlaps()
            if policy in (HitPolicy.FIRST, HitPolicy.PRIORITY):
                yield from self._hidden()
            if policy in _NEEDS_A_RULE and not any(each.default for each in self._table.outputs):
                yield from self._gaps()
        except TooLarge:
            yield self._problem("check.too_large", Severity.WARNING)

    def _problem(
        self, code: str, severity: Severity = Severity.ERROR, rules: tuple[int, ...] = (), **params: Any
    ) -> DmnProblem:
        first = self._table.rules[rules[-1] - 1] if rules else None
        element, line = (first.id, first.line) if first is not None else (self._table.id, self._table.line)
        file, decision = self._unit.model.file, self._decision
        return problem(code, file, element, line=line, decision=decision, rules=rules, severity=severity, **params)

    def _never(self) -> Iterator[DmnProblem]:
        """Rules with a cell that admits nothing."""
        for index, rule in enumerate(self._table.rules):
            column = self._region.impossible_column(index)
            if column is not None:
                label = self._table.inputs[column].label
                yield self._problem("check.never", rules=(rule.number,), rule=rule.number, label=label)

    def _overlaps(self) -> Iterator[DmnProblem]:
        """Under unique two rules must not hold at once; under any they must agree where they do."""
        told = 0
        for one, other in combinations(range(len(self._table.rules)), 2):
            shared = self._region.shared(one, other)
            if shared is None or told == _MOST:
                continue
            numbers = (self._table.rules[one].number, self._table.rules[other].number)
            if self._table.hit_policy is HitPolicy.UNIQUE:
                code = "check.overlap"
            elif self._region.disagree(one, other):
                code = "check.contradiction"
            else:
                continue
            told += 1
            yield self._problem(code, rules=numbers, one=numbers[0], other=numbers[1], **self._where(shared))

    def _hidden(self) -> Iterator[DmnProblem]:
        """Rules that never decide, because earlier ones, or ones of higher priority, hold wherever they do."""
        for index, rule in enumerate(self._table.rules):
            before = self._region.decided_before(index)
            boxes = [self._region.surely[each] for each in before]
            own = self._region.possibly[index]
            if not is_covered(own, boxes):
                continue
            blamed = [self._table.rules[each].number for each in before if meet(own, self._region.surely[each])]
            numbers = ", ".join(map(str, blamed))
            yield self._problem("check.hidden", rules=(*blamed, rule.number), rule=rule.number, numbers=numbers)

    def _gaps(self) -> Iterator[DmnProblem]:
        """Values for which no rule holds."""
        count = len(self._table.rules)
        domain = self._region.domain
        certain = [self._region.possibly[index] for index in range(count)]
        for told, box in enumerate(uncovered(domain, certain)):
            if told == _MOST:
                return
            is_whole = self._region.has_whole_numbers(box)
            code, severity = ("check.gap", Severity.ERROR) if is_whole else ("check.gap_between", Severity.WARNING)
            yield self._problem(code, severity, **self._where(box))
        doubtful = self._region.doubtful
        if doubtful and any(True for _ in uncovered(domain, [self._region.surely[index] for index in range(count)])):
            numbers = tuple(self._table.rules[index].number for index in doubtful)
            told_as = ", ".join(map(str, numbers))
            yield self._problem("check.doubtful", Severity.WARNING, rules=numbers, numbers=told_as)

    def _where(self, box: Box) -> dict[str, Any]:
        return {"where": self._region.describes(box, "en"), "where_zh": self._region.describes(box, "zh")}


_NEEDS_A_RULE = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY, HitPolicy.FIRST})
"""Policies with one result; the others answer with an empty list where no rule holds."""
