"""Rounds: the procedure of the parts exists, they throw the message by which they report, and the round waits for it."""

from __future__ import annotations

from collections.abc import Iterable

from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.model import Element, ElementType, EventType

_START_EACH, _LOOK_AT = "case.start_each", "case.look_at_parts"
_THROWS = frozenset({ElementType.END_EVENT, ElementType.INTERMEDIATE_THROW_EVENT})


def check_rounds(checking: Checking) -> None:
    """Refuse a round that would wait for ever: no such procedure, or a report that nobody sends or hears."""
    for element in checking.procedure.elements.values():
        if element.operation not in (_START_EACH, _LOOK_AT):
            continue
        headers = dict(element.headers)
        process, report = headers.get("process"), headers.get("report")
        part = None
        if process is not None and checking.called is not None:
            part = checking.called.get(process)
            if part is None:
                checking.error("part_process", element, name=process, **advice_of(suggest(process, checking.called)))
        if report is None or element.operation != _START_EACH:
            continue
        if not _any(checking.procedure.elements.values(), report, throws=False):
            checking.error("part_report_unheard", element, name=report)
        if part is not None and not _any(part.elements.values(), report, throws=True):
            checking.error("part_report_unsent", element, name=report, process=process)


def _any(elements: Iterable[Element], name: str, *, throws: bool) -> bool:
    return any(
        each.event is not None
        and each.event.type is EventType.MESSAGE
        and each.event.name == name
        and (each.type in _THROWS) is throws
        for each in elements
    )
