"""What can never be meant as it stands in an expression, as the outline of one tells it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workflows.sentence import Sentence


class Odd(StrEnum):
    """What an oddity is about."""

    TEXT = "a text that the value beside it can never be"
    REFUSED = "a text that the value may be and that is not allowed"
    NAME = "a name in a filter that is neither a variable nor an entry"
    ENTRY = "an entry that the context does not have"
    CALL = "a call that can only give null"


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something in an expression that cannot be meant so. `known` are those that would have been right.

    Where it is not `is_certain`, entries that nobody told of are possible too. `is_written`: it is so whatever the variables are.
    `reason` says why a call gives null.
    """

    odd: Odd
    name: str
    known: frozenset[str]
    is_certain: bool = True
    is_written: bool = False
    reason: Sentence | None = None
