"""From item definitions to types of the expression language; how a value is converted to a type is in the language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from workflows.dmn.model import ItemDefinition, Model
from workflows.feel import FeelError, parse_unary_tests
from workflows.feel.kinds import FeelType
from workflows.feel.types import ANY, NAMED, ConstrainedType, ContextType, FunctionType, ListType

OnProblem = Callable[..., object]
"""Called with a problem's code, line and params."""


class ItemTypes:
    """The named types of a model and of what it imports, under `import name.type name`."""

    def __init__(self, model: Model, on_problem: OnProblem) -> None:
        self._items = model.items
        self._on_problem = on_problem
        self._found: dict[str, FeelType] = {}
        self._open: set[str] = set()
        for each in model.imports:
            for name, of_type in ItemTypes(each.model, _ignore).all().items():
                self._found[f"{each.name}.{name}" if each.name else name] = of_type

    def all(self) -> Mapping[str, FeelType]:
        """Every named type of the model, by name."""
        for name in self._items:
            self._named(name)
        return self._found

    def bare(self) -> Mapping[str, FeelType]:
        """The named types without their allowed values, which `instance of` does not look at (DMN 1.4, 10.3.2.9.1)."""
        return {name: without_constraints(of_type) for name, of_type in self.all().items()}

    def of(self, reference: str | None, line: int = 0) -> FeelType:
        """The type that a typeRef means; Any for none, and for an unknown one, which is a problem."""
        if reference is None:
            return ANY
        found = self._named(_without_prefix(reference))
        if found is None:
            self._on_problem("type.unknown", line=line, name=reference)
            return ANY
        return found

    def _named(self, name: str) -> FeelType | None:
        if name in self._found:
            return self._found[name]
        item = self._items.get(name)
        if item is None:
            return NAMED.get(name) or NAMED.get(_UPPER.get(name, ""))
        if name in self._open:
            self._on_problem("type.recursive", line=item.line, name=name)
            return ANY
        self._open.add(name)
        self._found[name] = self._built(item)
        self._open.discard(name)
        return self._found[name]

    def _built(self, item: ItemDefinition) -> FeelType:
        found: FeelType
        if item.parameters is not None:
            parameters = tuple(self.of(each.type_ref, item.line) for each in item.parameters)
            found = FunctionType(parameters, self.of(item.result_type, item.line))
        elif item.components:
            found = ContextType(tuple((each.name, self._built(each)) for each in item.components))
        else:
            found = self.of(item.type_ref, item.line)
        # Allowed values of a collection speak of its items (DMN 1.4, 7.3.2); a type constraint of the whole.
        found = self._constrained(item, item.allowed, found)
        if item.is_collection:
            found = ListType(found)
        return self._constrained(item, item.constraint, found)

    def _constrained(self, item: ItemDefinition, text: str | None, base: FeelType) -> FeelType:
        if text is None or text == "-":
            return base
        try:
            tests = parse_unary_tests(text, names=component_names(item.components))
        except FeelError as error:
            self._on_problem("type.constraint", line=item.line, name=item.name, reason=error)
            return base

        def allowed(value: Any) -> bool:
            return tests.matches(value, {}) is True

        return ConstrainedType(item.name, base, allowed)


def without_constraints(of_type: FeelType) -> FeelType:
    """A type with every narrowing by allowed values taken off, at every depth."""
    if isinstance(of_type, ConstrainedType):
        return without_constraints(of_type.base)
    if isinstance(of_type, ListType):
        return ListType(without_constraints(of_type.element))
    if isinstance(of_type, ContextType):
        return ContextType(tuple((name, without_constraints(each)) for name, each in of_type.entries))
    return of_type


def component_names(items: Iterable[ItemDefinition]) -> set[str]:
    """Names of the components of item definitions, at every depth."""
    found: set[str] = set()
    for item in items:
        found.add(item.name)
        found |= component_names(item.components)
    return found


_UPPER = {"any": "Any", "null": "Null", "days and time": "days and time duration"}


def _without_prefix(reference: str) -> str:
    """`feel:string` and `string` are the same; prefixes of the XML form are not part of a type's name."""
    prefix, colon, rest = reference.partition(":")
    return rest if colon and prefix.isidentifier() else reference


def _ignore(code: str, **params: Any) -> None:
    """Problems of an imported model are told when that model is checked."""
