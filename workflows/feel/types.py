"""Types of the language: whether a value belongs to one, whether one conforms to another, and implicit conversions."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.feel.comparison import kind
from workflows.feel.dates import FarDate
from workflows.feel.foreign import adopt
from workflows.feel.functions import Function
from workflows.feel.kinds import FeelType, Meter
from workflows.feel.ranges import Range
from workflows.feel.times import DateTime


@dataclass(frozen=True, slots=True)
class AnyType(FeelType):
    """Every value."""

    def accepts(self, value: Any, meter: Meter | None = None) -> bool:
        return True

    def conforms_to(self, other: FeelType) -> bool:
        return isinstance(other, AnyType)

    def __str__(self) -> str:
        return "Any"


ANY = AnyType()


@dataclass(frozen=True, slots=True)
class SimpleType(FeelType):
    """One of the named types without parts: number, string, boolean, date, time, date and time, the durations, null."""

    name: str

    def accepts(self, value: Any, meter: Meter | None = None) -> bool:
        return kind(value) == self.name

    def conforms_to(self, other: FeelType) -> bool:
        return isinstance(other, AnyType) or self == other or self.name == "null"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListType(FeelType):
    """A list of elements of one type."""

    element: FeelType

    def accepts(self, value: Any, meter: Meter | None = None) -> bool:
        if not isinstance(value, list):
            return False
        if self.element is ANY:
            return True
        if meter is not None:
            meter.charge(len(value))
        return all(each is None or self.element.accepts(adopt(each), meter) for each in value)

    def conforms_to(self, other: FeelType) -> bool:
        return isinstance(other, AnyType) or (isinstance(other, ListType) and self.element.conforms_to(other.element))

    def __str__(self) -> str:
        return f"list<{self.element}>"


@dataclass(frozen=True, slots=True)
class ContextType(FeelType):
    """A context with at least these entries; an empty one accepts every context."""

    entries: tuple[tuple[str, FeelType], ...] = ()

    def accepts(self, value: Any, meter: Meter | None = None) -> bool:
        if not isinstance(value, Mapping):
            return False
        if meter is not None:
            meter.charge(len(self.entries))
        return all(
            name in value and (value[name] is None or of_type.accepts(adopt(value[name]), meter))
            for name, of_type in self.entries
        )

    def conforms_to(self, other: FeelType) -> bool:
        if isinstance(other, AnyType):
            return True
        if not isinstance(other, ContextType):
            return False
        own = dict(self.entries)
        return all(name in own and own[name].conforms_to(of_type) for name, of_type in other.entries)

    def __str__(self) -> str:
        return "context<" + ", ".join(f"{name}: {of_type}" for name, of_type in self.entries) + ">"


@dataclass(frozen=True, slots=True)
class RangeType(FeelType):
    """A range whose endpoints have one type."""

    element: FeelType

    def accepts(self, value: Any, meter: Meter | None = None) -> bool:
        if not isinstance(value, Range):
            return False
        return all(end is None or self.element.accepts(adopt(end), meter) for end in (value.start, value.end))

    def conforms_to(self, other: FeelType) -> bool:
        return isinstance(other, AnyType) or (isinstance(other, RangeType) and self.element.conforms_to(other.element))

    def __str__(self) -> str:
        return f"range<{self.element}>"


@dataclass(frozen=True, slots=True)
class FunctionType(FeelType):
    """A function with these parameter types and this result; parameters None accepts every function."""

    parameters: tuple[FeelType, ...] | None = None
    result: FeelType = ANY

    def accepts(self, value: Any, meter: Meter | None = None) -> bool:
        return isinstance(value, Function) and (self.parameters is None or _signature(value).conforms_to(self))

    def conforms_to(self, other: FeelType) -> bool:
        if isinstance(other, AnyType):
            return True
        if not isinstance(other, FunctionType):
            return False
        if other.parameters is None:
            return True
        if self.parameters is None or len(self.parameters) != len(other.parameters):
            return False
        pairs = zip(other.parameters, self.parameters, strict=True)
        return all(theirs.conforms_to(own) for theirs, own in pairs) and self.result.conforms_to(other.result)

    def __str__(self) -> str:
        return f"function<{', '.join(str(each) for each in self.parameters or ())}> -> {self.result}"


@dataclass(frozen=True, slots=True)
class ConstrainedType(FeelType):
    """A named type that narrows another by a test of each value, such as the allowed values of an item definition."""

    name: str
    base: FeelType
    test: Callable[[Any], bool]

    def accepts(self, value: Any, meter: Meter | None = None) -> bool:
        return self.base.accepts(value, meter) and self.test(value)

    def conforms_to(self, other: FeelType) -> bool:
        return self is other or self.base.conforms_to(other)

    def __str__(self) -> str:
        return self.name


def _signature(function: Function) -> FunctionType:
    return FunctionType(tuple(each.type or ANY for each in function.parameters), function.result or ANY)


def _may_be(function: Function, of_type: FunctionType) -> bool:
    """Whether a function whose types are only partly written may stand for the type: what is not written is not known."""
    wanted = of_type.parameters or ()
    if len(function.parameters) != len(wanted):
        return False
    own = [each.type or ANY for each in function.parameters]
    fits = all(theirs.conforms_to(each) for theirs, each in zip(wanted, own, strict=True))
    return fits and (function.result is None or function.result.conforms_to(of_type.result))


_SIMPLE_NAMES = (
    "number",
    "string",
    "boolean",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
)
NAMED: Mapping[str, FeelType] = {
    **{name: SimpleType(name) for name in _SIMPLE_NAMES},
    "Any": ANY,
    "Null": SimpleType("null"),
    "dateTime": SimpleType("date and time"),
    "dayTimeDuration": SimpleType("days and time duration"),
    "yearMonthDuration": SimpleType("years and months duration"),
    "list": ListType(ANY),
    "context": ContextType(),
    "range": RangeType(ANY),
    "function": FunctionType(),
}
"""The types that are known without a definition, by the names the language and its XML form give them."""


def instance_of(value: Any, of_type: FeelType, meter: Meter | None = None) -> bool:
    """Return `value instance of of_type`; null is an instance of the null type only (DMN 1.4, table 61)."""
    value = adopt(value)
    if value is None:
        return of_type == NAMED["Null"]
    return of_type.accepts(value, meter)


def convert(value: Any, of_type: FeelType, meter: Meter | None = None) -> tuple[Any, bool]:
    """Return the value converted implicitly to the type, and whether it fits (DMN 1.4, 10.3.2.9.4).

    A single element becomes a list, a list of one its element, a date the date and time of its midnight in UTC. Null fits
    every type.
    """
    value = adopt(value)
    if value is None or of_type.accepts(value, meter):
        return value, True
    if isinstance(value, list):
        if len(value) == 1 and of_type.accepts(adopt(value[0]), meter):
            return adopt(value[0]), True
    elif of_type.accepts([value], meter):
        return [value], True
    elif isinstance(value, Function) and isinstance(of_type, FunctionType) and _may_be(value, of_type):
        return value, True
    if isinstance(value, (datetime.date, FarDate)):
        midnight = DateTime(value, 0, 0, 0)
        if of_type.accepts(midnight, meter):
            return midnight, True
    return None, False
