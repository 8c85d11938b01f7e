"""Values as stored data and back, and round trips through text."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.feel import (
    FeelError,
    FeelLimitError,
    from_json,
    parse_expression,
    parse_unary_tests,
    to_json,
)
from workflows.feel.dates import epoch_day, from_epoch_day, make_date
from workflows.feel.durations import DaysTimeDuration, YearsMonthsDuration, parse_duration
from workflows.feel.times import DateTime, parse_date_time, parse_time


@pytest.mark.parametrize(
    ("source", "data"),
    [
        ("null", None),
        ("[1, 2.50, true]", [1, 2.5, True]),
        ("1e20", 100_000_000_000_000_000_000),
        ("1e-400", "1E-400"),
        ('@"2026-03-01"', "2026-03-01"),
        ('@"2026-03-01T10:00:00@Asia/Shanghai"', "2026-03-01T10:00:00+08:00"),
        ('{a: @"P1D", b: @"10:00:00"}', {"a": "P1D", "b": "10:00:00"}),
    ],
)
def test_values_become_plain_data(source: str, data: Any) -> None:
    result = to_json(parse_expression(source).evaluate({}))
    assert result == data
    assert json.loads(json.dumps(result)) == data


@pytest.mark.parametrize("source", ["[1..2]", "[function(a) a]", "{a: abs}"])
def test_ranges_and_functions_are_no_data(source: str) -> None:
    with pytest.raises(FeelError, match="cannot be stored"):
        to_json(parse_expression(source).evaluate({}))


def test_data_becomes_values() -> None:
    assert from_json({"a": [0.1, 1.0, None, "2026-03-01"]}) == {"a": [Decimal("0.1"), 1, None, "2026-03-01"]}
    assert type(from_json(1.0)) is int
    with pytest.raises(FeelError, match="not known"):
        from_json({"a": {1, 2}})
    with pytest.raises(FeelLimitError):
        from_json(json.loads("[" * 200 + "]" * 200))


_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(_PLAIN)
def test_data_survives_the_way_through_the_language(data: Any) -> None:
    assert to_json(from_json(data)) == data


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_a_number_survives_its_text(number: Decimal) -> None:
    text = parse_expression("string(n)").evaluate({"n": number})
    assert parse_expression(text).evaluate({}) == number


@given(st.text())
def test_a_text_survives_its_literal(text: str) -> None:
    literal = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert parse_expression(f'"{literal}"').evaluate({}) == text


@given(st.integers(min_value=-(10**11), max_value=10**11))
def test_a_day_survives_its_number_and_its_text(number: int) -> None:
    day = from_epoch_day(number)
    assert day is not None
    assert epoch_day(day) == number
    assert parse_expression("date(string(d))").evaluate({"d": day}) == day


@given(st.dates(), st.integers(min_value=-5_000, max_value=5_000))
def test_days_count_as_in_pythons_calendar(day: datetime.date, shift: int) -> None:
    try:
        expected: Any = day + datetime.timedelta(days=shift)
    except OverflowError:
        return
    moved = parse_expression('d + n * @"P1D"').evaluate({"d": day, "n": shift})
    assert moved == expected == make_date(expected.year, expected.month, expected.day)


@given(st.integers(min_value=-(10**20), max_value=10**20), st.integers(min_value=-(10**9), max_value=10**9))
def test_durations_survive_their_text(nanoseconds: int, months: int) -> None:
    assert parse_duration(str(DaysTimeDuration(nanoseconds))) == DaysTimeDuration(nanoseconds)
    assert parse_duration(str(YearsMonthsDuration(months))) == YearsMonthsDuration(months)


@given(
    st.datetimes(),
    st.none() | st.integers(min_value=-64_800, max_value=64_800),
    st.sampled_from([None, "Asia/Shanghai", "Europe/Paris", "America/New_York"]),
)
def test_moments_survive_their_text(moment: datetime.datetime, offset: int | None, zone: str | None) -> None:
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    value = DateTime(moment.date(), seconds, moment.microsecond * 1000, None if zone else offset, zone)
    assert parse_date_time(str(value)) == value
    assert parse_time(str(value.time)) == value.time


def _sentence_or_none(work: Callable[[], Any]) -> str | None:
    try:
        work()
    except FeelError as error:
        return str(error)
    return None


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    for parse in (parse_expression, parse_unary_tests):
        assert _sentence_or_none(lambda parse=parse: parse(text)) != ""


_TOKENS = st.sampled_from(
    [
        *("a", "1", "2.5", '"x"', "true", "null", "item", "?", '@"P1D"', "date("),
        *("[", "]", "(", ")", "{", "}", ",", ":", ".", ".."),
        *("+", "-", "*", "/", "**", "=", "!=", "<", ">", ">=", "and", "or", "not", "between", "in"),
        *("if", "then", "else", "for", "return", "some", "every", "satisfies", "function", "instance", "of"),
    ]
)


@given(st.lists(_TOKENS, max_size=14))
def test_any_sequence_of_tokens_is_evaluated_or_refused(tokens: list[str]) -> None:
    def work() -> None:
        value = parse_expression(" ".join(tokens)).evaluate({"a": [1, {"b": 2}]})
        parse_expression("string(v)").evaluate({"v": value})

    assert _sentence_or_none(work) != ""
