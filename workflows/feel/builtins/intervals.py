"""Built-in functions on ranges and points: Allen's relations (DMN 1.4, table 78)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflows.feel.builtins.define import builtin
from workflows.feel.comparison import order_key
from workflows.feel.evaluation import Evaluation
from workflows.feel.foreign import adopt
from workflows.feel.functions import Parameter
from workflows.feel.kinds import FeelType, Meter
from workflows.feel.ranges import Range
from workflows.feel.types import NAMED, AnyType

Bound = tuple[int, Any, int]
"""An end that sorts among ends: -1 for no lower end and 1 for no upper one, the value, how far it is off the value."""
Span = tuple[Bound, Bound]


class _Incomparable(Exception):
    """The ends have no common order."""


def _span(value: Any) -> tuple[Span, set[str]]:
    """The ends of a range or point as bounds, and the kinds of its values."""
    value = adopt(value)
    if not isinstance(value, Range):
        key = order_key(value)
        if key is None:
            raise _Incomparable
        return ((0, key[1], 0), (0, key[1], 0)), {key[0]}
    if value.operator == "!=":
        raise _Incomparable
    kinds: set[str] = set()
    ends: list[Bound] = []
    for end, is_included, sign in ((value.start, value.start_included, 1), (value.end, value.end_included, -1)):
        if end is None:
            ends.append((-sign, 0, 0))
            continue
        key = order_key(end)
        if key is None:
            raise _Incomparable
        kinds.add(key[0])
        ends.append((0, key[1], 0 if is_included else sign))
    return (ends[0], ends[1]), kinds


def _relate(first: Any, second: Any, relation: Callable[[Span, Span], bool]) -> bool | None:
    try:
        (left, kinds), (right, others) = _span(first), _span(second)
    except _Incomparable:
        return None
    if len(kinds | others) > 1:
        return None
    return relation(left, right)


def _at(bound: Bound) -> tuple[int, Any]:
    return bound[0], bound[1]


def _is_in(bound: Bound) -> bool:
    return bound[0] == 0 and bound[2] == 0


def _before(left: Span, right: Span) -> bool:
    end, start = left[1], right[0]
    return _at(end) < _at(start) or (_at(end) == _at(start) and not (_is_in(end) and _is_in(start)))


def _meets(left: Span, right: Span) -> bool:
    return _is_in(left[1]) and _is_in(right[0]) and _at(left[1]) == _at(right[0])


def _overlaps(left: Span, right: Span) -> bool:
    return not _before(left, right) and not _before(right, left)


def _overlaps_before(left: Span, right: Span) -> bool:
    return left[0] < right[0] and not _before(left, right) and left[1] <= right[1]


def _overlaps_after(left: Span, right: Span) -> bool:
    return _overlaps_before(right, left)


def _finishes(left: Span, right: Span) -> bool:
    return left[1] == right[1] and left[0] >= right[0]


def _includes(left: Span, right: Span) -> bool:
    return left[0] <= right[0] and left[1] >= right[1]


def _starts(left: Span, right: Span) -> bool:
    return left[0] == right[0] and left[1] <= right[1]


def _coincides(left: Span, right: Span) -> bool:
    return left == right


def _swapped(relation: Callable[[Span, Span], bool]) -> Callable[[Span, Span], bool]:
    return lambda left, right: relation(right, left)


class PointType(FeelType):
    """A value that stands at one place of an order: a number, text, date, time or duration."""

    def accepts(self, value: Any, meter: Meter | None = None) -> bool:
        return order_key(value) is not None

    def conforms_to(self, other: FeelType) -> bool:
        return isinstance(other, (PointType, AnyType))

    def __str__(self) -> str:
        return "point"


_POINT, _RANGE = PointType(), NAMED["range"]
_RELATIONS: tuple[tuple[str, Callable[[Span, Span], bool], tuple[tuple[FeelType, FeelType], ...]], ...] = (
    ("before", _before, ((_POINT, _POINT), (_POINT, _RANGE), (_RANGE, _POINT), (_RANGE, _RANGE))),
    ("after", _swapped(_before), ((_POINT, _POINT), (_POINT, _RANGE), (_RANGE, _POINT), (_RANGE, _RANGE))),
    ("meets", _meets, ((_RANGE, _RANGE),)),
    ("met by", _swapped(_meets), ((_RANGE, _RANGE),)),
    ("overlaps", _overlaps, ((_RANGE, _RANGE),)),
    ("overlaps before", _overlaps_before, ((_RANGE, _RANGE),)),
    ("overlaps after", _overlaps_after, ((_RANGE, _RANGE),)),
    ("finishes", _finishes, ((_POINT, _RANGE), (_RANGE, _RANGE))),
    ("finished by", _swapped(_finishes), ((_RANGE, _POINT), (_RANGE, _RANGE))),
    ("includes", _includes, ((_RANGE, _POINT), (_RANGE, _RANGE))),
    ("during", _swapped(_includes), ((_POINT, _RANGE), (_RANGE, _RANGE))),
    ("starts", _starts, ((_POINT, _RANGE), (_RANGE, _RANGE))),
    ("started by", _swapped(_starts), ((_RANGE, _POINT), (_RANGE, _RANGE))),
    ("coincides", _coincides, ((_POINT, _POINT), (_RANGE, _RANGE))),
)


def _register(name: str, relation: Callable[[Span, Span], bool], forms: tuple[tuple[FeelType, FeelType], ...]) -> None:
    def related(run: Evaluation, left: Any, right: Any) -> bool | None:
        return _relate(left, right, relation)

    for first, second in forms:
        numbers = ("1", "2") if first is second else ("", "")
        labels = (
            ("point" if each is _POINT else "range") + number
            for each, number in zip((first, second), numbers, strict=True)
        )
        pair = (Parameter(label, each, is_nullable=False) for label, each in zip(labels, (first, second), strict=True))
        builtin(name, *pair, result="boolean")(related)


for _name, _relation, _forms in _RELATIONS:
    _register(_name, _relation, _forms)
