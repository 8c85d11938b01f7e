"""Lists, filters, for, some, every, paths and contexts."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from workflows.feel import parse_expression

Feel = Callable[..., Any]
PEOPLE = [{"name": "A", "age": 30}, {"name": "B", "age": 41}, {"name": "C"}]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("[4, 5, 6][1]", 4),
        ("[4, 5, 6][-1]", 6),
        ("[4, 5, 6][0]", None),
        ("[4, 5, 6][4]", None),
        ("[4, 5, 6][1.5]", None),
        ("[4, 5, 6][n]", 5),
        ("[4, 5, 6][count([1, 2])]", 5),
        ("[4, 5, 6][item > 4]", [5, 6]),
        ("[4, 5, 6][true]", [4, 5, 6]),
        ("[4, 5, 6][null]", []),
        ('[4, 5, 6]["x"]', None),
        ("7[1]", 7),
        ("7[item > 8]", []),
        ("null[1]", None),
        ("[][1]", None),
        ("[][item > 1]", []),
        ("[][n]", None),
        ("people[age > 35].name", ["B"]),
        ('people[name = "A"][1].age', 30),
        ("people[item.age > 35][1].name", "B"),
        ("people.age", [30, 41, None]),
        ("[{item: 1}, {item: 2}][item >= 2]", [{"item": 2}]),
        ("[{x: 1, y: 2}, {y: 3}][x < 2]", [{"x": 1, "y": 2}]),
        ("[[{a: {b: 1}}]].a.b", [[1]]),
        ("[1, 2][item > 1][1]", 2),
    ],
)
def test_filters_pick_by_position_or_condition(feel: Feel, source: str, value: Any) -> None:
    assert feel(source, people=PEOPLE, n=2) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("for i in [1, 2] return i * 2", [2, 4]),
        ("for i in [1, 2], j in [3, 4] return i * j", [3, 4, 6, 8]),
        ("for x in [[1, 2], [3]], y in x return y", [1, 2, 3]),
        ("for i in 1..3 return i", [1, 2, 3]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in [1..3] return i", [1, 2, 3]),
        ("for i in (1..3) return i", [2]),
        ("for i in [3..1] return i", None),
        ("for i in 1..n return i", [1, 2]),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
        ("for i in 1..3 return count(partial)", [0, 1, 2]),
        ("for i in null return i", None),
        ('for i in "a".."c" return i', None),
        ("for i in 5 return i", [5]),
        ('for d in @"2026-02-27"..@"2026-03-01" return d.day', [27, 28, 1]),
        ("(for f in (for i in 1..3 return function() i) return f())", [1, 2, 3]),
        ("some x in [1, 2] satisfies x > 1", True),
        ("some x in [] satisfies x > 1", False),
        ("every x in [1, 2] satisfies x > 1", False),
        ("every x in [] satisfies x > 1", True),
        ("every x in [1, 2], y in [3] satisfies x < y", True),
        ("some x in [null, true] satisfies x", True),
        ("every x in [null, true] satisfies x", None),
        ("some x in null satisfies x", None),
    ],
)
def test_loops_go_through_lists_and_ranges(feel: Feel, source: str, value: Any) -> None:
    assert feel(source, n=2) == value


def test_a_loop_does_not_leave_its_variable_behind(feel: Feel) -> None:
    assert feel("[for x in [1] return x, x]", x=9) == [[1], 9]


def test_paths_read_contexts_and_never_python() -> None:
    source = "a.b.c"
    assert parse_expression(source).evaluate({"a": {"b": {"c": 3}}}) == 3
    value, diagnoses = parse_expression(source).evaluate_with_diagnosis({"a": {"b": 1}})
    assert value is None
    assert diagnoses[0].sentence.en == "A number has no entry named c."


def test_values_of_python_are_taken_in_as_values_of_the_language(feel: Feel) -> None:
    moment = datetime.datetime(2026, 3, 2, 8, 0, tzinfo=datetime.UTC)
    assert feel("t.hour", t=moment) == 8
    assert feel('t.time offset = @"PT0S"', t=moment) is True
    assert feel('d + @"P1D"', d=datetime.date(2026, 2, 28)) == datetime.date(2026, 3, 1)
    assert feel('s = @"PT90S"', s=datetime.timedelta(seconds=90)) is True
    assert feel("[t][1] + 0.5", t=(1.5, 2)) is None
    assert feel("t[1] + 0.5", t=(1.5, 2)) == 2
    assert feel("o", o=object()) is None
