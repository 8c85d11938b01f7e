"""After the arrivals: who hands over to whom (S12), and whose place must be filled again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, TypedDict

from workflows.casework.operations import OperationCall, operation
from workflows.people.directory import has_account
from workflows.people.roster import Posting
from workflows.people.words import Sending
from workflows.recall.operations.variables import SentPerson
from workflows.recall.queries import posting_rows
from workflows.sentence import Sentence


class ArrivalOfOne(TypedDict):
    """What came of one arrival, and the slot that the person was sent for."""

    status: Sending
    slot: Any
    posting_id: str


@dataclass(frozen=True, slots=True)
class OneArrived:
    """Who has arrived, for which slot."""

    arrival_result: ArrivalOfOne


class Handing(TypedDict):
    """Who takes over from whom, as the procedure of handover reads it."""

    posting_id: str
    person_id: str
    name: str
    unit_code: str
    village_unit: str
    village_name: str
    from_posting_id: str
    from_person_id: str | None
    from_name: str


class HandoverPrepared(TypedDict):
    """The handover that begins."""

    handover: Handing


@operation(
    "recall.prepare_handover",
    Sentence(
        "Say from which recalled member the person of `arrival_result` takes over.",
        "列明 `arrival_result` 所指到岗人员接替哪名被召回队员，用于工作交接。",
    ),
)
def prepare_handover(call: OperationCall, given: OneArrived) -> HandoverPrepared:
    """Operation `recall.prepare_handover`. A recalled member without an account hands over nothing: it is one-sided (S12)."""
    made = given.arrival_result
    new_id, old_id = uuid.UUID(made["posting_id"]), uuid.UUID(made["slot"]["replaces_posting_id"])
    rows = {row.id: row for row in call.work.session.scalars(posting_rows().where(Posting.id.in_((new_id, old_id))))}
    new, old = rows[new_id], rows[old_id]
    village = new.team.village.unit
    return {
        "handover": {
            "posting_id": str(new.id),
            "person_id": str(new.person_id),
            "name": new.person.name,
            "unit_code": new.team.dispatching_unit.code,
            "village_unit": village.code,
            "village_name": village.name,
            "from_posting_id": str(old.id),
            "from_person_id": str(old.person_id) if has_account(call.work, old.person_id) else None,
            "from_name": old.person.name,
        }
    }


@dataclass(frozen=True, slots=True)
class ArrivalsMade:
    """The results of this round of arrivals, and everybody who was sent until now."""

    arrivals_made: list[ArrivalOfOne]
    sent_people: list[SentPerson] | None


class ArrivalsSettled(TypedDict):
    """The slots that nobody came for, and who was sent and has come."""

    slots: list[Any]
    sent_people: list[SentPerson]


@operation(
    "recall.settle_arrivals",
    Sentence(
        "List the slots to fill again because nobody came, and who was sent and has come.",
        "列出因未报到须重选的名额，以及已派出且到岗的人员。",
    ),
)
def settle_arrivals(call: OperationCall, given: ArrivalsMade) -> ArrivalsSettled:
    """Operation `recall.settle_arrivals`. Whoever never came counts as sent no longer: a no-show is no success."""
    absent = [one for one in given.arrivals_made if one["status"] == Sending.NO_SHOW]
    gone = {one["posting_id"] for one in absent}
    return {
        "slots": [one["slot"] for one in absent],
        "sent_people": [one for one in given.sent_people or [] if one.get("posting_id") not in gone],
    }
