"""Candidates: compare a nomination with the roster, keep the qualification, propose one, and change to the next."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from workflows.calendar.zone import local_date
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.documents import Addressee, issue
from workflows.documents.masking import masks_for
from workflows.people import Person, Unit
from workflows.selection.models import Candidate, Slot
from workflows.selection.operations.slots import NO_CANDIDATE, ROLE_NAMES, slot_of
from workflows.selection.queries import (
    candidates_of,
    has_active_posting,
    is_candidate_elsewhere,
    last_ordered_recall,
    person_named,
    release_slots_of_ended_cases,
)
from workflows.selection.rules import age_on, months_since, offers_reserve
from workflows.store import new_id

NOMINATION = (
    "recommender",
    "attitude_reason",
    "resource_reason",
    "rural_reason",
    "cv_ref",
    "staff_type",
    "appraisal_last_year",
    "appraisal_year_before",
    "born_on",
    "is_party_member",
    "work_years",
    "is_health_fit",
    "discipline_record",
    "has_village_relative",
    "is_home_village",
    "special_circumstance",
)


@operation("selection.register_candidate")
def register_candidate(call: OperationCall) -> Mapping[str, Any]:
    """Register a nomination and work out what table D1 asks beyond the form: age, earlier recall, conflicts with the roster.

    Throws the error `candidate_refused` with `candidate_problem` for a person that cannot be nominated here.
    """
    slot = slot_of(call)
    person = _nominee(call, slot)
    today = local_date(call.work.now)
    born_on = date.fromisoformat(str(call.variables["born_on"]))
    recalled_on = last_ordered_recall(call.work, person.id)
    candidate = Candidate(
        id=new_id(),
        slot_id=slot.id,
        person_id=person.id,
        nominated_by_id=call.actor.person_id if call.actor else None,
        nominated_at=call.work.now,
        nomination={key: call.variables.get(key) for key in NOMINATION},
    )
    call.work.session.add(candidate)
    call.work.session.flush()
    is_party_member = call.variables.get("is_party_member") is True
    return {
        "candidate": {"id": str(candidate.id), "person_id": str(person.id), "name": person.name},
        "candidate_name": person.name,
        "candidate_problem": None,
        "age": age_on(born_on, today),
        "max_age": None,
        "months_since_ordered_recall": months_since(recalled_on, today) if recalled_on else None,
        "has_roster_conflict": (person.born_on not in (None, born_on)) or person.is_party_member != is_party_member,
    }


def _nominee(call: OperationCall, slot: Slot) -> Person:
    person = person_named(call.work, str(call.variables.get("employee_no") or ""))
    if person is None:
        raise _refused("花名册中没有这个工号，请核对。")
    unit = call.work.session.get_one(Unit, slot.unit_id)
    release_slots_of_ended_cases(call.work, unit.id)
    if person.unit is None or not person.unit.path.startswith(unit.path):
        raise _refused(f"{person.name}不是本单位人员。")
    if call.actor is not None and call.actor.person_id == person.id:
        raise _refused("不能推荐本人；自荐请走自荐渠道。")
    if has_active_posting(call.work, person.id):
        raise _refused(f"{person.name}正在驻村，一人不能兼任两处。")
    if is_candidate_elsewhere(call.work, person.id, slot.id):
        raise _refused(f"{person.name}已是另一名额的人选。")
    if any(known.person_id == person.id for known in candidates_of(call.work, slot.id)):
        raise _refused(f"{person.name}已被推荐过，请另选人员。")
    return person


def _refused(sentence: str) -> BpmnError:
    return BpmnError("candidate_refused", sentence, {"candidate_problem": sentence})


def candidate_of(call: OperationCall) -> Candidate:
    """The candidate that the selection is about now."""
    return call.work.session.get_one(Candidate, uuid.UUID(call.variables["candidate"]["id"]))


@operation("selection.record_qualification")
def record_qualification(call: OperationCall) -> Mapping[str, Any]:
    """Keep what table D1 said, or the human decision where it asked for one, and list the qualified."""
    candidate = candidate_of(call)
    found: Mapping[str, Any] = call.variables["qualification"]
    is_manual = found["result"] == "manual"
    result = call.variables.get("outcome") if is_manual else found["result"]
    note = call.variables.get("qualification_note") if is_manual else None
    candidate.qualification = {**found, "decided": result, "note": note}
    candidate.status = "qualified" if result == "pass" else "disqualified"
    call.work.session.flush()
    qualified = list(call.variables.get("qualified") or [])
    if result == "pass":
        return {"qualified": [*qualified, call.variables["candidate"]], "candidate_problem": None}
    reasons = "；".join(str(one["reason"]) for one in found["findings"]) or str(note or "")
    return {"candidate_problem": f"{call.variables['candidate']['name']}未通过资格审查：{reasons}"}


@operation("selection.propose")
def propose(call: OperationCall) -> Mapping[str, Any]:
    """Take over the party group's choice and its reserve, and issue the letter of proposal."""
    slot = slot_of(call)
    by_person = {one["person_id"]: one for one in call.variables["qualified"]}
    chosen = by_person[call.variables["candidate_id"]]
    reserve = by_person.get(call.variables.get("reserve_id") or "")
    for row in candidates_of(call.work, slot.id):
        row.is_reserve = reserve is not None and str(row.id) == reserve["id"]
        if str(row.id) == chosen["id"]:
            row.status = "proposed"
    call.work.session.flush()
    answers = call.variables
    fields = {
        "unit": answers["unit_name"],
        "person": chosen["name"],
        "village": answers["village_name"],
        "role": ROLE_NAMES[slot.role],
        "reserve": reserve["name"] if reserve else "无",
        "meeting_on": answers["meeting_on"],
        "minutes": answers["minutes_no"],
        "total": answers["members_total"],
        "present": answers["members_present"],
        "votes_for": answers["votes_for"],
        "votes_against": answers["votes_against"],
        "votes_abstain": answers["votes_abstain"],
    }
    names = [chosen["name"], *([reserve["name"]] if reserve else [])]
    masks = masks_for(names, [answers["unit_name"]], [answers["village_name"]])
    issuer = call.actor.person_id if call.actor else None
    issue(
        call.work,
        call.case,
        "proposal_letter",
        fields,
        to=Addressee(None, masks),
        issued_by_id=issuer,
        process_id=call.process_id,
    )
    return {**NO_CANDIDATE, "candidate": chosen, "candidate_name": chosen["name"], "reserve": reserve}


@operation("selection.drop_candidate")
def drop_candidate(call: OperationCall) -> Mapping[str, Any]:
    """Take the present candidate out; the reserve steps in after a withdrawal or with less than 24 hours left."""
    candidate = candidate_of(call)
    has_withdrawn = call.variables.get("is_withdrawn") is True
    candidate.status = "withdrawn" if has_withdrawn else "rejected"
    qualified = [one for one in call.variables.get("qualified") or [] if one["id"] != str(candidate.id)]
    reserve: Mapping[str, Any] | None = call.variables.get("reserve")
    due_text = call.variables.get("replacement_due_at")
    due_at = datetime.fromisoformat(str(due_text)) if due_text else None
    call.work.session.flush()
    if reserve is None or not offers_reserve(due_at, call.work.now, has_withdrawn=has_withdrawn):
        return {**NO_CANDIDATE, "qualified": qualified}
    row = call.work.session.get_one(Candidate, uuid.UUID(reserve["id"]))
    row.status, row.is_reserve = "proposed", False
    call.work.session.flush()
    return {
        **NO_CANDIDATE,
        "qualified": qualified,
        "candidate": reserve,
        "candidate_name": reserve["name"],
        "is_reserve_offered": True,
    }
