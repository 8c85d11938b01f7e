"""The order to recall: issue it, serve it and start the days for the replacement."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypedDict

from sqlalchemy import select

from workflows.calendar.zone import to_local
from workflows.casework.errors import InvalidRequest
from workflows.casework.expressions import calendar_of
from workflows.casework.ledger_rows import write_row
from workflows.casework.operations import Names, OperationCall, Source, operation
from workflows.documents import Addressee, Document, issue, next_letter_number, serve
from workflows.documents.masking import masks_for
from workflows.documents.words import ServiceMode
from workflows.people import Unit
from workflows.people.team_roles import ROLE_NAMES, team_role
from workflows.recall.findings import FINDING_NAMES, GROUNDS, JointFinding, joint_findings, stated
from workflows.recall.models import Recall, RecallOrder, RecallSubject
from workflows.recall.operations.arrived import require_arrived
from workflows.recall.operations.variables import RecalledPerson, SentPerson, VacantSlot
from workflows.recall.queries import last_decision, order_of, recall_of_case, verifications_of
from workflows.recall.rules import replacement_due_at, service_time
from workflows.recall.words import Office, RecallKind
from workflows.sentence import Sentence
from workflows.store import new_id


def local_iso(moment: datetime) -> str:
    """An instant as cases store it: the office's clock with its offset."""
    local = to_local(moment)
    return local.replace(microsecond=0).isoformat()


def addressee(
    call: OperationCall,
    recall: Recall,
    people: Sequence[RecalledPerson],
    *names: str,
    for_people: Sequence[RecalledPerson] = (),
) -> Addressee:
    """The recall's unit, with everything in a letter about it that must be masked outside; `names` are others it names.

    `people` are those of the recall. The letter goes to `for_people` too, whom it is about, and its copies to posts above them.
    """
    unit = call.work.session.get_one(Unit, recall.unit_id)
    masks = masks_for(
        [*(one["name"] for one in people), *names],
        [unit.name],
        [one["village_name"] for one in people],
        numbers=[one.get("employee_no") for one in people],
    )
    if not for_people:
        return Addressee(recall.unit_id, masks)
    persons = tuple(uuid.UUID(one["person_id"]) for one in for_people)
    codes = {one["village_unit"] for one in for_people}
    villages = call.work.session.scalars(select(Unit).where(Unit.code.in_(codes)).order_by(Unit.code)).all()
    return Addressee(recall.unit_id, masks, persons, tuple(villages))


@dataclass(frozen=True, slots=True)
class DecidedOrder:
    """What was decided in R3 and drafted in R4. Nobody chosen in `ordered_people` means everybody of the recall."""

    people: list[RecalledPerson]
    unit_name: str
    recall_type: str | None
    ordered_people: list[str] | None
    allegations: list[Any] | None
    slots_wanted: int | None
    slot_people: list[str] | None
    order_facts: str | None
    order_basis: str | None
    no_refill_reason: str | None
    contact: str | None
    copy_to: list[str] | None


class IssuedOrder(TypedDict):
    """The order, whom it is about, and the slots to refill."""

    order_number: str
    order_issued_at: str
    recall_type: str
    people: list[RecalledPerson]
    slots: list[VacantSlot]
    is_received: bool
    is_appealed: bool
    sent_people: list[SentPerson]


class PersonInLetter(TypedDict):
    """Somebody whom an order is about, and the post that they are called back from."""

    name: str
    village: str
    role: str


class FindingInLetter(TypedDict):
    """What both offices found against somebody, in words."""

    name: str
    ground: str
    finding: str


class OrderLetter(TypedDict):
    """The fields of an order, at fault or without; `copy_to` are the posts that get a copy."""

    unit: str
    people: list[PersonInLetter]
    findings: list[FindingInLetter]
    facts: str
    basis: str
    slots: int
    no_refill_reason: str
    days: int
    rolls: bool
    deemed_hours: int
    contact: str
    copy_to: list[str]


@operation(
    "recall.issue_order",
    Sentence(
        "Number and issue the order to recall, at fault or without, and lay out the slots to refill.",
        "编号印发责令召回或调整召回通知，确定补派名额。",
    ),
    steps=["decide"],
    settings=["recall.days", "recall.rolls_to_working_day", "recall.deemed_served_hours"],
    letters={"recall_order": OrderLetter, "no_fault_order": OrderLetter},
)
def issue_order(call: OperationCall, given: DecidedOrder) -> IssuedOrder:
    """Number and issue the order decided in R3, and lay out the slots to refill.

    An investigation at fault may still be decided as no fault: the decision says which order goes out, and about whom. Refuses
    an order at fault against anybody of whom two people of two offices did not find a ground (rules.md 3.5), and more slots
    than people; and a recall of somebody who never arrived, whose place the selection fills again (rules.md 3.14). From here on
    the case is about the people of the order; nobody else is held by it any more.
    """
    recall = recall_of_case(call.work, call.case.id)
    chosen = set(given.ordered_people or [])
    people = [one for one in given.people if not chosen or one["posting_id"] in chosen]
    decided = last_decision(call.work, call.case.id, call.step("decide"))
    is_no_fault = RecallKind.NO_FAULT in (given.recall_type, decided.outcome if decided else None)
    kind = RecallKind.NO_FAULT if is_no_fault else RecallKind.ORDERED
    found = _found_by_both(call, recall, given.allegations) if kind == RecallKind.ORDERED else ()
    if kind == RecallKind.ORDERED:
        _require_found(people, found)
    require_arrived(call.work, people)
    _release_others(call, recall, people)
    slots = _slots(given, people)
    letter = "recall_order" if kind == RecallKind.ORDERED else "no_fault_order"
    number = next_letter_number(call, letter)
    recall.kind = kind
    order = RecallOrder(
        id=new_id(),
        recall_id=recall.id,
        unit_id=recall.unit_id,
        number=number,
        kind=kind,
        people=len(people),
        slots=len(slots),
        basis=given.order_basis or "",
        issued_at=call.work.now,
    )
    call.work.session.add(order)
    fields = _order_fields(call, given, people, len(slots), found)
    issuer = call.actor.person_id if call.actor else None
    # A colleague who was cleared of the same lead is no reader of this order.
    to = addressee(call, recall, given.people, for_people=people)
    issue(call, letter, fields, to=to, issued_by_id=issuer, number=number)
    return {
        "order_number": number,
        "order_issued_at": local_iso(call.work.now),
        "recall_type": kind,
        "people": people,
        "slots": slots,
        "is_received": False,
        "is_appealed": False,
        "sent_people": [],
    }


def _found_by_both(call: OperationCall, recall: Recall, rows: list[Any] | None) -> Sequence[JointFinding]:
    """What both offices found in their last round, from their own records, as the joint report says it."""
    latest = verifications_of(call.work, recall.id)
    if set(latest) != {"station", "poverty"} or len({row.investigator_id for row in latest.values()}) < 2:
        raise InvalidRequest(
            "An order to recall needs the verification of two people from two offices.",
            "责令召回须由两家单位各至少一人联合核实。",
        )
    found = joint_findings(latest[Office.STATION].allegations, latest[Office.POVERTY].allegations)
    return [one for one in stated(found, rows) if one.is_found]


def _require_found(people: Sequence[RecalledPerson], found: Sequence[JointFinding]) -> None:
    guilty = {one.posting_id for one in found}
    clear = "、".join(one["name"] for one in people if one["posting_id"] not in guilty)
    if clear or not people:
        raise InvalidRequest(
            f"Both offices did not find a ground against {clear}; leave them out of the order, or have it verified further.",
            f"两家单位未共同查实{clear}的任何情形，不得列入责令召回；请另作决定或补充核实。",
        )


def _release_others(call: OperationCall, recall: Recall, people: Sequence[RecalledPerson]) -> None:
    ids = {uuid.UUID(one["posting_id"]) for one in people}
    for subject in call.work.session.scalars(select(RecallSubject).where(RecallSubject.recall_id == recall.id)):
        if subject.posting_id not in ids:
            subject.is_open = False
    call.work.session.flush()


def _slots(given: DecidedOrder, people: Sequence[RecalledPerson]) -> list[VacantSlot]:
    wanted = given.slots_wanted or 0
    chosen = set(given.slot_people or []) if wanted else set()
    slots: list[VacantSlot] = [
        {
            "name": f"接替{one['name']}",
            "replaces_posting_id": one["posting_id"],
            "role": team_role(one["role"]),
            "team_id": one["team_id"],
            "village_unit": one["village_unit"],
            "village_name": one["village_name"],
        }
        for one in people
        if one["posting_id"] in chosen
    ]
    if len(slots) != wanted or wanted > len(people):
        raise InvalidRequest(
            f"{wanted} slots were decided for {len(people)} people, but {len(slots)} posts are named.",
            f"决定补派 {wanted} 个名额（召回 {len(people)} 人），但指定了 {len(slots)} 个岗位。",
        )
    return slots


def _order_fields(
    call: OperationCall,
    given: DecidedOrder,
    people: Sequence[RecalledPerson],
    slots: int,
    found: Sequence[JointFinding],
) -> OrderLetter:
    return {
        "unit": given.unit_name,
        "people": [
            {"name": one["name"], "village": one["village_name"], "role": ROLE_NAMES[team_role(one["role"])]}
            for one in people
        ],
        "findings": [
            {"name": one["name"], "ground": GROUNDS[finding.ground], "finding": FINDING_NAMES[finding.conclusion]}
            for one in people
            for finding in found
            if finding.posting_id == one["posting_id"]
        ],
        "facts": given.order_facts or "",
        "basis": given.order_basis or "",
        "slots": slots,
        "no_refill_reason": given.no_refill_reason or "",
        "days": call.setting("recall.days"),
        "rolls": call.setting("recall.rolls_to_working_day"),
        "deemed_hours": call.setting("recall.deemed_served_hours"),
        "contact": given.contact or "",
        "copy_to": given.copy_to or [],
    }


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Whether the unit acknowledged the order, and who did."""

    people: list[RecalledPerson]
    unit_name: str
    is_received: bool | None
    received_by: str | None
    seen: Annotated[Mapping[str, Any], Source.EVERYTHING]
    ledger: Annotated[str, Source.HEADER, Names.LEDGER] = ""


class ServedOrder(TypedDict):
    """When the order was served, how, and when the replacement is due."""

    served_at: str
    service_mode: ServiceMode
    replacement_due_at: str


class ReceiptLetter(TypedDict):
    """The fields of the proof of service; `due` is None where nobody is sent again."""

    document: str
    unit: str
    issued: datetime
    served: datetime
    is_received: bool
    deemed_hours: int
    received_by: str
    due: datetime | None


@operation(
    "recall.serve_order",
    Sentence(
        "Record the service of the order and start the days for the replacement.",
        "登记召回通知送达，自次日起算改派时限。",
    ),
    settings=["recall.days", "recall.deemed_served_hours", "recall.rolls_to_working_day"],
    letters={"service_receipt": ReceiptLetter},
)
def serve_order(call: OperationCall, given: Acknowledgement) -> ServedOrder:
    """Record service and start the clock: due at the end of the last day given (A3). Nobody types the due time."""
    recall = recall_of_case(call.work, call.case.id)
    order = order_of(call.work, recall.id)
    is_received = given.is_received is True
    hours = call.setting("recall.deemed_served_hours")
    served_at = service_time(order.issued_at, call.work.now, is_received=is_received, deemed_hours=hours)
    days, rolls = call.setting("recall.days"), call.setting("recall.rolls_to_working_day")
    due_at = replacement_due_at(calendar_of(call.work, call.case), served_at, days, rolls=rolls)
    order.served_at, order.replacement_due_at = served_at, due_at
    order.service_mode = ServiceMode.READ if is_received else ServiceMode.DEEMED
    received_by = (given.received_by or "") if is_received else ""
    letter = call.work.session.scalars(select(Document).where(Document.number == order.number)).one()
    serve(call.work, letter, at=served_at, mode=order.service_mode, received_by=received_by)
    fields: ReceiptLetter = {
        "document": f"{letter.title} {letter.number}",
        "unit": given.unit_name,
        "issued": order.issued_at,
        "served": served_at,
        "is_received": is_received,
        "deemed_hours": hours,
        "received_by": received_by,
        "due": due_at if order.slots else None,
    }
    issue(call, "service_receipt", fields, to=addressee(call, recall, given.people, received_by))
    served: ServedOrder = {
        "served_at": local_iso(served_at),
        "service_mode": order.service_mode,
        "replacement_due_at": local_iso(due_at),
    }
    if given.ledger:
        write_row(call, given.ledger, {**given.seen, **served})
    return served
