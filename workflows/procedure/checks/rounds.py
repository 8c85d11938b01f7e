"""Rounds: the procedure of the parts exists, they report by the message and the key that the round waits for, nobody starts one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.model import THROWS, Element, EventType
from workflows.procedure.rounds import LOOK_AT_PARTS, ROUND_KEY, START_EACH, is_part


def check_rounds(checking: Checking) -> None:
    """Refuse a round that would wait for ever: no such procedure, a report that nobody sends or hears; and a part's start form."""
    if is_part(checking.procedure):
        for start in checking.procedure.process.starts:
            if start.form_id is not None:
                checking.error("part_start_form", start)
    for element in checking.procedure.elements.values():
        if element.operation not in (START_EACH, LOOK_AT_PARTS):
            continue
        headers = dict(element.headers)
        process, report = headers.get("process"), headers.get("report")
        part = None
        if process is not None and checking.called is not None:
            part = checking.called.get(process)
            if part is None:
                checking.error("part_process", element, name=process, **advice_of(suggest(process, checking.called)))
        if report is None or element.operation != START_EACH:
            continue
        if not any(_of_message(checking.procedure.elements.values(), report, throws=False)):
            checking.error("part_report_unheard", element, name=report)
        if part is None:
            continue
        if not any(start.event is None or start.event.type is EventType.NONE for start in part.process.starts):
            checking.error("part_start", element, process=process)
        reports = list(_of_message(part.elements.values(), report, throws=True))
        if not reports:
            checking.error("part_report_unsent", element, name=report, process=process)
        elif not any(ROUND_KEY in (each.event.correlation_key or "") for each in reports if each.event is not None):
            checking.error("part_report_key", element, name=report, process=process)


def _of_message(elements: Iterable[Element], name: str, *, throws: bool) -> Iterator[Element]:
    for each in elements:
        is_it = each.event is not None and each.event.type is EventType.MESSAGE and each.event.name == name
        if is_it and (each.type in THROWS) is throws:
            yield each
