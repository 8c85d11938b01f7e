"""One column of a table as a finite line: the constants of its cells cut it into points and the stretches between."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from workflows.dmn.cells import AllOf, AnyOf, Bound, Everything, Formula, IsNull, Not, Within

ORDERED = frozenset(
    {
        "number",
        "date",
        "time",
        "local time",
        "date and time",
        "local date and time",
        "days and time duration",
        "years and months duration",
    }
)
"""Kinds between whose values there is always another one, or where that is assumed."""


class Axis:
    """The pieces of a column as bits of a mask: stretch, point, stretch, …; the last bit is null.

    Texts that are only compared for equality have one piece for every other text. `kind` None means that the cells
    tell nothing about the column's kind.
    """

    def __init__(self, formulas: Iterable[Formula], kind: str | None) -> None:
        parts = [part for formula in formulas for part in intervals(formula)]
        self.kind = kind or next((part.kind for part in parts), None)
        bounds = [b for part in parts if part.kind == self.kind for b in (part.low, part.high) if b is not None]
        if self.kind == "boolean":
            bounds = [Bound(False, False, True), Bound(True, True, True)]
        by_key = {bound.key: bound.value for bound in bounds}
        self.keys = sorted(by_key)
        self.values = [by_key[key] for key in self.keys]
        is_compared = any(part.kind == self.kind and part.low != part.high for part in parts)
        self.is_discrete = self.kind == "boolean" or (self.kind == "string" and not is_compared)
        self._places = {key: place for place, key in enumerate(self.keys)}
        count = len(self.keys) + 1 if self.is_discrete else 2 * len(self.keys) + 1
        self.null = 1 << count
        self.values_mask = self.null - 1
        if self.kind == "boolean":
            self.values_mask = 0b11
        self.all = self.values_mask | self.null

    def mask(self, formula: Formula) -> tuple[int, int]:
        """The pieces that a formula surely admits, and those about which nothing is known."""
        if isinstance(formula, Everything):
            return self.all, 0
        if isinstance(formula, IsNull):
            return self.null, 0
        if isinstance(formula, Within):
            if formula.kind != self.kind:
                return 0, self.all
            # Null is not equal to a value, which is known; whether it is less than one is not.
            return self._interval(formula), 0 if formula.low is formula.high else self.null
        if isinstance(formula, Not):
            surely, unknown = self.mask(formula.part)
            return self.all & ~surely & ~unknown, unknown
        if isinstance(formula, AnyOf):
            masks = [self.mask(part) for part in formula.parts]
            surely = _union(one for one, _ in masks)
            return surely, _union(other for _, other in masks) & ~surely
        if isinstance(formula, AllOf):
            masks = [self.mask(part) for part in formula.parts]
            possibly, surely = self.all, self.all
            for one, other in masks:
                possibly &= one | other
                surely &= one
            return surely, possibly & ~surely
        return 0, self.all

    def _interval(self, part: Within) -> int:
        if self.is_discrete:
            return 1 << self._places[part.low.key] if part.low is not None else 0
        first, last = 0, 2 * len(self.keys)
        if part.low is not None:
            first = 2 * self._places[part.low.key] + (1 if part.low.is_included else 2)
        if part.high is not None:
            last = 2 * self._places[part.high.key] + (1 if part.high.is_included else 0)
        return ((1 << (last + 1)) - 1) & ~((1 << first) - 1) if last >= first else 0

    def shows(self, mask: int, locale: str) -> str:
        """The pieces of a mask as a designer writes them, such as `[5..10)`, `"a"`."""
        if mask & self.values_mask == self.values_mask:
            return "任意值" if locale.startswith("zh") else "any value"
        return ", ".join(self._shown(mask, locale)) or "null"

    def _shown(self, mask: int, locale: str) -> Iterator[str]:
        if self.is_discrete:
            for place, value in enumerate(self.values):
                if mask >> place & 1:
                    yield shown(value)
            if self.kind == "string" and mask >> len(self.keys) & 1:
                yield "其他文本" if locale.startswith("zh") else "any other text"
            return
        piece, end = 0, 2 * len(self.keys) + 1
        while piece < end:
            if not mask >> piece & 1:
                piece += 1
                continue
            first = piece
            while piece + 1 < end and mask >> (piece + 1) & 1:
                piece += 1
            yield self._stretch(first, piece)
            piece += 1

    def _stretch(self, first: int, last: int) -> str:
        """Pieces first to last as one interval; odd pieces are points."""
        if first == last and first % 2:
            return shown(self.values[first // 2])
        low = shown(self.values[(first - 1) // 2]) if first else None
        high = shown(self.values[last // 2]) if last < 2 * len(self.keys) else None
        if low is None and high is None:
            return "-"
        if low is None:
            return f"{'<=' if last % 2 else '<'} {high}"
        if high is None:
            return f"{'>=' if first % 2 else '>'} {low}"
        return f"{'[' if first % 2 else '('}{low}..{high}{']' if last % 2 else ')'}"

    def has_whole_number(self, mask: int) -> bool:
        """Whether a mask of numbers admits a whole one, or one named in the table; true for every other kind."""
        if self.kind != "number":
            return True
        return any(mask >> piece & 1 and self._holds_whole(piece) for piece in range(2 * len(self.keys) + 1))

    def _holds_whole(self, piece: int) -> bool:
        # A point is a value that a designer wrote, so it occurs, whole or not.
        if piece % 2 or piece in (0, 2 * len(self.keys)):
            return True
        low, high = (Decimal(self.values[place]) for place in (piece // 2 - 1, piece // 2))
        return low.to_integral_value(rounding="ROUND_FLOOR") + 1 < high


def intervals(formula: Formula) -> Iterator[Within]:
    """The intervals inside a formula."""
    if isinstance(formula, Within):
        yield formula
    elif isinstance(formula, Not):
        yield from intervals(formula.part)
    elif isinstance(formula, (AnyOf, AllOf)):
        for part in formula.parts:
            yield from intervals(part)


def shown(value: Any) -> str:
    """A constant as it is written in a cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, Decimal)):
        return str(value)
    return f'@"{value}"'


def _union(masks: Iterator[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found
