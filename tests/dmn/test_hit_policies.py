"""What each hit policy and aggregator answers for the rules that hit."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dmn.models import column, decision, input_data, model, output, result, table, value
from workflows.dmn import Model

STEPS = ((["> 1"], ["100"]), (["> 2"], ["200"]), (["> 3"], ["200"]), (["> 5"], ["50"]))


def years(hit: str, aggregation: str | None = None, **of_output: Any) -> Model:
    """A table over years whose rules overlap more the more years there are."""
    columns, outputs = [column("years", "number")], [output("pay", "number", **of_output)]
    return model(decision(table(columns, outputs, STEPS, hit, aggregation), "years"), input_data("years", "number"))


@pytest.mark.parametrize(
    ("hit", "aggregation", "answers"),
    [
        ("FIRST", None, {0: None, 2: 100, 6: 100}),
        ("RULE ORDER", None, {0: [], 3: [100, 200], 6: [100, 200, 200, 50]}),
        ("COLLECT", None, {0: [], 3: [100, 200], 6: [100, 200, 200, 50]}),
        ("COLLECT", "SUM", {0: None, 2: 100, 6: 550}),
        ("COLLECT", "MIN", {0: None, 3: 100, 6: 50}),
        ("COLLECT", "MAX", {0: None, 2: 100, 6: 200}),
        ("COLLECT", "COUNT", {0: 0, 2: 1, 6: 4}),
    ],
)
def test_the_policy_answers_from_every_rule_that_holds(
    hit: str, aggregation: str | None, answers: dict[int, Any]
) -> None:
    of = years(hit, aggregation)
    assert {each: value(of, years=each) for each in answers} == answers


def test_unique_answers_while_one_rule_holds() -> None:
    assert value(years("UNIQUE"), years=2) == 100


def test_unique_refuses_two_rules_at_once_and_names_them() -> None:
    evaluation = result(years("UNIQUE"), years=3)
    assert evaluation.value is None
    assert [problem.code for problem in evaluation.problems] == ["hit.unique"]
    assert "1, 2" in evaluation.problems[0].sentence.en
    assert "第 1, 2 条规则同时符合" in evaluation.problems[0].sentence.zh


def test_any_answers_where_rules_agree_and_refuses_where_they_do_not() -> None:
    rules = ((["> 1"], ['"a"']), (["> 2"], ['"a"']), (["> 3"], ['"b"']))
    of = model(decision(table([column("n")], [output("o")], rules, "ANY"), "n"), input_data("n", "number"))
    assert value(of, n=3) == "a"
    refused = result(of, n=4)
    assert refused.value is None
    assert refused.problems[0].code == "hit.any"


def ranked(hit: str) -> Model:
    rules = (
        ([">= 18"], ['"approved"', '"best"']),
        (["< 18"], ['"declined"', '"standard"']),
        ([">= 0"], ['"approved"', '"standard"']),
    )
    outputs = [output("status", allowed='"approved", "declined"'), output("rate", allowed='"best", "standard"')]
    return model(decision(table([column("age")], outputs, rules, hit), "age"), input_data("age", "number"))


def test_priority_takes_the_output_that_is_listed_first() -> None:
    assert value(ranked("PRIORITY"), age=20) == {"status": "approved", "rate": "best"}
    assert value(ranked("PRIORITY"), age=10) == {"status": "approved", "rate": "standard"}


def test_output_order_sorts_all_hits_by_the_listed_outputs() -> None:
    assert [row["status"] for row in value(ranked("OUTPUT ORDER"), age=10)] == ["approved", "declined"]
    assert [row["rate"] for row in value(ranked("OUTPUT ORDER"), age=20)] == ["best", "standard"]


def test_the_default_output_stands_where_no_rule_holds() -> None:
    assert value(years("UNIQUE", default="7"), years=0) == 7
    assert value(years("COLLECT", default="7"), years=0) == [7]
    assert value(years("COLLECT", "SUM", default="7"), years=0) == 7


def test_an_output_without_a_default_beside_one_with_it_is_null() -> None:
    outputs = [output("a", default="1"), output("b")]
    of = model(decision(table([column("n")], outputs, [(["> 5"], ["1", "2"])]), "n"), input_data("n", "number"))
    assert value(of, n=1) == {"a": 1, "b": None}


def test_several_outputs_are_aggregated_column_by_column() -> None:
    rules = ((["> 0"], ["1", "10"]), (["> 1"], ["2", "20"]))
    of = model(
        decision(table([column("n")], [output("a"), output("b")], rules, "COLLECT", "SUM"), "n"),
        input_data("n", "number"),
    )
    assert value(of, n=2) == {"a": 3, "b": 30}


def test_a_rule_whose_input_is_missing_does_not_hold() -> None:
    assert value(years("FIRST")) is None
