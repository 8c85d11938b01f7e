"""Decision tables as pages draw them: columns with their labels, and the rules as they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflows.dmn import DmnError, read_model
from workflows.dmn.model import DecisionTable, LiteralExpression, Rule
from workflows.dmn.walk import parts
from workflows.scenarios.coverage import rule_name


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is called, and the expression or name behind it."""

    label: str
    source: str


@dataclass(frozen=True, slots=True)
class DrawnRule:
    """A rule: its cells as they are written, and the sentence beside it in the reader's language.

    `scenarios` are the names of those that it has hit in; None where none was tried on these files.
    """

    number: int
    tests: Sequence[str]
    outputs: Sequence[str]
    sentence: str
    scenarios: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A decision: its table, or the expression that it consists of."""

    decision: str
    label: str
    policy: str
    inputs: Sequence[Column]
    outputs: Sequence[Column]
    rules: Sequence[DrawnRule]
    expression: str = ""

    @property
    def untried(self) -> Sequence[int]:
        """The numbers of the rules that no scenario has hit, of those that were tried on these files."""
        return [rule.number for rule in self.rules if rule.scenarios is not None and not rule.scenarios]


def drawn_tables(
    files: Mapping[str, bytes], name: str, locale: str, hit: Mapping[str, Sequence[str]] | None = None
) -> Sequence[DrawnTable]:
    """The decisions of one file in its order; none where it cannot be read, which its problems say.

    `hit` are the scenarios in which a rule has hit, by its name in workflows/scenarios/coverage.py; None where none was tried.
    """
    others = {other: data for other, data in files.items() if other.endswith(".dmn") and other != name}
    try:
        model = read_model(files[name], name, imports=others)
    except DmnError:
        return ()
    found: list[DrawnTable] = []
    for decision in model.decisions.values():
        tables = [each for each in parts(decision.logic) if isinstance(each, DecisionTable)]
        found.extend(_table(decision.id, decision.label or decision.name, table, locale, hit) for table in tables)
        if not tables and isinstance(decision.logic, LiteralExpression):
            label = decision.label or decision.name
            found.append(DrawnTable(decision.id, label, "", (), (), (), decision.logic.text))
    return found


def _table(
    decision: str, label: str, table: DecisionTable, locale: str, hit: Mapping[str, Sequence[str]] | None
) -> DrawnTable:
    is_chinese = locale.startswith("zh")
    return DrawnTable(
        decision=decision,
        label=label,
        policy=table.hit_policy.value + (f" {table.aggregation.value}" if table.aggregation else ""),
        inputs=[
            Column(each.label if is_chinese else each.label_en or each.label, each.expression) for each in table.inputs
        ],
        outputs=[
            Column((each.label if is_chinese else each.label_en or each.label) or each.name or "", each.name or "")
            for each in table.outputs
        ],
        rules=[
            _rule(
                rule,
                None if hit is None else hit.get(rule_name(decision, rule.number), ()),
                is_chinese=is_chinese,
            )
            for rule in table.rules
        ],
    )


def _rule(rule: Rule, scenarios: Sequence[str] | None, *, is_chinese: bool) -> DrawnRule:
    sentence = rule.annotation if is_chinese else rule.annotation_en or rule.annotation
    return DrawnRule(rule.number, rule.tests, rule.outputs, sentence, scenarios)
