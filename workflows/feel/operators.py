"""The operators on values: arithmetic, negation, comparison and paths, giving null and a diagnosis where types misfit."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from workflows.feel import numbers, temporal_arithmetic
from workflows.feel.comparison import ORDER, compare, equal, kind
from workflows.feel.durations import DaysTimeDuration, YearsMonthsDuration
from workflows.feel.errors import FeelLimitError
from workflows.feel.evaluation import Evaluation
from workflows.feel.foreign import adopt
from workflows.feel.numbers import WHOLE_BOUND
from workflows.feel.temporal_arithmetic import Unfit

Operation = Callable[[Evaluation, Any, Any, int], Any]
NUMERIC = frozenset({int, Decimal})
_SAME_TYPE_EQUALITY = frozenset({int, str, bool, Decimal, datetime.date, DaysTimeDuration, YearsMonthsDuration})


def _misfit(run: Evaluation, operator: str, left: Any, right: Any, offset: int) -> None:
    run.note("operator.types", offset, operator=operator, left=kind(left), right=kind(right))


def _number_or_note(run: Evaluation, result: numbers.Number | None, offset: int) -> numbers.Number | None:
    if result is None:
        run.note("number.range", offset)
    return result


def _temporal(
    run: Evaluation, operator: str, left: Any, right: Any, offset: int, apply: Callable[[Any, Any], Any]
) -> Any:
    try:
        return apply(left, right)
    except Unfit as unfit:
        if unfit.code == "operator.types":
            _misfit(run, operator, left, right, offset)
        else:
            run.note(unfit.code, offset)
        return None


def add(run: Evaluation, left: Any, right: Any, offset: int) -> Any:
    """Return `left + right`: numbers, texts, durations, or a date or time and a duration."""
    if type(left) is int and type(right) is int:
        result = left + right
        return result if -WHOLE_BOUND < result < WHOLE_BOUND else numbers.whole(result)
    left, right = adopt(left), adopt(right)
    if type(left) in NUMERIC and type(right) in NUMERIC:
        return _number_or_note(run, numbers.add(left, right), offset)
    if type(left) is str and type(right) is str:
        run.check_text(len(left) + len(right))
        return left + right
    return _temporal(run, "+", left, right, offset, temporal_arithmetic.add)


def subtract(run: Evaluation, left: Any, right: Any, offset: int) -> Any:
    """Return `left - right`: numbers, durations, two moments, or a moment and a duration."""
    if type(left) is int and type(right) is int:
        result = left - right
        return result if -WHOLE_BOUND < result < WHOLE_BOUND else numbers.whole(result)
    left, right = adopt(left), adopt(right)
    if type(left) in NUMERIC and type(right) in NUMERIC:
        return _number_or_note(run, numbers.subtract(left, right), offset)
    return _temporal(run, "-", left, right, offset, temporal_arithmetic.subtract)


def multiply(run: Evaluation, left: Any, right: Any, offset: int) -> Any:
    """Return `left * right`: numbers, or a duration and a number."""
    left, right = adopt(left), adopt(right)
    if type(left) in NUMERIC and type(right) in NUMERIC:
        return _number_or_note(run, numbers.multiply(left, right), offset)
    return _temporal(run, "*", left, right, offset, temporal_arithmetic.multiply)


def divide(run: Evaluation, left: Any, right: Any, offset: int) -> Any:
    """Return `left / right`: numbers, a duration and a number, or two durations of a kind."""
    left, right = adopt(left), adopt(right)
    if type(left) in NUMERIC and type(right) in NUMERIC:
        if not right:
            run.note("number.zero", offset)
            return None
        return _number_or_note(run, numbers.divide(left, right), offset)
    return _temporal(run, "/", left, right, offset, temporal_arithmetic.divide)


def power(run: Evaluation, left: Any, right: Any, offset: int) -> Any:
    """Return `left ** right` of numbers; raises FeelLimitError for an exponent beyond the limits."""
    left, right = adopt(left), adopt(right)
    if type(left) not in NUMERIC or type(right) not in NUMERIC:
        _misfit(run, "**", left, right, offset)
        return None
    if abs(right) > run.limits.exponent:
        raise FeelLimitError("limit.exponent", source=run.source, offset=offset, limit=run.limits.exponent)
    return _number_or_note(run, numbers.power(left, right), offset)


ARITHMETIC: Mapping[str, Operation] = {"+": add, "-": subtract, "*": multiply, "/": divide, "**": power}


def negate(run: Evaluation, value: Any, offset: int) -> Any:
    """Return `-value` of a number or duration."""
    value = adopt(value)
    if type(value) is int:
        return -value
    if type(value) is Decimal:
        return value.copy_negate()
    if isinstance(value, (DaysTimeDuration, YearsMonthsDuration)):
        return -value
    run.note("operator.negate", offset, type=kind(value))
    return None


def are_equal(run: Evaluation, left: Any, right: Any, offset: int) -> bool | None:
    """Return `left = right`; null where their types differ and neither is null."""
    if type(left) is type(right) and type(left) in _SAME_TYPE_EQUALITY:
        return bool(left == right)
    result = equal(left, right, run)
    if result is None:
        _misfit(run, "=", left, right, offset)
    return result


def are_unequal(run: Evaluation, left: Any, right: Any, offset: int) -> bool | None:
    """Return `left != right`; null where their types differ and neither is null."""
    result = are_equal(run, left, right, offset)
    return None if result is None else not result


def ordering(symbol: str) -> Operation:
    """Return the operation for <, <=, > or >=."""
    comparator = ORDER[symbol]

    def ordered(run: Evaluation, left: Any, right: Any, offset: int) -> bool | None:
        if type(left) in NUMERIC and type(right) in NUMERIC:
            return comparator(left, right)
        result = compare(symbol, left, right)
        if result is None:
            _misfit(run, symbol, left, right, offset)
        return result

    return ordered


COMPARE: Mapping[str, Operation] = {
    "=": are_equal,
    "!=": are_unequal,
    **{symbol: ordering(symbol) for symbol in ("<", "<=", ">", ">=")},
}
