"""Compiles functions: their definition, their calls, and the types that are written beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workflows.feel import nodes
from workflows.feel.builtins import BUILTINS
from workflows.feel.builtins.define import Builtin
from workflows.feel.comparison import kind
from workflows.feel.compiler import COMPILERS, MISSING, Closure, Compiler, find
from workflows.feel.environment import STANDARD
from workflows.feel.errors import FeelLimitError
from workflows.feel.evaluation import Evaluation, Locals
from workflows.feel.foreign import adopt
from workflows.feel.functions import Function, Parameter
from workflows.feel.inference import result_type
from workflows.feel.kinds import FeelType
from workflows.feel.types import ANY, NAMED, ContextType, FunctionType, ListType, RangeType, convert, instance_of


class UserFunction(Function):
    """A function written in the language, with the variables that were in scope where it was written."""

    __slots__ = ("body", "cost", "locals", "source", "values")

    def __init__(
        self,
        parameters: tuple[Parameter, ...],
        result: FeelType | None,
        body: Closure,
        cost: int,
        run: Evaluation,
    ) -> None:
        self.name = "function"
        self.parameters = parameters
        self.result = result
        self.body = body
        self.cost = cost
        self.source = run.source
        self.values: Mapping[str, Any] = run.values
        self.locals: Locals | None = run.locals

    def invoke(self, run: Evaluation, arguments: Sequence[Any], offset: int = -1) -> Any:
        if len(arguments) != len(self.parameters):
            run.note(
                "call.count", offset, function=self.name, expected=str(len(self.parameters)), found=str(len(arguments))
            )
            return None
        scope: dict[str, Any] = {}
        for parameter, argument in zip(self.parameters, arguments, strict=True):
            value, fits = (
                convert(argument, parameter.type, run) if parameter.type is not None else (adopt(argument), True)
            )
            if not fits:
                run.note(
                    "call.type",
                    offset,
                    function=self.name,
                    name=parameter.name,
                    expected=str(parameter.type),
                    found=kind(argument),
                )
                return None
            scope[parameter.name] = value
        return self._evaluate(run, scope)

    def invoke_named(self, run: Evaluation, arguments: Mapping[str, Any], offset: int = -1) -> Any:
        unknown = next((name for name in arguments if all(name != each.name for each in self.parameters)), None)
        if unknown is not None:
            run.note("call.parameter", offset, function=self.name, name=unknown)
            return None
        missing = next((each.name for each in self.parameters if each.name not in arguments), None)
        if missing is not None:
            run.note("call.missing", offset, function=self.name, name=missing)
            return None
        return self.invoke(run, [arguments[each.name] for each in self.parameters], offset)

    def _evaluate(self, run: Evaluation, scope: dict[str, Any]) -> Any:
        if run.calls >= run.limits.calls:
            raise FeelLimitError("limit.calls", source=run.source, limit=run.limits.calls)
        outer = (run.values, run.locals, run.source)
        run.calls += 1
        run.charge(self.cost + 1)
        run.values, run.locals, run.source = self.values, (scope, self.locals), self.source
        try:
            return adopt(self.body(run))
        finally:
            run.values, run.locals, run.source = outer
            run.calls -= 1


def resolve_type(run: Evaluation, node: nodes.TypeNode) -> FeelType | None:
    """Return the type that is written; None and a diagnosis where a name in it is unknown."""
    arguments = [resolve_type(run, each) for each in node.arguments]
    result = resolve_type(run, node.result) if node.result is not None else ANY
    if any(each is None for each in arguments) or result is None:
        return None
    known = [each for each in arguments if each is not None]
    if node.is_generic:
        if node.name == "context":
            return ContextType(tuple(zip(node.entry_names, known, strict=True)))
        if node.name == "function":
            return FunctionType(tuple(known), result)
        element = known[0] if known else ANY
        return ListType(element) if node.name == "list" else RangeType(element)
    found = run.environment.types.get(node.name) or NAMED.get(node.name)
    if found is None:
        run.note("type.unknown", node.offset, name=node.name)
    return found


def _function(compiler: Compiler, node: nodes.FunctionNode) -> Closure:
    names = frozenset(name for name, _ in node.parameters)
    body, cost = compiler.within(names, node.body)
    written = node.parameters

    def define(run: Evaluation) -> UserFunction | None:
        parameters: list[Parameter] = []
        for name, type_node in written:
            of_type = resolve_type(run, type_node) if type_node is not None else None
            if type_node is not None and of_type is None:
                return None
            parameters.append(Parameter(name, of_type))
        result = result_type(node.body, {each.name: each.type for each in parameters if each.type is not None})
        return UserFunction(tuple(parameters), result, body, cost, run)

    return define


def _instance_of(compiler: Compiler, node: nodes.InstanceOf) -> Closure:
    value, of_type = compiler.compile(node.value), node.type

    def check(run: Evaluation) -> bool | None:
        resolved = resolve_type(run, of_type)
        return None if resolved is None else instance_of(value(run), resolved, run)

    return check


def _callee(compiler: Compiler, node: nodes.Node) -> Closure:
    if not isinstance(node, nodes.Name):
        return compiler.compile(node)
    name, offset = node.name, node.offset
    builtin = BUILTINS.get(name)
    if builtin is None:
        compiler.reads(name)
    if not compiler.is_bound(name):
        compiler.calls.setdefault(name, offset)

    def named(run: Evaluation) -> Any:
        if builtin is not None and run.locals is None and name not in run.values:
            return run.environment.functions.get(name, builtin)
        found = find(run, name)
        if isinstance(found, Function):
            return found
        if builtin is not None:
            return run.environment.functions.get(name, builtin)
        if found is MISSING:
            run.note("call.unknown", offset, name=name)
            return None
        return found

    return named


_FOLDED = frozenset({"date", "time", "date and time", "duration"})


def _folded(compiler: Compiler, node: nodes.Call, callee: Closure) -> Closure | None:
    """The shorter way for a date, time or duration written as a call with a text: it is read once."""
    name = node.function.name if isinstance(node.function, nodes.Name) else ""
    if (
        name not in _FOLDED
        or node.named
        or len(node.arguments) != 1
        or not isinstance(node.arguments[0], nodes.Literal)
    ):
        return None
    builtin, offset, text = BUILTINS[name], node.offset, node.arguments[0].value
    value = builtin.invoke(Evaluation({}, STANDARD, compiler.source), [text])
    if value is None:
        return None

    def constant(run: Evaluation) -> Any:
        function = callee(run)
        if function is builtin:
            return value
        return function.invoke(run, [text], offset)

    return constant


def _call(compiler: Compiler, node: nodes.Call) -> Closure:
    callee, offset = _callee(compiler, node.function), node.offset
    folded = _folded(compiler, node, callee)
    if folded is not None:
        return folded
    arguments = tuple(compiler.compile(each) for each in node.arguments)
    named = tuple((name, compiler.compile(each)) for name, each in node.named)

    def call(run: Evaluation) -> Any:
        function = callee(run)
        if type(function) is Builtin and not named:
            return function.invoke(run, [argument(run) for argument in arguments], offset)
        if not isinstance(function, Function):
            if function is not None:
                run.note("call.value", offset, type=kind(function))
            return None
        if named:
            return function.invoke_named(run, {name: argument(run) for name, argument in named}, offset)
        return function.invoke(run, [argument(run) for argument in arguments], offset)

    return call


COMPILERS.update({nodes.FunctionNode: _function, nodes.InstanceOf: _instance_of, nodes.Call: _call})
