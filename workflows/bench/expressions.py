"""What FEEL and decision tables cost: against the same check written in plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from workflows import dmn, feel
from workflows.bench.measure import Figure, medians

REPEAT = 50
_CONDITION = 'outcome = "agree" and score_a + score_b >= 120 and abs(score_a - score_b) <= 15'
_GRADES = (("excellent", "优"), ("good", "良"), ("fair", "中"), ("poor", "差"))
_RULES = 40


def _scope() -> dict[str, Any]:
    scope: dict[str, Any] = {f"field_{number}": f"值{number}" for number in range(27)}
    return {**scope, "outcome": "agree", "score_a": 71, "score_b": 64}


def _plain_condition(scope: dict[str, Any]) -> bool:
    return bool(
        scope["outcome"] == "agree"
        and scope["score_a"] + scope["score_b"] >= 120
        and abs(scope["score_a"] - scope["score_b"]) <= 15
    )


def _table() -> bytes:
    """Forty unique rules over a number in ten ranges and one of four words."""
    rules = "".join(
        f'<rule id="r{band}{grade}"><inputEntry id="a{band}{grade}"><text>[{band * 10}..{band * 10 + 10})</text></inputEntry>'
        f'<inputEntry id="b{band}{grade}"><text>"{word}"</text></inputEntry>'
        f'<outputEntry id="c{band}{grade}"><text>{band * 4 + grade}</text></outputEntry></rule>'
        for band in range(_RULES // 4)
        for grade, (word, _) in enumerate(_GRADES)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="gatepost">
 <decision id="points" name="points"><variable name="points" typeRef="number" />
  <decisionTable id="t" hitPolicy="UNIQUE">
   <input id="i1"><inputExpression id="e1" typeRef="number"><text>days</text></inputExpression></input>
   <input id="i2"><inputExpression id="e2" typeRef="string"><text>grade</text></inputExpression></input>
   <output id="o" name="points" typeRef="number" />
   {rules}
  </decisionTable></decision>
</definitions>""".encode()


def _plain_rules() -> list[tuple[int, int, str, int]]:
    return [
        (band * 10, band * 10 + 10, word, band * 4 + grade)
        for band in range(_RULES // 4)
        for grade, (word, _) in enumerate(_GRADES)
    ]


def _plain_table(rules: list[tuple[int, int, str, int]], inputs: dict[str, Any]) -> int | None:
    """All rules are tried, as the UNIQUE policy must, so that two hits would be noticed."""
    days, grade = inputs["days"], inputs["grade"]
    hits = [points for low, high, word, points in rules if low <= days < high and grade == word]
    return hits[0] if len(hits) == 1 else None


def expression_cost(*, rounds: int) -> Iterator[Figure]:
    """A gateway condition over 30 variables, and a table of 40 rules with its explanation."""
    environment = feel.Environment(now=datetime(2026, 3, 2, 1, tzinfo=UTC))
    expression, scope = feel.parse_expression(_CONDITION), _scope()
    assert expression.evaluate(scope, environment) is _plain_condition(scope) is True
    acts = [lambda: expression.evaluate(scope, environment), lambda: _plain_condition(scope)]
    mine, plain = medians(acts, rounds=rounds, repeat=REPEAT)
    yield Figure(
        "expressions against plain Python", "FEEL condition over 30 variables", mine / plain, mine, plain, rounds
    )
    model, rules = dmn.read_model(_table(), "bench.dmn"), _plain_rules()
    inputs = {"days": 57, "grade": "fair"}
    assert int(dmn.evaluate(model, "points", inputs, environment).value) == _plain_table(rules, inputs)
    tables = [lambda: dmn.evaluate(model, "points", inputs, environment), lambda: _plain_table(rules, inputs)]
    mine, plain = medians(tables, rounds=rounds, repeat=REPEAT // 5)
    yield Figure("expressions against plain Python", "decision table of 40 rules", mine / plain, mine, plain, rounds)
