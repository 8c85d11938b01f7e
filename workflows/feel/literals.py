"""The texts that are written where an expression gives its result."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.feel import nodes
from workflows.feel.trees import tree_of

JOINING = frozenset(
    {"append", "concatenate", "union", "distinct values", "duplicate values", "reverse", "sublist", "remove"}
)
"""Functions whose result is made of the lists and items that they are given."""


def literals_given(source: str) -> tuple[str, ...]:
    """The texts that are written where an expression gives its result: in branches, lists, and what lists are joined of.

    A text that something is added to is not among them unless it holds an `@`, behind which the rest may follow.
    """
    tree = tree_of(source, frozenset())
    return tuple(dict.fromkeys(_given(tree))) if tree is not None else ()


def beginnings_given(source: str) -> tuple[tuple[str, bool], ...]:
    """How the texts begin that an expression gives, and whether each is the whole of its text: `"unit:" + code` begins so."""
    tree = tree_of(source, frozenset())
    if tree is None:
        return ()
    begun: list[str] = []
    whole = list(_given(tree, begun))
    return tuple(
        dict.fromkeys([*((text, True) for text in whole if text not in begun), *((text, False) for text in begun)])
    )


def _given(node: nodes.Node, begun: list[str] | None = None) -> Iterator[str]:
    """The texts; those that are only the beginning of one are put into `begun` too, or left out where they tell nothing."""
    if isinstance(node, nodes.Literal) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.If):
        yield from _given(node.then, begun)
        yield from _given(node.otherwise, begun)
    elif isinstance(node, nodes.ListNode):
        for each in node.elements:
            yield from _given(each, begun)
    elif isinstance(node, nodes.Filter):
        yield from _given(node.base, begun)
    elif isinstance(node, nodes.For):
        yield from _given(node.body, begun)
    elif isinstance(node, nodes.Arithmetic):
        first = node.first
        if (
            isinstance(first, nodes.Literal)
            and isinstance(first.value, str)
            and (begun is not None or "@" in first.value)
        ):
            if begun is not None:
                begun.append(first.value)
            yield first.value
    elif isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name):
        is_handed_on = node.function.name in JOINING or node.function.name == "get or else"
        for each in (*node.arguments, *(value for _, value in node.named)) if is_handed_on else ():
            yield from _given(each, begun)
