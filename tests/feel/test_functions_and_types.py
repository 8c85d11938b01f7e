"""Functions written in the language or in Python, their arguments, and the types that are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from workflows.feel import ConstrainedType, Environment, FeelError, define_function, parse_expression
from workflows.feel.types import NAMED, ContextType

Feel = Callable[..., Any]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("(function(a, b) a - b)(5, 3)", 2),
        ("(function(a, b) a - b)(b: 5, a: 3)", -2),
        ("(function(a, b) a - b)(5)", None),
        ("(function(a) a)(b: 1)", None),
        ('(function(a: number) a)("x")', None),
        ("(function(a: number) a)([7])", 7),
        ("(function(a: list<number>) a)(7)", [7]),
        ("(function(a: unknownType) a)(7)", None),
        ("{k: 1, f: function(a) a + k, r: f(1)}.r", 2),
        ("{f: function(n) if n = 0 then 1 else n * f(n - 1), r: f(5)}.r", 120),
        ("(function(f) f(f(2)))(function(x) x * x)", 16),
        ("(function(f) f([1, 2]))(sum)", 3),
        ("{add: function(a) function(b) a + b, r: add(1)(2)}.r", 3),
        ("sort([3, 1, 2], function(x, y) x < y)", [1, 2, 3]),
        ("1(2)", None),
        ("nothing(2)", None),
    ],
)
def test_functions_are_values(feel: Feel, source: str, value: Any) -> None:
    assert feel(source) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("null instance of Any", False),
        ("1 instance of Any", True),
        ("1 instance of number", True),
        ("[1, 2] instance of list<number>", True),
        ('[1, "2"] instance of list<number>', False),
        ("[] instance of list<string>", True),
        ("{a: 1} instance of context<a: number>", True),
        ("{a: null} instance of context<a: number>", True),
        ("{b: 1} instance of context<a: number>", False),
        ("{a: {b: 1}} instance of context<a: context<b: number>>", True),
        ("[1..2] instance of range<number>", True),
        ("(> 2) instance of range<string>", False),
        ('@"P1D" instance of days and time duration', True),
        ('@"P1D" instance of years and months duration', False),
        ('@"2026-01-01T00:00:00" instance of date and time', True),
        ('@"2026-01-01" instance of date and time', False),
        ("(function(a: string) 1) instance of function<string> -> number", True),
        ("(function(a: string) 1) instance of function<string> -> string", False),
        ("(function(a: string) 1) instance of function<> -> number", False),
        ("(function(a: number) a + 1) instance of function<number> -> number", True),
        ("sum instance of function<list> -> number", True),
        ("1 instance of positive", True),
        ("0 instance of positive", False),
        ("[1, 2] instance of list<positive>", True),
        ("1 instance of nowhere", None),
    ],
)
def test_instance_of_knows_every_form_of_type(source: str, value: Any) -> None:
    positive = ConstrainedType("positive", NAMED["number"], lambda number: number > 0)
    environment = Environment(types={"positive": positive})
    assert parse_expression(source).evaluate({}, environment) is value


def test_a_type_writes_itself_as_the_language_does() -> None:
    assert str(ContextType((("a", NAMED["list"]),))) == "context<a: list<Any>>"


def test_an_extra_function_is_offered_through_the_environment() -> None:
    plus = define_function(
        "working days between", ["start: number", "weeks: number?"], lambda start, weeks=1: start + 5 * weeks
    )
    environment = Environment(functions={"working days between": plus, "twice": lambda value: value * 2})
    assert parse_expression("working days between(2, 2)").evaluate({}, environment) == 12
    assert parse_expression("working days between(start: 2)").evaluate({}, environment) == 7
    assert parse_expression("twice(value: 4)").evaluate({}, environment) == 8
    value, diagnoses = parse_expression('working days between("a")').evaluate_with_diagnosis({}, environment)
    assert value is None
    assert diagnoses[0].sentence.en == "The argument start of working days between must be number, not string."


def test_an_extra_function_can_be_refused_for_an_unknown_type() -> None:
    with pytest.raises(FeelError, match="There is no type named decimal"):
        define_function("f", ["a: decimal"], lambda a: a)


def test_a_python_callable_in_the_scope_cannot_be_called() -> None:
    called: list[int] = []
    assert parse_expression("f(1)").evaluate({"f": called.append}) is None
    assert called == []


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("abs(1, 2)", "abs takes 1 argument(s), not 2."),
        ("floor()", "floor takes 1–2 argument(s), not 0."),
        ("append()", "append takes 2+ argument(s), not 0."),
        ("abs(x: 1)", "abs has no parameter named x."),
        ("modulo(dividend: 1)", "modulo needs the argument divisor."),
        ('abs("a")', "The argument n of abs must be number, not string."),
        ("sqrt(-1)", "sqrt has no result for these arguments."),
        ("nowhere(1)", "There is no function named nowhere."),
        ('subtring("a", 1)', "There is no function named subtring; did you mean substring?"),
        ("{a: 1}.a(2)", "A number cannot be called as a function."),
    ],
)
def test_a_call_that_gives_null_says_why(source: str, sentence: str) -> None:
    value, diagnoses = parse_expression(source).evaluate_with_diagnosis({})
    assert value is None
    assert [each.sentence.en for each in diagnoses] == [sentence]
