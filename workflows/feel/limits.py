"""The bounds within which an expression is read and evaluated."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one evaluation; exceeding one raises FeelLimitError.

    `steps` counts evaluated parts of loops and calls, `seconds` is processor time, `calls` the depth of function calls,
    `elements` the length of any list, `characters` that of any text, `exponent` the size of a power's right side,
    `parts` the elements and entries of a result at all its levels.
    """

    steps: int = 1_000_000
    seconds: float = 2.0
    calls: int = 150
    elements: int = 100_000
    characters: int = 1_000_000
    exponent: int = 9_999
    parts: int = 1_000_000


SOURCE_CHARACTERS = 65_536
"""Longest expression that is read."""

NESTING = 64
"""Deepest nesting of an expression."""

TOKEN_READS = 200_000
"""Tokens read while parsing, including those read again after a wrong guess about a bracket."""

DEFAULT = Limits()
