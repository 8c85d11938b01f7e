"""Parses the longer forms: if, for, some, every, function, contexts, calls and types; operators are in parser."""

from __future__ import annotations

import re
from abc import abstractmethod

from workflows.feel.names import normal
from workflows.feel.nodes import Call, ContextNode, For, FunctionNode, If, Iteration, Node, Quantified, TypeNode
from workflows.feel.scanner import Scanner

_LABEL_WORD = r"[^\s:\"{}\[\]()<>,=]++"
# Possessive throughout: a text without a colon must not be tried again at each of its spaces.
_LABEL = re.compile(rf"\s*+(?=\D)({_LABEL_WORD}(?:\s++{_LABEL_WORD})*+)\s*+:")
_TYPE_WORDS = (
    "years and months duration",
    "days and time duration",
    "date and time",
)


class FormsParser(Scanner):
    """The forms that start with a keyword or a bracket of their own."""

    @abstractmethod
    def expression(self) -> Node:
        """Read one expression."""

    def if_form(self) -> Node:
        """Read `if … then … else …`."""
        start = self.advance().start
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        return If(start, condition, then, self.expression())

    def for_form(self) -> Node:
        """Read `for … return …`."""
        start = self.advance().start
        iterations = self._iterations()
        self.expect("return")
        return For(start, iterations, self.expression())

    def quantified_form(self) -> Node:
        """Read `some … satisfies …` or `every … satisfies …`."""
        token = self.advance()
        iterations = self._iterations()
        self.expect("satisfies")
        return Quantified(token.start, token.text, iterations, self.expression())

    def _iterations(self) -> tuple[Iteration, ...]:
        found = [self._iteration()]
        while self.take(","):
            found.append(self._iteration())
        return tuple(found)

    def _iteration(self) -> Iteration:
        name = self.name()
        self.known.add(name)
        self.expect("in")
        domain = self.expression()
        end = self.expression() if self.take("..") else None
        return Iteration(name, domain, end)

    def function_form(self) -> Node:
        """Read `function(a: type, b) body`."""
        start = self.advance().start
        self.expect("(")
        parameters: list[tuple[str, TypeNode | None]] = []
        while not self.closed(")", bool(parameters)):
            name = self.label() if self._label_match() else self.name()
            if any(name == other for other, _ in parameters):
                raise self.error("syntax.duplicate", self.place, name=name)
            self.known.add(name)
            parameters.append((name, self.type() if self.take(":") else None))
        if self.at("external"):
            raise self.error("syntax.external", self.peek().start)
        return FunctionNode(start, tuple(parameters), self.expression())

    def context_form(self) -> Node:
        """Read `{key: value, …}`."""
        start = self.advance().start
        entries: list[tuple[str, Node]] = []
        while not self.closed("}", bool(entries)):
            token = self.peek()
            name = self.advance().text if token.kind in ("string", "quoted") else self.label()
            self.expect(":")
            self.known.add(name)
            entries.append((name, self.expression()))
        return ContextNode(start, tuple(entries))

    def _label_match(self) -> re.Match[str] | None:
        return _LABEL.match(self.source, self.peek().start)

    def label(self) -> str:
        """Read a name up to the colon after it, whatever spaces, operators or keywords it holds."""
        match = self._label_match()
        if match is None:
            raise self.unexpected(code="syntax.name")
        self.place = match.end(1)
        return normal(match[1])

    def call_form(self, function: Node) -> Node:
        """Read the arguments of a call, from its opening bracket on."""
        start = self.advance().start
        arguments: list[Node] = []
        named: list[tuple[str, Node]] = []
        while not self.closed(")", bool(arguments or named)):
            if (named or not arguments) and self.peek().kind == "name" and self._label_match():
                name = self.label()
                self.expect(":")
                if any(name == other for other, _ in named):
                    raise self.error("syntax.duplicate", self.place, name=name)
                named.append((name, self.expression()))
            elif named:
                raise self.unexpected(code="syntax.named")
            else:
                arguments.append(self.expression())
        return Call(start, function, tuple(arguments), tuple(named))

    def type(self) -> TypeNode:
        """Read a type, such as `list<number>` or `function<string> -> boolean`."""
        self.deeper()
        start = self.peek().start
        name = self._type_name()
        result = TypeNode(start, name)
        if name in ("list", "range", "context", "function") and self.take("<"):
            result = self._type_arguments(start, name)
        self.depth -= 1
        return result

    def _type_name(self) -> str:
        for words in _TYPE_WORDS:
            match = re.compile(words.replace(" ", r"\s+") + r"\b").match(self.source, self.peek().start)
            if match:
                self.place = match.end()
                return words
        name = self.name()
        while self.take("."):
            name += "." + self.name()
        return name

    def _type_arguments(self, start: int, name: str) -> TypeNode:
        arguments: list[TypeNode] = []
        labels: list[str] = []
        while not self.closed(">", bool(arguments)):
            if name == "context":
                labels.append(self.label())
                self.expect(":")
            arguments.append(self.type())
        result = None
        if name == "function" and self.take("->"):
            result = self.type()
        return TypeNode(start, name, tuple(arguments), tuple(labels), result, True)
