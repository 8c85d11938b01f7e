"""What a case took from outside, a message or a signal, by the event of its diagrams that waits for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from workflows.engine import Happening
from workflows.procedure.model import THROWS, Procedure
from workflows.proof.words import HistoryKind

_RECEIVED = frozenset({HistoryKind.MESSAGE_RECEIVED, HistoryKind.SIGNAL_RECEIVED})


def place_of(
    kind: str, element_id: str, procedures: Mapping[str, Procedure], reads: Collection[str], data: Mapping[str, Any]
) -> str | None:
    """The element of an entry of the history; of something received it is looked for, None where no diagram that the reader reads
    draws it."""
    if kind not in _RECEIVED or element_id:
        return element_id
    return _received_at(procedures, reads, data) or None


def _received_at(procedures: Mapping[str, Procedure], reads: Collection[str], data: Mapping[str, Any]) -> str:
    """The event that took it, else one that waits for what has this name: of the processes that the reader reads, empty where none
    of them draws it."""
    for kind, process_id, element_id, _ in data.get("moved", []):
        if kind in (Happening.MESSAGE_CAUGHT, Happening.SIGNAL_CAUGHT):
            return str(element_id) if process_id in reads else ""
    named = (
        element.id
        for process_id in procedures
        if process_id in reads
        for element in procedures[process_id].elements.values()
        if element.event is not None and element.event.name == data.get("name") and element.type not in THROWS
    )
    return next(named, "")
