"""Functions that a model defines, as values that expressions can call; decision services are functions too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workflows.dmn.session import Session
from workflows.feel.comparison import kind
from workflows.feel.evaluation import Evaluation
from workflows.feel.foreign import adopt
from workflows.feel.functions import Function, Parameter
from workflows.feel.kinds import FeelType
from workflows.feel.types import convert

Body = Callable[[dict[str, Any]], Any]
"""Gives the result for the arguments by name."""


class ModelFunction(Function):
    """A function of a model, bound to the evaluation in which it came to be.

    An argument that does not fit its parameter's type makes the result null; `is_lenient` passes null instead, as
    decision services do with their inputs (DMN 1.4, 10.4.1).
    """

    __slots__ = ("_body", "_is_lenient", "_session")

    def __init__(
        self,
        name: str,
        parameters: tuple[Parameter, ...],
        result: FeelType | None,
        session: Session,
        body: Body,
        *,
        is_lenient: bool = False,
    ) -> None:
        self.name = name
        self.parameters = parameters
        self.result = result
        self._session = session
        self._body = body
        self._is_lenient = is_lenient

    def invoke(self, run: Evaluation, arguments: Sequence[Any], offset: int = -1) -> Any:
        """Call with arguments by position."""
        if len(arguments) != len(self.parameters):
            expected, found = str(len(self.parameters)), str(len(arguments))
            run.note("call.count", offset, function=self.name, expected=expected, found=found)
            return None
        scope: dict[str, Any] = {}
        for parameter, argument in zip(self.parameters, arguments, strict=True):
            value, fits = adopt(argument), True
            if parameter.type is not None:
                value, fits = convert(argument, parameter.type)
            if not fits:
                expected, found = str(parameter.type), kind(argument)
                names = {"function": self.name, "name": parameter.name}
                run.note("call.type", offset, **names, expected=expected, found=found)
                if not self._is_lenient:
                    return None
            scope[parameter.name] = value
        return self._evaluate(run, scope)

    def invoke_named(self, run: Evaluation, arguments: Mapping[str, Any], offset: int = -1) -> Any:
        """Call with arguments by parameter name; all parameters must be given."""
        known = {each.name for each in self.parameters}
        unknown = next((name for name in arguments if name not in known), None)
        if unknown is not None:
            run.note("call.parameter", offset, function=self.name, name=unknown)
            return None
        missing = next((each.name for each in self.parameters if each.name not in arguments), None)
        if missing is not None:
            run.note("call.missing", offset, function=self.name, name=missing)
            return None
        return self.invoke(run, [arguments[each.name] for each in self.parameters], offset)

    def _evaluate(self, run: Evaluation, scope: dict[str, Any]) -> Any:
        outer = run.values, run.locals, run.source
        self._session.enter()
        try:
            run.charge(1)
            value = self._body(scope)
        finally:
            run.values, run.locals, run.source = outer
            self._session.leave()
        if self.result is None or value is None:
            return value
        converted, fits = convert(value, self.result)
        if not fits:
            run.note("call.result", -1, function=self.name, expected=str(self.result))
        return converted
