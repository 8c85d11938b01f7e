"""Built-in functions that read a value of one type from another: dates, times, durations, numbers, texts, ranges."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from workflows.feel import nodes
from workflows.feel.builtins.define import REGISTRY, builtin
from workflows.feel.comparison import compare, order_key
from workflows.feel.dates import Date, FarDate, make_date, parse_date
from workflows.feel.durations import (
    DAY_SECONDS,
    NANOSECONDS,
    DaysTimeDuration,
    Duration,
    YearsMonthsDuration,
    parse_duration,
)
from workflows.feel.errors import FeelError
from workflows.feel.evaluation import Evaluation
from workflows.feel.numbers import Number, parse_number, whole_part
from workflows.feel.parser import open_parser
from workflows.feel.ranges import Range
from workflows.feel.rendering import text_of
from workflows.feel.times import MAX_OFFSET, DateTime, Time, parse_date_time, parse_time


@builtin("date", "from: string", result="date")
def date_from_text(run: Evaluation, text: str) -> Date | None:
    """The date a text writes."""
    return parse_date(text)


@builtin("date", "from: date", result="date")
def date_from_date(run: Evaluation, day: Date) -> Date:
    """The date itself."""
    return day


@builtin("date", "from: date and time", result="date")
def date_from_date_time(run: Evaluation, moment: DateTime) -> Date:
    """The date of a date and time, where it was written."""
    return moment.date


@builtin("date", "year: number", "month: number", "day: number", result="date")
def date_from_parts(run: Evaluation, year: Number, month: Number, day: Number) -> Date | None:
    """The date of these numbers."""
    return make_date(whole_part(year), whole_part(month), whole_part(day))


@builtin("date and time", "from: string", result="date and time")
def date_time_from_text(run: Evaluation, text: str) -> DateTime | None:
    """The date and time a text writes; a date is its midnight."""
    return parse_date_time(text)


@builtin("date and time", "from: date and time", result="date and time")
def date_time_from_moment(run: Evaluation, moment: DateTime) -> DateTime:
    """The date and time itself; a date is its midnight in UTC."""
    return moment


@builtin("date and time", "date: date", "time: time", result="date and time")
def date_time_from_date(run: Evaluation, day: Date, time: Time) -> DateTime:
    """The date and time of a date and a time."""
    return DateTime(day, time.seconds, time.nanos, time.offset, time.zone)


@builtin("date and time", "date: date and time", "time: time", result="date and time")
def date_time_from_date_time(run: Evaluation, moment: DateTime, time: Time) -> DateTime:
    """The date of a date and time with another time."""
    return DateTime(moment.date, time.seconds, time.nanos, time.offset, time.zone)


@builtin("time", "from: string", result="time")
def time_from_text(run: Evaluation, text: str) -> Time | None:
    """The time a text writes."""
    return parse_time(text)


@builtin("time", "from: time", result="time")
def time_from_time(run: Evaluation, time: Time) -> Time:
    """The time itself."""
    return time


@builtin("time", "from: date and time", result="time")
def time_from_date_time(run: Evaluation, moment: DateTime) -> Time:
    """The time of a date and time, with its offset or zone; a date counts as midnight in UTC."""
    return moment.time


@builtin(
    "time",
    "hour: number",
    "minute: number",
    "second: number",
    "offset: days and time duration?|null",
    result="time",
)
def time_from_parts(
    run: Evaluation, hour: Number, minute: Number, second: Number, offset: DaysTimeDuration | None = None
) -> Time | None:
    """The time of these numbers, the second with its decimals, and an offset from UTC."""
    nanos = int(Decimal(second) * NANOSECONDS)
    clock = (whole_part(hour), whole_part(minute), nanos // NANOSECONDS)
    if not (0 <= clock[0] <= 23 and 0 <= clock[1] <= 59 and 0 <= clock[2] <= 59):
        return None
    shift = None if offset is None else offset.total_seconds
    if shift is not None and abs(shift) > MAX_OFFSET:
        return None
    return Time((clock[0] * 3600 + clock[1] * 60 + clock[2]) % DAY_SECONDS, nanos % NANOSECONDS, shift)


@builtin("duration", "from: string")
def duration(run: Evaluation, text: str) -> Duration | None:
    """The duration a text writes, of either kind."""
    return parse_duration(text)


def _plain_date(value: Date | DateTime) -> Date:
    return value if isinstance(value, (datetime.date, FarDate)) else value.date


def _months_between(start: Date, end: Date) -> YearsMonthsDuration:
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearsMonthsDuration(months)


@builtin("years and months duration", "from: date", "to: date", result="years and months duration")
def months_between_dates(run: Evaluation, start: Date, end: Date) -> YearsMonthsDuration:
    """The whole months from one date to another."""
    return _months_between(start, end)


@builtin("years and months duration", "from: date and time", "to: date and time", result="years and months duration")
def months_between_date_times(run: Evaluation, start: DateTime, end: DateTime) -> YearsMonthsDuration:
    """The whole months between the dates of two moments; a date counts as its midnight."""
    return _months_between(_plain_date(start), _plain_date(end))


@builtin("string", "from: Any", result="string")
def string(run: Evaluation, value: Any) -> str | None:
    """The text of a value; null for null."""
    return text_of(run, value)


@builtin(
    "number", "from: string", "grouping separator: string?|null", "decimal separator: string?|null", result="number"
)
def number(run: Evaluation, text: str, *separators: str | None) -> Number | None:
    """The number a text writes, with these separators; both are given, or neither."""
    if len(separators) == 1:
        return None
    grouping, point = separators or (None, None)
    if grouping not in (None, " ", ",", ".") or point not in (None, ".", ",") or (point and grouping == point):
        return None
    if grouping is not None:
        text = text.replace(grouping, "")
    whole, mark, decimals = text.partition(point or ".")
    digits = whole.removeprefix("-")
    if not (digits + decimals).isdecimal() or not (digits + decimals).isascii() or (mark and not decimals):
        return None
    return parse_number(whole + ("." + decimals if mark else "")) if len(text) < 6_000 else None


_ENDPOINT_FUNCTIONS = ("date", "time", "date and time", "duration")


@builtin("range", "from: string")
def range_from_text(run: Evaluation, text: str) -> Range | None:
    """The range a text writes with two literal ends, the first not above the second."""
    try:
        node = open_parser(text, ()).whole_expression()
    except FeelError:
        return None
    if not isinstance(node, nodes.RangeNode):
        return None
    start, end = _endpoint(run, node.start), _endpoint(run, node.end)
    first, second = order_key(start), order_key(end)
    if first is None or second is None or first[0] != second[0] or compare("<=", start, end) is not True:
        return None
    return Range(start, end, node.start_included, node.end_included)


def _endpoint(run: Evaluation, node: nodes.Node) -> Any:
    """The value of a literal, or of a date or time function on a literal text; null for any other expression."""
    if isinstance(node, nodes.Literal):
        return node.value
    if (
        isinstance(node, nodes.Call)
        and isinstance(node.function, nodes.Name)
        and node.function.name in _ENDPOINT_FUNCTIONS
        and all(isinstance(each, nodes.Literal) for each in node.arguments)
        and not node.named
    ):
        arguments = [each.value for each in node.arguments if isinstance(each, nodes.Literal)]
        return REGISTRY[node.function.name].invoke(run, arguments)
    return None
