"""What a diagram says of rounds and their parts: the operations, the variables that each part begins with, and what is a part."""

from __future__ import annotations

from typing import Final

from workflows.feel import FeelError, parse_expression
from workflows.procedure.model import Element, EventType, Procedure

START_EACH: Final = "case.start_each"
"""The operation that starts the parts of a round."""
LOOK_AT_PARTS: Final = "case.look_at_parts"
PART_KEY: Final = "part_key"
ROUND_KEY: Final = "round_key"
"""The variables that each part begins with: its own key, and the correlation key of messages between it and its round."""


def start_by_hand(procedure: Procedure) -> Element | None:
    """The start event at which a person may start a case: a none start event, that with a form where there are several.

    None where cases are started by messages, signals or the clock alone, or by a round as its parts: a part that somebody starts
    by hand would have no round to report to.
    """
    plain = [start for start in procedure.process.starts if start.event is None or start.event.type is EventType.NONE]
    if not plain or is_part(procedure):
        return None
    return next((start for start in plain if start.form_id), plain[0])


def is_part(procedure: Procedure) -> bool:
    """Whether a message of the procedure carries the key that only a round gives the parts that it starts."""
    keys = (each.event.correlation_key or "" for each in procedure.elements.values() if each.event is not None)
    return any(ROUND_KEY in key and _reads_round(key) for key in keys)


def _reads_round(source: str) -> bool:
    try:
        return ROUND_KEY in parse_expression(source.strip().removeprefix("=").strip()).names
    except FeelError:
        return False
