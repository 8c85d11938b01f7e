"""Compiles ranges, `in` and unary tests: what a value is held against."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflows.feel import nodes
from workflows.feel.comparison import ORDER, kind, member, order_key
from workflows.feel.compiler import COMPILERS, Closure, Compiler
from workflows.feel.evaluation import Evaluation
from workflows.feel.foreign import adopt
from workflows.feel.operators import COMPARE, NUMERIC
from workflows.feel.ranges import Range, unary_range

Test = Callable[[Evaluation, Any], bool | None]
_SUBJECT = frozenset({"?"})


def build_range(run: Evaluation, start: Any, end: Any, ends: tuple[bool, bool], offset: int) -> Range | None:
    """Return the range between two comparable values of one type, or null and a diagnosis."""
    start, end = adopt(start), adopt(end)
    first, second = order_key(start), order_key(end)
    if first is None or second is None or first[0] != second[0]:
        run.note("range.endpoints", offset, left=kind(start), right=kind(end))
        return None
    return Range(start, end, ends[0], ends[1])


def _range(compiler: Compiler, node: nodes.RangeNode) -> Closure:
    start, end = compiler.compile(node.start), compiler.compile(node.end)
    ends, offset = (node.start_included, node.end_included), node.offset
    constant = _constant_range(node)
    if constant is not None:
        return lambda run: constant
    return lambda run: build_range(run, start(run), end(run), ends, offset)


def _constant_range(node: nodes.RangeNode) -> Range | None:
    """The range itself where both ends are comparable literals."""
    if not isinstance(node.start, nodes.Literal) or not isinstance(node.end, nodes.Literal):
        return None
    first, second = order_key(node.start.value), order_key(node.end.value)
    if first is None or second is None or first[0] != second[0]:
        return None
    return Range(node.start.value, node.end.value, node.start_included, node.end_included)


def _unary_range(compiler: Compiler, node: nodes.UnaryRange) -> Closure:
    operand, operator, offset = compiler.compile(node.operand), node.operator, node.offset

    def build(run: Evaluation) -> Range | None:
        value = adopt(operand(run))
        if operator not in ("=", "!=") and order_key(value) is None:
            run.note("range.endpoints", offset, left=kind(value), right=kind(value))
            return None
        return unary_range(operator, value)

    return build


def test_closure(compiler: Compiler, node: nodes.Node) -> Test:
    """Return the closure that tells whether a value meets one test."""
    if isinstance(node, nodes.UnaryRange):
        operand = compiler.compile(node.operand)
        operation, offset = COMPARE[node.operator], node.offset
        return lambda run, value: operation(run, value, operand(run), offset)
    if isinstance(node, nodes.Literal):
        constant = node.value
        compiler.size += 1
        if type(constant) is str or type(constant) is int:
            own_type = type(constant)

            def same(run: Evaluation, value: Any) -> bool | None:
                return value == constant if type(value) is own_type else member(value, constant, run)

            return same
        return lambda run, value: member(value, constant, run)
    if isinstance(node, nodes.RangeNode):
        return _range_test(compiler, node)
    return _by_value(compiler, node)


def _range_test(compiler: Compiler, node: nodes.RangeNode) -> Test:
    build, constant = compiler.compile(node), _constant_range(node)

    def within(run: Evaluation, value: Any) -> bool | None:
        interval = build(run)
        return None if interval is None else member(value, interval, run)

    if constant is None or type(constant.start) not in NUMERIC:
        return within
    above = ORDER[">=" if constant.start_included else ">"]
    below = ORDER["<=" if constant.end_included else "<"]
    low, high = constant.start, constant.end

    def within_numbers(run: Evaluation, value: Any) -> bool | None:
        if type(value) in NUMERIC:
            return above(value, low) and below(value, high)
        return within(run, value)

    return within_numbers


def _by_value(compiler: Compiler, node: nodes.Node) -> Test:
    """A test that is an expression: a truth about `?`, or a value to be equal to, a list or range to be in."""
    closure = compiler.within(_SUBJECT, node)[0]
    states = isinstance(node, (nodes.Comparison, nodes.Logical, nodes.Between, nodes.In, nodes.Quantified))
    is_truth = states or mentions_subject(node)

    def test(run: Evaluation, value: Any) -> bool | None:
        outer = run.locals
        run.locals = ({"?": value}, outer)
        try:
            result = adopt(closure(run))
        finally:
            run.locals = outer
        if isinstance(result, bool) and (is_truth or not isinstance(value, bool)):
            return result
        if result is None and is_truth:
            return None
        return member(value, result, run)

    return test


def mentions_subject(node: Any) -> bool:
    """Whether the part of the tree reads `?`."""
    if isinstance(node, nodes.Name):
        return node.name == "?"
    if isinstance(node, tuple):
        return any(mentions_subject(each) for each in node)
    if isinstance(node, (nodes.Node, nodes.Iteration)):
        return any(mentions_subject(getattr(node, field)) for field in node.__dataclass_fields__)
    return False


def any_test(tests: tuple[Test, ...]) -> Test:
    """Return the closure that tells whether a value meets one of the tests; null where none holds and one cannot tell."""
    if len(tests) == 1:
        return tests[0]

    def one_holds(run: Evaluation, value: Any) -> bool | None:
        result: bool | None = False
        for test in tests:
            answer = test(run, value)
            if answer is True:
                return True
            if answer is None:
                result = None
        return result

    return one_holds


def compile_tests(compiler: Compiler, node: nodes.Tests) -> Test:
    """Return the closure of whole unary tests."""
    if not node.tests:
        return lambda run, value: True
    test = any_test(tuple(test_closure(compiler, each) for each in node.tests))
    if not node.is_negated:
        return test

    def negated(run: Evaluation, value: Any) -> bool | None:
        answer = test(run, value)
        return None if answer is None else not answer

    return negated


def _in(compiler: Compiler, node: nodes.In) -> Closure:
    value = compiler.compile(node.value)
    test = any_test(tuple(test_closure(compiler, each) for each in node.tests))
    return lambda run: test(run, value(run))


COMPILERS.update({nodes.RangeNode: _range, nodes.UnaryRange: _unary_range, nodes.In: _in})
