"""Walking a model: every logic in it, and every expression inside a logic."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.dmn.model import (
    Conditional,
    Context,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    ListExpression,
    Model,
    Relation,
)
from workflows.dmn.model import Iterator as BoxedIterator


def logic_of(model: Model) -> Iterator[Expression]:
    """The logic of every decision and business knowledge model that has one."""
    yield from (each.logic for each in model.decisions.values() if each.logic is not None)
    yield from (each.logic for each in model.knowledge.values() if each.logic is not None)


def parts(expression: Expression | None) -> Iterator[Expression]:
    """An expression and every expression inside it, outermost first."""
    if expression is None:
        return
    yield expression
    for inner in _inside(expression):
        yield from parts(inner)


def _inside(expression: Expression) -> tuple[Expression | None, ...]:
    if isinstance(expression, Context):
        return tuple(entry.expression for entry in expression.entries)
    if isinstance(expression, ListExpression):
        return expression.items
    if isinstance(expression, Relation):
        return tuple(cell for row in expression.rows for cell in row)
    if isinstance(expression, Invocation):
        return (expression.function, *(binding.expression for binding in expression.bindings))
    if isinstance(expression, FunctionDefinition):
        return (expression.body,)
    if isinstance(expression, Conditional):
        return (expression.condition, expression.then, expression.otherwise)
    if isinstance(expression, Filter):
        return (expression.collection, expression.match)
    if isinstance(expression, BoxedIterator):
        return (expression.collection, expression.body)
    return ()
