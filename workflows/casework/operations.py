"""The registry of operations: what service and send tasks of a diagram may call, by the name `room.verb`."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.casework.models import Case
from workflows.engine import BpmnError
from workflows.people import Actor
from workflows.procedure.model import Element
from workflows.store import UnitOfWork

__all__ = ["BpmnError", "Operation", "OperationCall", "operation", "operation_named", "registered_operations"]


@dataclass(frozen=True, slots=True)
class OperationCall:
    """What an operation is given: its transaction, the case, the element that calls it and the variables it sees.

    `variables` reads inner scopes first, so a task's input mappings come first. `actor` is who caused the step, None for timers.
    """

    work: UnitOfWork
    case: Case
    element: Element
    process_id: str
    variables: Mapping[str, Any]
    headers: Mapping[str, str]
    token_id: uuid.UUID
    actor: Actor | None


Operation = Callable[[OperationCall], Mapping[str, Any] | None]
_operations: dict[str, Operation] = {}


def operation(name: str) -> Callable[[Operation], Operation]:
    """Register a function as the operation `room.verb`. Raises ValueError for a name taken by another function.

    What it returns becomes variables of the case; `BpmnError` goes to an error event; any other exception is an incident.
    """

    def register(function: Operation) -> Operation:
        known = _operations.setdefault(name, function)
        if known is not function:
            raise ValueError(f"Two operations are named {name}: rename one.")
        return function

    return register


def operation_named(name: str) -> Operation | None:
    """The operation of this name, or None."""
    return _operations.get(name)


def registered_operations() -> tuple[str, ...]:
    """The names of all operations, sorted; the checks of diagrams ask it."""
    return tuple(sorted(_operations))
