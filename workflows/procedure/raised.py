"""Events that acts of people raise, instead of another case or program by a message: from a case's page or the board, or by
extending a clock."""

from __future__ import annotations

from workflows.procedure.model import Element, Procedure

RAISED_BY = "raised_by"
"""The property of an event that says by which posts."""
NOTE = "note"
"""The variable that holds, for the event's output mappings, what whoever raised it wrote."""

ON_EXTENSION = "on_extension"
"""The property of a boundary event that the extension of the clock of its activity raises."""
EXTENDED_FROM, EXTENSION_GROUND = "extended_from", "extension_ground"
"""The variables that hold, beside the note, when the clock was due before and for what kind of reason it is extended."""


def variables_brought(element: Element) -> frozenset[str]:
    """What an event that people raise brings for its output mappings; nothing for any other element."""
    if is_on_extension(element):
        return frozenset({NOTE, EXTENDED_FROM, EXTENSION_GROUND})
    return frozenset({NOTE}) if element.property(RAISED_BY) is not None else frozenset()


def is_on_extension(element: Element) -> bool:
    """Whether the extension of the clock that an event stands on raises it."""
    return element.property("on_extension") is not None


def raised_events(procedure: Procedure) -> tuple[Element, ...]:
    """The events of a procedure that people raise, in document order."""
    return tuple(element for element in procedure.elements.values() if element.property("raised_by") is not None)
