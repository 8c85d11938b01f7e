"""Values of the language as plain JSON data and back; what is stored in a case and what an API shows."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from workflows.feel.comparison import kind
from workflows.feel.dates import FarDate
from workflows.feel.durations import DaysTimeDuration, YearsMonthsDuration
from workflows.feel.errors import FeelError, FeelLimitError
from workflows.feel.foreign import adopt
from workflows.feel.limits import DEFAULT, NESTING
from workflows.feel.times import DateTime, Time


def to_json(value: Any) -> Any:
    """Return a value as JSON data.

    Dates, times and durations become their ISO texts, a moment in a named zone the one with its offset; whole numbers
    become ints and other numbers floats, which hold 17 of the 34 digits. Raises FeelError for ranges and functions,
    FeelLimitError for a value too deep or too large.
    """
    return _Writer().write(value, 0)


class _Writer:
    """Counts the parts that it writes; a part that stands in several places counts in each."""

    def __init__(self) -> None:
        self.parts = 0

    def write(self, value: Any, depth: int) -> Any:
        self.parts += 1
        if depth > NESTING:
            raise FeelLimitError("limit.depth", limit=NESTING)
        if self.parts > DEFAULT.parts:
            raise FeelLimitError("limit.parts", limit=DEFAULT.parts)
        value = adopt(value)
        if value is None or isinstance(value, (bool, int, str)):
            return value
        if isinstance(value, Decimal):
            return _number(value)
        if isinstance(value, (datetime.date, FarDate)):
            return value.isoformat()
        if isinstance(value, DateTime) and value.zone is not None:
            # A zone name is no part of ISO 8601; the instant is kept by the zone's offset at that moment.
            return str(dataclasses.replace(value, zone=None, offset=value.utc_offset))
        if isinstance(value, (DateTime, Time, DaysTimeDuration, YearsMonthsDuration)):
            return str(value)
        if isinstance(value, list):
            return [self.write(each, depth + 1) for each in value]
        if isinstance(value, Mapping):
            return {str(key): self.write(each, depth + 1) for key, each in value.items()}
        raise FeelError("value.json", type=kind(value))


def _number(value: Decimal) -> int | float | str:
    if value == value.to_integral_value() and value.adjusted() < 34:
        return int(value)
    number = float(value)
    # A magnitude that floats do not have is kept as text rather than turned into infinity or zero.
    return number if number not in (0.0, float("inf"), float("-inf")) else str(value)


def from_json(value: Any) -> Any:
    """Return the value of the language for JSON data: floats through their shortest decimal form, the rest as it is.

    Texts stay texts, also where they look like a date. Raises FeelError for what is no JSON data.
    """
    return _read(value, 0)


def _read(value: Any, depth: int) -> Any:
    if depth > NESTING:
        raise FeelLimitError("limit.depth", limit=NESTING)
    if value is None or isinstance(value, (bool, str, int)):
        return value
    if isinstance(value, float):
        return adopt(value)
    if isinstance(value, (list, tuple)):
        return [_read(each, depth + 1) for each in value]
    if isinstance(value, Mapping):
        return {str(key): _read(each, depth + 1) for key, each in value.items()}
    if isinstance(value, Decimal):
        return value
    raise FeelError("value.foreign", type=type(value).__name__)
