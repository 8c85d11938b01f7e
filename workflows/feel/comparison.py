"""Equality, order and membership of values, three-valued: True, False, or None where two values cannot be compared."""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Hashable, Mapping
from decimal import Decimal
from typing import Any

from workflows.feel.dates import FarDate
from workflows.feel.durations import DaysTimeDuration, YearsMonthsDuration
from workflows.feel.foreign import adopt
from workflows.feel.kinds import Meter
from workflows.feel.ranges import Range
from workflows.feel.times import DateTime, Time

Comparator = Callable[[Any, Any], bool]
ORDER: Mapping[str, Comparator] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def kind(value: Any) -> str:
    """Return the name of the value's type in the language."""
    name = _KINDS.get(type(value))
    if name is not None:
        return name
    adopted = adopt(value)
    return _KINDS.get(type(adopted)) or ("function" if callable(getattr(adopted, "invoke", None)) else "context")


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    Decimal: "number",
    str: "string",
    datetime.date: "date",
    FarDate: "date",
    Time: "time",
    DateTime: "date and time",
    DaysTimeDuration: "days and time duration",
    YearsMonthsDuration: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
}


def order_key(value: Any) -> tuple[str, Any] | None:
    """Return the kind and a key by which values of that kind are ordered; None for kinds without an order.

    Times are compared by whole seconds, as DMN 10.3.2.3.5 and 10.3.2.3.6 map them to a number of seconds.
    """
    value = adopt(value)
    name = _KINDS.get(type(value))
    if name in ("number", "string", "date", "days and time duration", "years and months duration"):
        return name, value
    if isinstance(value, DateTime):
        return ("local date and time" if value.utc_offset is None else name or ""), value.epoch_seconds
    if isinstance(value, Time):
        offset = value.utc_offset
        return ("local time" if offset is None else name or ""), value.seconds - (offset or 0)
    return None


def compare(symbol: str, left: Any, right: Any) -> bool | None:
    """Return `left symbol right` for <, <=, > and >=; None where the two have no common order."""
    first, second = order_key(left), order_key(right)
    if first is None or second is None or first[0] != second[0]:
        return None
    return ORDER[symbol](first[1], second[1])


def equal(left: Any, right: Any, meter: Meter) -> bool | None:
    """Return whether two values are equal; None where their types differ and neither is null (DMN 1.4, table 53)."""
    left, right = adopt(left), adopt(right)
    if left is None or right is None:
        return left is right
    name = kind(left)
    if name != kind(right):
        return None
    if isinstance(left, list):
        return _equal_lists(left, right, meter)
    if isinstance(left, Mapping):
        return _equal_contexts(left, right, meter)
    if isinstance(left, Range):
        return _equal_ranges(left, right, meter)
    if isinstance(left, (Time, DateTime)):
        return order_key(left) == order_key(right)
    return bool(left == right)


def _equal_lists(left: list[Any], right: list[Any], meter: Meter) -> bool:
    if left is right:
        return True
    if len(left) != len(right):
        return False
    meter.charge(len(left))
    return all(equal(one, other, meter) is True for one, other in zip(left, right, strict=True))


def _equal_contexts(left: Mapping[str, Any], right: Mapping[str, Any], meter: Meter) -> bool:
    if left is right:
        return True
    if left.keys() != right.keys():
        return False
    meter.charge(len(left))
    return all(equal(value, right[key], meter) is True for key, value in left.items())


def _equal_ranges(left: Range, right: Range, meter: Meter) -> bool:
    if (left.operator, left.start_included, left.end_included) != (
        right.operator,
        right.start_included,
        right.end_included,
    ):
        return False
    return equal(left.start, right.start, meter) is True and equal(left.end, right.end, meter) is True


def canonical(value: Any, meter: Meter) -> Hashable:
    """Return a key that is the same for two values exactly where `equal` calls them equal."""
    value = adopt(value)
    name = kind(value)
    if isinstance(value, list):
        meter.charge(len(value))
        return name, tuple(canonical(each, meter) for each in value)
    if isinstance(value, Mapping):
        meter.charge(len(value))
        return name, frozenset((key, canonical(each, meter)) for key, each in value.items())
    if isinstance(value, Range):
        ends = (canonical(value.start, meter), canonical(value.end, meter))
        return name, value.operator, value.start_included, value.end_included, ends
    if isinstance(value, (Time, DateTime)):
        return order_key(value)
    return name, value


def contains(interval: Range, value: Any, meter: Meter) -> bool | None:
    """Return whether `value` lies in the range; None where it cannot be compared with its ends."""
    if interval.operator in ("=", "!="):
        same = equal(value, interval.start, meter)
        return same if interval.operator == "=" or same is None else not same
    above: bool | None = True
    if interval.start is not None:
        above = compare(">=" if interval.start_included else ">", value, interval.start)
    below: bool | None = True
    if interval.end is not None:
        below = compare("<=" if interval.end_included else "<", value, interval.end)
    if above is None or below is None:
        return None
    return above and below


def member(value: Any, test: Any, meter: Meter) -> bool | None:
    """Return `value in test`: in a range, among the elements of a list (or in a range among them), or equal to it."""
    test = adopt(test)
    if isinstance(test, Range):
        if isinstance(adopt(value), Range):
            return equal(value, test, meter)
        return contains(test, value, meter)
    if isinstance(test, list):
        meter.charge(len(test))
        if any(_meets(value, element, meter) for element in test):
            return True
        return isinstance(adopt(value), list) and equal(value, test, meter) is True
    return equal(value, test, meter)


def _meets(value: Any, element: Any, meter: Meter) -> bool:
    if isinstance(element, Range) and not isinstance(value, Range):
        return contains(element, value, meter) is True
    return equal(value, element, meter) is True
