"""Orders of a batch (S10): each is read as the letter that it will be, signed or sent back line by line, and then issued."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, NotRequired, TypedDict

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflows.casework.errors import InvalidRequest
from workflows.casework.models import SheetRow, Task
from workflows.casework.operations import OperationCall, Unfinished, operation
from workflows.casework.sheet_operations import RowGiven, open_rows
from workflows.casework.sheets import RowCall, sheet
from workflows.documents import text_before_issue
from workflows.people.roster import Team, Village
from workflows.selection.models import Candidate, DispatchOrder, Slot
from workflows.selection.operations.dispatch import (
    DispatchLetter,
    SignedDispatch,
    Signer,
    letter_fields,
    order_addressee,
    send,
)
from workflows.selection.operations.matching import Matched
from workflows.selection.operations.returned_orders import ORDERS
from workflows.selection.queries import LIVE, drop_unheld, team_for
from workflows.selection.words import CandidateStatus, OrderWord, SlotStatus
from workflows.sentence import Sentence
from workflows.store import update_row

ORDERS_AT_ONCE = 20
"""Orders that one transaction issues, each with its letters: about half a second of SQLite's one writer."""
ISSUED, NOT_ISSUED = "已印发：", "未印发："


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
    result: Annotated[str, Sentence("Result", "印发结果")]


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
    for line in _lines(call, given):
        each, slot, signed = line.matched, line.slot, line.order
        if slot.status != SlotStatus.OPEN or line.candidate.status not in LIVE:
            continue
        fields = letter_fields(call, slot, signed)
        columns: OrderColumns = {
            "person": each["name"],
            "village": each["village"],
            "post": each["post"],
            "unit": each["unit"],
            "fit": each["fit"],
            "totals": each["totals"],
            "choice_reason": each["reason"],
            "letter": text_before_issue(
                call, "dispatch_order", fields, to=order_addressee(slot, line.candidate, signed)
            ),
            "result": "",
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


@dataclass(frozen=True, slots=True)
class _Line:
    """An order: whom the matching sends where, its place and person as they stand now, and what it says."""

    matched: Matched
    slot: Slot
    candidate: Candidate
    order: SignedDispatch


def _lines(call: OperationCall, given: Terms) -> list[_Line]:
    """The orders of this round of matching in a few statements, however many they are: each piece of the issue reads them all."""
    slots, candidates = ({uuid.UUID(each[key]) for each in given.matched_list} for key in ("slot_id", "candidate_id"))
    place = joinedload(Slot.team).joinedload(Team.village).joinedload(Village.unit)
    slot_by_id = {
        row.id: row for row in call.work.session.scalars(select(Slot).options(place).where(Slot.id.in_(slots)))
    }
    sender = joinedload(Candidate.slot).joinedload(Slot.unit)
    named = select(Candidate).options(sender).where(Candidate.id.in_(candidates))
    candidate_by_id = {row.id: row for row in call.work.session.scalars(named)}
    found = []
    for each in given.matched_list:
        slot = slot_by_id[uuid.UUID(each["slot_id"])]
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
        found.append(_Line(each, slot, candidate_by_id[uuid.UUID(each["candidate_id"])], signed))
    return found


class OrdersIssued(TypedDict):
    """How many were sent, and how many came back."""

    sent_count: int
    sent_back_count: int
    sent_back_reasons: str | None


@operation(
    "selection.issue_orders",
    Sentence(
        "Issue the orders that were signed and post the people; those sent back are matched anew. Each row says what came of it."
        " Many are issued in pieces, by the worker.",
        "印发已签发的派驻通知并登记派驻；退回的重新匹配；逐行登记结果。数量较多的由后台分批印发。",
    ),
    settings=["selection.arrival_days", "selection.barred_months"],
    letters={"dispatch_order": DispatchLetter, "introduction": DispatchLetter},
)
def issue_orders(call: OperationCall, given: Terms) -> OrdersIssued | Unfinished:
    """Operation `selection.issue_orders`, at most ORDERS_AT_ONCE in one piece: whoever was exchanged between places goes with the
    team of their own unit. The place stays in the share of the unit that was asked for it, whoever of another fills it.

    An order that was issued stands beside its place, so a piece that is done again issues none twice. Whoever cannot be sent any
    more, because they withdrew, were posted elsewhere, or their place was taken, is a result of their row and stops nobody else.
    """
    of_sheet = (SheetRow.case_id == call.case.id, SheetRow.process_id == call.process_id, SheetRow.sheet == ORDERS)
    rows = {row.key: row for row in call.work.session.scalars(select(SheetRow).where(*of_sheet))}
    lines = _lines(call, given)
    issued = _issued(call, lines)
    signed, back = [], []
    for line in lines:
        if line.slot.id in issued and issued[line.slot.id] == line.candidate.id:
            continue
        reason = _kept_back(line, rows.get(line.matched["place"]))
        if reason is None:
            signed.append(line)
        else:
            back.append((line, reason))
    sent = len(lines) - len(signed) - len(back)
    for line in signed[:ORDERS_AT_ONCE]:
        row = rows[line.matched["place"]]
        refused = _send(call, line, row)
        if refused is None:
            sent += 1
        else:
            back.append((line, refused))
    for line, reason in back:
        _send_back(call, line, rows.get(line.matched["place"]), reason)
    left = len(signed) - ORDERS_AT_ONCE
    if left > 0:
        return Unfinished(len(lines) - left, len(lines))
    reasons = [f"{line.matched['name']}：{reason}" for line, reason in back]
    return {"sent_count": sent, "sent_back_count": len(back), "sent_back_reasons": "\n".join(reasons) or None}


def _issued(call: OperationCall, lines: Sequence[_Line]) -> dict[uuid.UUID, uuid.UUID]:
    """Whom the order of each place sent, where one was issued."""
    places = DispatchOrder.slot_id.in_([line.slot.id for line in lines])
    found = call.work.session.execute(select(DispatchOrder.slot_id, DispatchOrder.candidate_id).where(places))
    return {slot_id: candidate_id for slot_id, candidate_id in found}


_OUT = {CandidateStatus.WITHDRAWN: "已退出", CandidateStatus.DISPATCHED: "已派往他处"}


def _kept_back(line: _Line, row: SheetRow | None) -> str | None:
    """Why an order is not issued, None where it is signed and nothing has come between; whoever was out before has no row."""
    if row is not None and row.given.get("result"):
        return str(row.given["result"]).removeprefix(NOT_ISSUED)  # an earlier piece came to it
    if line.candidate.status not in LIVE:
        return _OUT.get(line.candidate.status, "未通过审核或者异议成立")
    if row is None or line.slot.status != SlotStatus.OPEN:
        return "该名额已撤销或者已另派人员"
    if row.is_left or row.answers.get("outcome") != OrderWord.SIGN:
        return row.reason or str(row.answers.get("return_reason") or "")
    return None


def _send(call: OperationCall, line: _Line, row: SheetRow) -> str | None:
    """Send a person, or say why that is impossible now; then nothing of it stands."""
    signed = call.work.session.get_one(Task, row.settled_task_id)
    assert signed.completed_by_id is not None  # the operation follows its end
    signer = Signer(signed.completed_by_id, signed.substitute_for_id)
    try:
        with call.work.session.begin_nested():
            founded = line.slot.team
            # The row that is loaded, not its key alone: the posting is begun in the team of the place as it stands in memory.
            line.slot.team = team_for(call.work, founded.village, line.candidate.slot.unit)
            call.work.session.flush()
            drop_unheld(call.work, founded)
            _, number = send(call, line.slot, line.candidate, line.order, signer)
    except InvalidRequest as refused:
        return refused.sentence.zh
    _note(call, row, f"{ISSUED}{number}")
    return None


def _send_back(call: OperationCall, line: _Line, row: SheetRow | None, reason: str) -> None:
    """Whoever is still a candidate may be chosen in the next round."""
    if line.candidate.status in LIVE:
        line.candidate.status, line.candidate.is_reserve = CandidateStatus.QUALIFIED, True
        call.work.session.flush()
    if row is not None:
        _note(call, row, f"{NOT_ISSUED}{reason}")


def _note(call: OperationCall, row: SheetRow, result: str) -> None:
    if row.given.get("result") != result:
        update_row(call.work, row, given={**row.given, "result": result})
