"""What a procedure may call: its parts and called procedures, and whatever waits for a message or signal that it sends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workflows.procedure.checks.thrown import names_between
from workflows.procedure.model import Procedure
from workflows.procedure.scenario import MessageStep, Scenario


def reached(
    procedure: Procedure, beside: Mapping[str, Procedure], scenarios: Sequence[Scenario] = ()
) -> Mapping[str, Procedure]:
    """The procedures beside this one that it may call, directly or through others, and those its scenarios send a message to.

    A name that is worked out only in a case may be any: then all that wait for something count.
    """
    sent = {step.name for scenario in scenarios for each in scenario.line for step in _messages(each)}
    found: dict[str, Procedure] = {}
    waiting = [(procedure, sent)]
    while waiting:
        calling, more = waiting.pop()
        called, thrown = _called(calling), _thrown(calling) | more
        for process_id, each in beside.items():
            if process_id in found or process_id == procedure.process_id:
                continue
            if process_id in called or _hears(each, thrown):
                found[process_id] = each
                waiting.append((each, set()))
    return found


def _messages(scenario: Scenario) -> Sequence[MessageStep]:
    return [step for step in scenario.steps if isinstance(step, MessageStep)]


def _called(procedure: Procedure) -> set[str]:
    # Operations name the procedure of parts, and the message that they send, in their headers.
    named = {value for element in procedure.elements.values() for _, value in element.headers}
    return named | {each.called_process_id for each in procedure.elements.values() if each.called_process_id}


def _thrown(procedure: Procedure) -> set[str]:
    events = {each.event.name or "" for each in procedure.throwing if each.event}
    return events | {value for element in procedure.elements.values() for _, value in element.headers}


def _hears(procedure: Procedure, thrown: set[str]) -> bool:
    caught = {name for names in names_between([procedure]).values() for name in names}
    if any(name.startswith("=") for name in thrown):
        return bool(caught)
    return bool(caught & thrown) or (bool(thrown) and any(name.startswith("=") for name in caught))
