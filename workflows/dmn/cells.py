"""What a cell of a table admits, read from its syntax tree: points, intervals, null, and their combinations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workflows.feel import FeelError, nodes, start
from workflows.feel.comparison import order_key
from workflows.feel.compile_tests import mentions_subject
from workflows.feel.compiler import Compiler
from workflows.feel.environment import STANDARD
from workflows.feel.foreign import adopt
from workflows.feel.parser import open_parser


@dataclass(frozen=True, slots=True)
class Formula:
    """What a cell admits."""


@dataclass(frozen=True, slots=True)
class Everything(Formula):
    """The dash."""


@dataclass(frozen=True, slots=True)
class Unknown(Formula):
    """A test that depends on more than constants; nothing is assumed about it."""


@dataclass(frozen=True, slots=True)
class IsNull(Formula):
    """Null alone."""


@dataclass(frozen=True, slots=True)
class Bound:
    """An end of an interval: the key by which it is ordered, the value as it is shown, whether it belongs to it."""

    key: Any
    value: Any
    is_included: bool


@dataclass(frozen=True, slots=True)
class Within(Formula):
    """An interval of values of one kind; a bound None is open to that side. A point has the same bound twice."""

    kind: str
    low: Bound | None
    high: Bound | None


@dataclass(frozen=True, slots=True)
class AnyOf(Formula):
    """What one of the parts admits."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class AllOf(Formula):
    """What every part admits."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Not(Formula):
    """What the part refuses."""

    part: Formula


def read_cell(text: str, names: Iterable[str] = ()) -> Formula:
    """What the unary tests in `text` admit; Unknown where they cannot be read or depend on more than constants."""
    if text.strip() in ("", "-"):
        return Everything()
    try:
        tests = open_parser(text, names).whole_tests()
        found = AnyOf(tuple(_test(text, node) for node in tests.tests)) if tests.tests else Everything()
    except (FeelError, RecursionError):
        return Unknown()
    return Not(found) if tests.is_negated else found


def constant(text: str, names: Iterable[str] = ()) -> tuple[Any, bool]:
    """The value of an expression without variables, and whether it is one."""
    try:
        return _constant(text, open_parser(text, names).whole_expression())
    except (FeelError, RecursionError):
        return None, False


def point(value: Any) -> Formula:
    """The formula that admits one value only."""
    return _equal_to(value)


def _test(text: str, node: nodes.Node) -> Formula:
    """One test: a comparison, a range, a truth about `?`, or a value to be equal to."""
    if isinstance(node, nodes.UnaryRange):
        return _compared(node.operator, *_constant(text, node.operand))
    if isinstance(node, nodes.RangeNode):
        return _range(text, node)
    if mentions_subject(node):
        return truth(text, node)
    value, is_constant = _constant(text, node)
    if not is_constant:
        return Unknown()
    if isinstance(value, list):
        return AnyOf(tuple(_equal_to(each) for each in value))
    return _equal_to(value)


def truth(text: str, node: nodes.Node) -> Formula:
    """What a condition on `?` admits; Unknown where it depends on more than constants."""
    if isinstance(node, nodes.Logical):
        parts = tuple(truth(text, each) for each in node.operands)
        return AllOf(parts) if node.operator == "and" else AnyOf(parts)
    if isinstance(node, nodes.Comparison):
        if _is_subject(node.left) and not mentions_subject(node.right):
            return _compared(node.operator, *_constant(text, node.right))
        if _is_subject(node.right) and not mentions_subject(node.left):
            return _compared(_MIRRORED[node.operator], *_constant(text, node.left))
    if isinstance(node, nodes.Between) and _is_subject(node.value):
        low, high = _compared(">=", *_constant(text, node.low)), _compared("<=", *_constant(text, node.high))
        return AllOf((low, high))
    if isinstance(node, nodes.In) and _is_subject(node.value):
        return AnyOf(tuple(_test(text, each) for each in node.tests))
    if isinstance(node, nodes.Call) and node.function == nodes.Name(node.function.offset, "not"):
        return Not(truth(text, node.arguments[0])) if len(node.arguments) == 1 else Unknown()
    if isinstance(node, nodes.Name):
        return _equal_to(True)
    return Unknown()


_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def _is_subject(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "?"


def _range(text: str, node: nodes.RangeNode) -> Formula:
    low = _compared(">=" if node.start_included else ">", *_constant(text, node.start))
    high = _compared("<=" if node.end_included else "<", *_constant(text, node.end))
    return AllOf((low, high))


def _compared(operator: str, value: Any, is_constant: bool) -> Formula:
    if not is_constant:
        return Unknown()
    if operator in ("=", "!="):
        return _equal_to(value) if operator == "=" else Not(_equal_to(value))
    key = order_key(value)
    if key is None:
        return Unknown()
    bound = Bound(key[1], value, operator in ("<=", ">="))
    return Within(key[0], None, bound) if operator in ("<", "<=") else Within(key[0], bound, None)


def _equal_to(value: Any) -> Formula:
    if value is None:
        return IsNull()
    key = ("boolean", value) if isinstance(value, bool) else order_key(value)
    if key is None:
        return Unknown()
    bound = Bound(key[1], value, True)
    return Within(key[0], bound, bound)


def _constant(text: str, node: nodes.Node) -> tuple[Any, bool]:
    """The value of a part without variables, and whether it is one; the clock is no constant."""
    if isinstance(node, nodes.Literal):
        return node.value, True
    if _reads_clock(node):
        return None, False
    compiler = Compiler(text)
    closure = compiler.compile(node)
    if compiler.names or compiler.filter_names:
        return None, False
    return adopt(closure(start({}, STANDARD))), True


def _reads_clock(node: Any) -> bool:
    if isinstance(node, tuple):
        return any(_reads_clock(each) for each in node)
    if isinstance(node, nodes.Name):
        return node.name in ("now", "today")
    if isinstance(node, (nodes.Node, nodes.Iteration)):
        return any(_reads_clock(getattr(node, name)) for name in node.__dataclass_fields__)
    return False
