"""Numbers that people and programs send: bounded as text, before anything is converted."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

LARGEST = Decimal(10) ** 15
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,2})?|[+-]?\.[0-9]+(?:[eE][+-]?[0-9]{1,2})?")
_MAX_CHARACTERS = 40
# Converting 1e3000000 to an int took minutes in which nobody else was served: what looks like it is never converted.
_LIKE_A_NUMBER = re.compile(r"[+-]?[0-9]*\.?[0-9]*(?:[eE][+-]?[0-9]+)?")


class NoNumber(ValueError):
    """This is not written as a number."""


class NumberTooLarge(ValueError):
    """This is a number, but one of more digits than any question of an office asks for."""


def typed_number(raw: Any) -> Decimal:
    """The number that was sent, at most 10^15 either way and written in at most 40 characters.

    Raises NoNumber and NumberTooLarge. Costs the same whatever is sent.
    """
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise NoNumber
    if isinstance(raw, int) and abs(raw) > LARGEST:
        raise NumberTooLarge  # before str(), which refuses long ints with an error of its own
    if isinstance(raw, Decimal) and raw.is_finite() and (raw.adjusted() > 15 or len(raw.as_tuple().digits) > 34):
        raise NumberTooLarge
    text = str(raw).strip() if not isinstance(raw, str) or len(raw) < 10_000 else raw
    if len(text) > _MAX_CHARACTERS or not _NUMBER.fullmatch(text):
        raise NumberTooLarge if _LIKE_A_NUMBER.fullmatch(text) and any(map(str.isdigit, text)) else NoNumber
    number = Decimal(text)
    if abs(number) > LARGEST:
        raise NumberTooLarge
    return number


def plain_number(number: Decimal) -> int | float:
    """The number as JSON keeps it: whole ones as int."""
    return int(number) if number == number.to_integral_value() else float(number)
