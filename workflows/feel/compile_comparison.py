"""Compiles comparisons, with shorter ways for the most frequent conditions: a variable against a number or a text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflows.feel import nodes
from workflows.feel.comparison import ORDER, compare, kind
from workflows.feel.compiler import COMPILERS, Closure, Compiler
from workflows.feel.evaluation import Evaluation
from workflows.feel.operators import COMPARE, NUMERIC, Operation


def _comparison(compiler: Compiler, node: nodes.Comparison) -> Closure:
    left = compiler.compile(node.left)
    operation, offset = COMPARE[node.operator], node.offset
    if isinstance(node.right, nodes.Literal):
        constant = node.right.value
        if type(constant) is int and node.operator in ORDER:
            compiler.size += 1
            return _against_number(compiler, node, left, constant)
        if type(constant) in (int, str) and node.operator in ("=", "!="):
            compiler.size += 1
            return _against_constant(left, operation, constant, node.operator == "=", offset)
    right = compiler.compile(node.right)
    return lambda run: operation(run, left(run), right(run), offset)


def _against_number(compiler: Compiler, node: nodes.Comparison, left: Closure, constant: int) -> Closure:
    operation, offset, comparator = COMPARE[node.operator], node.offset, ORDER[node.operator]
    if isinstance(node.left, nodes.Name) and not compiler.bound:
        return _variable_against_number(node.left.name, left, operation, comparator, constant, offset)

    def against_number(run: Evaluation) -> Any:
        value = left(run)
        if type(value) in NUMERIC:
            return comparator(value, constant)
        return operation(run, value, constant, offset)

    return against_number


def _variable_against_number(
    name: str, left: Closure, operation: Operation, comparator: Callable[[Any, Any], bool], constant: int, offset: int
) -> Closure:
    def against_number(run: Evaluation) -> Any:
        if run.locals is None and name in run.values:
            value = run.values[name]
            if type(value) is int:
                return comparator(value, constant)
        return operation(run, left(run), constant, offset)

    return against_number


def _against_constant(left: Closure, operation: Operation, constant: Any, is_equality: bool, offset: int) -> Closure:
    own_type = type(constant)

    def against_constant(run: Evaluation) -> Any:
        value = left(run)
        if type(value) is own_type:
            return (value == constant) is is_equality
        return operation(run, value, constant, offset)

    return against_constant


def _between(compiler: Compiler, node: nodes.Between) -> Closure:
    value, low, high = (compiler.compile(each) for each in (node.value, node.low, node.high))
    offset = node.offset

    def between(run: Evaluation) -> bool | None:
        subject, lower, upper = value(run), low(run), high(run)
        above, below = compare(">=", subject, lower), compare("<=", subject, upper)
        if above is False or below is False:
            return False
        if above is None or below is None:
            other = lower if above is None else upper
            run.note("operator.types", offset, operator="between", left=kind(subject), right=kind(other))
            return None
        return True

    return between


COMPILERS.update({nodes.Comparison: _comparison, nodes.Between: _between})
