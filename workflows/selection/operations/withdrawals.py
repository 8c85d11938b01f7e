"""Withdrawal before the arrival: who it is about, and what becomes of their place; after it, a recall without fault."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflows.casework.catalogue import procedure_of, version_in_case
from workflows.casework.messages import publish_message, tokens_waiting
from workflows.casework.models import CasePart
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.casework.refusals import refusal
from workflows.people import Person, Unit
from workflows.people.directory import person_named
from workflows.people.roster import Posting, Team, Village
from workflows.people.team_roles import ROLE_NAMES
from workflows.people.words import PostingStatus
from workflows.selection.models import Candidate, DispatchOrder, Slot
from workflows.selection.operations.batch_ends import batch_of, place_name
from workflows.selection.operations.other_postings import notice_keys
from workflows.selection.operations.unit_meetings import NominatedFor
from workflows.selection.operations.variables import NamedCandidate
from workflows.selection.queries import LIVE, WITHDRAWN, in_running_round, is_no_show_pending
from workflows.selection.words import CandidateStatus, SlotStatus
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

CHANGED = "nominations.changed"
"""The message for the meeting that would otherwise vote on somebody who is gone."""

LEFT_NOTICE = "notice.left"
"""The message for public notices that may be about somebody who is gone."""

NO_SHOW_PENDING = Sentence(
    "The no-show of {name} is with the director. Where it is not confirmed, enter the withdrawal again.",
    "{name}未报到一事正由主任审定，审定期间不另行办理退出；不予确认的，可再登记退出。",
)
"""Why nobody withdraws, nor is withdrawn, while their no-show is to be confirmed."""

NONE_OF_OURS = Sentence(
    "This staff number is none of those whose withdrawal this unit may enter; check it.",
    "该工号不是本单位可以办理退出的人选，请核对。",
)
"""The one answer to a unit about whoever is not its own, so that no number tells it who there is, nor who stands elsewhere."""

_NOW = timedelta(0)


@dataclass(frozen=True, slots=True)
class WithdrawalGiven:
    """Who withdraws or is withdrawn; whoever asks for a unit names its own people only, by the unit `asked_for`."""

    employee_no: str
    asked_for: str | None = None
    outcome: str | None = None  # what the director decided, where they have


class CandidacyFound(TypedDict):
    """What the person stands for, whether the order that sends them is signed already, and the unit that is told."""

    candidate: NamedCandidate
    candidate_name: str
    unit_code: str
    unit_name: str
    village_name: str
    post_name: str
    is_sent: bool  # and there, or sent for a recall: then it is a recall without fault
    is_awaited: bool  # sent, and the village still waits for them
    withdrawal_problem: None


@operation(
    "selection.find_candidacy",
    Sentence(
        "Find what somebody stands for in a selection, or the post to which they were sent; for a unit its own people only.",
        "查找某人当前的选派人选身份，或者已派驻的岗位；单位只能办理本单位人员。",
    ),
    throws={"withdrawal_refused": ["withdrawal_problem", "withdrawal_problem_en"]},
    steps=["decide_end"],
)
def find_candidacy(call: OperationCall, given: WithdrawalGiven) -> CandidacyFound:
    """Operation `selection.find_candidacy`. Throws `withdrawal_refused` for whoever stands for nothing, or is another unit's.

    Also for whoever the village waits for, in a case whose diagram comes from before the director decides on them: a signed order
    does not end without its signer. And while the director has their no-show to confirm: one order is not ended twice.
    """
    person = person_named(call.work, given.employee_no)
    if given.asked_for is not None and (person is None or not _is_own(call.work, person, given.asked_for)):
        raise _refused(NONE_OF_OURS)
    if person is None:
        raise _refused(Sentence("Nobody has this staff number.", "没有这个工号，请核对。"))
    found = candidacy_of(call.work, person.id)
    if found is None:
        raise _refused(
            Sentence(
                f"{person.name} is no candidate now, and holds no place that a selection gave.",
                f"{person.name}目前不是选派人选，也没有经选派在岗的派驻。",
            )
        )
    is_awaited = _is_awaited(call.work, found)
    if is_awaited and not _has_step(call, call.step("decide_end")):
        raise _refused(
            Sentence(
                f"{person.name} is ordered to a village and has not arrived: the director decides. This request is older than that"
                " step; take it back and enter the withdrawal again.",
                f"{person.name}的派驻通知已签发、尚未报到，终止派驻须经主任审定。本件登记在先，不含审定环节，请撤销本件后重新登记退出。",
            )
        )
    if is_awaited and given.outcome is None and is_no_show_pending(call.work, person.id):
        raise _refused(
            Sentence(NO_SHOW_PENDING.en.format(name=person.name), NO_SHOW_PENDING.zh.format(name=person.name))
        )
    slot = place_of(call.work, found)
    return {
        "candidate": {"id": str(found.id), "person_id": str(person.id), "name": person.name},
        "candidate_name": person.name,
        "unit_code": found.slot.unit.code,
        "unit_name": found.slot.unit.name,
        "village_name": slot.team.village.unit.name,
        "post_name": ("" if slot.place is None else place_name(slot)) + ROLE_NAMES[slot.role],
        "is_sent": found.status == CandidateStatus.DISPATCHED and not is_awaited,
        "is_awaited": is_awaited,
        "withdrawal_problem": None,
    }


def _is_own(work: UnitOfWork, person: Person, unit_code: str) -> bool:
    """Whether somebody is a candidate of the unit, or stands for nothing and is of its people."""
    own = work.session.scalars(select(Unit).where(Unit.code == unit_code)).one()
    found = candidacy_of(work, person.id)
    of = person.unit if found is None else found.slot.unit
    return of is not None and of.path.startswith(own.path)


def _has_step(call: OperationCall, element_id: str) -> bool:
    version = version_in_case(call.case, call.process_id)
    return element_id in procedure_of(call.work, version).elements


def _is_awaited(work: UnitOfWork, candidate: Candidate) -> bool:
    """Whether they were sent by a batch and have not come: nobody is recalled from where they never were (rules.md 3.14)."""
    is_sent = candidate.status == CandidateStatus.DISPATCHED
    return is_sent and tokens_waiting(work, WITHDRAWN, str(candidate.person_id)) > 0


def _refused(sentence: Sentence) -> BpmnError:
    return refusal("withdrawal_refused", "withdrawal_problem", sentence)


def place_of(work: UnitOfWork, candidate: Candidate) -> Slot:
    """The place to which somebody was sent, which in a batch may be another than that for which they stand."""
    if candidate.status != CandidateStatus.DISPATCHED:
        return candidate.slot
    village = joinedload(Slot.team).joinedload(Team.village).joinedload(Village.unit)
    of_order = select(Slot).join(DispatchOrder, DispatchOrder.slot_id == Slot.id).options(village)
    return work.session.scalars(of_order.where(DispatchOrder.candidate_id == candidate.id)).one()


def candidacy_of(work: UnitOfWork, person_id: uuid.UUID) -> Candidate | None:
    """The live candidacy of somebody for an open slot, else the one by which they are posted now, else one in reserve."""
    loaded = (
        joinedload(Candidate.slot).joinedload(Slot.unit),
        joinedload(Candidate.slot).joinedload(Slot.team).joinedload(Team.village).joinedload(Village.unit),
    )
    of_person = select(Candidate).options(*loaded).where(Candidate.person_id == person_id)
    live = of_person.join(Slot).where(Candidate.status.in_(LIVE), Slot.status == SlotStatus.OPEN)
    found = work.session.scalars(live.order_by(Candidate.nominated_at.desc()).limit(1)).first()
    if found is not None:
        return found
    posted = of_person.join(DispatchOrder, DispatchOrder.candidate_id == Candidate.id).join(
        Posting, Posting.id == DispatchOrder.posting_id
    )
    active = posted.where(Posting.status == PostingStatus.ACTIVE).order_by(DispatchOrder.signed_at.desc())
    found = work.session.scalars(active.limit(1)).first()
    if found is not None:
        return found
    in_reserve = of_person.where(Candidate.status.in_(LIVE), Candidate.is_reserve, in_running_round())
    return work.session.scalars(in_reserve.order_by(Candidate.nominated_at.desc()).limit(1)).first()


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """Who is taken out."""

    candidate: NamedCandidate


class Withdrawn(TypedDict):
    """Who is proposed for the place now, if the unit's party group ranked anybody behind them; whether an order had been signed."""

    next_name: str | None
    was_sent: bool


@operation(
    "selection.withdraw",
    Sentence(
        "Take somebody out of the selection; whoever the party group ranked next is proposed without another vote, and the step"
        " that has the person in hand goes on without them.",
        "登记人选退出：党组会议排序在后的人选递补，不再表决；正在办理该人选的环节随即终止。",
    ),
)
def withdraw(call: OperationCall, given: Withdrawing) -> Withdrawn:
    """Operation `selection.withdraw`."""
    row = call.work.session.get_one(Candidate, uuid.UUID(given.candidate["id"]))
    was_proposed, was_sent = row.status == CandidateStatus.PROPOSED, row.status == CandidateStatus.DISPATCHED
    # Whoever leaves leaves every list on which they stand: nobody is sent out of a reserve that they believed to have left.
    standing = (Candidate.person_id == row.person_id, Candidate.status.in_(LIVE))
    for each in call.work.session.scalars(select(Candidate).where(*standing)):
        each.status, each.is_reserve = CandidateStatus.WITHDRAWN, False
    row.status = CandidateStatus.WITHDRAWN
    call.work.session.flush()
    following = None if was_sent else _next_ranked(call.work, row)
    if following is not None and was_proposed:
        following.status, following.is_reserve = CandidateStatus.PROPOSED, False
        call.work.session.flush()
    # Nobody who may stand for something else tomorrow is withdrawn then by a message of today. A message reaches one step of a
    # procedure: where several objections are open against the person, each gets one of its own.
    for _ in range(max(1, tokens_waiting(call.work, WITHDRAWN, str(row.person_id)))):
        publish_message(call.work, WITHDRAWN, str(row.person_id), keep=_NOW)
    for key in notice_keys(call.work, batch_of(call.work, row.slot.case)):
        publish_message(call.work, LEFT_NOTICE, key, keep=_NOW)
    publish_message(call.work, CHANGED, _meeting_of(call.work, row.slot), keep=_NOW)
    name = call.work.session.get_one(Person, following.person_id).name if following is not None else None
    return {"next_name": name, "was_sent": was_sent}


def _next_ranked(work: UnitOfWork, row: Candidate) -> Candidate | None:
    of_slot = (Candidate.slot_id == row.slot_id, Candidate.status.in_(LIVE), Candidate.rank.is_not(None))
    return work.session.scalars(select(Candidate).where(*of_slot).order_by(Candidate.rank).limit(1)).first()


def _meeting_of(work: UnitOfWork, slot: Slot) -> str:
    """By which key the meeting about a slot is called: in a batch it is one meeting about all slots of the unit's share."""
    part = work.session.get(CasePart, slot.case_id)
    return str(slot.id) if part is None else part.report_key


@dataclass(frozen=True, slots=True)
class QualifiedGiven:
    """Who qualified for the slot."""

    qualified: list[NamedCandidate] | None


class QualifiedNow(TypedDict):
    """Those of them who are still there."""

    qualified: list[NamedCandidate]


@operation(
    "selection.renew_qualified",
    Sentence("Leave out of the qualified whoever withdrew meanwhile.", "从合格人选中去掉其间已退出的人员。"),
)
def renew_qualified(call: OperationCall, given: QualifiedGiven) -> QualifiedNow:
    """Operation `selection.renew_qualified`."""
    return {"qualified": _still_there(call.work, given.qualified or [])}


@dataclass(frozen=True, slots=True)
class NominatedGiven:
    """Who qualified, slot by slot."""

    nominated: list[NominatedFor]


class NominatedNow(TypedDict):
    """Those of them who are still there, slot by slot."""

    nominated: list[NominatedFor]


@operation(
    "selection.renew_nominated",
    Sentence(
        "Leave out of the qualified of each slot whoever withdrew meanwhile.",
        "从各名额合格人选中去掉其间已退出的人员。",
    ),
)
def renew_nominated(call: OperationCall, given: NominatedGiven) -> NominatedNow:
    """Operation `selection.renew_nominated`."""
    there = {
        one["id"] for one in _still_there(call.work, [one for each in given.nominated for one in each["qualified"]])
    }
    return {
        "nominated": [
            {"slot": each["slot"], "qualified": [one for one in each["qualified"] if one["id"] in there]}
            for each in given.nominated
        ]
    }


def _still_there(work: UnitOfWork, named: list[NamedCandidate]) -> list[NamedCandidate]:
    ids = [uuid.UUID(one["id"]) for one in named]
    gone = (Candidate.id.in_(ids), Candidate.status == CandidateStatus.WITHDRAWN)
    withdrawn = {str(each) for each in work.session.scalars(select(Candidate.id).where(*gone))}
    return [one for one in named if one["id"] not in withdrawn]
