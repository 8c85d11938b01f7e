"""What people may set going in a case beside its tasks: events for which it waits and whose diagram says who raises them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, cast, select
from sqlalchemy.sql.functions import aggregate_strings

from workflows.casework import catalogue
from workflows.casework.errors import InvalidRequest
from workflows.casework.models import Case, MessageSubscription
from workflows.casework.named_posts import holding_named
from workflows.people import Actor, Holding
from workflows.people.posts import STARTED_IT
from workflows.procedure.lists import names_of
from workflows.procedure.model import Element, MessageKind, Procedure
from workflows.procedure.raised import RAISED_BY, raised_events
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Raisable:
    """An event for which a case waits, and the post in which somebody may raise it; the token is the one that waits."""

    token_id: uuid.UUID
    procedure: Procedure
    element: Element
    holding: Holding
    is_starters: bool = False  # raised as whoever started the case, by none of the posts named beside

    def is_asked_of(self, case: Case) -> bool:
        """Whether the diagram asks this of the very unit that the case is about, or of whoever started it: then belonging to
        that unit keeps nobody from it, as from nothing else of the case. A recusal and kinship do."""
        groups = names_of(self.element.property(RAISED_BY))
        is_of_unit = self.holding.unit_id == case.unit_id and self.holding.post_key in {
            group.partition("@")[0] for group in groups
        }
        return is_of_unit or self.is_starters

    def label(self, locale: str) -> str:
        """What it is called on its button."""
        return self.procedure.label(f"element:{self.element.id}", self.element.name or self.element.id, locale)


def no_longer_waits() -> InvalidRequest:
    """The case does not wait, or not any more, for what somebody would raise."""
    return InvalidRequest(
        "The case does not wait for this any more; open it to see where it stands.",
        "本案已不在可办理此事项的环节，请打开案件查看当前进展。",
    )


class Wait(NamedTuple):
    """A case waits at this token, drawn in this process, for a message of this name."""

    token_id: uuid.UUID
    process_id: str
    name: str


def waits_in(case_id: Any) -> ColumnElement[str | None]:
    """SQL: the messages for which a case waits, as `read_waits` reads them: a list asks for them in the statement of its rows."""
    each = (
        MessageSubscription.process_id
        + " "
        + cast(MessageSubscription.token_id, String)
        + " "
        + MessageSubscription.name
    )
    of_case = (MessageSubscription.case_id == case_id, MessageSubscription.kind == MessageKind.MESSAGE)
    return select(aggregate_strings(each, "\n")).where(*of_case).scalar_subquery()


def read_waits(told: str | None) -> list[Wait]:
    """What such a text says."""
    lines = (line.split(" ", 2) for line in (told or "").split("\n") if line)
    return [Wait(uuid.UUID(token_id), process_id, name) for process_id, token_id, name in lines]


def raisable(work: UnitOfWork, case: Case, waits: Iterable[Wait], actor: Actor) -> list[Raisable]:
    """What the actor's posts let them raise of all that a case waits for, in the order of the diagrams; asks no statement.

    Whether a duty keeps the actor from the case is asked by the verb, and by whoever offers it.
    """
    drawn = _drawn(work, case) if case.is_open and actor.holdings else {}
    found = []
    for token_id, process_id, name in waits if drawn else ():
        procedure, element = drawn.get((process_id, name), (None, None))
        way = raising_holding(work, case, element, actor) if element is not None else None
        if procedure is not None and element is not None and way is not None:
            found.append(Raisable(token_id, procedure, element, *way))
    return sorted(found, key=lambda each: (each.procedure.process_id, each.element.line, str(each.token_id)))


def raising_holding(work: UnitOfWork, case: Case, element: Element, actor: Actor) -> tuple[Holding, bool] | None:
    """The post in which the actor may raise the event: one that it names and that covers the case's unit, or, where it names
    the starter, the first post of whoever started the case; and whether it is as the starter."""
    groups = names_of(element.property(RAISED_BY))
    found = holding_named(work, groups, case, actor)
    if found is not None:
        return found, False
    own = actor.own[0] if actor.own else None
    is_starters = STARTED_IT in groups and case.started_by_id == actor.person_id
    return (own, True) if own is not None and is_starters else None


def _drawn(work: UnitOfWork, case: Case) -> dict[tuple[str, str], tuple[Procedure, Element]]:
    """The events of a case's procedures that people raise, by the process and the message for which each waits."""
    return {
        (process_id, element.event.name): (procedure, element)
        for process_id, procedure in catalogue.procedures_of_case(work, case).items()
        for element in raised_events(procedure)
        if element.event is not None and element.event.name is not None
    }
