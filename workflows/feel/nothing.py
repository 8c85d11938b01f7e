"""Expressions that give nothing: null or an empty list, whatever the values are, or in one of their branches."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from workflows.feel import nodes
from workflows.feel.trees import tree_of

IsNothing = Callable[[str, tuple[nodes.Node, ...]], bool]
"""Whether a call of this function with these arguments is null, as far as whoever asks knows."""


class Gives(StrEnum):
    """What is known of an expression's result."""

    SOMETHING = "something"  # as far as is known
    PERHAPS = "perhaps"  # one branch gives nothing
    NOTHING = "nothing"


def what_gives(source: str, is_nothing: IsNothing, *, may_be_empty: bool = False) -> Gives:
    """What an expression gives; one that cannot be read is told elsewhere and counts as something.

    An empty list gives nothing, unless it `may_be_empty`.
    """
    tree = tree_of(source, frozenset())
    of_empty = Gives.SOMETHING if may_be_empty else Gives.NOTHING
    return Gives.SOMETHING if tree is None else _gives(tree, is_nothing, of_empty)


def is_null(node: nodes.Node) -> bool:
    """Whether null is written here."""
    return isinstance(node, nodes.Literal) and node.value is None


def _gives(node: nodes.Node, is_nothing: IsNothing, of_empty: Gives) -> Gives:
    if isinstance(node, nodes.Literal):
        return Gives.NOTHING if node.value is None else Gives.SOMETHING
    if isinstance(node, nodes.ListNode):
        found = {_gives(each, is_nothing, of_empty) for each in node.elements}
        # A null among the entries is an incident like a list without any.
        rest = Gives.SOMETHING if node.elements else of_empty
        return next((worse for worse in (Gives.NOTHING, Gives.PERHAPS) if worse in found), rest)
    if isinstance(node, nodes.If):
        branches = {_gives(node.then, is_nothing, of_empty), _gives(node.otherwise, is_nothing, of_empty)}
        return next(iter(branches)) if len(branches) == 1 else Gives.PERHAPS
    if isinstance(node, nodes.Path):
        return _gives(node.base, is_nothing, of_empty)
    if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name):
        return Gives.NOTHING if is_nothing(node.function.name, node.arguments) else Gives.SOMETHING
    return Gives.SOMETHING
