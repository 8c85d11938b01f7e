"""Reads a text into its tree, once, for what looks at expressions without evaluating them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

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
