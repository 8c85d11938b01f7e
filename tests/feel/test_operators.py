"""Arithmetic, comparison, logic and the order in which operators bind."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from workflows.feel import parse_expression

Feel = Callable[..., Any]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 2 * 3 ** 2", 19),
        ("-2 ** 2", 4),
        ("2 ** 3 ** 2", 64),
        ("10 - 2 - 3", 5),
        ("8 / 4 / 2", 1),
        ("(1 + 2) * 3", 9),
        ("- (1) - --2", -3),
        ("0.1 + 0.2 = 0.3", True),
        ("2 ** -1", Decimal("0.5")),
        ('"a" + "b"', "ab"),
        ("1 + 1 = 2 and 2 > 1 or false", True),
        ("not(true) or true", True),
        ("1 < 2 = true", True),
        ("-1 instance of number", True),
        ("if 1 > 2 then 3 else 4 + 5", 9),
        ("1 between 0 and 2 and true", True),
    ],
)
def test_operators_bind_as_the_standard_ranks_them(feel: Feel, source: str, value: Any) -> None:
    assert feel(source) == value


@pytest.mark.parametrize(
    "source",
    [
        '1 + "a"',
        "true + 1",
        "1 / 0",
        "0.0 / 0.0",
        "null + 1",
        "[1] * 2",
        '-"a"',
        "9e6144 * 10",
        '"a" < 1',
        "true < false",
        '1 = "1"',
        "[] = 0",
        '@"P1D" = @"P1Y"',
        '@"P1D" < @"P1Y"',
        "(function(a) a) + 1",
    ],
)
def test_operands_that_do_not_fit_give_null_and_a_diagnosis(source: str) -> None:
    value, diagnoses = parse_expression(source).evaluate_with_diagnosis({})
    assert value is None
    assert len(diagnoses) == 1
    assert diagnoses[0].line == 1


_TRUTHS = {"true": True, "false": False, "null": None, "7": None}


@pytest.mark.parametrize("left", _TRUTHS)
@pytest.mark.parametrize("right", _TRUTHS)
def test_logic_has_three_values(feel: Feel, left: str, right: str) -> None:
    one, other = _TRUTHS[left], _TRUTHS[right]
    conjunction = False if one is False or other is False else (True if one and other else None)
    disjunction = True if one or other else (False if one is False and other is False else None)
    assert feel(f"{left} and {right}") is conjunction
    assert feel(f"{left} or {right}") is disjunction


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("null = null", True),
        ("null != 1", True),
        ("1 = null", False),
        ("0 = 0.00", True),
        ("[1, [2]] = [1, [2.0]]", True),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("{a: 1} = {a: 1, b: 2}", False),
        ('"a" < "b"', True),
        ("(1..10] = ]1..10]", True),
        ("(< 10) = (< 10)", True),
        ("(= 10) = [10..10]", False),
        ("(null..10) = (< 10)", False),
        ("5 between 1 and null", None),
        ("5 between 6 and null", False),
    ],
)
def test_values_are_equal_by_type_and_content(feel: Feel, source: str, value: Any) -> None:
    assert feel(source) is value


def test_a_condition_that_is_false_or_null_takes_the_other_branch(feel: Feel) -> None:
    assert feel('if null then "yes" else "no"') == "no"
    assert feel('if 1 then "yes" else "no"') is None
    assert feel('if x > 3 then "yes" else "no"', x=4) == "yes"


def test_numbers_from_json_count_as_they_were_written(feel: Feel) -> None:
    assert feel("rate * 3", rate=0.1) == Decimal("0.3")
    assert feel("rate = 0.1", rate=0.1) is True
