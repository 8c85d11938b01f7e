"""The functions that Camunda's FEEL has beyond the standard, with the examples of its manual; and names in backticks."""

from __future__ import annotations

from typing import Any

import pytest

from workflows.feel import BUILTINS, FeelError, FeelSyntaxError, parse_expression, to_json


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("is defined(1)", True),
        ("is defined(null)", False),
        ("is defined(missing)", False),
        ("is defined(present.missing)", False),
        ("is defined(present.here)", True),
        ('get or else("this", "default")', "this"),
        ('get or else(missing, "default")', "default"),
        ("get or else(null, null)", None),
        ('assert(present.here, present.here != null, "needed")', 1),
        ('trim("  hello world  ")', "hello world"),
        ("trim(5)", None),
        ('is blank("")', True),
        ('is blank(" ")', True),
        ('is blank("hello")', False),
        ("is empty([])", True),
        ("is empty([1, 2, 3])", False),
        ('extract("references are 1234, 1256, 1378", "12[0-9]*")', ["1234", "1256"]),
        ('extract("nothing", "12[0-9]*")', []),
        ('extract("x", "(")', None),
        ("duplicate values([1, 2, 3, 2, 1])", [1, 2]),
        ('duplicate values(["a", {x: 1}, {x: 1.0}])', [{"x": 1}]),
        ("partition([1, 2, 3, 4, 5], 2)", [[1, 2], [3, 4], [5]]),
        ("partition([], 2)", []),
        ("partition([1, 2], 0)", None),
        ('last day of month(date("2022-10-01"))', "2022-10-31"),
        ('last day of month(date and time("2024-02-10T08:00:00"))', "2024-02-29"),
        ('cycle(duration("PT1H"))', "R/PT1H"),
        ('cycle(3, duration("PT1H"))', "R3/PT1H"),
        ('cycle(repetitions: null, interval: duration("P1M"))', "R/P1M"),
        ("cycle(3, 5)", None),
        ('cycle(0, duration("PT1H"))', None),
        ("`first name`", "Ana"),
        ("present.`family name` + `x-y`", "Bell!"),
        ("`date` + `in`", 5),
        ("{`a b`: 1, c: `a b` + 1}.c", 2),
        ("full name", "Ana Bell"),
        ("present.family name", "Bell"),
    ],
)
def test_the_function_gives_what_the_manual_says(source: str, expected: Any) -> None:
    scope = {
        "present": {"here": 1, "family name": "Bell"},
        "first name": "Ana",
        "full name": "Ana Bell",
        "x-y": "!",
        "date": 2,
        "in": 3,
    }
    assert to_json(parse_expression(source).evaluate(scope)) == expected


@pytest.mark.parametrize(
    ("source", "said"), [("assert(x, x != null)", "hold"), ('assert(1, false, "needed")', "needed")]
)
def test_an_assertion_that_does_not_hold_fails_the_evaluation(source: str, said: str) -> None:
    with pytest.raises(FeelError, match=said) as raised:
        parse_expression(source).evaluate({})
    assert raised.value.sentence.zh


def test_what_changes_each_time_does_not_exist() -> None:
    assert not {"uuid", "random number"} & set(BUILTINS)


@pytest.mark.parametrize("source", ["`", "``", "` `", "`a"])
def test_backticks_close_around_a_name(source: str) -> None:
    with pytest.raises(FeelSyntaxError):
        parse_expression(source)


def test_an_expression_names_the_functions_that_it_calls() -> None:
    expression = parse_expression("{f: function(x) g(x), y: f(1), z: count(list)}")
    assert expression.calls == {"g", "count"}
