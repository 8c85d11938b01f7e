"""A unit's share of a batch: its slots opened or given up, and what its party group decided about all of them at once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict

from sqlalchemy import select

from workflows.casework.errors import InvalidRequest
from workflows.casework.operations import OperationCall, operation
from workflows.documents import next_number
from workflows.people import Unit
from workflows.people.team_roles import ROLE_NAMES
from workflows.people.unit_names import place_of
from workflows.people.village_codes import village_with
from workflows.people.words import TeamRole
from workflows.selection.models import Candidate, Slot
from workflows.selection.needs import latest_needs
from workflows.selection.operations.batch_ends import place_name
from workflows.selection.operations.slots import SLOT_SERIES
from workflows.selection.queries import LIVE, county_code_of, team_for
from workflows.selection.words import CandidateStatus, SlotStatus, UnitResult
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, new_id


class PlaceGiven(TypedDict):
    """One place that the unit is asked to fill."""

    place: str
    village_unit: str
    village_name: str
    role: TeamRole
    needs: str


@dataclass(frozen=True, slots=True)
class ShareGiven:
    """Which unit is asked, for which places."""

    unit_code: str
    places: list[PlaceGiven]


class UnitSlot(TypedDict):
    """A slot of the unit's share, as nominations and the party group read it; `name` tells its tasks from those of others."""

    name: NotRequired[str]  # batches that began before have none
    slot_id: str
    slot_number: str
    village_name: str
    village_place: NotRequired[str]  # with its county and township; batches that began before have none
    place_name: str
    village_unit: str
    county_code: str | None
    post_kind: TeamRole
    post_name: str
    needs: str


class SlotsOpened(TypedDict):
    """The slots of the unit."""

    slots: list[UnitSlot]
    unit_result: None
    reason_for_unit: None


@operation(
    "selection.open_slots",
    Sentence("Register the slots that a unit is asked to fill in a batch.", "登记本单位在批次中承担的名额。"),
)
def open_slots(call: OperationCall, given: ShareGiven) -> SlotsOpened:
    """Operation `selection.open_slots`; again, it gives those that are registered.

    Raises InvalidRequest for a village without a fence. The database refuses a place that another open notice asks for.
    """
    unit = call.work.session.scalars(select(Unit).where(Unit.code == given.unit_code)).one()
    known = {slot.place: slot for slot in slots_of_unit(call.work, call.case.id)}
    slots: list[UnitSlot] = []
    for each in given.places:
        village = village_with(call.work, each["village_unit"])
        if village is None:
            raise InvalidRequest(
                f"{each['village_name']} has no fence; a place there cannot be opened.",
                f"{each['village_name']}尚未设置考勤围栏，不能开放名额。",
            )
        slot = known.get(each["place"])
        if slot is None:
            slot = Slot(
                id=new_id(),
                number=next_number(call.work, SLOT_SERIES),
                case_id=call.case.id,
                unit_id=unit.id,
                team_id=team_for(call.work, village, unit).id,
                role=TeamRole(each["role"]),
                reason=each["needs"],
                opened_at=call.work.now,
                place=each["place"],
            )
            call.work.session.add(slot)
            call.work.session.flush()
        # Which place it is matters only where the village has several.
        said = place_name(slot) if any(need.slots > 1 for need in latest_needs(call.work, [village.unit_id])) else ""
        slots.append(
            {
                "name": f"{village.unit.name}{said}{ROLE_NAMES[slot.role]}",
                "slot_id": str(slot.id),
                "slot_number": slot.number,
                "village_name": village.unit.name,
                "village_place": place_of(call.work, village.unit),
                "place_name": said,
                "village_unit": village.unit.code,
                "county_code": county_code_of(call.work, village.unit, call.case.day),
                "post_kind": slot.role,
                "post_name": ROLE_NAMES[slot.role],
                "needs": each["needs"],
            }
        )
    return {"slots": slots, "unit_result": None, "reason_for_unit": None}


def slots_of_unit(work: UnitOfWork, case_id: uuid.UUID) -> Sequence[Slot]:
    """The slots of a unit's share, by number."""
    return work.session.scalars(select(Slot).where(Slot.case_id == case_id).order_by(Slot.number)).all()


class ReportedName(TypedDict):
    """What the round reads of a candidate."""

    name: str


class Reported(TypedDict):
    """A vote as the round reads it: it holds those of all units at once, so it is told no more than its form shows.

    `rank` is None for whoever had no majority and is not put forward.
    """

    village_name: str
    place_name: str
    post_name: str
    candidate: ReportedName
    rank: int | None
    votes_for: int
    votes_against: int
    votes_abstain: int


class UnitReport(TypedDict):
    """What the unit reports to the round."""

    unit_result: UnitResult
    proposals: list[Reported]
    proposed_count: int
    open_count: int
    attendee_ids: list[str]
    meeting_problem: str | None


@dataclass(frozen=True, slots=True)
class ShareGivenUp:
    """Nothing is read: the case is the unit's share."""


@operation(
    "selection.give_up_share",
    Sentence(
        "Give up the slots of a unit that is exempted, or did not report in time.",
        "单位获准免于选派或者逾期未报的，撤销其名额。",
    ),
)
def give_up_share(call: OperationCall, given: ShareGivenUp) -> UnitReport:
    """Operation `selection.give_up_share`: its candidates are free again."""
    for slot in slots_of_unit(call.work, call.case.id):
        slot.status, slot.ended_at = SlotStatus.CANCELLED, call.work.now
    for row in candidates_of_share(call.work, call.case.id):
        if row.status in LIVE:
            row.status, row.rank = CandidateStatus.WITHDRAWN, None
    call.work.session.flush()
    return {
        "unit_result": UnitResult.EXEMPT,
        "proposals": [],
        "proposed_count": 0,
        "open_count": 0,
        "attendee_ids": [],
        "meeting_problem": None,
    }


def candidates_of_share(work: UnitOfWork, case_id: uuid.UUID) -> Sequence[Candidate]:
    """Everybody who was nominated for a slot of a unit's share, in the order of nomination."""
    statement = select(Candidate).join(Slot, Slot.id == Candidate.slot_id).where(Slot.case_id == case_id)
    return work.session.scalars(statement.order_by(Candidate.nominated_at)).all()
