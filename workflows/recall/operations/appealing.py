"""Each recalled member appeals for themselves (R6): what the appeal begins with, what they file, and what its decision does."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from sqlalchemy import select

from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidRequest
from workflows.casework.notices import PERSON
from workflows.casework.operations import OperationCall, operation
from workflows.casework.reasons import proper_reason
from workflows.people.directory import has_account
from workflows.people.posting import begin_posting, no_post_with
from workflows.people.roster import Posting
from workflows.people.team_roles import team_role
from workflows.people.words import EndReason, PostingStatus
from workflows.recall.appeal_models import MemberAppeal
from workflows.recall.models import Interview, Recall, RecallSubject
from workflows.recall.operations.variables import RecalledPerson, VacantSlot
from workflows.recall.queries import member_appeals, order_of, posting_rows, recall_of_case, revocations
from workflows.recall.words import AppealOutcome, AppealWay, RecallKind
from workflows.sentence import Sentence
from workflows.store import update_rows


@dataclass(frozen=True, slots=True)
class Appellant:
    """Who may appeal, and the posts that the order has refilled."""

    appellant: RecalledPerson
    slots: list[VacantSlot] | None


class AppealBegun(TypedDict):
    """Whose appeal it is, whether they can file it themselves, and whether somebody else is being sent in their place."""

    person: str
    member_name: str
    has_account: bool
    is_refilled: bool


@operation(
    "recall.open_appeal",
    Sentence(
        "Say whose appeal this is, whether they have an account to file it themselves, and whether their post is refilled.",
        "列明申诉人、本人有无账号可自行申诉，以及其岗位是否另行补派。",
    ),
)
def open_appeal(call: OperationCall, given: Appellant) -> AppealBegun:
    """Operation `recall.open_appeal`."""
    who = given.appellant
    return {
        "person": f"{PERSON}{who['person_id']}",
        "member_name": who["name"],
        "has_account": has_account(call.work, uuid.UUID(who["person_id"])),
        "is_refilled": any(slot["replaces_posting_id"] == who["posting_id"] for slot in given.slots or []),
    }


@dataclass(frozen=True, slots=True)
class FiledAppeal:
    """What somebody appeals; `received_on` is the day on which their paper was handed in, where they filed none themselves."""

    appellant: RecalledPerson
    appeal_text: str
    has_account: bool
    received_on: date | None = None


@operation(
    "recall.file_appeal",
    Sentence(
        "Keep what a recalled member appeals, in their own account or on paper, once.",
        "登记被召回人员的申诉，本人提交或凭书面申请代录，以一次为限。",
    ),
)
def file_appeal(call: OperationCall, given: FiledAppeal) -> None:
    """Operation `recall.file_appeal`. Raises InvalidRequest for a second appeal, and where nobody has filed it."""
    recall = recall_of_case(call.work, call.case.id)
    posting_id = uuid.UUID(given.appellant["posting_id"])
    if any(each.posting_id == posting_id for each in member_appeals(call.work, recall.id)):
        raise InvalidRequest("A recalled member appeals once.", "申诉以一次为限。")
    if call.actor is None:
        raise InvalidRequest("Somebody must file the appeal.", "申诉须由人提交。")
    row = MemberAppeal(
        recall_id=recall.id,
        posting_id=posting_id,
        way=AppealWay.OWN if given.has_account else AppealWay.PAPER,
        filed_at=call.work.now,
        entered_by_id=call.actor.person_id,
        received_on=None if given.has_account else given.received_on,
        ground=given.appeal_text,
    )
    call.work.session.add(row)
    call.work.session.flush()


@dataclass(frozen=True, slots=True)
class ReviewedAppeal:
    """What the review says, and whether the member goes on in their place."""

    appellant: RecalledPerson
    people: list[RecalledPerson]
    is_refilled: bool
    outcome: AppealOutcome
    appeal_reason: str
    is_restored: bool | None = None


class AppealDecided(TypedDict):
    """What the recall is from now on: its kind; the postings of those who are recalled still at fault, all of them where nobody is;
    whether an interview that was still to be held is lifted with the last fault; whether it is revoked for everybody, and whether
    nobody has to leave."""

    recall_type: RecallKind
    ordered_people: list[str]
    is_restored: bool
    is_interview_lifted: bool
    is_recall_revoked: bool
    is_nobody_leaving: bool


@operation(
    "recall.decide_appeal",
    Sentence(
        "Keep what the review of an appeal says, and let it act: on record, posting, and the kind of the recall.",
        "登记申诉复核结果并落实：个人记录、派驻状态和召回类别随之变更。",
    ),
)
def decide_appeal(call: OperationCall, given: ReviewedAppeal) -> AppealDecided:
    """Operation `recall.decide_appeal`. Raises InvalidRequest for a reason that says too little, and where somebody is to go on in
    a place that is refilled, or while they are posted elsewhere."""
    recall = recall_of_case(call.work, call.case.id)
    appeals = {str(each.posting_id): each for each in member_appeals(call.work, recall.id)}
    row = appeals[given.appellant["posting_id"]]
    row.outcome, row.opinion = given.outcome, proper_reason(given.appeal_reason)
    row.is_restored = given.outcome == AppealOutcome.REVOKE and given.is_restored is True
    row.decided_at, row.decided_by_id = call.work.now, call.actor.person_id if call.actor else None
    call.work.session.flush()
    if row.outcome != AppealOutcome.UPHOLD:
        _act_on_posting(call, recall, row, is_refilled=given.is_refilled)
    ids = [one["posting_id"] for one in given.people]
    revoked = revocations(call.work, recall.id)
    outcomes = {each: appeals[each].outcome if each in appeals else None for each in ids}
    outcomes |= {
        each: AppealOutcome.REVOKE for each in ids if each in revoked
    }  # whatever the review of an appeal says since
    at_fault = [each for each in ids if outcomes[each] not in (AppealOutcome.CHANGE, AppealOutcome.REVOKE)]
    if not at_fault:
        order_of(call.work, recall.id).kind = recall.kind = RecallKind.NO_FAULT
        call.work.session.flush()
    return {
        "recall_type": RecallKind.ORDERED if at_fault else RecallKind.NO_FAULT,
        "ordered_people": at_fault or ids,
        "is_restored": row.is_restored,
        "is_interview_lifted": not at_fault and not _is_interviewed(call, recall),
        "is_recall_revoked": all(outcome == AppealOutcome.REVOKE for outcome in outcomes.values()),
        "is_nobody_leaving": all(
            revoked.get(each) is True or (each in appeals and appeals[each].is_restored) for each in ids
        ),
    }


def _is_interviewed(call: OperationCall, recall: Recall) -> bool:
    return call.work.session.scalar(select(Interview.id).where(Interview.recall_id == recall.id)) is not None


def _act_on_posting(call: OperationCall, recall: Recall, appeal: MemberAppeal, *, is_refilled: bool) -> None:
    posting = call.work.session.scalars(posting_rows().where(Posting.id == appeal.posting_id)).one()
    has_left = posting.status == PostingStatus.ENDED
    if has_left:
        posting.end_reason = EndReason.NONE if appeal.outcome == AppealOutcome.REVOKE else EndReason.NO_FAULT
    if appeal.outcome == AppealOutcome.REVOKE:
        of_posting = {"recall_id": recall.id, "posting_id": appeal.posting_id}
        update_rows(call.work, RecallSubject, of_posting, is_open=False)
    if appeal.is_restored:
        if is_refilled:
            raise InvalidRequest(
                "Somebody else is being sent in this place; it must be given up before the member goes on in it.",
                "该岗位已另行补派，不能恢复派驻；需恢复的，应先决定不再补派。",
            )
        if has_left:
            post_again(call, posting)
    call.work.session.flush()


def post_again(call: OperationCall, posting: Posting) -> None:
    """The days away were no days of duty, so the member goes on in a new posting from today.

    Raises InvalidRequest where they are posted elsewhere, and where no post goes with their role.
    """
    of_person = Posting.person_id == posting.person_id, Posting.status == PostingStatus.ACTIVE
    if call.work.session.scalar(select(Posting.id).where(*of_person).limit(1)) is not None:
        raise InvalidRequest("The member is posted elsewhere by now.", "该队员现已另有派驻，不能恢复原派驻。")
    role = team_role(posting.role)
    if begin_posting(call.work, posting.person_id, posting.team, role, local_date(call.work.now)) is None:
        sentence = no_post_with(role)
        raise InvalidRequest(sentence.en, sentence.zh)


def recalled_still(call: OperationCall, recall: Recall, people: Sequence[RecalledPerson]) -> dict[str, EndReason]:
    """Why each posting ends that must end, by what appeals came to until now; whoever goes on in their place is left out."""
    found: dict[str, EndReason] = {}
    appeals = {str(each.posting_id): each for each in member_appeals(call.work, recall.id)}
    revoked = revocations(call.work, recall.id)
    for one in people:
        if one["posting_id"] in revoked:
            if not revoked[one["posting_id"]]:
                found[one["posting_id"]] = EndReason.NONE
            continue
        appeal = appeals.get(one["posting_id"])
        if appeal is not None and appeal.is_restored:
            continue
        outcome = appeal.outcome if appeal is not None else None
        is_ordered = recall.kind == RecallKind.ORDERED and outcome in (None, AppealOutcome.UPHOLD)
        is_revoked = outcome == AppealOutcome.REVOKE
        reason = EndReason.NONE if is_revoked else EndReason.ORDERED_RECALL if is_ordered else EndReason.NO_FAULT
        found[one["posting_id"]] = reason
    return found
