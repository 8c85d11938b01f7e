"""What a round gives the parts that it starts: the variables of each, as far as the list that it makes of them tells."""

from __future__ import annotations

from workflows.feel.outline import outline
from workflows.feel.shapes import Shape
from workflows.procedure.model import Element, Procedure
from workflows.procedure.rounds import START_EACH

PARTS = "parts"
"""The variable that `case.start_each` reads: the list of the parts."""


def starts_parts(element: Element, process_id: str) -> bool:
    """Whether an element of a round starts parts of this procedure."""
    return element.operation == START_EACH and ("process", process_id) in element.headers


def variables_of_parts(round_: Procedure) -> frozenset[str] | None:
    """The names of what the parts begin with beside their keys; None where the expressions that make the list do not tell."""
    found: frozenset[str] | None = None
    for element in round_.elements.values():
        sources = [element.script] if element.result_variable == PARTS else []
        sources += [each.source for each in (*element.inputs, *element.outputs) if each.target == PARTS]
        for source in sources:
            given = variables_in(outline((source or "").strip().removeprefix("="), {}).shape)
            if given is None or given.entries is None:
                return None
            found = (found or frozenset()) | frozenset(given.entries)
    return found


def variables_in(parts: Shape) -> Shape | None:
    """What is known of the variables of the parts in such a list."""
    item = parts.item
    return item.entries.get("variables") if item is not None and item.entries is not None else None
