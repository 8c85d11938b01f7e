"""The director revokes an order that was served (撤销召回决定): what that undoes, and undoing what they decided of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, NotRequired, TypedDict

from sqlalchemy import select

from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidRequest
from workflows.casework.messages import publish_message, tokens_waiting
from workflows.casework.models import Case, CaseStatus
from workflows.casework.operations import OperationCall, operation
from workflows.casework.reasons import proper_reason
from workflows.casework.told_case import tell_case, values_of_case
from workflows.documents.numbers import as_numbered
from workflows.documents.queries import documents_of_case, persons_named
from workflows.people import Unit
from workflows.people.roster import Posting
from workflows.people.words import EndReason, PostingStatus
from workflows.recall.closed_to import investigators, is_closed_to
from workflows.recall.models import Accountability, Recall, RecallOrder, RecallSubject
from workflows.recall.operations.appealing import post_again
from workflows.recall.operations.no_refill import NOT_NEEDED
from workflows.recall.queries import member_appeals, posting_rows
from workflows.recall.revocation_models import Revocation
from workflows.recall.words import AppealOutcome, RecallKind
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, update_rows

FAULT_LIFTED, REVOKED = "recall.fault_lifted", "recall.revoked"
"""The messages for which a recall waits: while an interview is still to be held, and while the unit has to call somebody home or an
appeal is open."""


class RevokedMember(TypedDict):
    """Somebody whom the order recalled; whether their place is free for them to go on in it, and still being refilled."""

    posting_id: str
    person_id: str
    name: str
    village_name: str
    village_unit: str
    can_return: bool
    is_refilling: bool


class LetterOfOrder(TypedDict):
    """A letter of the recall that went out and stands: its number; its title, number, and whom it concerns."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class AskedOrder:
    """The number of the order as somebody typed it."""

    order_number: str


class AskedMember(TypedDict):
    """One of those of whom the director is asked whether they go on in their place."""

    posting_id: str


class OrderFound(TypedDict):
    """The order, and what hangs on it: how many measures the unit was given for it, how many appeals against it are not reviewed
    yet, whether an interview is still to be held."""

    order_number: str
    recall_case: str
    unit_code: str
    unit_name: str
    order_kind: RecallKind
    revoked: list[RevokedMember]
    places: list[AskedMember]
    letters: list[LetterOfOrder]
    measures: int
    appeals: int
    is_interview_due: bool
    investigators: NotRequired[
        list[str]
    ]  # whoever looked into the case or registered it: they do not decide of its order


@operation(
    "recall.find_order",
    Sentence(
        "Find the order `order_number` that was served and stands, and list what revoking it would undo.",
        "查找已送达且有效的召回决定 `order_number`，列出撤销将涉及的事项。",
    ),
)
def find_order(call: OperationCall, given: AskedOrder) -> OrderFound:
    """Operation `recall.find_order`. Raises InvalidRequest where there is no such order, none that was served, none that stands."""
    order, recall = _order(call, given.order_number)
    _require_alone(call, order)
    postings, unit = _postings(call.work, recall), call.work.session.get_one(Unit, order.unit_id)
    return {
        "order_number": order.number,
        "recall_case": str(recall.case_id),
        "unit_code": unit.code,
        "unit_name": unit.name,
        "order_kind": order.kind,
        "revoked": _members(call.work, order, postings),
        "places": [{"posting_id": str(posting.id)} for posting in postings],
        "letters": _letters(call.work, recall, postings),
        "measures": len(
            call.work.session.scalars(select(Accountability.id).where(Accountability.recall_id == recall.id)).all()
        ),
        "appeals": sum(each.outcome is None for each in member_appeals(call.work, recall.id)),
        "investigators": investigators(call.work, recall),
        "is_interview_due": tokens_waiting(call.work, FAULT_LIFTED, order.number) > 0,
    }


def _order(call: OperationCall, number: str) -> tuple[RecallOrder, Recall]:
    work, written = call.work, as_numbered(number)
    order = work.session.scalar(select(RecallOrder).where(RecallOrder.number == written))
    if order is None or is_closed_to(call, work.session.get_one(Recall, order.recall_id)):
        raise InvalidRequest(
            f"There is no order to recall {written} that is open to you; write its number as the letter has it.",
            f"没有您可办理的召回决定 {written}；请按通知书上的文号填写。",
        )
    if order.served_at is None:
        raise InvalidRequest(
            "This order was not served yet: cancel its case instead, on the page of that case.",
            "该召回通知尚未送达，无须撤销决定；请在该案页面终止该案。",
        )
    recall = work.session.get_one(Recall, order.recall_id)
    if work.session.scalar(select(Revocation.id).where(Revocation.recall_id == recall.id).limit(1)) is not None:
        raise InvalidRequest("This order was revoked already.", "该召回决定已经撤销。")
    return order, recall


def _require_alone(call: OperationCall, order: RecallOrder) -> None:
    same = Case.process_id == call.case.process_id, Case.business_key == order.number, Case.id != call.case.id
    is_open = Case.status.in_((CaseStatus.ACTIVE, CaseStatus.INCIDENT))
    if call.work.session.scalar(select(Case.id).where(*same, is_open).limit(1)) is not None:
        raise InvalidRequest("Revoking this order is being decided already.", "该召回决定的撤销已在审定中。")


def _postings(work: UnitOfWork, recall: Recall) -> Sequence[Posting]:
    """Whom the order recalls still: those whom the lead named beside them, and whose appeal has revoked it, are left out."""
    ordered = {one["posting_id"] for one in values_of_case(work, recall.case_id).get("people") or []}
    lifted = {str(each.posting_id) for each in member_appeals(work, recall.id) if each.outcome == AppealOutcome.REVOKE}
    subjects = work.session.scalars(select(RecallSubject.posting_id).where(RecallSubject.recall_id == recall.id))
    ids = [each for each in subjects if str(each) not in lifted and (not ordered or str(each) in ordered)]
    if not ids:
        raise InvalidRequest(
            "This order was revoked for everybody on their appeals.", "该召回决定经申诉复核，对所涉人员均已撤销。"
        )
    found = work.session.scalars(posting_rows().where(Posting.id.in_(ids)))
    return sorted(found, key=lambda one: (one.team.village.unit.code, one.person.name))


def _letters(work: UnitOfWork, recall: Recall, postings: Sequence[Posting]) -> list[LetterOfOrder]:
    """The letters that stand, each with whom it concerns: whom it goes to by name, else those recalled of whom it speaks."""
    of_case = documents_of_case(work, recall.case_id)
    standing = [letter for letter in of_case if letter.sent_at is not None and letter.ended_at is None]
    named = persons_named(work, standing)
    recalled = [posting.person.name for posting in postings]
    stays = _sent_since(work, postings)
    found: list[LetterOfOrder] = []
    for letter in standing:
        if named[letter.id] and stays.issuperset(named[letter.id]):
            continue  # whoever has the place now keeps it, and with it their papers
        concerned = named[letter.id] or [name for name in recalled if name in letter.text] or recalled
        label = f"{letter.title} {letter.number}（{'、'.join(concerned)}）"
        found.append({"value": letter.number, "label": label})
    return found


def _sent_since(work: UnitOfWork, postings: Sequence[Posting]) -> set[str]:
    """The names of those who are posted to these teams now, the recalled left out."""
    teams, recalled = {posting.team_id for posting in postings}, {posting.person_id for posting in postings}
    active = posting_rows().where(Posting.team_id.in_(teams), Posting.status == PostingStatus.ACTIVE)
    return {each.person.name for each in work.session.scalars(active) if each.person_id not in recalled}


def _members(work: UnitOfWork, order: RecallOrder, postings: Sequence[Posting]) -> list[RevokedMember]:
    return [_member(work, order, posting) for posting in postings]


def _member(work: UnitOfWork, order: RecallOrder, posting: Posting) -> RevokedMember:
    is_refilling = tokens_waiting(work, NOT_NEEDED, str(posting.id)) > 0
    active = Posting.status == PostingStatus.ACTIVE
    # Whoever was sent since to the same team in the same role has the place.
    sent_since = select(Posting.id).where(
        Posting.team_id == posting.team_id,
        Posting.role == posting.role,
        active,
        Posting.from_on >= local_date(order.issued_at),
        Posting.person_id != posting.person_id,
    )
    elsewhere = select(Posting.id).where(Posting.person_id == posting.person_id, active, Posting.id != posting.id)
    is_taken = work.session.scalar(sent_since.limit(1)) is not None
    return {
        "posting_id": str(posting.id),
        "person_id": str(posting.person_id),
        "name": posting.person.name,
        "village_name": posting.team.village.unit.name,
        "village_unit": posting.team.village.unit.code,
        "can_return": not is_taken and work.session.scalar(elsewhere.limit(1)) is None,
        "is_refilling": is_refilling,
    }


class DecidedMember(TypedDict):
    """What the director decided of one of them: `back` in their place, or `out`."""

    posting_id: str
    place: Literal["back", "out"]


@dataclass(frozen=True, slots=True)
class RevokedOrder:
    """What the director decided of all that the order brought with it; `given_up_reason` is for the letter about a place that stays
    empty."""

    order_number: str
    revoke_reason: str
    places: list[DecidedMember]
    refilling: Literal["stop", "go_on"] | None = None
    interview: Literal["lift", "hold"] | None = None
    given_up_reason: str | None = None


class OrderRevoked(TypedDict):
    """For how many places the selection was stopped, and whether an interview is not held any more. Nothing was done where things
    have changed since they were laid before the director; `revoked` says how they are now."""

    is_changed: bool
    revoked: list[RevokedMember]
    stopped_places: int
    is_interview_lifted: bool


@operation(
    "recall.revoke_order",
    Sentence(
        "Revoke the order: it counts against nobody any more, whoever is to go on is posted again, and what the director decided "
        "of the selection and the interview that still run is stopped. Nothing is done where a place that is to be given back was "
        "taken in the meantime.",
        "撤销召回决定：不再计入个人和单位，应恢复的恢复派驻，并按决定停止尚在进行的选派和约谈。应恢复的岗位其间已另有人员的，不予落实。",
    ),
)
def revoke_order(call: OperationCall, given: RevokedOrder) -> OrderRevoked:
    """Operation `recall.revoke_order`. Raises InvalidRequest where the order fell since. The case of the order says that it was
    revoked from then on, whether it runs or has ended."""
    order, recall = _order(call, given.order_number)
    if call.actor is None:
        raise InvalidRequest("Somebody must revoke the order.", "须由人作出撤销决定。")
    postings = _postings(call.work, recall)
    members = _members(call.work, order, postings)
    back = {one["posting_id"] for one in given.places if one["place"] == "back"}
    if any(one["posting_id"] in back and not one["can_return"] for one in members):
        return {"is_changed": True, "revoked": members, "stopped_places": 0, "is_interview_lifted": False}
    reason = proper_reason(given.revoke_reason)
    for posting in postings:
        _revoke_for(call, recall, posting, reason, call.actor.person_id, is_back=str(posting.id) in back)
    update_rows(call.work, RecallSubject, {"recall_id": recall.id}, is_open=False)
    order.kind = recall.kind = RecallKind.NO_FAULT  # counts against nobody: neither the member nor the unit
    call.work.session.flush()
    said = {
        "is_recall_revoked": True,
        "recall_type": RecallKind.NO_FAULT,
        "is_nobody_leaving": all(one["posting_id"] in back for one in members),
        "revoked_on": local_date(call.work.now).isoformat(),
    }
    tell_case(call.work, recall.case_id, REVOKED, said)
    return {
        "is_changed": False,
        "revoked": members,
        "stopped_places": _stop_refilling(call, given, members, back),
        "is_interview_lifted": _stop_the_rest(call, order, said, is_interview_lifted=given.interview == "lift"),
    }


def _revoke_for(
    call: OperationCall, recall: Recall, posting: Posting, reason: str, by: uuid.UUID, *, is_back: bool
) -> None:
    row = Revocation(
        recall_id=recall.id,
        posting_id=posting.id,
        is_restored=is_back,
        reason=reason,
        revoked_at=call.work.now,
        revoked_by_id=by,
    )
    call.work.session.add(row)
    if posting.status == PostingStatus.ENDED:
        posting.end_reason = EndReason.NONE
        if is_back:
            post_again(call, posting)


def _stop_refilling(call: OperationCall, given: RevokedOrder, members: Sequence[RevokedMember], back: set[str]) -> int:
    """End the selection for the places of those who go on in them, and for all of them where that was decided; says of how many."""
    is_all = given.refilling == "stop"
    stopped = [one for one in members if one["is_refilling"] and (is_all or one["posting_id"] in back)]
    for one in stopped:
        said = {"is_reinstated": one["posting_id"] in back, "given_up_reason": given.given_up_reason}
        publish_message(call.work, NOT_NEEDED, one["posting_id"], said, keep=timedelta(0))
    return len(stopped)


def _stop_the_rest(
    call: OperationCall, order: RecallOrder, said: Mapping[str, Any], *, is_interview_lifted: bool
) -> bool:
    """Nobody is called home any more, appeals have nothing to review; an interview still due falls where that was decided."""
    is_lifted = is_interview_lifted and tokens_waiting(call.work, FAULT_LIFTED, order.number) > 0
    if is_lifted:
        publish_message(call.work, FAULT_LIFTED, order.number, keep=timedelta(0))
    for _ in range(tokens_waiting(call.work, REVOKED, order.number)):  # each reaches one of them
        publish_message(call.work, REVOKED, order.number, said, keep=timedelta(0))
    return is_lifted
