"""A procedure in words: who does what in which order, what is asked, decided, written and counted: for who agrees to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from workflows.casework.clock_schedule import times_of
from workflows.casework.errors import InvalidRequest
from workflows.casework.operations import registered_operations
from workflows.procedure.clock_times import CatchUp
from workflows.procedure.form_model import Form, FormField
from workflows.procedure.model import Element, ElementType, Lane, Procedure, Scope
from workflows.sentence import Sentence
from workflows.store import UnitOfWork


class PartKind(StrEnum):
    """What a line about a step says."""

    WHO = "who"  # in place of the post of its lane
    EACH = "each"  # once for every element of a list
    ASKS = "asks"
    BUTTONS = "buttons"
    DOES = "does"
    SCRIPT = "script"
    TABLE = "table"
    CALLS = "calls"
    TIME = "time"
    MESSAGE = "message"
    DUE = "due"
    DEADLINE = "deadline"
    IF = "if"


@dataclass(frozen=True, slots=True)
class Part:
    """One line about a step: `text` is for people, `code` as the files say it."""

    kind: PartKind
    text: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """An element in the order of the work; `depth` counts the sub-processes that it lies in."""

    id: str
    type: str
    name: str
    depth: int
    parts: Sequence[Part]


@dataclass(slots=True)
class LaneWords:
    """What one lane does: the name of its post, in which unit it acts (None: in every unit), and its steps."""

    name: str
    post: str
    unit: str | None
    steps: list[Step] = field(default_factory=list)


def lanes_in_words(procedure: Procedure, posts: Mapping[str, str], locale: str) -> list[LaneWords]:
    """The lanes in the order of the diagram, each with its elements in the order in which a case reaches them.

    `posts` are the names of posts by key. What lies in no lane stands in one without name and post, the last.
    """
    found = {lane.id: _lane(procedure, lane, posts, locale) for lane in procedure.lanes}
    outside = LaneWords("", "", None)
    for element, depth in _in_order(procedure.process, 0):
        lane = found.get(element.lane or "", outside)
        lane.steps.append(
            Step(
                element.id,
                element.type.value,
                _name(procedure, element, locale),
                depth,
                list(_parts(procedure, element, locale)),
            )
        )
    return [each for each in (*found.values(), outside) if each.steps]


@dataclass(frozen=True, slots=True)
class ClockWords:
    """A start by the clock: what it is called, when as the file says it, and when it would be first, were it published now.

    `again` is how often in words, where the file says a period that has any; `misses` whether it passes over all missed starts but
    the last, None where it starts once.
    """

    name: str
    code: str
    first_at: datetime | None
    again: Sentence | None
    misses: bool | None


_AGAIN = {
    "P1D": Sentence("every day", "每日"),
    "P7D": Sentence("every week", "每周"),
    "P1W": Sentence("every week", "每周"),
    "P1M": Sentence("every month", "每月"),
    "P3M": Sentence("every quarter", "每季度"),
    "P1Y": Sentence("every year", "每年"),
}


def clocks_in_words(work: UnitOfWork, procedure: Procedure, locale: str) -> list[ClockWords]:
    """The starts by the clock, in document order; one whose time cannot be worked out has none."""
    found = []
    for start in procedure.clock_starts:
        event = start.event
        if event is None or event.timer is None or event.timer_kind is None:
            continue
        try:
            first = times_of(work, start.id, event.timer_kind, event.timer, work.now).next_after(work.now)
        except InvalidRequest:
            first = None
        again = _AGAIN.get(event.timer.rsplit("/", 1)[-1])
        said = start.property("catch_up")
        misses = said == CatchUp.LATEST if said else None
        found.append(ClockWords(_name(procedure, start, locale), event.timer, first, again, misses))
    return found


def _lane(procedure: Procedure, lane: Lane, posts: Mapping[str, str], locale: str) -> LaneWords:
    return LaneWords(procedure.label(f"lane:{lane.id}", lane.name, locale), posts.get(lane.post, lane.post), lane.unit)


def _in_order(scope: Scope, depth: int) -> Iterator[tuple[Element, int]]:
    """The elements from the starts along the flows, what hangs on one right behind it, then what nothing leads to."""
    seen: set[str] = set()
    waiting = deque(each.id for each in scope.starts)
    rest = deque(scope.elements)
    while waiting or rest:
        id = waiting.popleft() if waiting else rest.popleft()
        if id in seen:
            continue
        seen.add(id)
        element = scope.elements[id]
        yield element, depth
        if element.body is not None:
            yield from _in_order(element.body, depth + 1)
        waiting.extend(each.id for each in scope.boundary_events.get(id, ()))
        waiting.extend(scope.flows[flow].target for flow in element.outgoing if flow in scope.flows)


def _parts(procedure: Procedure, element: Element, locale: str) -> Iterator[Part]:
    if element.multi_instance is not None:
        yield Part(PartKind.EACH, code=element.multi_instance.input_collection)
    given = element.assignment
    for source in (given.assignee, given.candidate_users, given.candidate_groups):
        if source:
            yield Part(PartKind.WHO, code=source)
    form = procedure.forms.get(element.form_id or element.row_form_id or "")
    if form is not None:
        yield from _questions(procedure, form, locale)
    operation = registered_operations().get(element.operation or "")
    if operation is not None:
        given_it = [*element.headers, *((each.target, each.source) for each in element.inputs)]
        yield Part(
            PartKind.DOES, operation.says.in_language(locale), "; ".join(f"{key}: {value}" for key, value in given_it)
        )
    if element.script:
        yield Part(PartKind.SCRIPT, code=element.script)
    if element.decision_id:
        label = procedure.label(f"decision:{element.decision_id}", element.decision_id, locale)
        yield Part(PartKind.TABLE, label)
    if element.called_process_id:
        yield Part(PartKind.CALLS, code=element.called_process_id)
    if element.event is not None:
        if element.event.timer:
            yield Part(PartKind.TIME, code=element.event.timer)
        elif element.event.name:
            yield Part(PartKind.MESSAGE, code=element.event.name)
    if element.due_date:
        yield Part(PartKind.DUE, code=element.due_date)
    if element.property("deadline"):
        yield Part(PartKind.DEADLINE, code=element.property("deadline") or "")
    yield from _branches(procedure, element, locale)


def _questions(procedure: Procedure, form: Form, locale: str) -> Iterator[Part]:
    outcome = form.outcome

    def label(each: FormField) -> str:
        return procedure.label(f"form:{form.id}:{each.name}", each.label or each.key, locale)

    asked = [label(each) for each in form.inputs if outcome is None or each.key != outcome.key]
    if asked:
        yield Part(PartKind.ASKS, "；".join(asked) if locale.startswith("zh") else "; ".join(asked))
    if outcome is not None:
        names = [
            procedure.label(f"form:{form.id}:{outcome.name}:option:{value}", text, locale)
            for value, text in outcome.options
        ]
        yield Part(PartKind.BUTTONS, " / ".join(names))


def _branches(procedure: Procedure, element: Element, locale: str) -> Iterator[Part]:
    """Where a case goes from here, where that depends on something."""
    scope = next((each for each in _scopes(procedure.process) if element.id in each.elements), procedure.process)
    flows = [scope.flows[id] for id in element.outgoing if id in scope.flows]
    for flow in flows:
        if flow.condition or (flow.id == element.default_flow and len(flows) > 1):
            target = _name(procedure, scope.elements[flow.target], locale)
            name = procedure.label(f"flow:{flow.id}", flow.name or "", locale)
            yield Part(PartKind.IF, f"{name} → {target}" if name else f"→ {target}", flow.condition or "")


def _scopes(scope: Scope) -> Iterator[Scope]:
    yield scope
    for element in scope.elements.values():
        if element.body is not None:
            yield from _scopes(element.body)


def _name(procedure: Procedure, element: Element, locale: str) -> str:
    """What it is called; a gateway without a name is told by its kind and branches alone."""
    is_silent = not element.name and element.type in (ElementType.EXCLUSIVE_GATEWAY, ElementType.PARALLEL_GATEWAY)
    return "" if is_silent else procedure.label(f"element:{element.id}", element.name or element.id, locale)
