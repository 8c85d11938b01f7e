"""Calls and review of a batch: a case for each person on the accepted list, and what came of it kept with the candidate."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflows.casework.models import CasePart
from workflows.casework.notices import Recipients
from workflows.casework.operations import OperationCall, operation
from workflows.people.roster import Team, Village
from workflows.people.team_roles import ROLE_NAMES
from workflows.selection.models import Candidate, Slot
from workflows.selection.needs import needs_text
from workflows.selection.operations.batch_ends import PostingGiven, accepted_for, ranked_for, slots_of_batch
from workflows.selection.operations.candidates import candidate_of
from workflows.selection.operations.returns import NameTold, tell_unit
from workflows.selection.operations.variables import NO_CANDIDATE, CandidateState, NamedCandidate
from workflows.selection.queries import county_code_of
from workflows.selection.words import CallFinding, CandidateStatus, ReviewOutcome, VettingResult
from workflows.sentence import Sentence
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class NothingGiven:
    """Nothing is read: the case carries the list of a batch."""


class VettedPart(TypedDict):
    """What a candidate's case begins with; it reads the rest itself, so that the round holds no more than it must."""

    candidate_id: str


class VettedPartGiven(TypedDict):
    """A part of the round, as `case.start_each` reads it."""

    key: str
    name: str
    variables: VettedPart


class ListTaken(TypedDict):
    """A part for each person on the accepted list, who they are, and the choices that were announced: none yet."""

    parts: list[VettedPartGiven]
    announced: list[str]
    candidate_count: int
    listed_people: list[str]


@operation(
    "selection.take_list",
    Sentence(
        "Take the accepted list of a batch and make a part for each person on it, proposed or in reserve.",
        "接收批次已通过的名单，为名单上的每名拟定人选和后备人选各建一个组成部分。",
    ),
)
def take_list(call: OperationCall, given: PostingGiven) -> ListTaken:
    """Operation `selection.take_list`. After a no-show it is everybody whom the batch has in reserve, vetted already."""
    slots = slots_of_batch(call.work, call.case)
    listed = ranked_for(call.work, slots) if given.reserve_slot else accepted_for(call.work, slots)
    parts: list[VettedPartGiven] = [
        {
            "key": f"{row.slot.place}-{row.rank}",
            "name": row.person.name,
            "variables": {"candidate_id": str(row.id)},
        }
        for row in listed
    ]
    return {
        "parts": parts,
        "announced": [],
        "candidate_count": len(parts),
        "listed_people": [str(row.person_id) for row in listed],
    }


class DossierLine(TypedDict):
    """A line of what the unit said of somebody, as whoever judges them reads it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class CandidateGiven:
    """Whom the part is about."""

    candidate_id: uuid.UUID


class VettingOpened(CandidateState):
    """What calls, review and county read; in the fast track the selection itself gives it."""

    slot_id: str
    slot_number: str
    unit_code: str
    unit_name: str
    village_name: str
    village_unit: str
    county_code: str | None
    post_name: str
    kept_away: list[str]
    dossier: list[DossierLine]
    review_totals: None
    county_view: None
    village_needs: None
    unit_reason: None
    reason_for_unit: None


@operation(
    "selection.open_vetting",
    Sentence(
        "Give a candidate's case what calls, review and county read, and whom the unit's own decision keeps away.",
        "为人选的考察审核准备所需内容，并列出因参与单位推荐研究而须回避的人员。",
    ),
)
def open_vetting(call: OperationCall, given: CandidateGiven) -> VettingOpened:
    """Operation `selection.open_vetting`. Whoever nominated the person or sat in the unit's meeting judges them nowhere (C1)."""
    candidate = _candidate(call.work, given.candidate_id)
    slot = candidate.slot
    village = slot.team.village.unit
    share = call.work.session.get(CasePart, slot.case_id)
    attendees = share.report.get("attendee_ids", []) if share is not None and share.report else []
    nominator = [f"person:{candidate.nominated_by_id}"] if candidate.nominated_by_id else []
    return {
        **NO_CANDIDATE,
        "candidate": {
            "id": str(candidate.id),
            "person_id": str(candidate.person_id),
            "name": candidate.person.name,
        },
        "candidate_name": candidate.person.name,
        "slot_id": str(slot.id),
        "slot_number": slot.number,
        "unit_code": slot.unit.code,
        "unit_name": slot.unit.name,
        "village_name": village.name,
        "village_unit": village.code,
        "county_code": county_code_of(call.work, village, call.case.day),
        "post_name": ROLE_NAMES[slot.role],
        "kept_away": sorted({*attendees, *nominator}),
        "dossier": _dossier(candidate),
        "review_totals": None,
        "county_view": None,
        "village_needs": None,
        "unit_reason": None,
        "reason_for_unit": None,
    }


def _candidate(work: UnitOfWork, candidate_id: uuid.UUID) -> Candidate:
    return work.session.scalars(
        select(Candidate)
        .options(
            joinedload(Candidate.person),
            joinedload(Candidate.slot).joinedload(Slot.unit),
            joinedload(Candidate.slot).joinedload(Slot.team).joinedload(Team.village).joinedload(Village.unit),
        )
        .where(Candidate.id == candidate_id)
    ).one()


_SAID = (
    ("department_name", "推荐科室"),
    ("recommender", "推荐人"),
    ("attitude_reason", "工作态度"),
    ("resource_reason", "资源条件"),
    ("rural_reason", "农村经历"),
    ("motive", "自荐理由"),
    ("village_plan", "驻村工作规划"),
    ("cv_ref", "简历编号"),
)


def _dossier(candidate: Candidate) -> list[DossierLine]:
    said = candidate.nomination
    lines: list[DossierLine] = [{"label": zh, "text": str(said[key])} for key, zh in _SAID if said.get(key)]
    if said.get("strengths"):
        lines.append({"label": "专长", "text": needs_text(said["strengths"])})
    lines.append({"label": "推荐方式", "text": "本人自荐" if candidate.is_self_nominated else "单位推荐"})
    lines.append({"label": "党组排序", "text": f"第{candidate.rank}"})
    return lines


@dataclass(frozen=True, slots=True)
class VettingEnded:
    """What came of calls, review and the county's opinion, and who of the unit hears of a person who is out."""

    tell: Recipients
    candidate: NamedCandidate
    is_withdrawn: bool | None
    check_result: str | None
    review_result: str | None
    review_totals: str | None
    county_view: str | None
    village_needs: str | None


class VettingTold(TypedDict):
    """What the round is told."""

    vetting_result: VettingResult


@operation(
    "selection.record_vetting",
    Sentence(
        "Keep what calls, review and county came to with the candidate; those in `tell` hear who is out, and not on what ground"
        " somebody did not pass.",
        "登记考察、审核和县级意见的结果；未通过或退出的，告知 `tell` 所列岗位，但不告知未通过的理由。",
    ),
    notices={"candidate_out": NameTold},
)
def record_vetting(call: OperationCall, given: VettingEnded) -> VettingTold:
    """Operation `selection.record_vetting`."""
    candidate = candidate_of(call, given.candidate)
    result = _result(given)
    candidate.vetting = {
        "result": result,
        "totals": given.review_totals,
        "county_view": given.county_view,
        "village_needs": given.village_needs,
    }
    if result != VettingResult.PASSED:
        is_gone = result == VettingResult.WITHDRAWN
        candidate.status = CandidateStatus.WITHDRAWN if is_gone else CandidateStatus.REJECTED
        # The unit does nothing about it, as the reserves were ranked before: the ground is for the person alone (6a, rule 8).
        fields: NameTold = {"name": given.candidate["name"], "reason": "本人或者单位退出。" if is_gone else None}
        tell_unit(call, given.tell, "candidate_out", fields)
    call.work.session.flush()
    return {"vetting_result": result}


def _result(given: VettingEnded) -> VettingResult:
    if given.is_withdrawn is True:
        return VettingResult.WITHDRAWN
    is_good = given.check_result != CallFinding.NEGATIVE and given.review_result == ReviewOutcome.AGREE
    return VettingResult.PASSED if is_good else VettingResult.FAILED


def passed(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those who came through calls and review."""
    return [each for each in candidates if (each.vetting or {}).get("result") == VettingResult.PASSED]
