"""Values of the conformance kit's test files: reading them from XML, and whether an actual value is the expected one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from workflows.feel.comparison import kind
from workflows.feel.dates import parse_date
from workflows.feel.durations import parse_duration
from workflows.feel.environment import STANDARD
from workflows.feel.evaluation import Evaluation
from workflows.feel.numbers import parse_number
from workflows.feel.operators import are_equal
from workflows.feel.times import parse_date_time, parse_time

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_TOLERANCE = Decimal("1e-8")
"""The kit compares numbers to eight places, as its published results come from engines with binary numbers."""


class KitError(Exception):
    """A test file of the kit cannot be read; the message says which and why."""


def read_value(element: etree._Element) -> Any:
    """The value inside an inputNode, expected, item or component: a value, a list, or components of a context."""
    components = [each for each in element if _tag(each) == "component"]
    if components:
        return {each.get("name") or "": read_value(each) for each in components}
    for each in element:
        if _tag(each) == "list":
            return [read_value(item) for item in each if _tag(item) == "item"]
        if _tag(each) == "value":
            return _simple(each)
    return None


def _simple(element: etree._Element) -> Any:
    if element.get(f"{_XSI}nil") in ("true", "1"):
        return None
    text = "".join(str(part) for part in element.itertext())
    declared = (element.get(f"{_XSI}type") or "string").partition(":")
    read = _READERS.get(declared[2] or declared[0])
    value = text if read is None else read(text.strip())
    if value is None:
        raise KitError(f"line {element.sourceline}: {text!r} is not a value of {element.get(f'{_XSI}type')}")
    return value


def _number(text: str) -> Any:
    try:
        return parse_number(text) if not text.startswith(("+", "-")) else _plain_number(Decimal(text))
    except InvalidOperation:
        return None


def _plain_number(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() and value.adjusted() < 34 else value


def _boolean(text: str) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(text)


_READERS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("decimal", "double", "float", "integer", "int", "long"), _number),
    "boolean": _boolean,
    "date": parse_date,
    "time": parse_time,
    "dateTime": parse_date_time,
    "duration": parse_duration,
    "dayTimeDuration": parse_duration,
    "yearMonthDuration": parse_duration,
}


def is_expected(actual: Any, expected: Any) -> bool:
    """Whether the actual value is what the kit expects; numbers to eight places, every other value exactly."""
    if isinstance(expected, list):
        if not isinstance(actual, list) or len(actual) != len(expected):
            return False
        return all(map(is_expected, actual, expected))
    if isinstance(expected, dict):
        if not isinstance(actual, Mapping) or actual.keys() != expected.keys():
            return False
        return all(is_expected(actual[name], value) for name, value in expected.items())
    if expected is None or actual is None:
        return actual is expected
    if kind(actual) == kind(expected) == "number":
        return abs(Decimal(actual) - Decimal(expected)) <= _TOLERANCE
    return are_equal(Evaluation({}, STANDARD, ""), actual, expected, -1) is True


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
