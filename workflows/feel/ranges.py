"""Ranges: what a range is and whether a value lies in one; comparing two values is in comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Range:
    """An interval, or a unary comparison such as `(< 10)`, which is a range with its `operator`.

    An endpoint is None only where the operator leaves that side open. `(10..20)` has the operator "".
    """

    start: Any
    end: Any
    start_included: bool
    end_included: bool
    operator: str = ""

    @property
    def endpoint(self) -> Any:
        """The value beside the operator of a unary range."""
        return self.start if self.start is not None else self.end


def unary_range(operator: str, value: Any) -> Range:
    """Return the range that `(operator value)` means; DMN 1.4, table 42.

    `!=` has no ends that can be read; its value is kept as the start with both sides excluded.
    """
    if operator in ("<", "<="):
        return Range(None, value, False, operator == "<=", operator)
    if operator in (">", ">="):
        return Range(value, None, operator == ">=", False, operator)
    included = operator == "="
    return Range(value, value, included, included, operator)
