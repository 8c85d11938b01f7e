"""Reads a text into its tree, once, for what looks at expressions without evaluating them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from workflows.feel import nodes
from workflows.feel.errors import FeelError
from workflows.feel.parser import open_parser


@lru_cache(maxsize=4_096)
def tree_of(source: str, names: frozenset[str], *, is_tests: bool = False) -> nodes.Node | None:
    """The tree of an expression, or of the unary tests of a cell; None where it cannot be read."""
    try:
        parser = open_parser(source, names)
        return parser.whole_tests() if is_tests else parser.whole_expression()
    except (FeelError, RecursionError):
        return None


def special(names: Iterable[str]) -> frozenset[str]:
    """The names among these that change how a source is read: those with spaces or operators in them."""
    return frozenset(name for name in names if not name.isidentifier())


def calls_in(source: str, names: Iterable[str] = ()) -> Iterator[tuple[str, tuple[nodes.Node, ...]]]:
    """The calls by name in an expression, each with its arguments by position; none of one that cannot be read."""
    waiting: list[Any] = [tree_of(source, special(names))]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(part)
        elif dataclasses.is_dataclass(part):
            waiting.extend(getattr(part, each.name) for each in dataclasses.fields(part))
        if isinstance(part, nodes.Call) and isinstance(part.function, nodes.Name):
            yield part.function.name, part.arguments
