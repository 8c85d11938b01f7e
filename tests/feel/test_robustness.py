"""Every function, operator and form with values of every kind: a value or a sentence, never an exception of Python."""

from __future__ import annotations

import itertools
import random

import pytest

from workflows.feel import BUILTINS, FeelError, parse_expression

_VALUES = (
    *("null", "true", "1", "-1", "2.5", "1e6000", "-1e-6000", "10 ** 30"),
    *('""', '"abc"', '"["', "[]", "[1]", '["a", null]', "[[1], [2]]", "[1e6000, 1]"),
    *("{}", "{a: 1}", '{key: "a", value: 1}'),
    *('@"2020-01-01"', '@"-999999999-01-01"', '@"10:00:00"', '@"10:00:00@Europe/Paris"'),
    *(
        '@"2020-01-01T10:00:00Z"',
        '@"999999999-12-31T23:59:59@Asia/Shanghai"',
        '@"0000-01-01T00:00:00@America/New_York"',
    ),
    *('@"P1D"', '@"P1Y"', '@"-P99999999Y"'),
    *("[1..2]", "(< 3)", "(!= 3)", '["a".."b"]'),
    *("abs", "(function(a, b) a)", "(function(a, b) null)", "(function(a, b) true)"),
)
_OPERATORS = ("+", "-", "*", "/", "**", "=", "<", "in", "and")
_FORMS = (
    "(«a»)[«b»]",
    "for i in «a»..«b» return i",
    "for i in [«a»..«b»] return i",
    "some i in «a» satisfies «b»",
    "«a» between «b» and «a»",
    "«a» instance of number",
    "-«a»",
    "(«a»)(«b»)",
    "if «a» then «b» else 1",
    "{x: «a», y: x = «b»}.y",
)
_PROPERTIES = ("year", "weekday", "hour", "time offset", "timezone", "days", "years", "start", "end included", "a")


def _survives(source: str) -> bool:
    """Whether evaluating gives a value with a text, or a sentence."""
    try:
        text = parse_expression(f"string([{source}])").evaluate({})
    except FeelError as error:
        return bool(str(error))
    return text is None or isinstance(text, str)


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_a_built_in_function_takes_anything(name: str) -> None:
    chance = random.Random(name)
    calls = [()] + [(value,) for value in _VALUES]
    calls += [tuple(chance.choice(_VALUES) for _ in range(count)) for count in (2, 2, 2, 3, 3, 4) for _ in range(8)]
    failed = [arguments for arguments in calls if not _survives(f"{name}({', '.join(arguments)})")]
    assert failed == []


@pytest.mark.parametrize("operator", _OPERATORS)
def test_an_operator_takes_anything(operator: str) -> None:
    pairs = itertools.product(_VALUES, _VALUES)
    assert [pair for pair in pairs if not _survives(f"{pair[0]} {operator} {pair[1]}")] == []


@pytest.mark.parametrize("form", _FORMS)
def test_a_form_takes_anything(form: str) -> None:
    chance = random.Random(form)
    pairs = [(chance.choice(_VALUES), chance.choice(_VALUES)) for _ in range(200)]
    assert [pair for pair in pairs if not _survives(form.replace("«a»", pair[0]).replace("«b»", pair[1]))] == []


@pytest.mark.parametrize("name", _PROPERTIES)
def test_a_property_is_asked_of_anything(name: str) -> None:
    assert [value for value in _VALUES if not _survives(f"({value}).{name}")] == []
