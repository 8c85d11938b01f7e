"""Numbers of the language: 34 decimal digits, rounded half to even, as ints where they are whole and as Decimals else."""

from __future__ import annotations

import decimal
from decimal import Decimal

Number = int | Decimal

CONTEXT = decimal.Context(
    prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144, capitals=1, clamp=0, flags=[], traps=[]
)
"""Arithmetic of IEEE 754 decimal128 (DMN 10.3.2.3.1); nothing traps, a result that is no number is looked for instead."""

WHOLE_BOUND = 10**34
"""Ints below this size are exact in 34 digits; a larger whole result is rounded and kept as a Decimal."""


def settle(value: Decimal) -> Number | None:
    """Return a result of the decimal context as a number: whole and short ones as int, none for infinity and NaN."""
    if not value.is_finite():
        return None
    if value.as_tuple().exponent == 0 and abs(value) < WHOLE_BOUND:
        return int(value)
    return value


def whole(value: int) -> Number:
    """Return an int result as a number, rounded to 34 digits where it is longer."""
    if -WHOLE_BOUND < value < WHOLE_BOUND:
        return value
    return CONTEXT.create_decimal(value)


def add(left: Number, right: Number) -> Number | None:
    """Return the sum; None when it is out of range."""
    if isinstance(left, int) and isinstance(right, int):
        return whole(left + right)
    return settle(CONTEXT.add(Decimal(left), Decimal(right)))


def subtract(left: Number, right: Number) -> Number | None:
    """Return the difference; None when it is out of range."""
    if isinstance(left, int) and isinstance(right, int):
        return whole(left - right)
    return settle(CONTEXT.subtract(Decimal(left), Decimal(right)))


def multiply(left: Number, right: Number) -> Number | None:
    """Return the product; None when it is out of range."""
    if isinstance(left, int) and isinstance(right, int):
        return whole(left * right)
    return settle(CONTEXT.multiply(Decimal(left), Decimal(right)))


def divide(left: Number, right: Number) -> Number | None:
    """Return the quotient; None for a zero divisor or out of range."""
    if not right:
        return None
    if isinstance(left, int) and isinstance(right, int) and left % right == 0:
        return left // right
    return settle(CONTEXT.divide(Decimal(left), Decimal(right)))


def power(base: Number, exponent: Number) -> Number | None:
    """Return `base` to the power of `exponent`; None where that is no number. The caller bounds the exponent."""
    if isinstance(base, int) and isinstance(exponent, int) and 0 <= exponent <= 64:
        return whole(base**exponent)
    if not exponent:
        return 1
    return settle(CONTEXT.power(Decimal(base), Decimal(exponent)))


def floor_modulo(left: Number, right: Number) -> Number | None:
    """Return `left - right * floor(left / right)`; None for a zero divisor."""
    if not right:
        return None
    if isinstance(left, int) and isinstance(right, int):
        return left % right
    rest = CONTEXT.remainder(Decimal(left), Decimal(right))
    if rest.is_nan():
        return None
    if rest and (rest < 0) != (right < 0):
        rest = CONTEXT.add(rest, Decimal(right))
    return settle(rest)


def round_to(value: Number, scale: int, rounding: str) -> Number | None:
    """Return `value` with `scale` digits after the point (negative: before it), rounded as decimal's `rounding` says."""
    if scale >= 0 and isinstance(value, int):
        return value
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    if scale >= 0 and isinstance(exponent, int) and -exponent <= scale:
        return settle(number)
    quantum = Decimal((0, (1,), -scale))
    result = number.quantize(quantum, rounding=rounding, context=_WIDE)
    return compact(result)


_WIDE = decimal.Context(prec=12_500, Emin=-20_000, Emax=20_000, traps=[], rounding=decimal.ROUND_HALF_EVEN)


def compact(value: Decimal) -> Number | None:
    """Return a Decimal as an int where it is whole and short, otherwise within 34 digits."""
    if not value.is_finite():
        return None
    if value.adjusted() < 34 and value == value.to_integral_value():
        return int(value)
    return settle(CONTEXT.plus(value))


def whole_part(value: Number) -> int:
    """Return the number without its decimals, for positions and counts."""
    return value if isinstance(value, int) else int(value)


def parse_number(text: str) -> Number | None:
    """Read a number literal that has already been recognised as one; None when it is out of range."""
    if text.isdigit() and len(text) <= 34:
        return int(text)
    return compact(CONTEXT.create_decimal(text))


def number_text(value: Number) -> str:
    """Return the number as plain digits, without an exponent and without trailing zeros."""
    if isinstance(value, int):
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def from_float(value: float) -> Number | None:
    """Return the number a float was written as: its shortest decimal form; None for infinity and NaN."""
    if value.is_integer() and abs(value) < WHOLE_BOUND:
        return int(value)
    number = Decimal(repr(value))
    return settle(CONTEXT.plus(number)) if number.is_finite() else None
