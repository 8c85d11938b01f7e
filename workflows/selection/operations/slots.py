"""Open a slot, from a recall or by hand, and give one up."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

from sqlalchemy import select

from workflows.casework.notices import PERSON
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.casework.refusals import refusal
from workflows.documents import next_number, numbers_stand_in
from workflows.people import Unit
from workflows.people.roster import Team
from workflows.people.team_roles import ROLE_NAMES, team_role
from workflows.people.village_codes import village_with
from workflows.people.words import Role, Sending, TeamRole
from workflows.selection.models import Slot
from workflows.selection.operations.variables import NO_CANDIDATE, CandidateState, NamedCandidate
from workflows.selection.queries import (
    LIVE,
    candidates_of,
    county_code_of,
    give_up,
    release_slots_of_ended_cases,
    team_for,
)
from workflows.selection.words import SlotStatus
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, new_id

SLOT_SERIES = "派额"
numbers_stand_in(Slot.number)


class GivenSlot(TypedDict, total=False):
    """The caller's `slot`: a post that somebody left."""

    village_unit: str | None
    team_id: str | None
    role: TeamRole | Role | None
    replaces_posting_id: str | None
    reason_for_unit: str | None  # why it is vacant again


@dataclass(frozen=True, slots=True)
class WantedSlot:
    """The slot as the start form describes it, or as the calling procedure gives it."""

    unit_code: str
    village_code: str | None
    role: TeamRole | None
    slot_reason: str | None
    slot: GivenSlot | None = None


class OpenedSlot(CandidateState):
    """The slot, its unit and village, and that nobody is proposed yet."""

    slot_id: str
    slot_number: str
    slot_problem: str | None
    unit_name: str
    village_name: str
    village_unit: str
    county_code: str | None
    post_kind: str
    post_name: str
    dispatch: None
    qualified: list[NamedCandidate]
    reason_for_unit: str | None
    unit_reason: None


@operation(
    "selection.open_slot",
    Sentence(
        "Register the slot that the caller or the start form describes.", "登记名额，内容来自上级流程或发起表单。"
    ),
    throws={"slot_refused": ["slot_problem", "slot_problem_en"]},
)
def open_slot(call: OperationCall, wanted: WantedSlot) -> OpenedSlot:
    """Register the slot that the caller's `slot` or the start form describes.

    Throws the error `slot_refused` with `slot_problem` for an unknown unit and for a village without a fence.
    """
    given: GivenSlot = wanted.slot or {}
    unit = call.work.session.scalars(select(Unit).where(Unit.code == wanted.unit_code.strip())).one_or_none()
    if unit is None:
        raise _refused("没有这个代码的派出单位，请核对。", "No dispatching unit has this code.")
    village = village_with(call.work, given.get("village_unit") or wanted.village_code or "")
    if village is None:
        raise _refused(
            "没有这个村，或该村尚未设置考勤围栏，请核对代码。",
            "No village has this code, or the village has no fence for attendance yet.",
        )
    release_slots_of_ended_cases(call.work, unit.id)
    team = _team(call, given) or team_for(call.work, village, unit)
    role = given.get("role") or wanted.role or TeamRole.MEMBER
    replaces = given.get("replaces_posting_id")
    slot = Slot(
        id=new_id(),
        number=next_number(call.work, SLOT_SERIES),
        case_id=call.case.id,
        unit_id=unit.id,
        team_id=team.id,
        role=team_role(role),
        replaces_posting_id=uuid.UUID(replaces) if replaces else None,
        reason=wanted.slot_reason or "",
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
        "county_code": county_code_of(call.work, village.unit, call.case.day),
        "post_kind": slot.role,
        "post_name": ROLE_NAMES[slot.role],
        "dispatch": None,
        **NO_CANDIDATE,
        "qualified": [],
        "unit_reason": None,
        "reason_for_unit": given.get("reason_for_unit"),
    }


def _team(call: OperationCall, given: GivenSlot) -> Team | None:
    team_id = given.get("team_id")
    return call.work.session.get(Team, uuid.UUID(team_id)) if team_id else None


def _refused(zh: str, en: str) -> BpmnError:
    return refusal("slot_refused", "slot_problem", Sentence(en, zh))


def slot_of(call: OperationCall, slot_id: uuid.UUID) -> Slot:
    """The slot of the running selection."""
    return call.work.session.get_one(Slot, slot_id)


@dataclass(frozen=True, slots=True)
class CancelledSlot:
    """The slot, and the caller's description of it."""

    slot_id: uuid.UUID
    slot: dict[str, Any] | None = None


class NoDispatch(TypedDict):
    """What the caller is told of the slot."""

    status: Sending
    slot: NotRequired[dict[str, Any] | None]


class CancelledDispatch(TypedDict):
    """That nobody is sent."""

    dispatch: NoDispatch


@operation(
    "selection.cancel_slot",
    Sentence("Give the slot up by decision: nobody is sent.", "经研究撤销名额，不再补派。"),
)
def cancel_slot(call: OperationCall, given: CancelledSlot) -> CancelledDispatch:
    """Give the slot up by decision: nobody is sent (不再补派)."""
    slot = slot_of(call, given.slot_id)
    slot.status, slot.ended_at = SlotStatus.CANCELLED, call.work.now
    call.work.session.flush()
    return {"dispatch": {"status": Sending.CANCELLED, "slot": given.slot}}


@dataclass(frozen=True, slots=True)
class UnneededSlot:
    """The caller's description of a slot whose selection has ended, or is broken off."""

    slot: GivenSlot


class GivenUpSlot(CancelledDispatch):
    """That nobody is sent, and who stood for it until now, as notices name people."""

    nominated: list[str]


@operation(
    "selection.give_up_slot",
    Sentence(
        "Close the slot of the case that is sent nobody any more, let go whoever stood for it, and name them.",
        "撤销本案不再补派的名额，已推荐的人选不再办理，并列明其人以便告知。",
    ),
)
def give_up_slot(call: OperationCall, given: UnneededSlot) -> GivenUpSlot:
    """Operation `selection.give_up_slot`: also for a selection that a decision of its own has ended (不再补派)."""
    replaces = given.slot.get("replaces_posting_id")
    of_case = (Slot.case_id == call.case.id, Slot.replaces_posting_id == uuid.UUID(replaces or ""))
    latest = select(Slot).where(*of_case).order_by(Slot.opened_at.desc(), Slot.number.desc()).limit(1)
    slot = call.work.session.scalars(latest).one()
    stood = [one for one in candidates_of(call.work, slot.id) if one.status in LIVE]
    ended_at = slot.ended_at
    give_up(call.work, [slot])
    slot.ended_at = ended_at or slot.ended_at
    call.work.session.flush()
    named = [f"{PERSON}{one.person_id}" for one in stood]
    return {"dispatch": {"status": Sending.CANCELLED, "slot": {**given.slot}}, "nominated": named}


def opened_again(work: UnitOfWork, filled: Slot, *, is_apart: bool) -> Slot:
    """A new slot for the place of one that was filled by somebody who never came: the same unit, team, role and place.

    One that is placed apart, in a posting of its own, names whom it replaces; the posting of the whole batch leaves it to that.
    """
    return Slot(
        id=new_id(),
        number=next_number(work, SLOT_SERIES),
        case_id=filled.case_id,
        unit_id=filled.unit_id,
        team_id=filled.team_id,
        role=filled.role,
        replaces_posting_id=filled.posting_id if is_apart else None,
        reason=filled.reason,
        opened_at=work.now,
        place=filled.place,
    )
