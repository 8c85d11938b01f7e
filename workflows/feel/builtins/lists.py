"""Built-in functions that look into lists or build new ones; sums and averages are in statistics, sorting in ordering."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

from workflows.feel.builtins.define import builtin
from workflows.feel.comparison import canonical, equal
from workflows.feel.errors import FeelLimitError
from workflows.feel.evaluation import Evaluation
from workflows.feel.foreign import adopt
from workflows.feel.functions import Function
from workflows.feel.numbers import Number, whole_part


def holds(run: Evaluation, elements: list[Any], value: Any) -> bool:
    """Whether the value is among the elements."""
    run.charge(len(elements))
    return any(equal(each, value, run) is True for each in elements)


def place_of(position: Number, length: int) -> int | None:
    """Return the index from 0 for a position from 1, or from -1 backwards; None outside the list."""
    place = whole_part(position)
    if place == 0 or abs(place) > length:
        return None
    return place - 1 if place > 0 else length + place


@builtin("list contains", "list: list", "element: Any", result="boolean")
def list_contains(run: Evaluation, elements: list[Any], element: Any) -> bool:
    """Whether the list has the element, null included."""
    return holds(run, elements, element)


@builtin("count", "list: list", spread=True, result="number")
def count(run: Evaluation, elements: list[Any]) -> int:
    """The number of elements."""
    return len(elements)


@builtin("sublist", "list: list", "start position: number", "length: number?")
def sublist(run: Evaluation, elements: list[Any], start: Number, length: Number | None = None) -> list[Any] | None:
    """The elements from a position on, all or so many."""
    first = place_of(start, len(elements))
    if first is None:
        return None
    if length is None:
        return elements[first:]
    wanted = whole_part(length)
    return elements[first : first + wanted] if 1 <= wanted <= len(elements) - first else None


@builtin("append", "list: list", "item: Any", rest=True)
def append(run: Evaluation, elements: list[Any], items: list[Any]) -> list[Any]:
    """The list with further elements at its end."""
    run.check_list(len(elements) + len(items))
    return elements + items


@builtin("concatenate", "list: list", rest=True)
def concatenate(run: Evaluation, lists: list[list[Any]]) -> list[Any] | None:
    """The lists one after the other."""
    run.check_list(sum(len(each) for each in lists))
    return [element for each in lists for element in each] if lists else None


@builtin("union", "list: list", rest=True)
def union(run: Evaluation, lists: list[list[Any]]) -> list[Any] | None:
    """The lists one after the other, each value once."""
    joined = concatenate(run, lists)
    return None if joined is None else distinct_values(run, joined)


@builtin("insert before", "list: list", "position: number", "newItem: Any")
def insert_before(run: Evaluation, elements: list[Any], position: Number, item: Any) -> list[Any] | None:
    """The list with one more element in front of a position."""
    place = place_of(position, len(elements))
    if place is None:
        return None
    run.check_list(len(elements) + 1)
    return [*elements[:place], item, *elements[place:]]


@builtin("remove", "list: list", "position: number")
def remove(run: Evaluation, elements: list[Any], position: Number) -> list[Any] | None:
    """The list without the element at a position."""
    place = place_of(position, len(elements))
    return None if place is None else elements[:place] + elements[place + 1 :]


@builtin("list replace", "list: list", "position: number", "newItem: Any")
def replace_at(run: Evaluation, elements: list[Any], position: Number, item: Any) -> list[Any] | None:
    """The list with the element at a position replaced."""
    place = place_of(position, len(elements))
    return None if place is None else [*elements[:place], item, *elements[place + 1 :]]


@builtin("list replace", "list: list", "match: function", "newItem: Any")
def replace_matching(run: Evaluation, elements: list[Any], match: Function, item: Any) -> list[Any] | None:
    """The list with each element replaced for which `match(element, newItem)` is true."""
    result: list[Any] = []
    for element in elements:
        run.charge(1)
        answer = match.invoke(run, [element, item])
        if not isinstance(answer, bool):
            return None
        result.append(item if answer else element)
    return result


@builtin("reverse", "list: list")
def reverse(run: Evaluation, elements: list[Any]) -> list[Any]:
    """The list from its end to its start."""
    return elements[::-1]


@builtin("index of", "list: list", "match: Any")
def index_of(run: Evaluation, elements: list[Any], match: Any) -> list[int]:
    """The positions at which the value stands."""
    run.charge(len(elements))
    return [place for place, each in enumerate(elements, 1) if equal(each, match, run) is True]


@builtin("distinct values", "list: list")
def distinct_values(run: Evaluation, elements: list[Any]) -> list[Any]:
    """Each value once, in the order of their first places."""
    seen: set[Hashable] = set()
    result: list[Any] = []
    for element in elements:
        run.charge(1)
        key = canonical(element, run)
        if key not in seen:
            seen.add(key)
            result.append(adopt(element))
    return result


@builtin("flatten", "list: list")
def flatten(run: Evaluation, elements: list[Any]) -> list[Any]:
    """The elements of the list and of the lists in it, at any depth."""
    result: list[Any] = []
    for element in _leaves(run, elements, 0):
        result.append(element)
        if len(result) > run.limits.elements:
            run.check_list(len(result))
    return result


def _leaves(run: Evaluation, elements: list[Any], depth: int) -> Iterator[Any]:
    if depth > run.limits.calls:
        raise FeelLimitError("limit.depth", limit=run.limits.calls)
    for element in elements:
        run.charge(1)
        element = adopt(element)
        if isinstance(element, list):
            yield from _leaves(run, element, depth + 1)
        else:
            yield element
