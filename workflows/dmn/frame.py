"""What is fixed while one graph is evaluated: given values, decisions made so far, and the same for imported models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.dmn.given import read_given
from workflows.dmn.item_types import ItemTypes
from workflows.dmn.model import Import, InputData, Model
from workflows.dmn.session import DecisionTrace, Session
from workflows.feel.comparison import kind
from workflows.feel.foreign import adopt
from workflows.feel.kinds import FeelType
from workflows.feel.types import ANY, convert


@dataclass(slots=True)
class Frame:
    """The state of one model in one evaluation. A model that is imported along two ways has two frames.

    `given` are values of input data and decisions by their id, `free` given variables that are no element of the model;
    a decision whose inputs are not drawn reads them. `values` is what was given, for imported models to take theirs from.
    """

    given: dict[str, Any] = field(default_factory=dict)
    free: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    decided: dict[str, Any] = field(default_factory=dict)
    traces: dict[str, DecisionTrace] = field(default_factory=dict)
    imported: dict[str, Frame] = field(default_factory=dict)


class Inputs:
    """The input data of a model with their types, ready to take values."""

    def __init__(self, model: Model, types: ItemTypes) -> None:
        self._file = model.file
        self._data = tuple(
            (data, types.of(data.type_ref, data.line) if data.type_ref else ANY) for data in model.inputs.values()
        )
        known = {each.name for each in model.inputs.values()} | {each.name for each in model.imports}
        self._known = frozenset(known | {each.name for each in model.decisions.values()})

    def open(self, values: Mapping[str, Any], session: Session) -> Frame:
        """The frame in which `values` are given by the names of the input data, converted to their types."""
        given = {
            data.id: self._converted(data, of_type, values[data.name], session)
            for data, of_type in self._data
            if data.name in values
        }
        free = {name: value for name, value in values.items() if name not in self._known}
        return Frame(given, free, values)

    def _converted(self, data: InputData, of_type: FeelType, value: Any, session: Session) -> Any:
        value = adopt(value)
        if value is None or of_type is ANY:
            return value
        converted, fits = convert(read_given(value, of_type), of_type)
        if not fits:
            params = {"what": data.label, "type": str(of_type), "found": kind(value)}
            session.note("value.input_type", self._file, data.id, data.line, **params)
        return converted


def values_for(imported: Import, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is given for an imported model: a context under the import's name, or names that start with it and a dot."""
    if not imported.name:
        return values
    inner = values.get(imported.name)
    if isinstance(inner, Mapping):
        return inner
    start = f"{imported.name}."
    return {name[len(start) :]: value for name, value in values.items() if name.startswith(start)}
