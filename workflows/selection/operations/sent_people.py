"""Whoever was sent in a batch: a part for each, and the place of each who never came given to the reserve at once."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflows.calendar.day_ends import end_of_nth_day_after
from workflows.calendar.zone import to_local
from workflows.casework.expressions import calendar_of
from workflows.casework.models import Case, CasePart, CaseStatus
from workflows.casework.operations import OperationCall, operation
from workflows.documents.models import Document
from workflows.people.arrival_models import Handover
from workflows.people.arrivals import end_unarrived
from workflows.people.roster import Posting, Team, Village
from workflows.people.words import UNARRIVED, EndReason, PostingStatus, Sending
from workflows.selection.batch_models import SelectionBatch
from workflows.selection.models import DispatchOrder, Slot
from workflows.selection.operations.batch_ends import (
    PostingGiven,
    PostingPart,
    batch_of,
    place_name,
    slots_in_hand,
)
from workflows.selection.operations.slots import opened_again
from workflows.selection.rules import predecessors
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

PERSON_PART = "selection_person"


@dataclass(frozen=True, slots=True)
class NothingGiven:
    """Nothing is read: the case is the posting of a batch."""


class PersonStart(TypedDict):
    """With what a person's part begins; it reads the rest itself, so that the round holds no more than it must."""

    order_number: str


class PersonPart(TypedDict):
    """A part, as `case.start_each` reads it."""

    key: str
    name: str
    variables: PersonStart


class SentListed(TypedDict):
    """A part for each person sent so far."""

    parts: list[PersonPart]


@operation(
    "selection.list_sent",
    Sentence("Make a part for each person sent in a batch so far.", "为本批次已派出的每名人员各建一个组成部分。"),
)
def list_sent(call: OperationCall, given: PostingGiven) -> SentListed:
    """Operation `selection.list_sent`: those whose part runs already are named again, and `case.start_each` leaves them."""
    parts: list[PersonPart] = []
    sent_to: Counter[str] = Counter()
    for order in _orders(call.work, slots_in_hand(call, given.reserve_slot)):
        place = order.slot.place or ""
        sent_to[place] += 1
        # Where a diagram of before sends the reserve itself, whoever is sent after a no-show is the second for the place.
        key = place if sent_to[place] == 1 else f"{place}.{sent_to[place]}"
        parts.append({"key": key, "name": order.posting.person.name, "variables": {"order_number": order.number}})
    return {"parts": parts}


def _orders(work: UnitOfWork, slots: Sequence[Slot]) -> Sequence[DispatchOrder]:
    return work.session.scalars(
        select(DispatchOrder)
        .options(joinedload(DispatchOrder.slot), joinedload(DispatchOrder.posting).joinedload(Posting.person))
        .where(DispatchOrder.slot_id.in_([slot.id for slot in slots]))
        .order_by(DispatchOrder.signed_at, DispatchOrder.id)
    ).all()


class PersonAwaited(TypedDict):
    """A part that has not reported yet."""

    key: str
    report_key: str


class ArrivalsAwaited(TypedDict):
    """Whose arrival is still awaited."""

    awaited: list[PersonAwaited]


@operation(
    "selection.await_arrivals",
    Sentence("List whose arrival is still awaited.", "列出尚未上报到岗情况的人员。"),
)
def await_arrivals(call: OperationCall, given: NothingGiven) -> ArrivalsAwaited:
    """Operation `selection.await_arrivals`. A part that was broken off is not waited for."""
    of_round = (
        CasePart.round_id == call.case.id,
        CasePart.process_id == PERSON_PART,
        CasePart.reported_at.is_(None),
        Case.status != CaseStatus.CANCELLED,
    )
    rows = call.work.session.scalars(select(CasePart).join(Case, Case.id == CasePart.part_id).where(*of_round))
    awaited: list[PersonAwaited] = [{"key": row.key, "report_key": row.report_key} for row in rows]
    return {"awaited": sorted(awaited, key=lambda each: each["key"])}


class PersonArriving(TypedDict):
    """Who was sent, as the procedure of arrival reads it."""

    posting_id: str
    person_id: str
    name: str
    village_unit: str
    village_name: str
    order_number: str
    letter_numbers: NotRequired[list[str]]  # the order and the introduction; people sent before have none
    signed_at: str


@dataclass(frozen=True, slots=True)
class AbsentGiven:
    """Who never came."""

    arrival: PersonArriving


class PlaceReopened(TypedDict):
    """The posting of that one place anew, as `case.start_each` reads it."""

    parts: list[PostingPart]


@operation(
    "selection.reopen_place",
    Sentence(
        "Open the place again to which somebody was sent who never came, and make a part that places the reserve there.",
        "派出后未报到的，重新开放该名额，并建一个启用后备人选的组成部分。",
    ),
)
def reopen_place(call: OperationCall, given: AbsentGiven) -> PlaceReopened:
    """Operation `selection.reopen_place`: a slot was filled by its order, so its place gets a new one.

    It waits for nobody else of the batch: the hours for the reserve run from this no-show (rules.md 2.9).
    """
    filled = call.work.session.scalars(
        select(Slot).where(Slot.posting_id == uuid.UUID(given.arrival["posting_id"]))
    ).one()
    again = opened_again(call.work, filled, is_apart=True)
    call.work.session.add(again)
    call.work.session.flush()
    of_batch = SelectionBatch.case_id == batch_of(call.work, call.case)
    place = f"{given.arrival['village_name']}{place_name(again)}"
    part: PostingPart = {
        "key": again.place or "",
        "name": place,
        "variables": {
            "batch_name": call.work.session.scalars(select(SelectionBatch.name).where(of_batch)).one(),
            "reserve_slot": str(again.id),
            "reserve_place": place,
            "absent_at": to_local(call.work.now).isoformat(),
        },
    }
    return {"parts": [part]}


class ReportedArrival(TypedDict):
    """What the round reads: for it nobody has come, whatever the reason."""

    status: Sending


class PostingWithdrawn(TypedDict):
    """That the order ends because the person withdrew, not because they stayed away."""

    arrival_result: ReportedArrival
    has_withdrawn: bool


@operation(
    "selection.end_withdrawn",
    Sentence(
        "End the posting of the person of `arrival`, who withdrew before they arrived: no day of it was served.",
        "终止 `arrival` 所指人员的派驻：报到前退出的，未在岗一日。",
    ),
)
def end_withdrawn(call: OperationCall, given: AbsentGiven) -> PostingWithdrawn:
    """Operation `selection.end_withdrawn`."""
    posting = call.work.session.get_one(Posting, uuid.UUID(given.arrival["posting_id"]))
    end_unarrived(call.work, posting, EndReason.WITHDRAWN)
    return {"arrival_result": {"status": Sending.NO_SHOW}, "has_withdrawn": True}


@dataclass(frozen=True, slots=True)
class OrderGiven:
    """By which order the person was sent."""

    order_number: str


class PersonHandover(TypedDict):
    """Who takes over from whom, as the procedure of handover reads it."""

    posting_id: str
    person_id: str
    name: str
    unit_code: str
    village_unit: str
    village_name: str
    from_posting_id: str | None
    from_person_id: str | None
    from_name: str | None


class ArrivalOpened(TypedDict):
    """What arrival and handover read, and by when the person must have come."""

    arrival: PersonArriving
    handover: PersonHandover
    unit_code: str
    unit_name: str
    arrival_due_at: str
    has_withdrawn: bool


@operation(
    "selection.open_arrival",
    Sentence(
        "Give the part of a person sent what arrival and handover read: who, where, by when, and who was there before.",
        "为已派人员准备报到和交接所需内容：何人、何村、期限以及原队员。",
    ),
    settings=["selection.arrival_days"],
)
def open_arrival(call: OperationCall, given: OrderGiven) -> ArrivalOpened:
    """Operation `selection.open_arrival`. Who left the village last hands over, where nobody has taken over from them yet."""
    order = call.work.session.scalars(
        select(DispatchOrder)
        .options(
            joinedload(DispatchOrder.slot),
            joinedload(DispatchOrder.posting).joinedload(Posting.person),
            joinedload(DispatchOrder.posting).joinedload(Posting.team).joinedload(Team.dispatching_unit),
            joinedload(DispatchOrder.posting)
            .joinedload(Posting.team)
            .joinedload(Team.village)
            .joinedload(Village.unit),
        )
        .where(DispatchOrder.number == given.order_number)
    ).one()
    posting, village = order.posting, order.posting.team.village.unit
    due_at = end_of_nth_day_after(
        calendar_of(call.work, call.case), order.signed_at, call.setting("selection.arrival_days")
    )
    before = _before(call.work, posting)
    unit = posting.team.dispatching_unit
    return {
        "arrival": {
            "posting_id": str(posting.id),
            "person_id": str(posting.person_id),
            "name": posting.person.name,
            "village_unit": village.code,
            "village_name": village.name,
            "order_number": order.number,
            "letter_numbers": _letters_with(call.work, order),
            "signed_at": to_local(order.signed_at).replace(microsecond=0).isoformat(),
        },
        "handover": {
            "posting_id": str(posting.id),
            "person_id": str(posting.person_id),
            "name": posting.person.name,
            "village_unit": village.code,
            "village_name": village.name,
            "unit_code": unit.code,
            "from_posting_id": str(before.id) if before else None,
            "from_person_id": str(before.person_id) if before else None,
            "from_name": before.person.name if before else None,
        },
        "unit_code": unit.code,
        "unit_name": unit.name,
        "has_withdrawn": False,
        "arrival_due_at": to_local(due_at).isoformat(),
    }


def _letters_with(work: UnitOfWork, order: DispatchOrder) -> list[str]:
    """The order and what was issued with it about the same person: letters that hold only together."""
    signed = work.session.scalars(select(Document).where(Document.number == order.number)).one_or_none()
    if signed is None:
        return [order.number]
    at_once = (Document.case_id == signed.case_id, Document.issued_at == signed.issued_at)
    rows = work.session.scalars(select(Document).where(*at_once, Document.kind.in_(("dispatch_order", "introduction"))))
    same = [row.number for row in rows if row.fields.get("person") == signed.fields.get("person")]
    return sorted({order.number, *same})


def _before(work: UnitOfWork, posting: Posting) -> Posting | None:
    """From whom somebody takes over: of those who left the village in good order and whom nobody has taken over from, the one that
    falls to their place. None where there are more new people than there were before: their place is held for the first time."""
    village = (Team.village_id == posting.team.village_id,)
    of_village = select(Posting).join(Team, Team.id == Posting.team_id).where(*village)
    left = work.session.scalars(
        of_village.options(joinedload(Posting.person))
        .where(
            Posting.status == PostingStatus.ENDED,
            Posting.end_reason.not_in(UNARRIVED),
            Posting.person_id != posting.person_id,
            Posting.id.not_in(select(Handover.from_posting_id).where(Handover.from_posting_id.is_not(None))),
        )
        .order_by(Posting.to_on.desc(), Posting.id)
    ).all()
    sent = work.session.scalars(
        of_village.join(DispatchOrder, DispatchOrder.posting_id == Posting.id)
        .where(Posting.status == PostingStatus.ACTIVE, Posting.id.not_in(select(Handover.posting_id)))
        .order_by(DispatchOrder.signed_at, DispatchOrder.id)
    ).all()
    falls = predecessors([(each.id, each.role) for each in sent], [(each.id, each.role) for each in left])
    return next((each for each in left if each.id == falls.get(posting.id)), None)
