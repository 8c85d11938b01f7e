"""Which item of a multi-instance body a step is about, by the variables that it sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workflows.procedure.model import Procedure, Scope


def with_item(
    explanation: Mapping[str, Any], procedure: Procedure, element_id: str, variables: Mapping[str, Any]
) -> dict[str, Any]:
    """The explanation of a decision, with the name of the item that it was about where there is one."""
    item = item_around(procedure, element_id, variables)
    return {**explanation, "item": item} if item else dict(explanation)


def item_around(procedure: Procedure, element_id: str, variables: Mapping[str, Any]) -> str:
    """The name of the item that a step inside a multi-instance body, or one that is repeated, is about; empty where it has none."""
    for name in _elements_of_items(procedure.process, element_id):
        item = variables.get(name)
        if isinstance(item, Mapping):
            item = item.get("name") or item.get("title")
        if isinstance(item, str) and item:
            return item[:200]
    return ""


def _elements_of_items(scope: Scope, element_id: str) -> Iterator[str]:
    """The names under which bodies around an element keep their items, the nearest first."""
    for element in scope.elements.values():
        inside = element.body is not None and _holds(element.body, element_id)
        if inside and element.body is not None:
            yield from _elements_of_items(element.body, element_id)
        if (inside or element.id == element_id) and element.multi_instance and element.multi_instance.input_element:
            yield element.multi_instance.input_element


def _holds(scope: Scope, element_id: str) -> bool:
    return any(
        each.id == element_id or (each.body is not None and _holds(each.body, element_id))
        for each in scope.elements.values()
    )
