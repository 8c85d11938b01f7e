"""What people may set going in a case beside its tasks: events for which it waits and whose diagram says who raises them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

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

    def is_asked_of(self, case: Case) -> bool:
        """Whether the diagram asks this of the very unit that the case is about, or of whoever started it: then belonging to
        that unit keeps nobody from it, as from nothing else of the case. A recusal and kinship do."""
        groups = names_of(self.element.property(RAISED_BY))
        is_of_unit = self.holding.unit_id == case.unit_id and self.holding.post_key in {
            group.partition("@")[0] for group in groups
        }
        return is_of_unit or STARTED_IT in groups

    def label(self, locale: str) -> str:
        """What it is called on its button."""
        return self.procedure.label(f"element:{self.element.id}", self.element.name or self.element.id, locale)


def no_longer_waits() -> InvalidRequest:
    """The case does not wait, or not any more, for what somebody would raise."""
    return InvalidRequest(
        "The case does not wait for this any more; open it to see where it stands.",
        "本案已不在可办理此事项的环节，请打开案件查看当前进展。",
    )


def raisable(work: UnitOfWork, cases: Mapping[uuid.UUID, Case], actor: Actor) -> dict[uuid.UUID, list[Raisable]]:
    """What the actor's posts let them raise in each of these open cases, in the order of the diagrams; one statement at most.

    Whether a duty keeps the actor from a case is asked by the verb, and by whoever offers it.
    """
    drawn = {case.id: _drawn(work, case) for case in cases.values() if case.is_open}
    waiting = [case_id for case_id, events in drawn.items() if events]
    if not waiting or not actor.holdings:
        return {}
    rows = work.session.execute(
        select(
            MessageSubscription.case_id,
            MessageSubscription.token_id,
            MessageSubscription.process_id,
            MessageSubscription.name,
        ).where(MessageSubscription.case_id.in_(waiting), MessageSubscription.kind == MessageKind.MESSAGE)
    )
    found: dict[uuid.UUID, list[Raisable]] = {}
    for case_id, token_id, process_id, name in rows:
        event = drawn[case_id].get((process_id, name))
        if event is None:
            continue
        procedure, element = event
        holding = raising_holding(work, cases[case_id], element, actor)
        if holding is not None:
            found.setdefault(case_id, []).append(Raisable(token_id, procedure, element, holding))
    for offered in found.values():
        offered.sort(key=lambda each: (each.procedure.process_id, each.element.line, str(each.token_id)))
    return found


def raising_holding(work: UnitOfWork, case: Case, element: Element, actor: Actor) -> Holding | None:
    """The post in which the actor may raise the event: one that it names and that covers the case's unit, or, where it names
    the starter, the first post of whoever started the case."""
    groups = names_of(element.property(RAISED_BY))
    found = holding_named(work, groups, case, actor)
    if found is None and STARTED_IT in groups and case.started_by_id == actor.person_id:
        return next(iter(actor.own), None)
    return found


def _drawn(work: UnitOfWork, case: Case) -> dict[tuple[str, str], tuple[Procedure, Element]]:
    """The events of a case's procedures that people raise, by the process and the message for which each waits."""
    return {
        (process_id, element.event.name): (procedure, element)
        for process_id, procedure in catalogue.procedures_of_case(work, case).items()
        for element in raised_events(procedure)
        if element.event is not None and element.event.name is not None
    }
