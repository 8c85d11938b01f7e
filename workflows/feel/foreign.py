"""Values of Python that may stand in a scope and mean a value of the language; reading JSON is in json_values."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from workflows.feel.dates import FarDate
from workflows.feel.durations import DaysTimeDuration, YearsMonthsDuration
from workflows.feel.kinds import Callee
from workflows.feel.numbers import from_float
from workflows.feel.ranges import Range
from workflows.feel.times import DateTime, Time, from_datetime, from_time

_NATIVE = frozenset(
    {
        type(None),
        bool,
        int,
        Decimal,
        str,
        datetime.date,
        FarDate,
        Time,
        DateTime,
        DaysTimeDuration,
        YearsMonthsDuration,
        list,
        dict,
        Range,
    }
)


def _from_timedelta(value: datetime.timedelta) -> DaysTimeDuration:
    microseconds = (value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds
    return DaysTimeDuration(microseconds * 1000)


_ADOPTIONS: dict[type, Callable[[Any], Any]] = {
    float: from_float,
    datetime.datetime: from_datetime,
    datetime.time: from_time,
    datetime.timedelta: _from_timedelta,
    tuple: list,
}


def adopt(value: Any) -> Any:
    """Return the value of the language that a Python value means.

    Floats are read through their shortest decimal form, datetimes, times and timedeltas become the language's own
    types, tuples lists, other mappings stand as contexts. Functions of the language pass; any other object means null,
    so that no attribute of a Python object can be reached.
    """
    if type(value) in _NATIVE:
        return value
    for known, convert in _ADOPTIONS.items():
        if isinstance(value, known):
            return convert(value)
    if isinstance(value, (str, int, Decimal, datetime.date)):
        return _plain(value)
    if isinstance(value, (Mapping, list, Callee)):
        return value
    return None


def _plain(value: Any) -> Any:
    """The base value of an instance of a subclass, such as a string enumeration's."""
    for base in (str, int, Decimal):
        if isinstance(value, base):
            return base(value)
    return datetime.date(value.year, value.month, value.day)
