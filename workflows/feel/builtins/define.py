"""How a function is offered to expressions: its name, its parameters with their types, and the Python code behind it."""

from __future__ import annotations

import datetime
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from workflows.feel.comparison import kind
from workflows.feel.errors import FeelError
from workflows.feel.evaluation import Evaluation
from workflows.feel.foreign import adopt
from workflows.feel.functions import Function, Parameter
from workflows.feel.kinds import FeelType
from workflows.feel.names import normal
from workflows.feel.times import DateTime
from workflows.feel.types import ANY, NAMED, ListType, convert

Implementation = Callable[..., Any]


# Python types that belong to a type of the language as they are, for the shortest way of the most frequent arguments.
_PLAIN_TYPES: Mapping[FeelType | None, frozenset[type]] = {
    NAMED["number"]: frozenset({int, Decimal}),
    NAMED["string"]: frozenset({str}),
    NAMED["list"]: frozenset({list}),
    NAMED["date"]: frozenset({datetime.date}),
    NAMED["date and time"]: frozenset({DateTime}),
    ANY: frozenset({int, Decimal, str, bool, list, dict}),
}
_NONE: frozenset[type] = frozenset()
# What a function goes through, or copies, costs by its length: a step for each 32 characters or elements.
_SIZED = frozenset({str, list})


class _Misfit(Exception):
    """Arguments do not fit the parameters; carries the diagnosis."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def parameter(text: str) -> Parameter:
    """Read a parameter as `name: type`, with `?` after the type where it may be left out and `|null` where null fits.

    Raises FeelError for a type that is not known.
    """
    name, _, type_text = text.partition(":")
    type_text = type_text.strip() or "Any"
    is_nullable = type_text.endswith("|null") or type_text.rstrip("?") == "Any"
    type_text = type_text.removesuffix("|null")
    is_optional = type_text.endswith("?")
    type_text = type_text.rstrip("?")
    element = type_text.removeprefix("list<").removesuffix(">")
    found = NAMED.get(element)
    if found is None:
        raise FeelError("type.unknown", name=type_text)
    of_type: FeelType = ListType(found) if type_text.startswith("list<") else found
    return Parameter(normal(name), of_type, is_optional, is_nullable)


class Signature:
    """One way to call a built-in function. With `rest`, the last parameter takes all further arguments as a list."""

    __slots__ = ("call", "has_rest", "is_spread", "parameters", "required", "with_run")

    def __init__(
        self, parameters: Sequence[str | Parameter], call: Implementation, *, rest: bool, spread: bool, with_run: bool
    ) -> None:
        self.parameters = tuple(parameter(each) if isinstance(each, str) else each for each in parameters)
        self.required = sum(1 for each in self.parameters if not each.is_optional)
        self.call = call
        self.has_rest = rest
        self.is_spread = spread
        self.with_run = with_run

    def calling(self, call: Implementation) -> Signature:
        """The same parameters with other code behind them."""
        other = object.__new__(Signature)
        for name in Signature.__slots__:
            setattr(other, name, getattr(self, name))
        other.call = call
        return other

    def positional(self, run: Evaluation, name: str, arguments: Sequence[Any]) -> list[Any]:
        """Return the converted arguments; raises _Misfit where they do not fit."""
        if self.is_spread and len(arguments) > 1:
            arguments = [list(arguments)]
        count = len(arguments)
        if count < self.required or (count > len(self.parameters) and not self.has_rest):
            raise _Misfit("call.count", function=name, expected=self._expected(), found=str(count))
        if self.has_rest:
            fixed = len(self.parameters) - 1
            last = self.parameters[-1]
            values = [
                self._fit(run, name, each, value)
                for each, value in zip(self.parameters, arguments[:fixed], strict=False)
            ]
            return [*values, [self._fit(run, name, last, value) for value in arguments[fixed:]]]
        return [self._fit(run, name, each, value) for each, value in zip(self.parameters, arguments, strict=False)]

    def named(self, run: Evaluation, name: str, arguments: Mapping[str, Any]) -> dict[int, Any]:
        """Return the converted arguments by their place; raises _Misfit where they do not fit."""
        places = {each.name: place for place, each in enumerate(self.parameters)}
        for given in arguments:
            if given not in places:
                raise _Misfit("call.parameter", function=name, name=given)
        result: dict[int, Any] = {}
        for each in self.parameters:
            if each.name in arguments:
                place = places[each.name]
                value = self._fit(run, name, each, arguments[each.name])
                result[place] = [value] if self.has_rest and place == len(places) - 1 else value
            elif not each.is_optional:
                raise _Misfit("call.missing", function=name, name=each.name)
        return result

    def _fit(self, run: Evaluation, name: str, expected: Parameter, value: Any) -> Any:
        if type(value) in _PLAIN_TYPES.get(expected.type, _NONE):
            return value
        of_type = expected.type or ANY
        converted, fits = convert(value, of_type, run)
        if not fits or (converted is None and not expected.is_nullable):
            raise _Misfit("call.type", function=name, name=expected.name, expected=str(of_type), found=kind(value))
        return converted

    def plain_types(self) -> tuple[frozenset[type], ...] | None:
        """The Python types with which arguments fit as they are; none for a signature that gathers arguments."""
        return None if self.has_rest else tuple(_PLAIN_TYPES.get(each.type, _NONE) for each in self.parameters)

    def _expected(self) -> str:
        if self.has_rest:
            return f"{self.required}+"
        most = len(self.parameters)
        return str(most) if self.required == most else f"{self.required}–{most}"


class Builtin(Function):
    """A function written in Python, with one or more signatures that are tried in turn."""

    __slots__ = ("_plain", "signatures")

    def __init__(self, name: str, signatures: tuple[Signature, ...], result: FeelType | None = None) -> None:
        self.name = name
        self.signatures = signatures
        self.parameters = signatures[0].parameters
        self.result = result
        self._plain = signatures[0].plain_types()

    def calling(self, call: Implementation) -> Builtin:
        """The same function with other code behind it, such as that of another case: to define it anew costs ten times as much."""
        other = object.__new__(Builtin)
        other.name, other.parameters, other.result, other._plain = self.name, self.parameters, self.result, self._plain
        other.signatures = (self.signatures[0].calling(call),)
        return other

    def invoke(self, run: Evaluation, arguments: Sequence[Any], offset: int = -1) -> Any:
        plain = self._plain
        if plain is not None and len(arguments) == len(plain):
            for argument, types in zip(arguments, plain, strict=True):
                if type(argument) not in types:
                    break
            else:
                return self._call(run, self.signatures[0], arguments, offset)
        misfit: _Misfit | None = None
        for signature in self.signatures:
            try:
                values = signature.positional(run, self.name, arguments)
            except _Misfit as failure:
                misfit = misfit or failure
                continue
            return self._call(run, signature, values, offset)
        if misfit is not None:
            run.note(misfit.code, offset, **misfit.params)
        return None

    def invoke_named(self, run: Evaluation, arguments: Mapping[str, Any], offset: int = -1) -> Any:
        misfit: _Misfit | None = None
        for signature in self.signatures:
            try:
                placed = signature.named(run, self.name, arguments)
            except _Misfit as failure:
                misfit = misfit or failure
                continue
            last = max(placed, default=-1)
            values = [placed.get(place) for place in range(last + 1)]
            return self._call(run, signature, values, offset)
        if misfit is not None:
            run.note(misfit.code, offset, **misfit.params)
        return None

    def _call(self, run: Evaluation, signature: Signature, values: Sequence[Any], offset: int) -> Any:
        for value in values:
            if type(value) in _SIZED:
                run.charge(len(value) >> 5)
        result = signature.call(run, *values) if signature.with_run else signature.call(*values)
        if result is None:
            run.note("call.value_of", offset, function=self.name)
            return None
        if type(result) in _SIZED:
            run.charge(len(result) >> 5)
        return adopt(result)


def define_function(
    name: str, parameters: Iterable[str], call: Implementation, *, result: str | None = None, with_run: bool = False
) -> Builtin:
    """Return a function for Environment.functions.

    `parameters` are texts such as "from: date", "days: number" or "office: string?" (may be left out) or
    "office: string?|null" (may also be null); arguments of another type give null with a diagnosis before `call` is
    reached. `call` takes the arguments by position (after the Evaluation, `with_run`) and returns a value or None.
    Raises FeelError for a type that is not known.
    """
    signature = Signature(tuple(parameters), call, rest=False, spread=False, with_run=with_run)
    return Builtin(normal(name), (signature,), NAMED[result] if result is not None else None)


def from_callable(name: str, call: Callable[..., Any]) -> Builtin:
    """Return a function for a plain callable: its Python parameter names, any types, defaults may be left out."""
    parameters = [
        f"{each.name}: Any{'?' if each.default is not inspect.Parameter.empty else ''}"
        for each in inspect.signature(call).parameters.values()
    ]
    return define_function(name, parameters, call)


REGISTRY: dict[str, Builtin] = {}


def builtin(
    name: str, *parameters: str | Parameter, rest: bool = False, spread: bool = False, result: str | None = None
) -> Callable[[Implementation], Implementation]:
    """Register a built-in function, or a further signature of one; its code takes the Evaluation first.

    With `rest` the last parameter takes all further arguments; with `spread` several arguments count as one list.
    """

    def register(call: Implementation) -> Implementation:
        signature = Signature(parameters, call, rest=rest, spread=spread, with_run=True)
        known = REGISTRY.get(name)
        signatures = (*known.signatures, signature) if known is not None else (signature,)
        REGISTRY[name] = Builtin(name, signatures, NAMED[result] if result is not None else None)
        return call

    return register
