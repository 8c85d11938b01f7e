"""Handover (S12): what was handed over and what not, money first; signed by three, or by one side with the reason."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflows.casework.errors import InvalidRequest
from workflows.casework.operations import OperationCall, operation
from workflows.documents import Addressee, issue
from workflows.documents.masking import masks_for
from workflows.people.arrival_models import Handover
from workflows.people.roster import Posting, Team, Village
from workflows.sentence import Sentence


class HandoverPeople(TypedDict):
    """Who takes over, and whom from; null where nobody is known who was there before."""

    posting_id: str
    person_id: str
    name: str
    from_posting_id: str | None
    from_person_id: str | None
    from_name: str | None


class HandedItem(TypedDict):
    """One item of the scheme that the case keeps: what it is called, whether it is money, whether it was handed over."""

    item: str
    name: str
    is_money: bool
    is_handed: bool
    remark: str | None


@dataclass(frozen=True, slots=True)
class HandoverSigned:
    """What was signed, item by item, the names of whoever gave alone, witnessed or ruled, and what was disputed to the end."""

    handover: HandoverPeople
    handed_items: list[HandedItem]
    is_one_sided: bool
    was_disputed: bool
    giver_alone: str | None = None
    witness_name: str | None = None
    dispute_ruling: str | None = None
    ruled_by: str | None = None
    taker_dispute: str | None = None  # what the taker refused to sign, where the ruling closed it over that
    witness_dispute: str | None = None
    alone_reason: str | None = None


class HandoverLetter(TypedDict):
    """The fields of the handover list."""

    village: str
    giver: str
    taker: str
    witness: str
    items: list[str]
    is_one_sided: bool
    alone_reason: str
    taker_dispute: str
    witness_dispute: str
    ruling: str
    ruled_by: str


@operation(
    "selection.record_handover",
    Sentence(
        "Keep a signed handover and issue its list. Refused while money and goods are not handed over.",
        "登记已签字的工作交接并印发交接清单；钱款物资未交清的不予登记。",
    ),
    letters={"handover_list": HandoverLetter},
)
def record_handover(call: OperationCall, given: HandoverSigned) -> None:
    """Operation `selection.record_handover`. Raises InvalidRequest while money is not handed over: nothing is closed before it
    (rules.md 2.15)."""
    if not all(each["is_handed"] for each in given.handed_items if each["is_money"]):
        raise InvalidRequest(
            "A handover is not closed before money and goods are handed over.", "钱款物资未交清的，不能办结交接。"
        )
    of_posting = Posting.id == uuid.UUID(given.handover["posting_id"])
    posting = call.work.session.scalars(
        select(Posting)
        .options(
            joinedload(Posting.person),
            joinedload(Posting.team).joinedload(Team.dispatching_unit),
            joinedload(Posting.team).joinedload(Team.village).joinedload(Village.unit),
        )
        .where(of_posting)
    ).one()
    before = given.handover["from_posting_id"]
    row = Handover(
        case_id=call.case.id,
        posting_id=posting.id,
        from_posting_id=uuid.UUID(before) if before else None,
        is_one_sided=given.is_one_sided,
        was_disputed=given.was_disputed,
        signed_at=call.work.now,
        items={each["item"]: dict(each) for each in given.handed_items},
    )
    call.work.session.add(row)
    call.work.session.flush()
    giver = given.giver_alone if given.is_one_sided else given.handover["from_name"]
    village, unit = posting.team.village.unit, posting.team.dispatching_unit
    fields: HandoverLetter = {
        "village": village.name,
        "giver": giver or "",
        "taker": posting.person.name,
        "witness": given.witness_name or "",
        "items": [_said(each) for each in given.handed_items],
        "is_one_sided": given.is_one_sided,
        "alone_reason": given.alone_reason or "",
        "taker_dispute": given.taker_dispute or "",
        "witness_dispute": given.witness_dispute or "",
        "ruling": given.dispute_ruling or "",
        "ruled_by": given.ruled_by or "",
    }
    signed_by = (posting.person.name, giver, given.witness_name, given.ruled_by, given.handover["from_name"])
    names = [each for each in signed_by if each]
    masks = masks_for(names, [unit.name], [village.name])
    to = Addressee(unit.id, masks, (posting.person_id,), (village,))
    issue(call, "handover_list", fields, to=to, issued_by_id=call.actor.person_id if call.actor else None)


def _said(item: HandedItem) -> str:
    state = "已交清" if item["is_handed"] else "未交清"
    return f"{item['name']}{state}" + (f"（{item['remark']}）" if item["remark"] else "")
