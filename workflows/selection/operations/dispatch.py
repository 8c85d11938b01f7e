"""The dispatch order: number it, fill the slot and create the posting it begins."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

from workflows.calendar.zone import local_date, to_local
from workflows.casework.errors import InvalidRequest
from workflows.casework.expressions import calendar_of
from workflows.casework.operations import OperationCall, operation
from workflows.documents import Addressee, issue, knows_letter, next_letter_number
from workflows.documents.masking import masks_for
from workflows.people.arrivals import arrival_due_at
from workflows.people.posting import begin_posting, no_post_with
from workflows.people.roster import Posting
from workflows.people.team_roles import ROLE_NAMES
from workflows.people.unit_names import place_of
from workflows.people.words import Sending
from workflows.selection.models import Candidate, DispatchOrder, Slot
from workflows.selection.operations.candidates import candidate_of
from workflows.selection.operations.slots import slot_of
from workflows.selection.operations.variables import NamedCandidate
from workflows.selection.queries import has_active_posting, last_ordered_recall, reviews_of
from workflows.selection.rules import months_since
from workflows.selection.words import CandidateStatus, ReviewOutcome, Seat, SlotStatus
from workflows.sentence import Sentence


@dataclass(frozen=True, slots=True)
class SignedDispatch:
    """Who is sent where and for how long, and the caller's description of the slot where there is one; `replacement_due_at` is when
    the week of the recall ends after which somebody is sent."""

    slot_id: uuid.UUID
    candidate: NamedCandidate
    unit_name: str
    village_name: str
    village_unit: str
    term_from: date
    term_to: date
    handover_contact: str
    slot: dict[str, Any] | None = None
    replacement_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs an order, and for whom who is absent."""

    person_id: uuid.UUID
    for_id: uuid.UUID | None = None


class Dispatched(TypedDict):
    """Who was sent, for the caller."""

    status: Sending
    order_number: str
    signed_at: str
    slot: dict[str, Any] | None
    posting_id: str
    person_id: str
    name: str
    role: str
    village_unit: str
    village_name: str


class IssuedDispatch(TypedDict):
    """The dispatch."""

    dispatch: Dispatched


class DispatchLetter(TypedDict):
    """The fields of the dispatch order."""

    unit: str
    person: str
    village: str
    role: str
    term_from: date
    term_to: date
    arrive_by: datetime
    contact: str


@operation(
    "selection.issue_dispatch",
    Sentence("Issue the dispatch order and post the candidate.", "签发派驻通知，登记派驻。"),
    settings=["selection.arrival_days", "selection.barred_months", "recall.arrival_within_week"],
    letters={"dispatch_order": DispatchLetter, "introduction": DispatchLetter},
)
def issue_dispatch(call: OperationCall, given: SignedDispatch) -> IssuedDispatch:
    """Issue the order and post the candidate. Refuses somebody unreviewed, not proposed, or recalled not long ago."""
    slot, candidate = slot_of(call, given.slot_id), candidate_of(call, given.candidate)
    if call.actor is None:
        raise InvalidRequest("A dispatch order is signed by a person.", "派驻通知必须由本人签发。")
    acting = call.actor.acting
    signer = Signer(call.actor.person_id, acting.for_id if acting is not None else None)
    posting, number = send(call, slot, candidate, given, signer)
    return {"dispatch": _as_variable(call, slot, posting, number, given)}


def send(
    call: OperationCall, slot: Slot, candidate: Candidate, given: SignedDispatch, signer: Signer
) -> tuple[Posting, str]:
    """Post a candidate to a slot and issue the order with its letters; gives the posting and the order's number.

    Raises InvalidRequest for somebody unreviewed, not proposed, posted already, or recalled by order not long ago.
    """
    _require_dispatchable(call, candidate)
    posting = _post(call, slot, candidate, given.term_from)
    number = next_letter_number(call, "dispatch_order")
    call.work.session.add(
        DispatchOrder(
            number=number,
            slot_id=slot.id,
            candidate_id=candidate.id,
            posting_id=posting.id,
            term_from=given.term_from,
            term_to=given.term_to,
            handover_contact=given.handover_contact,
            signed_at=call.work.now,
            signed_by_id=signer.person_id,
        )
    )
    candidate.status = CandidateStatus.DISPATCHED
    slot.status, slot.posting_id, slot.ended_at = SlotStatus.FILLED, posting.id, call.work.now
    call.work.session.flush()
    _write_letters(call, slot, candidate, number, given, signer)
    return posting, number


def _require_dispatchable(call: OperationCall, candidate: Candidate) -> None:
    reviews = reviews_of(call.work, candidate.id)
    rounds = max((row.round for row in reviews), default=0)
    last = [row for row in reviews if row.round == rounds]
    leader = next((row.outcome for row in last if row.seat == Seat.LEADER), None)
    is_agreed = leader == ReviewOutcome.AGREE or (
        leader is None and [row.outcome for row in last] == [ReviewOutcome.AGREE] * 2
    )
    if candidate.status != CandidateStatus.PROPOSED or not is_agreed:
        raise InvalidRequest(
            "Only a proposed candidate whom both reviewers agreed to can be sent.",
            "未经审核把关同意的人选不能签发派驻通知。",
        )
    if has_active_posting(call.work, candidate.person_id):
        raise InvalidRequest("This person is posted to a village already.", "该人选正在驻村，不能重复派驻。")
    recalled_on = last_ordered_recall(call.work, candidate.person_id)
    barred = call.setting("selection.barred_months")
    if recalled_on is not None and months_since(recalled_on, local_date(call.work.now)) < barred:
        raise InvalidRequest(
            f"Somebody recalled by order within {barred} months cannot be sent again.",
            f"{barred} 个月内被责令召回的人员不得再次选派。",
        )


def _post(call: OperationCall, slot: Slot, candidate: Candidate, from_on: date) -> Posting:
    posting = begin_posting(call.work, candidate.person_id, slot.team, slot.role, from_on)
    if posting is None:
        sentence = no_post_with(slot.role)
        raise InvalidRequest(sentence.en, sentence.zh)
    return posting


def letter_fields(call: OperationCall, slot: Slot, given: SignedDispatch) -> DispatchLetter:
    """What the order and the letter of introduction say."""
    week_ends_at = given.replacement_due_at
    if week_ends_at is not None and not call.setting("recall.arrival_within_week"):
        week_ends_at = None
    days = call.setting("selection.arrival_days")
    arrive_by = arrival_due_at(calendar_of(call.work, call.case), call.work.now, days, within=week_ends_at)
    return {
        "unit": given.unit_name,
        "person": given.candidate["name"],
        "village": place_of(call.work, slot.team.village.unit),
        "role": ROLE_NAMES[slot.role],
        "term_from": given.term_from,
        "term_to": given.term_to,
        "arrive_by": arrive_by,
        "contact": given.handover_contact,
    }


def order_addressee(slot: Slot, candidate: Candidate, given: SignedDispatch) -> Addressee:
    """To whom the order goes: the unit that sends the person, the person, and those who receive them in the village.

    The unit is that of the share in which the person was nominated: in a batch the place may be another unit's.
    """
    masks = masks_for([given.candidate["name"]], [given.unit_name], [given.village_name])
    return Addressee(
        candidate.slot.unit_id, masks, (uuid.UUID(given.candidate["person_id"]),), (slot.team.village.unit,)
    )


def _write_letters(
    call: OperationCall, slot: Slot, candidate: Candidate, number: str, given: SignedDispatch, signer: Signer
) -> None:
    fields, to = letter_fields(call, slot, given), order_addressee(slot, candidate, given)
    by, instead_of = signer.person_id, signer.for_id
    issue(call, "dispatch_order", fields, to=to, issued_by_id=by, issued_for_id=instead_of, number=number)
    if knows_letter(call.work, call.case, call.process_id, "introduction"):
        # It is the village's letter, which the person brings along; the unit that sends them has a copy.
        village = slot.team.village.unit
        there = Addressee(village.id, to.masks, to.persons, (village, candidate.slot.unit))
        issue(call, "introduction", fields, to=there, issued_by_id=by, issued_for_id=instead_of)


def _as_variable(call: OperationCall, slot: Slot, posting: Posting, number: str, given: SignedDispatch) -> Dispatched:
    return {
        "status": Sending.DISPATCHED,
        "order_number": number,
        "signed_at": to_local(call.work.now).replace(microsecond=0).isoformat(),
        "slot": given.slot,
        "posting_id": str(posting.id),
        "person_id": str(posting.person_id),
        "name": given.candidate["name"],
        "role": slot.role,
        "village_unit": given.village_unit,
        "village_name": given.village_name,
    }
