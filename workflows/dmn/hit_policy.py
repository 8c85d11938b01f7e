"""What follows from the rules that hit: the hit policies and aggregators of DMN 8.2.10 to 8.2.12."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflows.dmn.model import Aggregation, HitPolicy
from workflows.dmn.session import CompiledTable, Scope, Session
from workflows.feel import BUILTINS, Evaluation
from workflows.feel.environment import STANDARD
from workflows.feel.operators import are_equal

Row = tuple[Any, ...]
"""The outputs of one rule."""


class Outcome:
    """The hits of one evaluation of a table, and the outputs that they give."""

    def __init__(self, table: CompiledTable, session: Session, scope: Scope, hits: list[int]) -> None:
        self.table = table
        self.session = session
        self.scope = scope
        self.hits = hits

    def rows(self) -> list[Row]:
        """The outputs of every rule that hit, in rule order."""
        return [self._row(self.table.rules[index].outputs, self.table.rules[index].rule.number) for index in self.hits]

    def default(self) -> Row | None:
        """The default outputs; None where the table has none."""
        return None if self.table.defaults is None else self._row(self.table.defaults, 0)

    def _row(self, codes: tuple[Any, ...], rule: int) -> Row:
        found = []
        for clause, code, tests in zip(self.table.table.outputs, codes, self.table.output_allowed, strict=True):
            value = code(self.session, self.scope)
            if tests is not None and value is not None and tests.matches_in(self.session.run, value) is not True:
                label = clause.label or clause.name or ""
                self.note("value.output_not_allowed", what=label, value=value, rule=rule)
                value = None
            found.append(value)
        return tuple(found)

    def value(self, row: Row) -> Any:
        """A row as a value: the output itself, or a context where there are several."""
        outputs = self.table.table.outputs
        if len(outputs) == 1:
            return row[0]
        return {clause.name or clause.label: value for clause, value in zip(outputs, row, strict=True)}

    def by_priority(self) -> list[Row]:
        """The rows with the highest priority first: allowed outputs rank in the order in which they are written."""
        return sorted(self.rows(), key=self._rank)

    def _rank(self, row: Row) -> tuple[int, ...]:
        ranks = []
        for value, priorities in zip(row, self.table.priorities, strict=True):
            places = (place for place, each in enumerate(priorities) if same(value, each))
            ranks.append(next(places, len(priorities)))
        return tuple(ranks)

    def note(self, code: str, **params: Any) -> None:
        """Keep a problem of this table."""
        self.session.note(code, self.table.file, self.table.table.id, self.table.table.line, **params)


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal in the expression language."""
    return are_equal(Evaluation({}, STANDARD, ""), left, right, -1) is True


def conclude(outcome: Outcome) -> Any:
    """The value of the table from its hits."""
    policy = outcome.table.table.hit_policy
    if not outcome.hits:
        return _without_hits(outcome)
    return _POLICIES[policy](outcome)


def _without_hits(outcome: Outcome) -> Any:
    default = outcome.default()
    policy, aggregation = outcome.table.table.hit_policy, outcome.table.table.aggregation
    if default is not None:
        value = outcome.value(default)
        return [value] if policy in _MANY and aggregation is None else value
    if policy is HitPolicy.COLLECT:
        if aggregation is None:
            return []
        return 0 if aggregation is Aggregation.COUNT else None
    return [] if policy in _MANY else None


_MANY = frozenset({HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT})


def _unique(outcome: Outcome) -> Any:
    if len(outcome.hits) > 1:
        outcome.note("hit.unique", numbers=_numbers(outcome))
        return None
    return outcome.value(outcome.rows()[0])


def _any(outcome: Outcome) -> Any:
    rows = outcome.rows()
    if any(not all(map(same, rows[0], row)) for row in rows[1:]):
        outcome.note("hit.any", numbers=_numbers(outcome))
        return None
    return outcome.value(rows[0])


def _first(outcome: Outcome) -> Any:
    return outcome.value(outcome.rows()[0])


def _priority(outcome: Outcome) -> Any:
    return outcome.value(outcome.by_priority()[0])


def _rule_order(outcome: Outcome) -> Any:
    return [outcome.value(row) for row in outcome.rows()]


def _output_order(outcome: Outcome) -> Any:
    return [outcome.value(row) for row in outcome.by_priority()]


def _collect(outcome: Outcome) -> Any:
    aggregation = outcome.table.table.aggregation
    if aggregation is None:
        return _rule_order(outcome)
    rows = outcome.rows()
    columns = [list(column) for column in zip(*rows, strict=True)]
    return outcome.value(tuple(_aggregate(outcome, aggregation, column) for column in columns))


def _aggregate(outcome: Outcome, aggregation: Aggregation, values: list[Any]) -> Any:
    if aggregation is Aggregation.COUNT:
        return len(values)
    return BUILTINS[aggregation.value.lower()].invoke(outcome.session.run, [values])


def _numbers(outcome: Outcome) -> str:
    return ", ".join(str(outcome.table.rules[index].rule.number) for index in outcome.hits)


_POLICIES: dict[HitPolicy, Callable[[Outcome], Any]] = {
    HitPolicy.UNIQUE: _unique,
    HitPolicy.ANY: _any,
    HitPolicy.FIRST: _first,
    HitPolicy.PRIORITY: _priority,
    HitPolicy.RULE_ORDER: _rule_order,
    HitPolicy.OUTPUT_ORDER: _output_order,
    HitPolicy.COLLECT: _collect,
}
