"""Turns the syntax tree into Python closures: names, literals, logic and arithmetic, and who compiles the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflows.feel import nodes
from workflows.feel.builtins import BUILTINS
from workflows.feel.comparison import kind
from workflows.feel.evaluation import Evaluation
from workflows.feel.foreign import adopt
from workflows.feel.operators import ARITHMETIC, negate
from workflows.feel.properties import property_of

Closure = Callable[[Evaluation], Any]
MISSING = object()


class Compiler:
    """Compiles one source; `names` collects the variables it reads, `filter_names` those that may be of an element.

    `calls` are the names before a bracket that no form of the source binds, with the place of the first.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.names: set[str] = set()
        self.filter_names: set[str] = set()
        self.calls: dict[str, int] = {}
        self.bound: list[frozenset[str]] = []
        self.filters = 0
        self.size = 0

    def compile(self, node: nodes.Node) -> Closure:
        """Return the closure that evaluates `node` in a run."""
        self.size += 1
        return COMPILERS[type(node)](self, node)

    def weigh(self, node: nodes.Node) -> tuple[Closure, int]:
        """Return the closure and the number of parts it has, which is what one turn of a loop costs."""
        before = self.size
        return self.compile(node), self.size - before

    def within(self, names: frozenset[str], node: nodes.Node) -> tuple[Closure, int]:
        """Compile a part in which these names are bound."""
        self.bound.append(names)
        result = self.weigh(node)
        self.bound.pop()
        return result

    def is_bound(self, name: str) -> bool:
        """Whether a form around this place binds the name."""
        return any(name in names for names in self.bound)

    def reads(self, name: str) -> None:
        """Remember that a free variable is read."""
        if not self.is_bound(name):
            (self.filter_names if self.filters else self.names).add(name)


def _literal(compiler: Compiler, node: nodes.Literal) -> Closure:
    value = node.value
    return lambda run: value


def find(run: Evaluation, name: str) -> Any:
    """Return the variable from the innermost scope that has it, else the function of that name, else MISSING."""
    scope = run.locals
    while scope is not None:
        if name in scope[0]:
            return scope[0][name]
        scope = scope[1]
    if name in run.values:
        return run.values[name]
    extra = run.environment.functions.get(name)
    return extra if extra is not None else BUILTINS.get(name, MISSING)


def _name(compiler: Compiler, node: nodes.Name) -> Closure:
    name, offset = node.name, node.offset
    compiler.reads(name)

    def read_anywhere(run: Evaluation) -> Any:
        value = find(run, name)
        if value is MISSING:
            run.note("name.unknown", offset, name=name)
            return None
        return value

    if compiler.bound:
        return read_anywhere

    def read(run: Evaluation) -> Any:
        if run.locals is None:
            try:
                return run.values[name]
            except KeyError:
                pass
        return read_anywhere(run)

    return read


def _logical(compiler: Compiler, node: nodes.Logical) -> Closure:
    parts = tuple(compiler.compile(each) for each in node.operands)
    decisive: bool = node.operator == "or"
    operator, offset = node.operator, node.offset

    def logical(run: Evaluation) -> bool | None:
        result: bool | None = not decisive
        for part in parts:
            value = part(run)
            if value is decisive:
                return value is True
            if value is not True and value is not False:
                result = None
                if value is not None:
                    run.note("boolean.expected", offset, where=operator, type=kind(value))
        return result

    return logical


def _arithmetic(compiler: Compiler, node: nodes.Arithmetic) -> Closure:
    first = compiler.compile(node.first)
    rest = tuple((ARITHMETIC[symbol], compiler.compile(operand), at) for symbol, operand, at in node.rest)
    if len(rest) == 1:
        operation, operand, offset = rest[0]
        return lambda run: operation(run, first(run), operand(run), offset)

    def chain(run: Evaluation) -> Any:
        value = first(run)
        for apply, part, at in rest:
            value = apply(run, value, part(run), at)
        return value

    return chain


def _negation(compiler: Compiler, node: nodes.Negation) -> Closure:
    operand, offset = compiler.compile(node.operand), node.offset
    return lambda run: negate(run, operand(run), offset)


def _if(compiler: Compiler, node: nodes.If) -> Closure:
    condition, then, otherwise = (compiler.compile(each) for each in (node.condition, node.then, node.otherwise))
    offset = node.offset

    def choose(run: Evaluation) -> Any:
        value = condition(run)
        if value is True:
            return then(run)
        if value is False or value is None:
            return otherwise(run)
        # Null counts as not true; a value of another type is a mistake, as the kit's boxed conditionals have it.
        run.note("boolean.expected", offset, where="if", type=kind(value))
        return None

    return choose


def _list(compiler: Compiler, node: nodes.ListNode) -> Closure:
    elements = tuple(compiler.compile(each) for each in node.elements)
    return lambda run: [adopt(element(run)) for element in elements]


def _context(compiler: Compiler, node: nodes.ContextNode) -> Closure:
    entries: list[tuple[str, Closure]] = []
    names: set[str] = set()
    for name, value in node.entries:
        entries.append((name, compiler.within(frozenset(names), value)[0]))
        names.add(name)
    offset, fixed = node.offset, tuple(entries)
    duplicate = next((name for index, (name, _) in enumerate(fixed) if name in dict(fixed[:index])), None)

    def build(run: Evaluation) -> dict[str, Any] | None:
        if duplicate is not None:
            run.note("context.duplicate", offset, name=duplicate)
            return None
        result: dict[str, Any] = {}
        outer = run.locals
        run.locals = (result, outer)
        try:
            for name, value in fixed:
                result[name] = adopt(value(run))
        finally:
            run.locals = outer
        return result

    return build


def _path(compiler: Compiler, node: nodes.Path) -> Closure:
    base, name, offset = compiler.compile(node.base), node.name, node.offset

    def follow(run: Evaluation) -> Any:
        value = base(run)
        if type(value) is dict and name in value:
            return value[name]
        return property_of(run, value, name, offset)

    return follow


COMPILERS: dict[type[nodes.Node], Callable[[Compiler, Any], Closure]] = {
    nodes.Literal: _literal,
    nodes.Name: _name,
    nodes.Logical: _logical,
    nodes.Arithmetic: _arithmetic,
    nodes.Negation: _negation,
    nodes.If: _if,
    nodes.ListNode: _list,
    nodes.ContextNode: _context,
    nodes.Path: _path,
}
"""Who compiles which form; compile_comparison, compile_loops, compile_calls and compile_tests add theirs."""
