"""Built-in functions that bring a list down to one value: sums, averages, extremes, all and any."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from workflows.feel.builtins.define import builtin
from workflows.feel.comparison import order_key
from workflows.feel.evaluation import Evaluation
from workflows.feel.foreign import adopt
from workflows.feel.numbers import CONTEXT, Number, add, compact, divide, multiply, subtract, whole


def numbers_of(run: Evaluation, elements: list[Any]) -> list[Number] | None:
    """Return the elements as numbers; None where one is none."""
    run.charge(len(elements))
    values = [adopt(each) for each in elements]
    return values if all(type(each) in (int, Decimal) for each in values) else None


def _extreme(run: Evaluation, elements: list[Any], sign: int) -> Any:
    run.charge(len(elements))
    keys = [order_key(each) for each in elements]
    kinds = {None if key is None else key[0] for key in keys}
    if len(kinds) != 1 or None in kinds:
        return None
    choose = min if sign < 0 else max
    best = choose(range(len(keys)), key=lambda place: keys[place][1])  # type: ignore[index]  # None was ruled out above
    return adopt(elements[best])


@builtin("min", "list: list", spread=True)
def minimum(run: Evaluation, elements: list[Any]) -> Any:
    """The least of comparable elements; null for none."""
    return _extreme(run, elements, -1)


@builtin("max", "list: list", spread=True)
def maximum(run: Evaluation, elements: list[Any]) -> Any:
    """The greatest of comparable elements; null for none."""
    return _extreme(run, elements, 1)


@builtin("sum", "list: list", spread=True, result="number")
def total(run: Evaluation, elements: list[Any]) -> Number | None:
    """The sum of numbers; null for none."""
    values = numbers_of(run, elements)
    if not values:
        return None
    if all(type(value) is int for value in values):
        return whole(sum(value for value in values if isinstance(value, int)))
    result: Number | None = 0
    for value in values:
        result = add(result, value) if result is not None else None
    return result


@builtin("product", "list: list", spread=True, result="number")
def product(run: Evaluation, elements: list[Any]) -> Number | None:
    """The product of numbers; null for none."""
    values = numbers_of(run, elements)
    if not values:
        return None
    result: Number | None = 1
    for value in values:
        result = multiply(result, value) if result is not None else None
    return result


@builtin("mean", "list: list", spread=True, result="number")
def mean(run: Evaluation, elements: list[Any]) -> Number | None:
    """The arithmetic mean; null for none."""
    result = total(run, elements)
    return None if result is None else divide(result, len(elements))


@builtin("median", "list: list", spread=True, result="number")
def median(run: Evaluation, elements: list[Any]) -> Number | None:
    """The middle number, or the mean of the two in the middle; null for none."""
    values = numbers_of(run, elements)
    if not values:
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    both = add(ordered[middle - 1], ordered[middle])
    return None if both is None else divide(both, 2)


@builtin("stddev", "list: list", spread=True, result="number")
def standard_deviation(run: Evaluation, elements: list[Any]) -> Number | None:
    """The standard deviation of a sample; null for fewer than two numbers."""
    values = numbers_of(run, elements)
    centre = mean(run, elements) if values and len(values) > 1 else None
    if values is None or centre is None:
        return None
    squares: Number | None = 0
    for value in values:
        distance = subtract(value, centre)
        square = multiply(distance, distance) if distance is not None else None
        squares = add(squares, square) if squares is not None and square is not None else None
    variance = divide(squares, len(values) - 1) if squares is not None else None
    return None if variance is None else compact(CONTEXT.sqrt(Decimal(variance)))


@builtin("mode", "list: list", spread=True)
def mode(run: Evaluation, elements: list[Any]) -> list[Number] | None:
    """The numbers that occur most often, in ascending order."""
    values = numbers_of(run, elements)
    if values is None:
        return None
    counts = Counter(values)
    most = max(counts.values(), default=0)
    return sorted(value for value, times in counts.items() if times == most)


def _decided(elements: list[Any], decisive: bool) -> bool | None:
    values = [adopt(each) for each in elements]
    if any(value is decisive for value in values):
        return decisive
    return not decisive if all(isinstance(value, bool) for value in values) else None


@builtin("all", "list: list", spread=True, result="boolean")
def all_true(run: Evaluation, elements: list[Any]) -> bool | None:
    """False if one element is false, true if all are true, else null."""
    run.charge(len(elements))
    return _decided(elements, False)


@builtin("any", "list: list", spread=True, result="boolean")
def any_true(run: Evaluation, elements: list[Any]) -> bool | None:
    """True if one element is true, false if all are false, else null."""
    run.charge(len(elements))
    return _decided(elements, True)
