"""What the engine hands out and what it is given: plain frozen records, no behaviour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from workflows import feel
from workflows.procedure.model import Element, MessageKind


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """A service or send task that asks for its operation; `variables` are those visible to the task, locals first."""

    token_id: str
    process_id: str
    element: Element
    variables: Mapping[str, Any]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What an operation gives that has done a piece of its work, `done` of `total`: it is asked again, in another transaction."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class DecisionCall:
    """A business rule task that asks for its decision."""

    token_id: str
    process_id: str
    element: Element
    decision_id: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EngineEnvironment:
    """The outside of a run during one call. `now` is aware UTC and the only clock of the engine.

    `perform` returns the results of an operation or None, or that it is unfinished, and may raise BpmnError; `decide` returns a
    decision's value.
    `may_fire` is asked when a timer is due: False leaves it armed, for another call.
    """

    now: datetime
    feel: feel.Environment
    perform: Callable[[ServiceCall], Mapping[str, Any] | Unfinished | None]
    decide: Callable[[DecisionCall], Any]
    may_fire: Callable[[], bool] = lambda: True


@dataclass(frozen=True, slots=True)
class Token:
    """An active activity. `path` names the activities around it, outermost first, as (token id, element id).

    `item_index` counts from 0 and is set inside a multi-instance body, for the nearest one. `is_body` marks the token that stands
    for a whole multi-instance activity, `is_item` those of its items: the element id around a token does not tell, because a
    called procedure may use the id of the activity that calls it. `is_of_several` is set where an activity around it was begun for
    more than one item.
    """

    id: str
    process_id: str
    element: Element
    path: tuple[tuple[str, str], ...]
    item_index: int | None
    is_body: bool = False
    is_item: bool = False
    is_of_several: bool = False


@dataclass(frozen=True, slots=True)
class ArmedTimer:
    """A timer that waits. `due_at` is aware UTC; `remaining` counts the firings left of a cycle, None without an end."""

    token_id: str
    process_id: str
    element: Element
    due_at: datetime
    remaining: int | None


@dataclass(frozen=True, slots=True)
class Piecemeal:
    """An operation that is done in pieces and has not come to its end."""

    process_id: str
    element: Element
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """A wait for a message or signal (`kind`). A message is correlated by name and key, a signal by name."""

    token_id: str
    process_id: str
    element: Element
    name: str
    correlation_key: str | None
    kind: MessageKind = MessageKind.MESSAGE
    host: str | None = None  # of a boundary event: the token of its activity


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message, signal or uncaught escalation (`kind`) that leaves the case."""

    kind: MessageKind
    name: str
    correlation_key: str | None
    variables: Mapping[str, Any]


class Happening(StrEnum):
    """What can happen to a token or a case. Entries of the history are hashed with these words: none is ever respelt."""

    ENTERED = "entered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    TIMER_FIRED = "timer_fired"
    MESSAGE_CAUGHT = "message_caught"
    SIGNAL_CAUGHT = "signal_caught"
    ERROR_CAUGHT = "error_caught"
    ESCALATION_CAUGHT = "escalation_caught"
    MESSAGE_THROWN = "message_thrown"
    SIGNAL_THROWN = "signal_thrown"
    ESCALATION_THROWN = "escalation_thrown"
    DECISION = "decision"
    ENDED = "ended"  # an end event was reached
    CASE_ENDED = "case_ended"
    CASE_CANCELLED = "case_cancelled"


CAME = frozenset(
    {
        Happening.TIMER_FIRED,
        Happening.MESSAGE_CAUGHT,
        Happening.SIGNAL_CAUGHT,
        Happening.ERROR_CAUGHT,
        Happening.ESCALATION_CAUGHT,
    }
)
"""What a waiting event waited for has come."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One thing that happened during a call, in order.

    `details` of completed, and of an event that does not interrupt, hold `flows`: the ids of the sequence flows taken.
    """

    kind: Happening
    process_id: str
    element_id: str
    token_id: str | None
    details: Mapping[str, Any] = field(default_factory=dict)
