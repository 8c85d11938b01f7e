"""Messages and signals between the procedures of the house: who throws one, who waits for it, and what it brings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.model import BETWEEN, THROWS, Element, EventType, Procedure
from workflows.procedure.rounds import START_EACH

_KINDS_ZH = {EventType.MESSAGE: "消息", EventType.SIGNAL: "信号"}


def throwers_of(house: Mapping[str, Procedure], catcher: Element) -> Iterator[tuple[Procedure, Element]]:
    """The events of the house that throw what `catcher` waits for, each with its procedure."""
    for procedure in house.values():
        for element in procedure.throwing:
            if _is_same(element, catcher):
                yield procedure, element


def is_report(house: Mapping[str, Procedure], catcher: Element) -> bool:
    """Whether a round waits here for the reports of its parts, which a cancelled part sends by itself."""
    reports = (
        value
        for procedure in house.values()
        for element in procedure.elements.values()
        if element.operation == START_EACH
        for name, value in element.headers
        if name == "report"
    )
    return catcher.event is not None and catcher.event.name in set(reports)


def caught_names(checking: Checking) -> Mapping[EventType, frozenset[str]] | None:
    """The names of the messages and signals that something in the house waits for; None where they cannot all be known."""
    if checking.called is None:
        return None
    caught = names_between((*checking.called.values(), checking.procedure))
    if any(name.startswith("=") for names in caught.values() for name in names):
        return None  # a name that is worked out may be any
    return caught


def names_between(procedures: Iterable[Procedure]) -> Mapping[EventType, frozenset[str]]:
    """The names of the messages and signals that something in these procedures waits for, FEEL as it is written."""
    caught: dict[EventType, set[str]] = {kind: set() for kind in BETWEEN}
    for procedure in procedures:
        for element in procedure.elements.values():
            if element.event is not None and element.event.type in BETWEEN and element.type not in THROWS:
                caught[element.event.type].add(element.event.name or "")
    return {kind: frozenset(names) for kind, names in caught.items()}


def check_thrown(checking: Checking) -> None:
    """Warn of a message or signal that no known procedure waits for."""
    caught = caught_names(checking)
    for element in checking.procedure.throwing:
        event = element.event
        if caught is None or event is None or not event.name or event.name.startswith("="):
            continue
        if event.name not in caught[event.type]:
            near = advice_of(suggest(event.name, caught[event.type]))
            kinds = {"type": event.type.value, "type_zh": _KINDS_ZH[event.type]}
            checking.warn("thrown_unheard", element, name=event.name, **kinds, **near)


def _is_same(thrower: Element, catcher: Element) -> bool:
    if thrower.event is None or catcher.event is None or catcher.event.name is None:
        return False
    return (thrower.event.type, thrower.event.name) == (catcher.event.type, catcher.event.name)
