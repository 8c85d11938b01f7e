"""Candidates: compare a nomination with the roster, propose one of the qualified, and change to the next."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final, TypedDict

from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidRequest
from workflows.casework.notices import Recipients
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.casework.refusals import refusal
from workflows.documents import Addressee, issue
from workflows.documents.masking import masks_for
from workflows.people import Actor, Person, Unit
from workflows.people.departments import departments_of
from workflows.people.directory import has_account, person_named
from workflows.people.team_roles import ROLE_NAMES
from workflows.selection.models import Candidate, Slot
from workflows.selection.operations.papers import NominationForm, write_nomination
from workflows.selection.operations.returns import DropTold, ReasonForUnit, tell_unit
from workflows.selection.operations.roster_conflicts import RosterConflict, roster_conflicts
from workflows.selection.operations.slots import slot_of
from workflows.selection.operations.variables import NO_CANDIDATE, CandidateState, NamedCandidate, ProposalLetter
from workflows.selection.queries import (
    candidates_of,
    has_active_posting,
    is_candidate_elsewhere,
    last_ordered_recall,
    release_slots_of_ended_cases,
)
from workflows.selection.rules import age_on, months_since, offers_reserve
from workflows.selection.words import CandidateStatus
from workflows.sentence import Sentence
from workflows.store import new_id


@dataclass(frozen=True, slots=True)
class Nomination:
    """Who is nominated for the slot, and what the unit says of them."""

    slot_id: uuid.UUID
    employee_no: str
    born_on: date
    recommender: str | None
    attitude_reason: str | None
    resource_reason: str | None
    rural_reason: str | None
    cv_ref: str | None
    staff_type: str | None
    appraisal_last_year: str | None
    appraisal_year_before: str | None
    is_party_member: bool | None
    work_years: int | float | None
    is_health_fit: bool | None
    discipline_record: str | None
    has_village_relative: bool | None
    is_home_village: bool | None
    special_circumstance: str | None
    proofs: list[str] | None = None
    is_self_nominated: bool | None = None
    strengths: list[str] | None = None
    department: str | None = None

    def as_row(self) -> dict[str, Any]:
        """What is kept of it as it was said; person and slot have columns of their own."""
        said = asdict(self)
        del said["slot_id"], said["employee_no"]
        return {**said, "born_on": self.born_on.isoformat()}


class RegisteredCandidate(TypedDict):
    """The candidate, and what the table of qualification asks beyond the form."""

    candidate: NamedCandidate
    candidate_name: str
    candidate_problem: str | None
    age: int
    months_since_ordered_recall: int | None
    has_roster_conflict: bool
    roster_conflicts: list[RosterConflict]
    is_self_pending: bool  # their own word is waited for; versions of before keep nobody away until then


@operation(
    "selection.register_candidate",
    Sentence(
        "Register a nomination after comparing it with the roster; work out age, earlier recall and conflicts.",
        "核对花名册后登记推荐人选，算出年龄、召回间隔和信息不符之处。",
    ),
    throws={"candidate_refused": ["candidate_problem", "candidate_problem_en"]},
    letters={"nomination_form": NominationForm},
)
def register_candidate(call: OperationCall, given: Nomination) -> RegisteredCandidate:
    """Register a nomination and work out what table D1 asks beyond the form: age, earlier recall, conflicts with the roster.

    Throws the error `candidate_refused` with `candidate_problem` for a person that cannot be nominated here.
    """
    slot = slot_of(call, given.slot_id)
    person = _nominee(call, slot, given.employee_no)
    if given.is_self_nominated and not has_account(call.work, person.id):
        raise _refused(
            f"{person.name}没有可以登录的账号，不能本人自荐；请先由驻村办开通账号，或者由单位推荐。",
            f"{person.name} has no account to put themselves forward with; have the office open one, or nominate them.",
        )
    today = local_date(call.work.now)
    born_on = given.born_on
    recalled_on = last_ordered_recall(call.work, person.id)
    candidate = Candidate(
        id=new_id(),
        slot_id=slot.id,
        person_id=person.id,
        nominated_by_id=call.actor.person_id if call.actor else None,
        nominated_at=call.work.now,
        nomination={**given.as_row(), "department_name": _department(call, slot, given.department)},
        is_self_nominated=given.is_self_nominated is True,
    )
    call.work.session.add(candidate)
    call.work.session.flush()
    if not candidate.is_self_nominated:
        write_nomination(call, candidate)
    conflicts = roster_conflicts(person, given.born_on, is_party_member=given.is_party_member is True)
    return {
        "candidate": {"id": str(candidate.id), "person_id": str(person.id), "name": person.name},
        "candidate_name": person.name,
        "candidate_problem": None,
        "age": age_on(born_on, today),
        "months_since_ordered_recall": months_since(recalled_on, today) if recalled_on else None,
        "is_self_pending": given.is_self_nominated is True,
        "has_roster_conflict": bool(conflicts),
        "roster_conflicts": conflicts,
    }


def _department(call: OperationCall, slot: Slot, code: str | None) -> str:
    """What the department is called that nominates; empty where the unit has none."""
    unit = call.work.session.get_one(Unit, slot.unit_id)
    return next((each.name for each in departments_of(call.work, unit.code) if each.code == code), "") if code else ""


def _nominee(call: OperationCall, slot: Slot, employee_no: str) -> Person:
    person = person_named(call.work, employee_no)
    if person is None:
        raise _refused("花名册中没有这个工号，请核对。", "Nobody on the roster has this staff number.")
    unit = call.work.session.get_one(Unit, slot.unit_id)
    release_slots_of_ended_cases(call.work, unit.id)
    if person.unit is None or not person.unit.path.startswith(unit.path):
        raise _refused(f"{person.name}不是本单位人员。", f"{person.name} does not belong to this unit.")
    if call.actor is not None and person.id in call.actor.both:
        raise _refused("不能推荐本人；自荐请走自荐渠道。", "Nobody nominates themselves; put yourself forward instead.")
    if has_active_posting(call.work, person.id):
        raise _refused(
            f"{person.name}正在驻村，一人不能兼任两处。",
            f"{person.name} is posted to a village now; nobody holds two places.",
        )
    if is_candidate_elsewhere(call.work, person.id, slot.id):
        raise _refused(f"{person.name}已是另一名额的人选。", f"{person.name} stands for another place already.")
    if any(known.person_id == person.id for known in candidates_of(call.work, slot.id)):
        raise _refused(
            f"{person.name}已被推荐过，请另选人员。", f"{person.name} was nominated already; choose somebody else."
        )
    return person


def _refused(zh: str, en: str) -> BpmnError:
    return refusal("candidate_refused", "candidate_problem", Sentence(en, zh))


def actor_of(call: OperationCall) -> Actor:
    """Whoever completed the step. Raises InvalidRequest where nobody did: this is recorded for a person only."""
    if call.actor is None:
        raise InvalidRequest("This is recorded for a person only.", "此项必须由本人登记。")
    return call.actor


def candidate_of(call: OperationCall, named: NamedCandidate) -> Candidate:
    """The candidate that the selection is about now."""
    return call.work.session.get_one(Candidate, uuid.UUID(named["id"]))


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom the party group chose of the qualified, with the minutes of its meeting; the ids are those of persons."""

    slot_id: uuid.UUID
    qualified: list[NamedCandidate]
    candidate_id: str
    reserve_id: str | None
    unit_name: str
    village_name: str
    meeting_on: str
    minutes_no: str
    members_total: int
    members_present: int
    votes_for: int
    votes_against: int
    votes_abstain: int


class ProposedCandidate(CandidateState):
    """Who is proposed; what came back before has been answered by it."""

    reason_for_unit: None


@operation(
    "selection.propose",
    Sentence(
        "Take over the party group's choice and its reserve, and issue the letter of proposal.",
        "登记党组会议研究的人选和后备人选，印发选派建议函。",
    ),
    letters={"proposal_letter": ProposalLetter},
)
def propose(call: OperationCall, given: Choice) -> ProposedCandidate:
    """Take over the party group's choice and its reserve. Raises InvalidRequest for somebody who is not qualified."""
    slot = slot_of(call, given.slot_id)
    by_person = {one["person_id"]: one for one in given.qualified}
    chosen = by_person.get(given.candidate_id)
    if chosen is None:
        raise InvalidRequest("Only a qualified candidate can be proposed.", "只能推荐资格审查合格的人选。")
    reserve = by_person.get(given.reserve_id or "")
    for row in candidates_of(call.work, slot.id):
        row.is_reserve = reserve is not None and str(row.id) == reserve["id"]
        if str(row.id) == chosen["id"]:
            row.status = CandidateStatus.PROPOSED
    call.work.session.flush()
    fields: ProposalLetter = {
        "unit": given.unit_name,
        "person": chosen["name"],
        "village": given.village_name,
        "role": ROLE_NAMES[slot.role],
        "reserve": reserve["name"] if reserve else "",
        "meeting_on": given.meeting_on,
        "minutes": given.minutes_no,
        "total": given.members_total,
        "present": given.members_present,
        "votes_for": given.votes_for,
        "votes_against": given.votes_against,
        "votes_abstain": given.votes_abstain,
    }
    names = [chosen["name"], *([reserve["name"]] if reserve else [])]
    masks = masks_for(names, [given.unit_name], [given.village_name])
    issuer = call.actor.person_id if call.actor else None
    issue(call, "proposal_letter", fields, to=Addressee(None, masks), issued_by_id=issuer)
    return {
        **NO_CANDIDATE,
        "candidate": chosen,
        "candidate_name": chosen["name"],
        "reserve": reserve,
        "reason_for_unit": None,
    }


@dataclass(frozen=True, slots=True)
class Dropping:
    """Who is taken out and why, who is told, who could step in, and by when a recall must be replaced where there is one."""

    tell: Recipients
    candidate: NamedCandidate
    is_withdrawn: bool | None
    qualified: list[NamedCandidate] | None
    reserve: NamedCandidate | None
    replacement_due_at: datetime | None = None
    unit_reason: str | None = None


class SaidOfOneCandidate(TypedDict):
    """What a meeting voted and a matching said of one candidate: of another it is said anew."""

    candidate_id: None
    reserve_id: None
    meeting_on: None
    minutes_no: None
    members_present: None
    votes_for: None
    votes_against: None
    votes_abstain: None
    match_score: None
    match_reason: None


NOTHING_SAID: Final[SaidOfOneCandidate] = {
    "candidate_id": None,
    "reserve_id": None,
    "meeting_on": None,
    "minutes_no": None,
    "members_present": None,
    "votes_for": None,
    "votes_against": None,
    "votes_abstain": None,
    "match_score": None,
    "match_reason": None,
}


class NextCandidate(CandidateState, ReasonForUnit, SaidOfOneCandidate):
    """Who is proposed now, if anybody, who is left, and what the unit is told of the one who was taken out."""

    qualified: list[NamedCandidate]


@operation(
    "selection.drop_candidate",
    Sentence(
        "Take the present candidate out and tell those in `tell` why; the reserve steps in after a withdrawal or with little"
        " time left.",
        "更换现人选并向 `tell` 所列岗位告知理由；本人退出或剩余时间不足的，由后备人选递补。",
    ),
    settings=["selection.reserve_hours"],
    notices={"candidate_dropped": DropTold},
)
def drop_candidate(call: OperationCall, given: Dropping) -> NextCandidate:
    """Take the present candidate out and tell the unit why; the reserve steps in after a withdrawal or with little time left."""
    candidate = candidate_of(call, given.candidate)
    has_withdrawn = given.is_withdrawn is True
    candidate.status = CandidateStatus.WITHDRAWN if has_withdrawn else CandidateStatus.REJECTED
    qualified = [one for one in given.qualified or [] if one["id"] != str(candidate.id)]
    reserve = given.reserve
    call.work.session.flush()
    hours = call.setting("selection.reserve_hours")
    is_offered = reserve is not None and offers_reserve(
        given.replacement_due_at, call.work.now, has_withdrawn=has_withdrawn, hours=hours
    )
    told = _tell_of_drop(call, given, has_withdrawn=has_withdrawn, is_offered=is_offered)
    if reserve is None or not is_offered:
        return {**NO_CANDIDATE, **NOTHING_SAID, **told, "qualified": qualified}
    row = call.work.session.get_one(Candidate, uuid.UUID(reserve["id"]))
    row.status, row.is_reserve = CandidateStatus.PROPOSED, False
    call.work.session.flush()
    return {
        **NO_CANDIDATE,
        **NOTHING_SAID,
        **told,
        "qualified": qualified,
        "candidate": reserve,
        "candidate_name": reserve["name"],
        "is_reserve_offered": True,
    }


def _tell_of_drop(call: OperationCall, given: Dropping, *, has_withdrawn: bool, is_offered: bool) -> ReasonForUnit:
    name = given.candidate["name"]
    zh = "已退出" if has_withdrawn else "未获通过"
    reason = None if has_withdrawn else given.unit_reason or None
    reserve = given.reserve["name"] if is_offered and given.reserve is not None else None
    fields: DropTold = {"name": name, "has_withdrawn": has_withdrawn, "reserve": reserve, "reason": reason}
    told = tell_unit(call, given.tell, "candidate_dropped", fields)
    return {**told, "reason_for_unit": f"{name}{zh}" + (f"：{reason}" if reason else "。")}
