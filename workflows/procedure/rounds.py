"""What a diagram says of rounds and their parts: the operations, the variables that each part begins with, and what is a part."""

from __future__ import annotations

from typing import Final

from workflows.feel import FeelError, parse_expression
from workflows.procedure.checks.texts import texts_of
from workflows.procedure.model import Element, EventType, Procedure

START_EACH: Final = "case.start_each"
"""The operation that starts the parts of a round."""
LOOK_AT_PARTS: Final = "case.look_at_parts"
PART_KEY: Final = "part_key"
ROUND_KEY: Final = "round_key"
"""The variables that each part begins with: its own key, and the correlation key of messages between it and its round."""
_GIVEN = frozenset({PART_KEY, ROUND_KEY})


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
    """Whether a procedure reads what only a round gives the parts that it starts, in its diagram or its forms."""
    texts = (name for name in procedure.files if name.endswith((".bpmn", ".form")))
    if not any(key.encode() in procedure.files[name] for name in texts for key in _GIVEN):
        return False  # nearly always; expressions need not be read then
    return any(_reads_round(text.source) for text in texts_of(procedure) if text.is_feel)


def _reads_round(source: str) -> bool:
    try:
        return bool(parse_expression(source.strip()[1:].strip()).names & _GIVEN)
    except FeelError:
        return False
