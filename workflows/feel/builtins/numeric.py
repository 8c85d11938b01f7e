"""Built-in functions on numbers and truth: rounding, modulo, roots, odd and even, not."""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import Any

from workflows.feel.builtins.define import builtin
from workflows.feel.durations import DaysTimeDuration, YearsMonthsDuration
from workflows.feel.evaluation import Evaluation
from workflows.feel.numbers import CONTEXT, Number, compact, floor_modulo, round_to, whole_part

MIN_SCALE, MAX_SCALE = -6111, 6176
"""Scales that decimal128 can hold (DMN 1.4, table 75)."""


def _rounded(value: Number, scale: Number, rounding: str) -> Number | None:
    digits = whole_part(scale)
    return round_to(value, digits, rounding) if MIN_SCALE <= digits <= MAX_SCALE else None


@builtin("decimal", "n: number", "scale: number", result="number")
def decimal_function(run: Evaluation, value: Number, scale: Number) -> Number | None:
    """Round half to even at a scale."""
    return _rounded(value, scale, decimal.ROUND_HALF_EVEN)


@builtin("floor", "n: number", "scale: number?", result="number")
def floor(run: Evaluation, value: Number, scale: Number = 0) -> Number | None:
    """Round towards negative infinity."""
    return _rounded(value, scale, decimal.ROUND_FLOOR)


@builtin("ceiling", "n: number", "scale: number?", result="number")
def ceiling(run: Evaluation, value: Number, scale: Number = 0) -> Number | None:
    """Round towards positive infinity."""
    return _rounded(value, scale, decimal.ROUND_CEILING)


@builtin("round up", "n: number", "scale: number?", result="number")
def round_up(run: Evaluation, value: Number, scale: Number = 0) -> Number | None:
    """Round away from zero."""
    return _rounded(value, scale, decimal.ROUND_UP)


@builtin("round down", "n: number", "scale: number?", result="number")
def round_down(run: Evaluation, value: Number, scale: Number = 0) -> Number | None:
    """Round towards zero."""
    return _rounded(value, scale, decimal.ROUND_DOWN)


@builtin("round half up", "n: number", "scale: number?", result="number")
def round_half_up(run: Evaluation, value: Number, scale: Number = 0) -> Number | None:
    """Round to the nearest, ties away from zero."""
    return _rounded(value, scale, decimal.ROUND_HALF_UP)


@builtin("round half down", "n: number", "scale: number?", result="number")
def round_half_down(run: Evaluation, value: Number, scale: Number = 0) -> Number | None:
    """Round to the nearest, ties towards zero."""
    return _rounded(value, scale, decimal.ROUND_HALF_DOWN)


@builtin("abs", "n: number", result="number")
def absolute(run: Evaluation, value: Number) -> Number:
    """The number without its sign."""
    return value if isinstance(value, int) and value >= 0 else compact(Decimal(value).copy_abs()) or 0


@builtin("abs", "n: days and time duration")
def absolute_days_time(run: Evaluation, value: DaysTimeDuration) -> DaysTimeDuration:
    """The duration without its sign."""
    return DaysTimeDuration(abs(value.nanoseconds))


@builtin("abs", "n: years and months duration")
def absolute_years_months(run: Evaluation, value: YearsMonthsDuration) -> YearsMonthsDuration:
    """The duration without its sign."""
    return YearsMonthsDuration(abs(value.total_months))


@builtin("modulo", "dividend: number", "divisor: number", result="number")
def modulo(run: Evaluation, dividend: Number, divisor: Number) -> Number | None:
    """The rest that has the sign of the divisor."""
    return floor_modulo(dividend, divisor)


@builtin("sqrt", "number: number", result="number")
def square_root(run: Evaluation, value: Number) -> Number | None:
    """The square root; null for a negative number."""
    return compact(CONTEXT.sqrt(Decimal(value))) if value >= 0 else None


@builtin("log", "number: number", result="number")
def natural_logarithm(run: Evaluation, value: Number) -> Number | None:
    """The natural logarithm; null for zero and negative numbers."""
    return compact(CONTEXT.ln(Decimal(value))) if value > 0 else None


@builtin("exp", "number: number", result="number")
def exponential(run: Evaluation, value: Number) -> Number | None:
    """The number e to the power of the argument."""
    return compact(CONTEXT.exp(Decimal(value)))


@builtin("odd", "number: number", result="boolean")
def odd(run: Evaluation, value: Number) -> bool:
    """Whether a whole number is odd."""
    return floor_modulo(value, 2) == 1


@builtin("even", "number: number", result="boolean")
def even(run: Evaluation, value: Number) -> bool:
    """Whether a whole number is even."""
    return floor_modulo(value, 2) == 0


@builtin("not", "negand: Any", result="boolean")
def negation(run: Evaluation, value: Any) -> bool | None:
    """The opposite of true and false; null for everything else."""
    return not value if isinstance(value, bool) else None
