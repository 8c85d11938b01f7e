"""How errors and escalations look for their catcher, from the token outward through bodies and calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workflows.engine.errors import BpmnError, EngineError
from workflows.engine.expressions import plain
from workflows.engine.interface import Happening
from workflows.procedure.model import EventType

if TYPE_CHECKING:
    from workflows.engine.live import LiveToken, ScopeInstance
    from workflows.engine.specs.events import Boundary, EventStart


def _catchers(
    token: LiveToken, kind: EventType, code: str
) -> tuple[LiveToken, ScopeInstance, Boundary | EventStart] | None:
    """The nearest catcher: boundary events of the token, event sub-processes of its scope, then the same for the host."""
    from workflows.engine.specs.scope import best_catcher

    current: LiveToken | None = token
    while current is not None:
        boundary = best_catcher(current.node.boundaries, kind, code)
        if boundary is not None:
            return current, current.instance, boundary
        instance = current.instance
        if not instance.is_interrupted:
            start = instance.spec.catching_start(kind, code)
            if start is not None:
                return current, instance, start
        current = instance.host
    return None


def throw_error(token: LiveToken, error: BpmnError) -> None:
    """Interrupt the scope that catches the error and go on there. Raises EngineError where nothing catches it."""
    found = _catchers(token, EventType.ERROR, error.code)
    if found is None:
        place = token.node.place
        raise EngineError(
            place.process_id,
            place.element_id,
            f"The error {error.code} was raised and nothing catches it: {error.message or 'no further message'}.",
            f"发生错误 {error.code}，但没有任何事件捕获：{error.message or '无说明'}。",
        ) from error
    host, instance, catcher = found
    variables = {str(name): plain(value, catcher.place) for name, value in error.variables.items()}
    details = {"code": error.code, "message": error.message, "thrown_by": token.node.element.id}
    catcher.caught(host, instance, variables, Happening.ERROR_CAUGHT, details)


def throw_escalation(token: LiveToken, code: str, variables: Mapping[str, Any]) -> bool:
    """Let the nearest catcher take the escalation; False where nobody does."""
    found = _catchers(token, EventType.ESCALATION, code)
    if found is None:
        return False
    host, instance, catcher = found
    details = {"code": code, "thrown_by": token.node.element.id}
    catcher.caught(host, instance, dict(variables), Happening.ESCALATION_CAUGHT, details)
    return True
