"""Arrivals of recalls that began before arrival was a procedure of its own: `recall.record_arrival` goes on as it was."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from workflows.casework.errors import InvalidRequest
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.documents import issue
from workflows.people.arrivals import distance_m, end_unarrived
from workflows.people.roster import Posting, Village
from workflows.people.words import Sending
from workflows.recall.models import Arrival
from workflows.recall.operations.order import addressee
from workflows.recall.operations.variables import RecalledPerson
from workflows.recall.queries import order_of, posting_rows, recall_of_case
from workflows.sentence import Sentence


class Arriving(TypedDict):
    """The item `arrival`: who was sent, and for which slot."""

    posting_id: str
    slot: Any


@dataclass(frozen=True, slots=True)
class ArrivalAnswers:
    """What the village secretary says of one who was sent; time and place are those of the punch."""

    arrival: Arriving
    people: list[RecalledPerson]
    outcome: str
    arrived_at: datetime | None
    latitude: float | None
    longitude: float | None


class ArrivalResult(TypedDict):
    """Whether somebody came, and for which slot."""

    status: Sending
    slot: Any


class RecordedArrival(TypedDict):
    """The result of one arrival."""

    arrival_result: ArrivalResult
    arrival_problem: str | None


class ArrivalLetter(TypedDict):
    """The fields of the confirmation of an arrival; `distance` in metres from the village's office."""

    person: str
    arrived_at: datetime
    village: str
    distance: int
    confirmed_by: str


@operation(
    "recall.record_arrival",
    Sentence(
        "Record that the person of the item `arrival` came, inside the village's fence, or did not.",
        "登记 `arrival` 所指人员到村报到（须在村级围栏内）或未报到。",
    ),
    throws={"outside_fence": ["arrival_problem"]},
    letters={"arrival_form": ArrivalLetter},
)
def record_arrival(call: OperationCall, given: ArrivalAnswers) -> RecordedArrival:
    """Record that the person of the item `arrival` came, or did not.

    Throws the error `outside_fence` with `arrival_problem` for a punch outside the village's fence (rules.md 3.10).
    """
    posting_id = uuid.UUID(given.arrival["posting_id"])
    posting = call.work.session.scalars(posting_rows().where(Posting.id == posting_id)).one()
    slot = given.arrival["slot"]
    if given.outcome == Sending.NO_SHOW:
        end_unarrived(call.work, posting)
        # What the village wrote of it is for the office; that nobody came, the unit that must send somebody else is told.
        vacant = {**slot, "reason_for_unit": f"{posting.person.name}未按期到村报到。"}
        return {"arrival_result": {"status": Sending.NO_SHOW, "slot": vacant}, "arrival_problem": None}
    if call.actor is None or posting.person_id in call.actor.both:
        raise InvalidRequest("Nobody confirms their own arrival.", "本人不能确认自己的报到。")
    if given.arrived_at is None or given.latitude is None or given.longitude is None:
        raise InvalidRequest("An arrival needs the time and place of the punch.", "确认报到须有打卡时间和位置。")
    distance = _distance_within_fence(given.latitude, given.longitude, posting.team.village)
    arrived_at = given.arrived_at
    recall = recall_of_case(call.work, call.case.id)
    call.work.session.add(
        Arrival(
            recall_id=recall.id,
            posting_id=posting.id,
            arrived_at=arrived_at,
            latitude=given.latitude,
            longitude=given.longitude,
            distance_m=distance,
            confirmed_by_id=call.actor.person_id,
            confirmed_at=call.work.now,
        )
    )
    order_of(call.work, recall.id).arrived_at = arrived_at
    fields: ArrivalLetter = {
        "person": posting.person.name,
        "arrived_at": arrived_at,
        "village": posting.team.village.unit.name,
        "distance": distance,
        "confirmed_by": call.actor.signs,
    }
    to = addressee(call, recall, given.people, posting.person.name, *call.actor.names)
    issue(call, "arrival_form", fields, to=to, issued_by_id=call.actor.person_id)
    return {"arrival_result": {"status": Sending.ARRIVED, "slot": slot}, "arrival_problem": None}


def _distance_within_fence(latitude: float, longitude: float, village: Village) -> int:
    distance = distance_m(latitude, longitude, village.latitude, village.longitude)
    if distance > village.fence_radius_m:
        sentence = f"位置不在{village.unit.name}的考勤围栏以内，须在村内打卡后再确认。"
        raise BpmnError("outside_fence", sentence, {"arrival_problem": sentence})
    return distance
