"""Nobody is needed in a recalled member's place any more (R11): which places are still being refilled, and stopping one of them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypedDict

from sqlalchemy import select

from workflows.casework.messages import publish_message
from workflows.casework.models import MessageSubscription
from workflows.casework.operations import OperationCall, operation
from workflows.people import Unit
from workflows.people.roster import Posting
from workflows.recall.queries import posting_rows
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

NOT_NEEDED = "slot.not_needed"
"""The message that a place being refilled waits for; its key is the posting of whoever left it."""


class VacantPlace(TypedDict):
    """A place that is being refilled: whose it was, in which village, and which unit has to send somebody."""

    slot_key: str
    left_name: str
    left_person: str
    village_name: str
    village_unit: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class AskingUnit:
    """The code of the village or township that asks."""

    asked_for: str


class PlacesFound(TypedDict):
    """The places that are being refilled there; `slot_key` is the only one's, None where there are several or none."""

    vacant: list[VacantPlace]
    slot_key: str | None
    asked_by_unit: str


@operation(
    "recall.find_vacant",
    Sentence(
        "List the places of recalled members that are being refilled in the village or township `asked_for`.",
        "列出 `asked_for` 所指村或者乡镇正在另行选派的名额。",
    ),
)
def find_vacant(call: OperationCall, given: AskingUnit) -> PlacesFound:
    """Operation `recall.find_vacant`."""
    own = call.work.session.scalars(select(Unit).where(Unit.code == given.asked_for)).one()
    vacant = [
        place_of(posting)
        for posting in _being_refilled(call.work)
        if posting.team.village.unit.path.startswith(own.path)
    ]
    return {
        "vacant": vacant,
        "slot_key": vacant[0]["slot_key"] if len(vacant) == 1 else None,
        "asked_by_unit": own.code,
    }


def _being_refilled(work: UnitOfWork) -> Sequence[Posting]:
    keys = work.session.scalars(
        select(MessageSubscription.correlation_key).where(MessageSubscription.name == NOT_NEEDED)
    )
    of_places = posting_rows().where(Posting.id.in_([uuid.UUID(key) for key in keys]))
    return sorted(work.session.scalars(of_places), key=lambda one: (one.team.village.unit.code, one.person.name))


def place_of(posting: Posting) -> VacantPlace:
    """The place that a posting leaves."""
    village = posting.team.village.unit
    return {
        "slot_key": str(posting.id),
        "left_name": posting.person.name,
        "left_person": str(posting.person_id),
        "village_name": village.name,
        "village_unit": village.code,
        "unit_name": posting.team.dispatching_unit.name,
    }


@dataclass(frozen=True, slots=True)
class PlaceGivenUp:
    """Which place, and why, as the letter will say."""

    slot_key: str
    given_up_reason: str


class PlaceStopped(TypedDict):
    """Whether its selection was still running and ends now."""

    is_given_up: bool


@operation(
    "recall.give_up_place",
    Sentence(
        "End the selection for the place, unless somebody has been sent for it by now.",
        "终止该名额的选派；人选已经派出的不再终止。",
    ),
)
def give_up_place(call: OperationCall, given: PlaceGivenUp) -> PlaceStopped:
    """Operation `recall.give_up_place`. The recall goes on by the message in a transaction of its own."""
    waits = select(MessageSubscription.token_id).where(
        MessageSubscription.name == NOT_NEEDED, MessageSubscription.correlation_key == given.slot_key
    )
    is_waited_for = call.work.session.scalar(waits.limit(1)) is not None
    if is_waited_for:
        said = {"given_up_reason": given.given_up_reason}
        # Somebody who is sent in the meantime is not stopped by a message of before.
        publish_message(call.work, NOT_NEEDED, given.slot_key, said, keep=timedelta(0))
    return {"is_given_up": is_waited_for}
