"""The papers of a selection (S3 to S7): what was said of a person as a letter of the procedure, written once it is settled.

They are papers of the office's own: read by the readers of the procedure and by whoever wrote what stands in them, never by the
unit, but for the sheet that tells it why its candidate is not qualified. A version published before a paper was thought of goes on
without it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypedDict

from sqlalchemy import select

from workflows.calendar.zone import to_local
from workflows.casework.operations import OperationCall
from workflows.documents import Addressee, issue, knows_letter
from workflows.documents.masking import masks_for
from workflows.people import Person, Unit
from workflows.people.roster import Team
from workflows.people.team_roles import ROLE_NAMES
from workflows.selection.models import BackgroundCall, Candidate, Review
from workflows.selection.needs import needs_text
from workflows.selection.words import Seat


class AboutCandidate(TypedDict):
    """Whom a paper is about, and for which place."""

    person: str
    unit: str
    village: str
    role: str


class InRegister(AboutCandidate):
    """What the register of people says of them: nobody types it again. `sex` is empty where it says none, as is `post_rank`."""

    sex: str
    post_rank: str


class NominationForm(InRegister):
    """推荐表: what the unit says of the person whom it nominates (S3a)."""

    department: str
    recommender: str
    attitude_reason: str
    resource_reason: str
    rural_reason: str
    strengths: str
    born_on: date
    is_party_member: bool
    work_years: int | float | None
    staff_type: str
    appraisals: list[str]
    proofs: list[str]
    cv: str


class SelfNominationForm(AboutCandidate):
    """自荐表: what somebody says of themselves (S3b); health and family stay in the file, for those who may read them."""

    motive: str


class VillagePlan(AboutCandidate):
    """驻村工作规划: what they mean to do there."""

    plan: str


class QualificationForm(InRegister):
    """资格审查表: what table D1 found and what was decided (S4)."""

    is_self_nominated: bool
    findings: list[str]
    is_manual: bool
    result: str
    note: str


class QualificationTold(InRegister):
    """资格审查表 for the unit: that its candidate is not qualified, and why, in the words that were written for it (S4)."""

    is_self_nominated: bool
    is_manual: bool
    reasons: str


class CallLine(TypedDict):
    """One call of the record."""

    called_at: datetime
    caller: str
    interviewee: str
    relation: str
    is_from_unit_list: bool
    ratings: str
    remarks: str
    has_red_flag: bool
    finding: str


class CallRecord(AboutCandidate):
    """电话考察记录: each call about the person, and what they come to (S6)."""

    calls: list[CallLine]
    result: str


class ReviewLine(TypedDict):
    """One review of the form."""

    seat: str
    reviewer: str
    total: int | None
    scores: str
    outcome: str
    reason: str


class ReviewOpinion(AboutCandidate):
    """审核意见表: both reviews, and the ruling where there was one (S7)."""

    round: int
    reviews: list[ReviewLine]
    result: str


def write_nomination(call: OperationCall, candidate: Candidate) -> None:
    """Issue 推荐表; whoever nominated the person reads it as what they themselves wrote."""
    said = candidate.nomination
    fields: NominationForm = {
        **_in_register(call, candidate),
        "department": said.get("department_name") or "",
        "recommender": said.get("recommender") or "",
        "attitude_reason": said.get("attitude_reason") or "",
        "resource_reason": said.get("resource_reason") or "",
        "rural_reason": said.get("rural_reason") or "",
        "strengths": needs_text(said.get("strengths") or []),
        "born_on": date.fromisoformat(said["born_on"]),
        "is_party_member": said.get("is_party_member") is True,
        "work_years": said.get("work_years"),
        "staff_type": said.get("staff_type") or "",
        "appraisals": [said.get("appraisal_last_year") or "", said.get("appraisal_year_before") or ""],
        "proofs": list(said.get("proofs") or []),
        "cv": said.get("cv_ref") or "",
    }
    _write(call, "nomination_form", fields, is_by_actor=True)


def write_self_nomination(call: OperationCall, candidate: Candidate, *, motive: str, plan: str) -> None:
    """Issue 自荐表 and 驻村工作规划; the person reads both."""
    about = _about(call, candidate)
    form: SelfNominationForm = {**about, "motive": motive}
    _write(call, "self_nomination_form", form, is_by_actor=True)
    village_plan: VillagePlan = {**about, "plan": plan}
    _write(call, "village_plan", village_plan, is_by_actor=True)


def write_qualification(
    call: OperationCall, candidate: Candidate, found: Mapping[str, Any], *, is_manual: bool, result: str, note: str
) -> None:
    """Issue 资格审查表. The unit, or the person who nominated themselves, set it going and is not its issuer."""
    fields: QualificationForm = {
        **_in_register(call, candidate),
        "is_self_nominated": candidate.is_self_nominated,
        "findings": [f"{one['reason']}（{one['code']}）" for one in found["findings"]],
        "is_manual": is_manual,
        "result": result,
        "note": note,
    }
    _write(call, "qualification_form", fields)


def tell_qualification(call: OperationCall, candidate: Candidate, *, is_manual: bool, reasons: str) -> None:
    """Issue the unit's own sheet of a candidate who is not qualified; only the posts that it names know of it."""
    fields: QualificationTold = {
        **_in_register(call, candidate),
        "is_self_nominated": candidate.is_self_nominated,
        "is_manual": is_manual,
        "reasons": reasons,
    }
    _write(call, "qualification_told", fields, to_unit=candidate.slot.unit_id)


def write_call_record(call: OperationCall, candidate: Candidate, calls: Sequence[BackgroundCall], result: str) -> None:
    """Issue 电话考察记录 with every call about the candidate."""
    names = _names(call, [each.caller_id for each in calls])
    criteria = {line["key"]: line["name"] for line in call.lines("selection.criteria")}
    lines: list[CallLine] = [
        {
            "called_at": to_local(each.called_at),
            "caller": names[each.caller_id],
            "interviewee": each.interviewee,
            "relation": each.relation.value,
            "is_from_unit_list": each.is_from_unit_list,
            "ratings": "、".join(f"{criteria.get(key, key)}{rating}" for key, rating in each.ratings.items()),
            "remarks": each.remarks,
            "has_red_flag": each.has_red_flag,
            "finding": each.finding.value,
        }
        for each in calls
    ]
    fields: CallRecord = {**_about(call, candidate), "calls": lines, "result": result}
    _write(call, "call_record", fields, also=[*(each.interviewee for each in calls), *names.values()])


def write_review_opinion(call: OperationCall, candidate: Candidate, reviews: Sequence[Review], result: str) -> None:
    """Issue 审核意见表 of one round, once nobody is blind any more."""
    names = _names(call, [each.reviewer_id for each in reviews])
    criteria = call.lines("selection.criteria")
    lines: list[ReviewLine] = [
        {
            "seat": each.seat.value,
            "reviewer": names[each.reviewer_id],
            "total": each.total,
            "scores": "；".join(
                f"{line['name']}{each.scores[line['key']]['points']}/{line['most']}（{each.scores[line['key']]['evidence']}）"
                for line in criteria
                if line["key"] in each.scores
            ),
            "outcome": each.outcome.value,
            "reason": each.reason,
        }
        for each in sorted(reviews, key=lambda one: (one.seat == Seat.LEADER, one.seat))
    ]
    fields: ReviewOpinion = {
        **_about(call, candidate),
        "round": max(each.round for each in reviews),
        "reviews": lines,
        "result": result,
    }
    _write(call, "review_opinion", fields, also=list(names.values()))


def _about(call: OperationCall, candidate: Candidate) -> AboutCandidate:
    session, slot = call.work.session, candidate.slot
    person = session.get_one(Person, candidate.person_id)
    village = session.get_one(Team, slot.team_id).village.unit
    unit = session.get_one(Unit, slot.unit_id)
    return {"person": person.name, "unit": unit.name, "village": village.name, "role": ROLE_NAMES[slot.role]}


def _in_register(call: OperationCall, candidate: Candidate) -> InRegister:
    person = call.work.session.get_one(Person, candidate.person_id)
    return {**_about(call, candidate), "sex": person.sex or "", "post_rank": person.post_rank}


def _names(call: OperationCall, ids: Sequence[Any]) -> dict[Any, str]:
    found = call.work.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {key: name for key, name in found}


def _write(
    call: OperationCall,
    letter: str,
    fields: Any,
    *,
    is_by_actor: bool = False,
    also: Sequence[str] = (),
    to_unit: uuid.UUID | None = None,
) -> None:
    if not knows_letter(call.work, call.case, call.process_id, letter):
        return
    masks = masks_for([fields["person"], *also], [fields["unit"]], [fields["village"]])
    issuer = call.actor.person_id if is_by_actor and call.actor else None
    issue(call, letter, fields, to=Addressee(to_unit, masks, is_known_in_unit=False), issued_by_id=issuer)
