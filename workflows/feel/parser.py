"""Parses expressions and unary tests into the syntax tree, by operator rank (DMN 1.4, 10.3.1.2 and 10.3.1.3)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from workflows.feel.dates import parse_date
from workflows.feel.durations import parse_duration
from workflows.feel.errors import FeelLimitError, FeelSyntaxError
from workflows.feel.forms import FormsParser
from workflows.feel.limits import NESTING, SOURCE_CHARACTERS
from workflows.feel.names import KEYWORDS, KnownNames
from workflows.feel.nodes import (
    Arithmetic,
    Between,
    Comparison,
    Filter,
    In,
    InstanceOf,
    ListNode,
    Literal,
    Logical,
    Name,
    Negation,
    Node,
    Path,
    RangeNode,
    Tests,
    UnaryRange,
)
from workflows.feel.numbers import parse_number
from workflows.feel.times import parse_date_time, parse_time

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
CALLED_NAMES = ("date and time", "years and months duration", "working days between", "get or else")
"""Function names with a keyword in them; they are read as one name before an opening bracket."""

_OR, _AND, _COMPARISON = 1, 2, 3
RANKS = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys((*COMPARISONS, "between", "in"), _COMPARISON),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/"), 5),
    "**": 6,
}
"""The binary operators, those that bind less first."""

_CONSTANTS = {"null": None, "true": True, "false": False}


class Parser(FormsParser):
    """One reading of one source; each method reads what its name says and leaves the place behind it."""

    def expression(self) -> Node:
        """Read one expression of the lowest rank."""
        self.deeper()
        node = self._ranked(0)
        self.depth -= 1
        return node

    def _ranked(self, rank: int) -> Node:
        """Read an expression whose operators have at least this rank."""
        start = self.peek().start
        node = self._unary()
        count = 0
        while True:
            token = self.peek()
            found = RANKS.get(token.text) if token.kind in ("operator", "name") else None
            if found is None or found < rank:
                return node
            if found in (_OR, _AND):
                node = self._logical(start, node, token.text, found)
            elif found == _COMPARISON:
                node = self._comparison(node)
            else:
                node = self._arithmetic(start, node, found)
            count += 1
            self.bound_chain(count)

    def bound_chain(self, count: int) -> None:
        """Refuse a chain whose tree would grow too deep."""
        if count > NESTING:
            raise FeelLimitError("limit.depth", source=self.source, offset=self.place, limit=NESTING)

    def _logical(self, start: int, first: Node, operator: str, rank: int) -> Node:
        operands = [first]
        while self.take(operator):
            operands.append(self._ranked(rank + 1))
        return Logical(start, operator, tuple(operands))

    def _arithmetic(self, start: int, first: Node, rank: int) -> Node:
        rest: list[tuple[str, Node, int]] = []
        while self.peek().kind == "operator" and RANKS.get(self.peek().text) == rank:
            token = self.advance()
            rest.append((token.text, self._ranked(rank + 1), token.start))
        return Arithmetic(start, first, tuple(rest))

    def _comparison(self, left: Node) -> Node:
        token = self.advance()
        if token.text == "between":
            low = self._ranked(_COMPARISON + 1)
            self.expect("and")
            return Between(token.start, left, low, self._ranked(_COMPARISON + 1))
        if token.text == "in":
            return In(token.start, left, self._in_tests())
        return Comparison(token.start, token.text, left, self._ranked(_COMPARISON + 1))

    def _in_tests(self) -> tuple[Node, ...]:
        if self.at("("):
            place = self.place
            self.advance()
            self.deeper()
            tests = self._tests()
            self.depth -= 1
            if self.take(")"):
                return tests
            # The bracket opens a range with an open start.
            self.place = place
        return (self._test(_COMPARISON + 1),)

    def _unary(self) -> Node:
        token = self.peek()
        if self.take("-") and self.peek().kind != "number":
            self.deeper()
            operand = self._unary()
            self.depth -= 1
            return Negation(token.start, operand)
        # A minus before a number belongs to the literal, so it binds more than anything else.
        node = self._primary()
        if token.text == "-" and token.kind == "operator" and isinstance(node, Literal):
            node = _negated(token.start, node)
        node = self._postfix(node)
        while self.at("instance"):
            start = self.advance().start
            self.expect("of")
            node = InstanceOf(start, node, self.type())
        return node

    def _postfix(self, node: Node) -> Node:
        count = 0
        while True:
            token = self.peek()
            if self.take("."):
                node = Path(token.start, node, self.name())
            elif self.at("["):
                place, depth = self.place, self.depth
                try:
                    node = self._filter(node)
                except FeelSyntaxError:
                    if not self.in_range_end:
                        raise
                    self.place, self.depth = place, depth
                    return node
            elif self.at("("):
                self.deeper()
                node = self.call_form(node)
                self.depth -= 1
            else:
                return node
            count += 1
            self.bound_chain(count)

    in_range_end = 0

    def _filter(self, base: Node) -> Node:
        start = self.advance().start
        outer, self.in_range_end = self.in_range_end, 0
        try:
            condition = self.expression()
            self.expect("]")
        finally:
            self.in_range_end = outer
        return Filter(start, base, condition)

    def _primary(self) -> Node:
        token = self.peek()
        if token.kind == "number":
            self.advance()
            value = parse_number(token.text)
            if value is None:
                raise self.error("syntax.number", token.start, found=token.text[:40])
            return Literal(token.start, value)
        if token.kind == "string":
            self.advance()
            return Literal(token.start, token.text)
        if token.kind == "at":
            return self._at_literal()
        if token.kind == "name":
            return self._word()
        if token.kind == "quoted":
            return Name(token.start, self.name())
        if token.text == "?":
            self.advance()
            return Name(token.start, "?")
        if token.text in ("[", "(", "]"):
            return self._bracket()
        if token.text == "{":
            return self.context_form()
        raise self.unexpected()

    def _word(self) -> Node:
        token = self.peek()
        if self.known_name() is None:
            if token.text in _CONSTANTS:
                self.advance()
                return Literal(token.start, _CONSTANTS[token.text])
            if token.text == "if":
                return self.if_form()
            if token.text == "for":
                return self.for_form()
            if token.text in ("some", "every"):
                return self.quantified_form()
            if token.text == "function":
                return self.function_form()
            if token.text in KEYWORDS:
                raise self.unexpected(code="syntax.value")
        return Name(token.start, self.name())

    def _at_literal(self) -> Node:
        token = self.advance()
        for parse in (parse_date, parse_time, parse_duration, parse_date_time):
            value = parse(token.text)
            if value is not None:
                return Literal(token.start, value)
        raise self.error("syntax.literal", token.start, found=token.text[:40])

    def _bracket(self) -> Node:
        """Read a list, a bracketed expression, a range or a bracketed comparison."""
        opening = self.advance()
        if opening.text == "(" and self.peek().text in COMPARISONS and self.peek().kind == "operator":
            node = self._unary_range()
            self.expect(")")
            return node
        if opening.text == "[" and self.take("]"):
            return ListNode(opening.start, ())
        outer, self.in_range_end = self.in_range_end, 0
        try:
            first = self.expression()
            if self.take(".."):
                return self._range(opening.start, opening.text, first)
            if opening.text == "]":
                raise self.unexpected("..")
            if opening.text == "(":
                self.expect(")")
                return first
            elements = [first]
            while self.take(","):
                elements.append(self.expression())
            self.expect("]")
            return ListNode(opening.start, tuple(elements))
        finally:
            self.in_range_end = outer

    def _range(self, start: int, opening: str, first: Node) -> Node:
        # The closing bracket may be "[", which after a value also opens a filter: a filter is tried first.
        self.in_range_end = 1
        last = self.expression()
        closing = self.peek().text
        if self.peek().kind != "operator" or closing not in ("]", ")", "["):
            raise self.unexpected("]")
        self.advance()
        return RangeNode(start, first, last, opening == "[", closing == "]")

    def _unary_range(self) -> Node:
        token = self.advance()
        return UnaryRange(token.start, token.text, self._ranked(_COMPARISON + 1))

    def _test(self, rank: int = 0) -> Node:
        token = self.peek()
        if token.kind == "operator" and token.text in COMPARISONS:
            return self._unary_range()
        return self._ranked(rank) if rank else self.expression()

    def unary_tests(self) -> Tests:
        """Read unary tests: a dash, tests separated by commas, or `not(…)` around them."""
        start = self.peek().start
        place = self.place
        if self.take("-") and self.peek().kind == "end":
            return Tests(start, (), False)
        self.place = place
        if self.at("not"):
            self.advance()
            if self.take("("):
                tests = self._tests()
                if self.take(")") and self.peek().kind == "end":
                    return Tests(start, tests, True)
            self.place = place
        return Tests(start, self._tests(), False)

    def _tests(self) -> tuple[Node, ...]:
        tests = [self._test()]
        while self.take(","):
            tests.append(self._test())
        return tuple(tests)

    def whole_expression(self) -> Node:
        """Read the whole source as one expression."""
        node = self.expression()
        if self.peek().kind != "end":
            raise self.unexpected()
        return node

    def whole_tests(self) -> Tests:
        """Read the whole source as unary tests."""
        tests = self.unary_tests()
        if self.peek().kind != "end":
            raise self.unexpected()
        return tests


def _negated(start: int, literal: Literal) -> Literal:
    value = literal.value
    return Literal(start, value.copy_negate() if isinstance(value, Decimal) else -value)


def open_parser(source: str, names: Iterable[str]) -> Parser:
    """Return a parser for `source` with the names in scope; raises FeelLimitError or FeelSyntaxError at once."""
    if len(source) > SOURCE_CHARACTERS:
        raise FeelLimitError("limit.source", limit=SOURCE_CHARACTERS)
    parser = Parser(source, KnownNames(names), KnownNames(CALLED_NAMES))
    if parser.peek().kind == "end":
        raise FeelSyntaxError("syntax.empty", source=source, offset=0)
    return parser
