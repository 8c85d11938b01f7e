"""Arrival in the village, proved by a punch inside its fence; and the posting of somebody who never came."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from workflows.calendar.day_ends import due_text
from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidRequest
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.documents import issue
from workflows.people import PostHolding
from workflows.people.roster import Posting, Village
from workflows.recall.models import Arrival
from workflows.recall.operations.order import addressee
from workflows.recall.queries import order_of, posting_rows, recall_of_case
from workflows.recall.rules import distance_m


@operation("recall.record_arrival")
def record_arrival(call: OperationCall) -> Mapping[str, Any]:
    """Record that the person of the item `arrival` came, or did not.

    Throws the error `outside_fence` with `arrival_problem` for a punch outside the village's fence (domain 3.3, R8).
    """
    arrival: Mapping[str, Any] = call.variables["arrival"]
    posting = call.work.session.scalars(posting_rows().where(Posting.id == uuid.UUID(arrival["posting_id"]))).one()
    slot = arrival["slot"]
    if call.variables.get("outcome") == "no_show":
        _end_posting(call, posting)
        return {"arrival_result": {"status": "no_show", "slot": slot}, "arrival_problem": None}
    if call.actor is None or call.actor.person_id == posting.person_id:
        raise InvalidRequest("Nobody confirms their own arrival.", "本人不能确认自己的报到。")
    distance = _distance_within_fence(call, posting.team.village)
    arrived_at = datetime.fromisoformat(str(call.variables["arrived_at"]))
    recall = recall_of_case(call.work, call.case.id)
    call.work.session.add(
        Arrival(
            recall_id=recall.id,
            posting_id=posting.id,
            arrived_at=arrived_at,
            latitude=float(call.variables["latitude"]),
            longitude=float(call.variables["longitude"]),
            distance_m=distance,
            confirmed_by_id=call.actor.person_id,
            confirmed_at=call.work.now,
        )
    )
    order_of(call.work, recall.id).arrived_at = arrived_at
    fields = {
        "person": posting.person.name,
        "arrived_at": due_text(arrived_at),
        "village": posting.team.village.unit.name,
        "distance": distance,
        "confirmed_by": call.actor.name,
    }
    to = addressee(call, recall, posting.person.name, call.actor.name)
    issue(call.work, call.case, "arrival_form", fields, to=to, issued_by_id=call.actor.person_id)
    return {"arrival_result": {"status": "arrived", "slot": slot}, "arrival_problem": None}


def _distance_within_fence(call: OperationCall, village: Village) -> int:
    latitude, longitude = float(call.variables["latitude"]), float(call.variables["longitude"])
    distance = distance_m(latitude, longitude, village.latitude, village.longitude)
    if distance > village.fence_radius_m:
        sentence = f"打卡位置距村部 {distance} 米，超出 {village.fence_radius_m} 米围栏，须在村内打卡后再确认。"
        raise BpmnError("outside_fence", sentence, {"arrival_problem": sentence})
    return distance


def _end_posting(call: OperationCall, posting: Posting) -> None:
    day = local_date(call.work.now)
    posting.status, posting.end_reason = "ended", "no_show"
    posting.to_on = max(day, posting.from_on)
    holdings = call.work.session.scalars(
        select(PostHolding).where(
            PostHolding.person_id == posting.person_id,
            PostHolding.unit_id == posting.team.village_id,
            PostHolding.to_on.is_(None),
        )
    )
    for holding in holdings:
        holding.to_on = max(day, holding.from_on)
    call.work.session.flush()
