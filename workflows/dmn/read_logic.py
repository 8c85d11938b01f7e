"""Reading of boxed expressions and decision tables from their XML form; what surrounds them is read in read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from lxml import etree

from workflows.dmn.errors import DmnError, DmnProblem, problem
from workflows.dmn.model import (
    Binding,
    Conditional,
    Context,
    ContextEntry,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    Iterator,
    ListExpression,
    LiteralExpression,
    Relation,
    Variable,
)
from workflows.dmn.read_table import read_table
from workflows.dmn.tags import attribute, child, children, elements, line_of, local_name, refuse_other_language, text_of

LOGIC_TAGS = frozenset(
    {
        "literalExpression",
        "decisionTable",
        "context",
        "list",
        "relation",
        "invocation",
        "functionDefinition",
        "encapsulatedLogic",
        "conditional",
        "filter",
        "for",
        "some",
        "every",
    }
)
"""Tags that stand for an expression wherever one may stand."""


class LogicReader:
    """Reads the expressions of one file and notes what is refused without stopping the reading."""

    def __init__(self, file: str, notes: list[DmnProblem]) -> None:
        self._file = file
        self._notes = notes
        self._readers: dict[str, Callable[[etree._Element], Expression]] = {
            "literalExpression": self._literal,
            "decisionTable": lambda element: read_table(element, self._file),
            "context": self._context,
            "list": self._list,
            "relation": self._relation,
            "invocation": self._invocation,
            "functionDefinition": self._function,
            "encapsulatedLogic": self._function,
            "conditional": self._conditional,
            "filter": self._filter,
            "for": self._iterator,
            "some": self._iterator,
            "every": self._iterator,
        }

    def expression(self, element: etree._Element | None) -> Expression | None:
        """The expression that an element is; None for no element. Raises DmnError for a malformed table."""
        return self._readers[local_name(element)](element) if element is not None else None

    def _inside(self, element: etree._Element | None) -> Expression | None:
        """The one expression inside a wrapper such as `then` or `return`."""
        if element is None:
            return None
        return self.expression(next((e for e in children(element) if local_name(e) in LOGIC_TAGS), None))

    def _all_inside(self, element: etree._Element) -> tuple[Expression | None, ...]:
        return tuple(self.expression(e) for e in children(element) if local_name(e) in LOGIC_TAGS)

    def _literal(self, element: etree._Element) -> LiteralExpression:
        refuse_other_language(element, self._file)
        return LiteralExpression(**_common(element), text=text_of(child(element, "text")))

    def _context(self, element: etree._Element) -> Context:
        entries = tuple(
            ContextEntry(variable=_variable(child(entry, "variable")), expression=self._inside(entry))
            for entry in elements(element, "contextEntry")
        )
        return Context(**_common(element), entries=entries)

    def _list(self, element: etree._Element) -> ListExpression:
        return ListExpression(**_common(element), items=self._all_inside(element))

    def _relation(self, element: etree._Element) -> Relation:
        columns = tuple(
            Variable(attribute(e, "name") or "", attribute(e, "typeRef")) for e in elements(element, "column")
        )
        rows = tuple(self._all_inside(row) for row in elements(element, "row"))
        return Relation(**_common(element), columns=columns, rows=rows)

    def _invocation(self, element: etree._Element) -> Invocation:
        bindings = tuple(
            Binding(parameter=_variable(child(each, "parameter")) or Variable(""), expression=self._inside(each))
            for each in elements(element, "binding")
        )
        return Invocation(**_common(element), function=self._inside(element), bindings=bindings)

    def _function(self, element: etree._Element) -> FunctionDefinition:
        kind = attribute(element, "kind") or "FEEL"
        if kind != "FEEL":
            line = line_of(element)
            self._notes.append(problem("read.function_kind", self._file, element.get("id"), line=line, kind=kind))
        parameters = tuple(
            Variable(attribute(e, "name") or "", attribute(e, "typeRef")) for e in elements(element, "formalParameter")
        )
        body = self._inside(element) if kind == "FEEL" else None
        return FunctionDefinition(**_common(element), parameters=parameters, body=body, kind=kind)

    def _conditional(self, element: etree._Element) -> Conditional:
        return Conditional(
            **_common(element),
            condition=self._inside(child(element, "if")),
            then=self._inside(child(element, "then")),
            otherwise=self._inside(child(element, "else")),
        )

    def _filter(self, element: etree._Element) -> Filter:
        return Filter(
            **_common(element),
            collection=self._inside(child(element, "in")),
            match=self._inside(child(element, "match")),
        )

    def _iterator(self, element: etree._Element) -> Iterator:
        kind = local_name(element)
        variable = attribute(element, "iteratorVariable")
        if variable is None:
            raise DmnError((problem("read.iterator", self._file, element.get("id"), line=line_of(element)),))
        return Iterator(
            **_common(element),
            kind=kind,
            variable=variable,
            collection=self._inside(child(element, "in")),
            body=self._inside(child(element, "return" if kind == "for" else "satisfies")),
        )


class _Common(TypedDict):
    """What every expression has."""

    id: str | None
    line: int
    type_ref: str | None


def _common(element: etree._Element) -> _Common:
    return {"id": element.get("id"), "line": line_of(element), "type_ref": attribute(element, "typeRef")}


def _variable(element: etree._Element | None) -> Variable | None:
    if element is None:
        return None
    return Variable(attribute(element, "name") or "", attribute(element, "typeRef"))
