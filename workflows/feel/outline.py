"""Goes through an expression without evaluating it: what its result is, and what in it can surely never be meant so."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Any

from workflows.feel import nodes
from workflows.feel.builtins import BUILTINS
from workflows.feel.comparison import kind
from workflows.feel.oddities import Odd, Oddity
from workflows.feel.outline_calls import (
    NO_FUNCTIONS,
    Functions,
    function_of,
    in_order,
    oddity_of_call,
    shape_of_list_call,
)
from workflows.feel.shapes import ANYTHING, NOTHING, NUMBER, TEXT, TRUTH, Shape, context_of, join, list_of, one_of
from workflows.feel.trees import special, tree_of

_KINDS = frozenset({"string", "number", "boolean", "date", "time", "date and time"})
_SUBJECT = "?"
_NO_RESULTS: Mapping[str, Shape] = MappingProxyType({})
_MOST_TEXTS = 200  # that texts put together may be before they count as any


@dataclass(frozen=True, slots=True)
class Outline:
    """The result of an expression as far as its text tells, and what is odd in it."""

    shape: Shape
    oddities: tuple[Oddity, ...]


_UNREADABLE = Outline(ANYTHING, ())


def outline(
    source: str,
    shapes: Mapping[str, Shape],
    names: Iterable[str] = (),
    results: Mapping[str, Shape] = _NO_RESULTS,
    functions: Functions = NO_FUNCTIONS,
) -> Outline:
    """The outline of an expression over variables of these shapes; `names` may hold spaces. Unreadable text tells nothing.

    `results` are the shapes of what functions give that the language itself does not have, `functions` those among them that
    can be called while nothing runs.
    """
    tree = tree_of(source, special(names))
    if tree is None:
        return _UNREADABLE
    walk = _Walk(shapes, source, functions, results)
    return Outline(walk.shape(tree), tuple(dict.fromkeys(walk.oddities)))


def outline_of_tests(
    source: str,
    subject: Shape,
    shapes: Mapping[str, Shape],
    names: Iterable[str] = (),
    functions: Functions = NO_FUNCTIONS,
) -> tuple[Oddity, ...]:
    """What is odd in the unary tests of a cell whose column is of the shape `subject`; `names` may hold spaces."""
    tree = tree_of(source, special(names), is_tests=True)
    if not isinstance(tree, nodes.Tests):
        return ()
    walk = _Walk({**shapes, _SUBJECT: subject}, source, functions)
    for test in tree.tests:
        walk.test(subject, test)
    return tuple(dict.fromkeys(walk.oddities))


class _Walk:
    """One way through one tree. `names` are the shapes in scope, `entries` those that an enclosing filter's items may have."""

    def __init__(
        self,
        names: Mapping[str, Shape],
        source: str,
        functions: Functions,
        results: Mapping[str, Shape] = _NO_RESULTS,
    ) -> None:
        self.names = dict(names)
        self.source = source
        self.results = results
        self.functions = functions
        self.filtered: list[Shape] = []
        self.oddities: list[Oddity] = []

    def shape(self, node: nodes.Node) -> Shape:
        """The shape of a part, its own parts looked at."""
        read = _SHAPES.get(type(node))
        return read(self, node) if read is not None else ANYTHING

    def within(self, bound: Mapping[str, Shape], node: nodes.Node) -> Shape:
        """The shape of a part in which further names are bound."""
        outer, self.names = self.names, {**self.names, **bound}
        try:
            return self.shape(node)
        finally:
            self.names = outer

    def test(self, subject: Shape, node: nodes.Node) -> None:
        """Hold a value against one test of `in`, or of a cell."""
        if isinstance(node, nodes.Tests):
            for each in node.tests:
                self.test(subject, each)
        elif isinstance(node, nodes.ListNode):
            for each in node.elements:
                self.test(subject, each)
        elif isinstance(node, nodes.UnaryRange) and node.operator in ("=", "!="):
            self.equal(subject, node.operand)
        elif isinstance(node, nodes.Literal):
            self.equal(subject, node)
        else:
            self.shape(node)

    def equal(self, subject: Shape, node: nodes.Node) -> None:
        """A text beside a value that is one of a few others."""
        if isinstance(node, nodes.If):
            self.equal(subject, node.then)
            self.equal(subject, node.otherwise)
        elif isinstance(node, nodes.Literal) and isinstance(node.value, str) and subject.kind == "string":
            known = subject.texts
            if known is not None and node.value not in known:
                self.oddities.append(Oddity(Odd.TEXT, node.value, known))

    def name(self, node: nodes.Name) -> Shape:
        """A variable, an entry of what is filtered, or a name that is neither."""
        for item in reversed(self.filtered):
            if item.entries is not None and node.name in item.entries:
                return item.entries[node.name]
        if node.name in self.names:
            return self.names[node.name]
        if self.filtered and node.name not in BUILTINS:
            is_certain = all(
                item.kind in _KINDS or (item.entries is not None and not item.is_open) for item in self.filtered
            )
            items = [item.entries for item in self.filtered]
            known = frozenset({"item", *self.names}).union(*(each for each in items if each is not None))
            self.oddities.append(Oddity(Odd.NAME, node.name, known - {_SUBJECT}, is_certain))
        return ANYTHING


def _literal(walk: _Walk, node: nodes.Literal) -> Shape:
    if isinstance(node.value, str):
        return one_of({node.value})
    return NOTHING if node.value is None else Shape(kind(node.value))


def _list(walk: _Walk, node: nodes.ListNode) -> Shape:
    return list_of(join(walk.shape(each) for each in node.elements))


def _context(walk: _Walk, node: nodes.ContextNode) -> Shape:
    entries: dict[str, Shape] = {}
    for name, value in node.entries:
        entries[name] = walk.within(entries, value)
    return context_of(entries)


def _arithmetic(walk: _Walk, node: nodes.Arithmetic) -> Shape:
    shapes = [walk.shape(each) for each in (node.first, *(operand for _, operand, _ in node.rest))]
    kinds = {each.kind for each in shapes}
    if kinds == {"number"}:
        return NUMBER
    if kinds != {"string"}:
        return ANYTHING
    texts = [each.texts for each in shapes if each.texts is not None]
    is_closed = len(texts) == len(shapes) and math.prod(map(len, texts)) <= _MOST_TEXTS
    return one_of("".join(each) for each in product(*texts)) if is_closed else TEXT


def _comparison(walk: _Walk, node: nodes.Comparison) -> Shape:
    left, right = walk.shape(node.left), walk.shape(node.right)
    if node.operator in ("=", "!="):
        walk.equal(left, node.right)
        walk.equal(right, node.left)
    return TRUTH


def _parts(*names: str) -> Callable[[_Walk, Any], Shape]:
    """What is true or false, whatever its parts are."""

    def read(walk: _Walk, node: Any) -> Shape:
        for name in names:
            part = getattr(node, name)
            for each in part if isinstance(part, tuple) else (part,):
                walk.shape(each)
        return TRUTH

    return read


def _in(walk: _Walk, node: nodes.In) -> Shape:
    subject = walk.shape(node.value)
    for test in node.tests:
        walk.test(subject, test)
    return TRUTH


def _path(walk: _Walk, node: nodes.Path) -> Shape:
    base = walk.shape(node.base)
    if base.kind == "list" and base.item is not None:
        return list_of(_entry(walk, base.item, node.name))
    return _entry(walk, base, node.name)


def _entry(walk: _Walk, base: Shape, name: str) -> Shape:
    if base.kind != "context" or base.entries is None:
        return ANYTHING
    if name not in base.entries:
        walk.oddities.append(Oddity(Odd.ENTRY, name, frozenset(base.entries), not base.is_open))
    return base.entries.get(name, ANYTHING)


def _filter(walk: _Walk, node: nodes.Filter) -> Shape:
    base = walk.shape(node.base)
    item = base.item if base.kind == "list" else base
    item = ANYTHING if item is None or item.kind == "null" else item
    walk.filtered.append(item)
    condition = walk.within({"item": item}, node.condition)
    walk.filtered.pop()
    if condition.kind == "number":
        return item
    return list_of(item) if condition.kind == "boolean" else ANYTHING


def _call(walk: _Walk, node: nodes.Call) -> Shape:
    before = len(walk.oddities)
    arguments = in_order(node, walk.functions)
    given: list[Shape] = []
    for each in arguments:
        # A function that is given beside a list is called with its items.
        item = given[0].item if given and given[0].kind == "list" else None
        given.append(_function(walk, each, item) if isinstance(each, nodes.FunctionNode) else walk.shape(each))
    name = node.function.name if isinstance(node.function, nodes.Name) else ""
    if not name:
        walk.shape(node.function)
    if len(walk.oddities) == before and name not in walk.names:
        kinds = {id(each): shape.kind for each, shape in zip(arguments, given, strict=True)}
        found = oddity_of_call(walk.source, node, walk.functions, kinds)
        walk.oddities += [found] if found is not None else []
    if name == "list contains" and len(node.arguments) == 2:
        walk.equal(given[0].item or ANYTHING, node.arguments[1])
        if isinstance(node.arguments[0], nodes.ListNode):
            walk.test(given[1], node.arguments[0])
    if name == "get or else":
        return join(given)
    of_lists = shape_of_list_call(name, given)
    if of_lists is not None:
        return of_lists
    if name in walk.results:
        return walk.results[name]
    builtin = function_of(node, walk.functions)
    result = str(builtin.result) if builtin is not None and builtin.result is not None else ""
    return Shape(result) if result in _KINDS else ANYTHING


def _if(walk: _Walk, node: nodes.If) -> Shape:
    walk.shape(node.condition)
    return join((walk.shape(node.then), walk.shape(node.otherwise)))


def _bound(walk: _Walk, iterations: tuple[nodes.Iteration, ...]) -> dict[str, Shape]:
    found: dict[str, Shape] = {}
    for each in iterations:
        domain = walk.within(found, each.domain)
        if each.end is not None:
            walk.within(found, each.end)
        found[each.name] = (domain.item or ANYTHING) if domain.kind == "list" else ANYTHING
    return found


def _for(walk: _Walk, node: nodes.For) -> Shape:
    return list_of(walk.within({"partial": ANYTHING, **_bound(walk, node.iterations)}, node.body))


def _quantified(walk: _Walk, node: nodes.Quantified) -> Shape:
    walk.within(_bound(walk, node.iterations), node.body)
    return TRUTH


def _function(walk: _Walk, node: nodes.FunctionNode, item: Shape | None = None) -> Shape:
    walk.within({name: item or ANYTHING for name, _ in node.parameters}, node.body)
    return ANYTHING


def _negation(walk: _Walk, node: nodes.Negation) -> Shape:
    return NUMBER if walk.shape(node.operand).kind == "number" else ANYTHING


_SHAPES: Mapping[type[nodes.Node], Callable[[_Walk, Any], Shape]] = {
    nodes.Literal: _literal,
    nodes.Name: _Walk.name,
    nodes.ListNode: _list,
    nodes.ContextNode: _context,
    nodes.Negation: _negation,
    nodes.Arithmetic: _arithmetic,
    nodes.Comparison: _comparison,
    nodes.Between: _parts("value", "low", "high"),
    nodes.In: _in,
    nodes.Logical: _parts("operands"),
    nodes.InstanceOf: _parts("value"),
    nodes.Path: _path,
    nodes.Filter: _filter,
    nodes.Call: _call,
    nodes.If: _if,
    nodes.For: _for,
    nodes.Quantified: _quantified,
    nodes.FunctionNode: _function,
}
