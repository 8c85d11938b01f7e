"""Events that people raise from a case's page or the board, instead of another case or program by a message."""

from __future__ import annotations

from workflows.procedure.model import Element, Procedure

RAISED_BY = "raised_by"
"""The property of an event that says by which posts."""
NOTE = "note"
"""The variable that holds, for the event's output mappings, what whoever raised it wrote."""


def raised_events(procedure: Procedure) -> tuple[Element, ...]:
    """The events of a procedure that people raise, in document order."""
    return tuple(element for element in procedure.elements.values() if element.property("raised_by") is not None)
