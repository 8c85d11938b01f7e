"""Ranges, `in`, unary tests as decision tables hold them, and Allen's relations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from workflows.feel import FeelSyntaxError, parse_unary_tests, start

Feel = Callable[..., Any]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("5 in [1..5]", True),
        ("5 in [1..5)", False),
        ("5 in [1..5[", False),
        ("1 in ]1..5]", False),
        ("5 in < 6", True),
        ("5 in (< 6)", True),
        ("5 in (1, > 4)", True),
        ("5 in [1, 2, 5]", True),
        ("5 in [[1..3], [4..6]]", True),
        ("5 in !=5", False),
        ("5 in (=5)", True),
        ('"b" in ["a".."c"]', True),
        ("[1, 2] in [[1, 2], [3]]", True),
        ("[1, 2] in [1, 2]", True),
        ('"a" in [1..2]', None),
        ("null in [1..2]", None),
        ("null in null", True),
        ("5 in null", False),
        ("3 in (1 + 1, 2 + 1)", True),
        ("[1..3].end", 3),
        ("(> 3).start included", False),
        ("(> 3).end", None),
        ('[1.."a"]', None),
        ("[1[1]..3][2]", None),
        ("[1..[3][1]]", None),
        ('range("[1..3]") = [1..3]', True),
        ('range("[3..1]")', None),
    ],
)
def test_membership(feel: Feel, source: str, value: Any) -> None:
    if source == "[1..[3][1]]":
        assert feel(source).end == 3
        return
    assert feel(source) is value if value is None or isinstance(value, bool) else feel(source) == value


@pytest.mark.parametrize(
    ("source", "subject", "expected"),
    [
        ("-", 1, True),
        ("-", None, True),
        ("-5", -5, True),
        ("1, 2", 2, True),
        ('"a", "b"', "c", False),
        ("< 5", 4, True),
        ("< 5", None, None),
        ("[1..5]", 5, True),
        ("not(1, 2)", 3, True),
        ("not(1, 2)", 2, False),
        ("null", None, True),
        ("not(null)", 1, True),
        ("> limit", 11, True),
        ("? > limit and ? < 20", 12, True),
        ('starts with(?, "ab")', "abc", True),
        ('not(contains(?, "z"))', "abc", True),
        ("allowed", 2, True),
        ("allowed", 9, False),
        ("limit > 3", "anything", True),
        ("true", True, True),
        ("true", False, False),
        ('date("2026-01-01")', "2026-01-01", None),
        ("[1, 2, 3]", 2, True),
        ("count(?) > 1", [1, 2], True),
        ("some x in ? satisfies x > 1", [1, 2], True),
        ("if ? > 3 then true else false", 4, True),
    ],
)
def test_unary_tests(source: str, subject: Any, expected: bool | None) -> None:
    tests = parse_unary_tests(source, names=["limit", "allowed"])
    assert tests.matches(subject, {"limit": 10, "allowed": [1, 2]}) is expected


def test_unary_tests_share_a_run() -> None:
    run = start({"limit": 3})
    assert [parse_unary_tests("> limit").matches_in(run, value) for value in (3, 4)] == [False, True]


def test_unary_tests_tell_their_names_and_why_they_cannot_tell() -> None:
    tests = parse_unary_tests("> limt")
    assert tests.names == {"limt"}
    result, diagnoses = tests.matches_with_diagnosis(1, {"limit": 3})
    assert result is None
    assert diagnoses[0].sentence.en == "There is no variable named limt; did you mean limit?"


def test_unary_tests_are_refused_with_a_place() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse_unary_tests("1,,2")
    assert caught.value.column == 3


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("before(1, 10)", True),
        ("before([1..5], [5..8])", False),
        ("before([1..5), [5..8])", True),
        ("after([5..10], [1..5))", True),
        ("meets([1..5], [5..10])", True),
        ("meets([1..5), [5..10])", False),
        ("met by([5..10], [1..5])", True),
        ("overlaps([1..5], [3..8])", True),
        ("overlaps([1..5], (5..8])", False),
        ("overlaps before([1..5], [3..8])", True),
        ("overlaps before([1..5], [1..5])", False),
        ("overlaps after([3..8], [1..5])", True),
        ("finishes(10, [1..10])", True),
        ("finishes([5..10], [1..10])", True),
        ("finished by([1..10], [5..10])", True),
        ("includes([1..10], 5)", True),
        ("includes([1..10], [1..10))", True),
        ("during((1..10), [1..10])", True),
        ("starts(1, [1..10])", True),
        ("starts([1..5], [1..10])", True),
        ("started by([1..10], [1..5])", True),
        ("coincides([1..5], [1..5])", True),
        ("coincides(3, 3)", True),
        ("coincides([1..5], 3)", None),
        ('before("a", 1)', None),
        ("before(point1: 1, point2: 2)", True),
        ("includes(range: [1..3], point: 2)", True),
        ("before((< 5), (> 6))", True),
        ("includes((> 1), 5)", True),
        ('during(@"2026-01-02", [@"2026-01-01"..@"2026-01-03"])', True),
    ],
)
def test_allens_relations(feel: Feel, source: str, value: bool | None) -> None:
    assert feel(source) is value
