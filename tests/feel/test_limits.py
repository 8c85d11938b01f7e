"""Attacks: each is refused within a bounded time and with a sentence, and nothing of Python can be reached."""

from __future__ import annotations

import time
from typing import Any

import pytest

from workflows.feel import Environment, FeelError, FeelLimitError, Limits, parse_expression, parse_unary_tests, to_json

SECONDS = 15
"""What a slow machine may take; the limits stop an evaluation after two seconds of its own."""


def _shared(prefix: str, levels: int = 24) -> str:
    """Context entries in which each list holds the one before it twice: 2 ** levels elements, if written out."""
    first = f"{prefix}0: [1, 1]"
    return ", ".join([first, *(f"{prefix}{n}: [{prefix}{n - 1}, {prefix}{n - 1}]" for n in range(1, levels + 1))])


def _nested_type(levels: int) -> str:
    return "list<" * levels + "number" + ">" * levels


_REFUSED = {
    "power": "2 ** 1000000",
    "tower of powers": "9 ** (9 ** (9 ** 9))",
    "huge range": "for i in 1..1000000000 return i",
    "huge range of dates": 'for d in @"0001-01-01"..@"99999-01-01" return d',
    "huge list": "for i in 1..1000, j in 1..1000 return 1",
    "long loops": "every x in 1..100000 satisfies every y in 1..100000 satisfies true",
    "growing list": "{f: function(l, n) if n = 0 then l else f(concatenate(l, l), n - 1), r: f([1], 40)}.r",
    "growing text": '{f: function(t, n) if n = 0 then t else f(t + t, n - 1), r: f("x", 40)}.r',
    "growing join": "string join(for i in 1..9000 return string(10 ** 300))",
    "recursion": "{f: function(n) f(n + 1), r: f(1)}.r",
    "mutual recursion": "{f: function(g, n) g(g, n), r: f(f, 1)}.r",
    "exponential recursion": "{f: function(n) if n < 2 then 1 else f(n - 1) + f(n - 2), r: f(40)}.r",
    "recursion through sort": "{f: function(a, b) sort([2, 1], f)[1] > 1, r: f(1, 2)}.r",
    "partial results kept": "for i in 1..50000 return partial",
    "flattened sharing": f"{{{_shared('a')}, r: count(flatten(a24))}}.r",
    "written sharing": f"{{{_shared('a')}, r: string(a24)}}.r",
    "compared sharing": f"{{{_shared('a')}, {_shared('b')}, r: a24 = b24}}.r",
    "typed sharing": f"{{{_shared('a')}, r: a24 instance of {_nested_type(25)}}}.r",
    "path through sharing": f"{{{_shared('a')}, r: a24.x}}.r",
    "distinct sharing": f"{{{_shared('a')}, r: distinct values(a24)}}.r",
    "texts written again and again": "for i in 1..90000 return string(1e6000)",
    "long text searched again and again": 'for i in 1..90000 return contains(string(1e6000), "ab")',
    "long list copied again and again": "{l: for i in 1..90000 return i, r: for i in l return reverse(l)}.r",
    "sharing handed out": f"{{{_shared('a', 50)}}}.a50",
    "sharing in a context": f"{{{_shared('a', 50)}}}",
    "long expression": "1 + " * 250_000 + "1",
    "deep brackets": "(" * 5_000 + "1" + ")" * 5_000,
    "deep lists": "[" * 5_000 + "]" * 5_000,
    "deep contexts": "{a: " * 5_000 + "1" + "}" * 5_000,
    "deep calls": "not(" * 5_000 + "true" + ")" * 5_000,
    "deep ifs": "if true then " * 1_000 + "1" + " else 0" * 1_000,
    "deep functions": "function(a) " * 1_000 + "1",
    "deep signs": "- " * 5_000 + "a",
    "deep types": f"1 instance of {_nested_type(5_000)}",
    "deep tests": "x in (" * 1_000 + "1" + ")" * 1_000,
    "long path": "a" + ".a" * 5_000,
    "long filters": "a" + "[1]" * 5_000,
    "ambiguous brackets": "[1.." * 60 + "1" + "[" * 60,
}


@pytest.mark.parametrize("name", _REFUSED)
def test_an_attack_is_refused_in_bounded_time(name: str) -> None:
    before = time.process_time()
    with pytest.raises(FeelLimitError) as caught:
        parse_expression(_REFUSED[name]).evaluate({})
    assert time.process_time() - before < SECONDS
    assert str(caught.value).endswith(".")
    assert caught.value.sentence.zh.endswith("。")


_READ = {
    "spaces before a bracket": "f(a" + " " * 60_000 + ")",
    "spaces in a context": "{a" + " " * 60_000 + "}",
    "many words": "f(" + "a " * 30_000 + ")",
    "many names that start alike": "{"
    + ",".join(f"a {n}:1" for n in range(4_000))
    + ",z:["
    + "a," * 9_000
    + "a]}.z[1]",
    "many comments": "1 " + "/* */" * 12_000 + "+ 1",
    "an open comment": "1 /*" + "*" * 60_000,
    "an open text": '"' + '\\"' * 30_000,
    "a long number": "1" * 60_000,
    "a long name": "a" * 60_000 + " + 1",
    "a long sum": "1" + "+1" * 30_000,
    "many groups in a replacement": 'replace("aaaaaaaa", "(x?)a", "' + "$1" * 20_000 + '")',
}


@pytest.mark.parametrize("name", _READ)
def test_a_long_text_is_read_or_refused_in_bounded_time(name: str) -> None:
    before = time.process_time()
    try:
        parse_expression(_READ[name]).evaluate_with_diagnosis({})
    except FeelError as error:
        refusal = str(error)
    else:
        refusal = ""
    assert time.process_time() - before < SECONDS
    assert len(refusal) < 200


@pytest.mark.parametrize(
    "source",
    [
        "a.__class__",
        "a.__class__.__mro__",
        "a.real",
        '"x".format',
        '"x".__class__',
        "{}.keys",
        'get value(a, "__class__")',
        'get value({}, "__class__")',
        'a["__class__"]',
        "o.secret",
        "o",
        "f()",
        "f.__globals__",
        "abs.signatures",
        "sum.invoke",
        "(function(x) x).body",
        "now().to_datetime",
        '@"2026-01-01".isoformat',
        '@"2026-01-01".ctime',
        "[1..2].operator",
        "__import__",
        "run.values",
    ],
)
def test_no_attribute_of_python_can_be_reached(source: str) -> None:
    class Holder:
        secret = "secret"

    scope: dict[str, Any] = {"a": 1, "o": Holder(), "f": print}
    assert parse_expression(source).evaluate(scope) is None


def test_numbers_beyond_the_range_of_the_language_are_null_with_a_reason() -> None:
    value, diagnoses = parse_expression("9 ** 9999 * 9 ** 9").evaluate_with_diagnosis({})
    assert value is None
    assert diagnoses[0].sentence.en == "The number is outside the range of the language."


def test_what_is_large_but_within_the_limits_is_answered() -> None:
    assert parse_expression("count(for i in 1..90000 return i)").evaluate({}) == 90_000
    assert parse_expression(" + ".join(["1"] * 5_000)).evaluate({}) == 5_000
    assert parse_expression("(" * 60 + "1" + ")" * 60).evaluate({}) == 1
    factorial = "{f: function(n) if n = 0 then 1 else n * f(n - 1), r: f(100)}.r"
    assert parse_expression(factorial).evaluate({}) > 10**157


def test_the_limits_are_those_of_the_environment() -> None:
    tight = Environment(limits=Limits(steps=10, calls=2, elements=3, characters=5, exponent=2))
    for source in (
        "for i in 1..4 return i",
        '"abc" + "def"',
        "2 ** 3",
        "every i in [1, 2, 3] satisfies i + i + i + i > 0",
    ):
        with pytest.raises(FeelLimitError):
            parse_expression(source).evaluate({}, tight)
        assert parse_expression(source).evaluate({}) is not None


def test_time_runs_out_before_the_steps_do() -> None:
    patient = Environment(limits=Limits(steps=10**12, seconds=0.2))
    before = time.process_time()
    with pytest.raises(FeelLimitError, match=r"longer than 0\.2 seconds"):
        parse_expression("every x in 1..100000, y in 1..100000 satisfies true").evaluate({}, patient)
    assert time.process_time() - before < SECONDS


def test_unary_tests_and_stored_values_are_bounded_too() -> None:
    with pytest.raises(FeelLimitError):
        parse_unary_tests("(" * 500 + "1" + ")" * 500)
    with pytest.raises(FeelLimitError):
        parse_unary_tests("some x in 1..1000000000 satisfies x > ?").matches(1)
    shared: list[Any] = [1]
    for _ in range(40):
        shared = [shared, shared]
    with pytest.raises(FeelLimitError, match="parts"):
        to_json(shared)
    deep: list[Any] = []
    for _ in range(500):
        deep = [deep]
    with pytest.raises(FeelError):
        to_json(deep)
