"""Cells, allowed values and types of decision tables."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dmn.models import column, decision, input_data, item, model, output, result, table, value
from workflows.dmn import Model, check_model


def one_cell(test: str, of: str | None = None) -> Model:
    """A table that says whether `x` meets one cell."""
    rules = (([test], ["true"]), (["-"], ["false"]))
    return model(
        decision(table([column("x", of)], [output("o")], rules, "FIRST"), "x", "limit"),
        input_data("x"),
        input_data("limit"),
    )


@pytest.mark.parametrize(
    ("test", "given", "holds"),
    [
        ("5", 5, True),
        ("5", 5.0, True),
        ("5", "5", False),
        ('"a","b"', "b", True),
        ('not("a","b")', "c", True),
        ('not("a","b")', "a", False),
        ("[1..5)", 5, False),
        ("(1..5]", 5, True),
        ("< 0, > 10", 11, True),
        ("> limit", 8, True),
        ("> limit", 7, False),
        ("null", None, True),
        ("> 5", None, False),
        ("not(null)", 3, True),
        ("? > 5 and ? < 9", 7, True),
        ("list contains(?, 3)", [1, 3], True),
        ('starts with(?, "驻")', "驻村", True),
        ("true", True, True),
        ("true", 1, False),
        ("[1,2,3]", 2, True),
        ("", 99, True),
        ("-", None, True),
    ],
)
def test_a_cell_holds_for_what_it_says(test: str, given: Any, holds: bool) -> None:
    assert value(one_cell(test), x=given, limit=7) is holds


def test_dates_are_compared_as_dates_when_the_input_is_declared_so() -> None:
    rules = ((['>= date("2018-12-10")'], ['"late"']), (["-"], ['"early"']))
    of = model(
        decision(table([column("day", "date")], [output("o")], rules, "FIRST"), "day"), input_data("day", "date")
    )
    assert value(of, day="2018-12-17") == "late"
    assert value(of, day="2018-12-01") == "early"


def test_an_input_of_a_wrong_type_counts_as_empty_and_says_so() -> None:
    of = model(
        decision(table([column("n", "number")], [output("o")], [(["> 1"], ["1"])]), "n"), input_data("n", "number")
    )
    evaluation = result(of, n="many")
    assert evaluation.value is None
    assert "must be of the type number, not string" in evaluation.problems[0].sentence.en


def test_a_value_outside_the_allowed_ones_hits_no_rule_and_says_so() -> None:
    rules = ((["-"], ["1"]),)
    of = model(decision(table([column("c", "string", '"a","b"')], [output("o")], rules), "c"), input_data("c"))
    assert value(of, c="a") == 1
    evaluation = result(of, c="z")
    assert evaluation.value is None
    assert [each.code for each in evaluation.problems] == ["value.not_allowed"]


def test_the_allowed_values_of_an_item_definition_bind_the_input() -> None:
    of = model(
        item("tGrade", "string", allowed='"good","poor"'),
        decision(table([column("g", "tGrade")], [output("o")], [(["-"], ["g"])]), "g"),
        input_data("g", "tGrade"),
    )
    assert value(of, g="good") == "good"
    assert value(of, g="splendid") is None


def test_an_output_that_is_not_allowed_is_null_and_named() -> None:
    outputs = [output("o", "string", '"a","b"')]
    of = model(decision(table([column("n")], outputs, [(["-"], ['"c"'])]), "n"), input_data("n"))
    evaluation = result(of, n=1)
    assert evaluation.value is None
    assert evaluation.problems[0].code == "value.output_not_allowed"


def test_outputs_may_read_inputs() -> None:
    of = model(decision(table([column("n")], [output("o", "number")], [(["> 1"], ["n * 2"])]), "n"), input_data("n"))
    assert value(of, n=4) == 8


def test_a_cell_that_cannot_be_read_never_hits_and_is_a_problem_of_its_rule() -> None:
    of = model(
        decision(table([column("n")], [output("o")], [([">>1"], ["1"]), (["-"], ["2"])], "FIRST"), "n"), input_data("n")
    )
    assert value(of, n=5) == 2
    problem = next(each for each in check_model(of) if each.code == "feel.syntax")
    assert problem.rules == (1,)
    assert problem.decision == "decision"
    assert problem.line
    assert "column 2" in problem.sentence.en
    assert "无法识别" in problem.sentence.zh


def test_a_table_without_rules_answers_null() -> None:
    of = model(decision(table([column("n")], [output("o")], []), "n"), input_data("n"))
    assert value(of, n=1) is None


def test_names_with_spaces_and_chinese_names_are_read() -> None:
    of = model(
        decision(
            table([column("years of service"), column("驻村天数")], [output("o")], [(["> 1", "< 22"], ["1"])]),
            "years of service",
            "驻村天数",
        ),
        input_data("years of service", "number"),
        input_data("驻村天数", "number"),
    )
    assert value(of, **{"years of service": 3, "驻村天数": 19}) == 1
