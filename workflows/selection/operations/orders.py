"""Orders of a batch (S10): each is read as the letter that it will be, signed or sent back line by line, and then issued."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, NotRequired, TypedDict

from sqlalchemy import select

from workflows.casework.models import SheetRow
from workflows.casework.operations import OperationCall, operation
from workflows.casework.sheet_operations import RowGiven, open_rows
from workflows.casework.sheets import RowCall, sheet
from workflows.documents import text_before_issue
from workflows.selection.models import Candidate, Slot
from workflows.selection.operations.dispatch import (
    DispatchLetter,
    SignedDispatch,
    letter_fields,
    order_addressee,
    send,
)
from workflows.selection.operations.matching import Matched
from workflows.selection.queries import LIVE, team_for
from workflows.selection.words import CandidateStatus, OrderWord, SlotStatus
from workflows.sentence import Sentence

ORDERS = "selection.orders"


class OrderColumns(TypedDict):
    """What a row of the orders shows: who is sent where, and the very letter."""

    person: Annotated[str, Sentence("Person", "人选")]
    village: Annotated[str, Sentence("Village", "派往")]
    post: Annotated[str, Sentence("Post", "岗位")]
    unit: Annotated[str, Sentence("Dispatching unit", "派出单位")]
    fit: Annotated[int, Sentence("Fit", "匹配度")]
    totals: Annotated[str, Sentence("Points of the review", "审核评分")]
    choice_reason: Annotated[str, Sentence("Reason of the choice", "选派理由")]
    letter: Annotated[str, Sentence("The letter", "派驻通知正文")]


class OrderAnswers(TypedDict):
    """Signed, or sent back and why."""

    outcome: OrderWord
    return_reason: NotRequired[str]


@sheet(
    ORDERS,
    Sentence(
        "Orders of a batch: each is signed, or sent back to the matching.", "批次派驻通知：逐件签发，或者退回重新匹配。"
    ),
)
def sign(call: RowCall, columns: OrderColumns, answers: OrderAnswers) -> None:
    """A row of the orders: the form has asked what must be; nothing is issued before the director has been through them all."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Who is sent where, from when to when, and whom to turn to."""

    matched_list: list[Matched]
    match_round: str
    term_from: date
    term_to: date
    handover_contact: str


class OrdersOpened(TypedDict):
    """How many orders there are to sign."""

    order_count: int


@operation(
    "selection.open_orders",
    Sentence(
        "Open a row for each person that is to be sent, with the very letter that would be issued.",
        "为拟派人员逐人打开派驻通知签发表，附将要印发的正文。",
    ),
    settings=["selection.arrival_days"],
    letters={"dispatch_order": DispatchLetter},
)
def open_orders(call: OperationCall, given: Terms) -> OrdersOpened:
    """Operation `selection.open_orders`."""
    rows: list[RowGiven] = []
    for each, slot, _, signed in _orders(call, given):
        fields = letter_fields(call, slot, signed)
        columns: OrderColumns = {
            "person": each["name"],
            "village": each["village"],
            "post": each["post"],
            "unit": each["unit"],
            "fit": each["fit"],
            "totals": each["totals"],
            "choice_reason": each["reason"],
            "letter": text_before_issue(call, "dispatch_order", fields, to=order_addressee(slot, signed)),
        }
        rows.append(
            {
                "key": each["place"],
                "group": given.match_round,
                "name": f"{each['name']}（{each['village']}）",
                "person": uuid.UUID(each["person_id"]),
                "columns": {**columns},
            }
        )
    open_rows(call, ORDERS, rows)
    return {"order_count": len(rows)}


def _orders(call: OperationCall, given: Terms) -> Sequence[tuple[Matched, Slot, Candidate, SignedDispatch]]:
    """Each order with its open place, its person and what it says; places that are filled already are left out."""
    found = []
    for each in given.matched_list:
        slot = call.work.session.get_one(Slot, uuid.UUID(each["slot_id"]))
        candidate = call.work.session.get_one(Candidate, uuid.UUID(each["candidate_id"]))
        if slot.status != SlotStatus.OPEN:
            continue
        signed = SignedDispatch(
            slot_id=slot.id,
            candidate={"id": each["candidate_id"], "person_id": each["person_id"], "name": each["name"]},
            unit_name=each["unit"],
            village_name=each["village"],
            village_unit=slot.team.village.unit.code,
            term_from=given.term_from,
            term_to=given.term_to,
            handover_contact=given.handover_contact,
        )
        found.append((each, slot, candidate, signed))
    return found


class OrdersIssued(TypedDict):
    """How many were sent, and how many came back."""

    sent_count: int
    sent_back_count: int
    sent_back_reasons: str | None


@operation(
    "selection.issue_orders",
    Sentence(
        "Issue the orders that were signed and post the people; those sent back are matched anew.",
        "印发已签发的派驻通知并登记派驻；退回的重新匹配。",
    ),
    settings=["selection.arrival_days", "selection.barred_months"],
    letters={"dispatch_order": DispatchLetter, "introduction": DispatchLetter},
)
def issue_orders(call: OperationCall, given: Terms) -> OrdersIssued:
    """Operation `selection.issue_orders`: whoever was exchanged between places goes with the team of their own unit."""
    of_sheet = (SheetRow.case_id == call.case.id, SheetRow.process_id == call.process_id, SheetRow.sheet == ORDERS)
    rows = {row.key: row for row in call.work.session.scalars(select(SheetRow).where(*of_sheet))}
    signed, back, reasons = [], 0, []
    for each, slot, candidate, order in _orders(call, given):
        row = rows[each["place"]]
        if candidate.status not in LIVE:
            back += 1
            reasons.append(f"{each['name']}：已退出")
        elif row.is_left or row.answers.get("outcome") != OrderWord.SIGN:
            candidate.status, candidate.is_reserve = CandidateStatus.QUALIFIED, True
            back += 1
            reasons.append(f"{each['name']}：{row.reason or row.answers.get('return_reason') or ''}")
        else:
            # Before any place changes its unit, each person's own is read.
            signed.append((slot, candidate, order, candidate.slot.unit))
    call.work.session.flush()
    for slot, candidate, order, unit in signed:
        slot.unit_id, slot.team_id = unit.id, team_for(call.work, slot.team.village, unit).id
        call.work.session.flush()
        send(call, slot, candidate, order)
    return {"sent_count": len(signed), "sent_back_count": back, "sent_back_reasons": "\n".join(reasons) or None}
