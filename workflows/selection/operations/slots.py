"""Open a slot, from a recall or by hand, and give one up."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.documents import next_number
from workflows.people import Unit
from workflows.people.roster import Team
from workflows.selection.models import Slot
from workflows.selection.queries import county_code_of, release_slots_of_ended_cases, team_for, village_named
from workflows.store import new_id

SLOT_SERIES = "派额"
ROLE_NAMES = {"first_secretary": "第一书记", "team_leader": "队长", "member": "队员"}
POST_KINDS = {"leader": "team_leader"}  # the roster says leader where the tables say team_leader


@operation("selection.open_slot")
def open_slot(call: OperationCall) -> Mapping[str, Any]:
    """Register the slot that the caller's `slot` or the start form describes.

    Throws the error `slot_refused` with `slot_problem` for an unknown unit and for a village without a fence.
    """
    given: Mapping[str, Any] = call.variables.get("slot") or {}
    unit = call.work.session.scalars(
        select(Unit).where(Unit.code == str(call.variables.get("unit_code") or "").strip())
    ).one_or_none()
    if unit is None:
        raise _refused("没有这个代码的派出单位，请核对。")
    village = village_named(call.work, str(given.get("village_unit") or call.variables.get("village_code") or ""))
    if village is None:
        raise _refused("没有这个村，或该村尚未设置考勤围栏，请核对代码。")
    release_slots_of_ended_cases(call.work, unit.id)
    team = _team(call, given) or team_for(call.work, village, unit)
    role = str(given.get("role") or call.variables.get("role") or "member")
    replaces = given.get("replaces_posting_id")
    slot = Slot(
        id=new_id(),
        number=next_number(call.work, SLOT_SERIES),
        case_id=call.case.id,
        unit_id=unit.id,
        team_id=team.id,
        role=POST_KINDS.get(role, role),
        replaces_posting_id=uuid.UUID(replaces) if replaces else None,
        reason=str(call.variables.get("slot_reason") or ""),
        opened_at=call.work.now,
    )
    call.work.session.add(slot)
    call.work.session.flush()
    return {
        "slot_id": str(slot.id),
        "slot_number": slot.number,
        "slot_problem": None,
        "unit_name": unit.name,
        "village_name": village.unit.name,
        "village_unit": village.unit.code,
        "county_code": county_code_of(call.work, village.unit),
        "post_kind": slot.role,
        "post_name": ROLE_NAMES[slot.role],
        "dispatch": None,
        **NO_CANDIDATE,
        "qualified": [],
    }


# What a selection knows while nobody is proposed.
NO_CANDIDATE: Mapping[str, Any] = {
    "candidate": None,
    "candidate_name": None,
    "candidate_problem": None,
    "reserve": None,
    "is_reserve_offered": False,
    "is_withdrawn": False,
    "check_result": None,
    "review_result": None,
    "needs_other_caller": False,
    "callers": [],
}


def _team(call: OperationCall, given: Mapping[str, Any]) -> Team | None:
    team_id = given.get("team_id")
    return call.work.session.get(Team, uuid.UUID(team_id)) if team_id else None


def _refused(sentence: str) -> BpmnError:
    return BpmnError("slot_refused", sentence, {"slot_problem": sentence})


def slot_of(call: OperationCall) -> Slot:
    """The slot of the running selection."""
    return call.work.session.get_one(Slot, uuid.UUID(call.variables["slot_id"]))


@operation("selection.cancel_slot")
def cancel_slot(call: OperationCall) -> Mapping[str, Any]:
    """Give the slot up by decision: nobody is sent (不再补派)."""
    slot = slot_of(call)
    slot.status, slot.ended_at = "cancelled", call.work.now
    call.work.session.flush()
    return {"dispatch": {"status": "cancelled", "slot": call.variables.get("slot")}}
