"""Compiles boxed expressions; decision tables are compiled in table, functions that a graph offers in graph."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from workflows.dmn.function import ModelFunction
from workflows.dmn.model import (
    Conditional,
    Context,
    DecisionTable,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    Iterator,
    ListExpression,
    LiteralExpression,
    Relation,
)
from workflows.dmn.session import Code, Scope, Session
from workflows.dmn.table import compile_table, evaluate_table
from workflows.dmn.unit import Unit
from workflows.feel.comparison import kind
from workflows.feel.functions import Function, Parameter
from workflows.feel.kinds import FeelType
from workflows.feel.types import FunctionType

Names = frozenset[str]


def compile_expression(unit: Unit, expression: Expression | None, names: Names) -> Code:
    """The code of a boxed expression in whose scope `names` are; None, which is null, for no expression at all."""
    if expression is None:
        return _null
    code = _COMPILERS[type(expression)](unit, expression, names)
    if isinstance(expression, FunctionDefinition):
        return code
    return unit.typed(code, expression.type_ref, expression.id, expression.line, "expression")


def _null(session: Session, scope: Scope) -> None:
    """An expression that is not there."""


def _literal(unit: Unit, expression: LiteralExpression, names: Names) -> Code:
    if not expression.text.strip():
        return _null
    return unit.expression(expression.text, names, expression.id, expression.line)


def _context(unit: Unit, expression: Context, names: Names) -> Code:
    entries: list[tuple[str | None, Code]] = []
    for entry in expression.entries:
        code = compile_expression(unit, entry.expression, names)
        name = entry.variable.name if entry.variable is not None else None
        if entry.variable is not None:
            code = unit.typed(code, entry.variable.type_ref, expression.id, expression.line, entry.variable.name)
            names |= {entry.variable.name}
        entries.append((name, code))

    def build(session: Session, scope: Scope) -> Any:
        inner = dict(scope)
        result: dict[str, Any] = {}
        for name, code in entries:
            value = code(session, inner)
            if name is None:
                return value
            inner[name] = result[name] = value
        return result

    return build


def _list(unit: Unit, expression: ListExpression, names: Names) -> Code:
    codes = tuple(compile_expression(unit, each, names) for each in expression.items)
    return lambda session, scope: [code(session, scope) for code in codes]


def _relation(unit: Unit, expression: Relation, names: Names) -> Code:
    columns = tuple(each.name for each in expression.columns)
    rows = []
    for row in expression.rows:
        if len(row) != len(columns):
            unit.problem("relation.cells", expression.id, line=expression.line)
        rows.append(tuple(compile_expression(unit, cell, names) for cell in row))

    def build(session: Session, scope: Scope) -> list[dict[str, Any]]:
        return [{name: code(session, scope) for name, code in zip(columns, row, strict=False)} for row in rows]

    return build


def _invocation(unit: Unit, expression: Invocation, names: Names) -> Code:
    callee = compile_expression(unit, expression.function, names)
    file = unit.model.file
    bindings = []
    for binding in expression.bindings:
        code = compile_expression(unit, binding.expression, names)
        code = unit.typed(code, binding.parameter.type_ref, expression.id, expression.line, binding.parameter.name)
        bindings.append((binding.parameter.name, code))

    def invoke(session: Session, scope: Scope) -> Any:
        function = callee(session, scope)
        if not isinstance(function, Function):
            session.note("invocation.function", file, expression.id, expression.line)
            return None
        return function.invoke_named(session.run, {name: code(session, scope) for name, code in bindings})

    return invoke


def _function(unit: Unit, expression: FunctionDefinition, names: Names) -> Code:
    """A function value; what `type_ref` says is the type of its result."""
    if expression.kind != "FEEL":
        file, kind = unit.model.file, expression.kind

        def refuse(session: Session, scope: Scope) -> None:
            session.note("read.function_kind", file, expression.id, expression.line, kind=kind)

        return refuse
    parameters = compile_parameters(unit, expression)
    body = compile_expression(unit, expression.body, names | {each.name for each in parameters})
    result = result_type(unit, expression.type_ref, expression.line)

    def define(session: Session, scope: Scope) -> ModelFunction:
        return ModelFunction("function", parameters, result, session, lambda given: body(session, {**scope, **given}))

    return define


def result_type(unit: Unit, reference: str | None, line: int) -> FeelType | None:
    """The type of what a function gives: editors declare either that, or the type of the whole function."""
    of_type = unit.type_of(reference, line) if reference else None
    return of_type.result if isinstance(of_type, FunctionType) else of_type


def compile_parameters(unit: Unit, expression: FunctionDefinition) -> tuple[Parameter, ...]:
    """The formal parameters of a function with their types."""
    return tuple(
        Parameter(each.name, unit.type_of(each.type_ref, expression.line) if each.type_ref else None)
        for each in expression.parameters
    )


def _conditional(unit: Unit, expression: Conditional, names: Names) -> Code:
    condition, then, otherwise = (
        compile_expression(unit, each, names) for each in (expression.condition, expression.then, expression.otherwise)
    )

    file = unit.model.file

    def choose(session: Session, scope: Scope) -> Any:
        value = condition(session, scope)
        if value is not None and not isinstance(value, bool):
            session.note("conditional.boolean", file, expression.id, expression.line, found=kind(value))
            return None
        return then(session, scope) if value is True else otherwise(session, scope)

    return choose


def _filter(unit: Unit, expression: Filter, names: Names) -> Code:
    inner = names | {"item"}
    text = "collection[matches(item)]"
    return _by_item(unit, expression, (expression.collection, expression.match), "item", names, inner, text)


def _iterator(unit: Unit, expression: Iterator, names: Names) -> Code:
    inner = names | {expression.variable, "partial"}
    text = {
        "for": "for each in collection return matches(each, partial)",
        "some": "some each in collection satisfies matches(each)",
        "every": "every each in collection satisfies matches(each)",
    }[expression.kind]
    parts = (expression.collection, expression.body)
    return _by_item(unit, expression, parts, expression.variable, names, inner, text)


def _by_item(
    unit: Unit,
    expression: Expression,
    parts: tuple[Expression | None, Expression | None],
    variable: str,
    names: Names,
    inner: Names,
    text: str,
) -> Code:
    """Code that has the language itself go through a collection, so that both forms treat every value alike."""
    collection, body = compile_expression(unit, parts[0], names), compile_expression(unit, parts[1], inner)
    if parts[0] is None or parts[1] is None:
        unit.problem("expression.missing", expression.id, line=expression.line)
    walk = unit.expression(text, frozenset({"collection", "matches"}), expression.id, expression.line)
    extra = ("partial",) if "partial" in text else ()
    parameters = tuple(Parameter(each) for each in (variable, *extra))

    def go_through(session: Session, scope: Scope) -> Any:
        def one(given: dict[str, Any]) -> Any:
            item = given[variable]
            # In a filter the entries of an item are variables themselves (DMN 1.4, 10.3.2.5).
            own = item if isinstance(expression, Filter) and isinstance(item, dict) else {}
            return body(session, {**scope, **own, **given})

        matches = ModelFunction("body", parameters, None, session, one)
        return walk(session, {"collection": collection(session, scope), "matches": matches})

    return go_through


def _table(unit: Unit, expression: DecisionTable, names: Names) -> Code:
    table = compile_table(unit, expression, names)
    return partial(evaluate_table, table)


_COMPILERS: dict[type[Expression], Callable[[Unit, Any, Names], Code]] = {
    LiteralExpression: _literal,
    Context: _context,
    ListExpression: _list,
    Relation: _relation,
    Invocation: _invocation,
    FunctionDefinition: _function,
    Conditional: _conditional,
    Filter: _filter,
    Iterator: _iterator,
    DecisionTable: _table,
}
