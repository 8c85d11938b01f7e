"""What can be written down as a value, and which names are read as one."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from workflows.feel import DaysTimeDuration, FeelSyntaxError, YearsMonthsDuration, parse_expression, suggest

Feel = Callable[..., Any]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("null", None),
        ("true", True),
        ("12", 12),
        (".5", Decimal("0.5")),
        ("1.25e3", 1250),
        ("-3", -3),
        ('"a\\"b\\n\\u00e9"', 'a"b\né'),
        ('"\\ud83d\\udc0e"', "🐎"),
        ('"\\U01F40E"', "🐎"),
        ('"\\d+"', "\\d+"),
        ("[]", []),
        ("[1, [2]]", [1, [2]]),
        ("{}", {}),
        ('{a: 1, "b c": 2, d e: 3, if: 4, a-b: 5}', {"a": 1, "b c": 2, "d e": 3, "if": 4, "a-b": 5}),
        ('@"2026-03-01"', datetime.date(2026, 3, 1)),
        ('@"P1DT2H"', DaysTimeDuration(26 * 3600 * 10**9)),
        ('@"-P1Y2M"', YearsMonthsDuration(-14)),
        ("1 /* one */ + // two\n 2", 3),
    ],
)
def test_a_literal_means_its_value(feel: Feel, source: str, value: Any) -> None:
    result = feel(source)
    assert result == value
    assert type(result) is type(value)


def test_a_whole_number_stays_an_int_and_others_keep_34_digits(feel: Feel) -> None:
    assert type(feel("10 / 5")) is int
    assert feel("1 / 3") == Decimal("0." + "3" * 34)
    assert feel("10 ** 33 * 10 + 1") == Decimal("1E+34")


def test_entries_of_a_context_see_those_before_them(feel: Feel) -> None:
    assert feel("{a: 1 + 2, b: 3, c: {d e: a + b}}") == {"a": 3, "b": 3, "c": {"d e": 6}}
    assert feel("{a: 1, a: 2}") is None


@pytest.mark.parametrize(
    ("source", "scope", "value"),
    [
        ("驻村天数 >= 22", {"驻村天数": 23}, True),
        ("Base Vacation Days + 2", {"Base Vacation Days": 22}, 24),
        ("Teacher's Evaluation", {"Teacher's Evaluation": "good"}, "good"),
        ("days in weekend[1]", {"days in weekend": ["saturday"]}, "saturday"),
        ("a-b + a - b", {"a-b": 100, "a": 5, "b": 2}, 103),
        ("profit and loss > 1", {"profit and loss": 2}, True),
        ("出勤（天） + 1", {"出勤（天）": 1}, 2),
        ("loan.monthly   payment", {"loan": {"monthly payment": 7}}, 7),
        ("x.a b.c", {"x": {"a b": {"c": 1}}}, 1),
        ("for each day in [1, 2] return each day * 2", {}, [2, 4]),
        ("date and time", {"date": True, "time": False}, False),
        ("count(count)", {"count": [1, 2]}, 2),
    ],
)
def test_names_may_hold_spaces_operators_and_keywords(
    feel: Feel, source: str, scope: dict[str, Any], value: Any
) -> None:
    assert feel(source, scope=scope) == value


def test_an_expression_tells_the_variables_it_reads() -> None:
    expression = parse_expression("for x in list return x + base.rate + sum(list) + f(y)")
    assert expression.names == {"list", "base", "f", "y"}
    filtered = parse_expression("people[age > limit and name = who]")
    assert filtered.names == {"people", "age", "limit", "name", "who"}
    assert filtered.certain_names == {"people"}


def test_an_unknown_name_gives_null_and_says_which_name_is_near() -> None:
    value, diagnoses = parse_expression("出勤天 + 1").evaluate_with_diagnosis({"出勤天数": 3})
    assert value is None
    assert diagnoses[0].sentence.en == "There is no variable named 出勤天; did you mean 出勤天数?"
    assert diagnoses[0].sentence.zh == "没有名为 出勤天 的变量；是否想写 出勤天数？"
    assert (diagnoses[0].line, diagnoses[0].column) == (1, 1)


@pytest.mark.parametrize(
    ("wanted", "names", "near"),
    [
        ("Days", ["days", "nights"], "days"),
        ("nightz", ["days", "nights"], "nights"),
        ("monthlyPayment", ["monthly payment"], "monthly payment"),
        ("zzz", ["days", "nights"], None),
        ("ned", ["end", "name"], "end"),
        ("to", ["do", "too"], "too"),
        ("cat", ["car"], None),
        ("leader", ["team_leader", "director"], None),
        ("people.stafff", ["recall.postings", "people.staff", "people.villages"], "people.staff"),
        ("remind_4", ["remind_3"], None),
        ("tilte", ["titles", "title"], "title"),
    ],
)
def test_a_near_miss_is_suggested(wanted: str, names: list[str], near: str | None) -> None:
    assert suggest(wanted, names) == near


@pytest.mark.parametrize(
    ("source", "line", "column", "sentence"),
    [
        ("", 1, 1, "The expression is empty; write a FEEL expression."),
        ("1 +", 1, 4, "The expression ends too early."),
        ("1 +\n * 2", 2, 2, "* is not expected here."),
        ("[1, 2", 1, 6, "The expression ends where ] is needed."),
        ('"abc', 1, 1, "The text that starts here is not closed by a quotation mark."),
        ("（1）", 1, 1, "The full-width character （ is not part of the language; write ( instead."),
        ("days > 5 adn x", 1, 10, "adn is not expected here; did you mean and?"),
        ('@"yesterday"', 1, 1, '"yesterday" is not a date, time, date and time or duration.'),
        ("a ~ b", 1, 3, "The character ~ cannot be used here."),
        ("1 /* open", 1, 3, "The comment that starts here is not closed by */."),
        ("f(a: 1, 2)", 1, 9, "Every argument must be named as the first one is."),
        ("function(a, a) a", 1, 14, "The name a is given twice."),
        ("for 1 in x return 1", 1, 5, "A name is needed here, not 1."),
        ("1 + then", 1, 5, "A value is needed here, not then."),
        ("{a: 1,}", 1, 7, "} is not expected here."),
        ("f(1,)", 1, 5, ") is not expected here."),
        ("f(1 2)", 1, 5, "Expected ) but found 2."),
        ("1e7000", 1, 1, "The number 1e7000 is larger than the language allows."),
    ],
)
def test_a_syntax_error_says_where_and_what(source: str, line: int, column: int, sentence: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse_expression(source)
    assert caught.value.sentence.en == sentence
    assert (caught.value.line, caught.value.column) == (line, column)
    assert str(caught.value) == f"Line {line}, column {column}: {sentence}"
    assert caught.value.sentence.zh != sentence


def test_a_slip_in_a_keyword_carries_the_suggestion() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse_expression("if a then 1 esle 2")
    assert caught.value.suggestion == "else"
