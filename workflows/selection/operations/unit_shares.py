"""A unit's share of a batch: its slots opened or given up, and what its party group decided about all of them at once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from sqlalchemy import select

from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidRequest
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.documents import Addressee, issue, next_number
from workflows.documents.masking import masks_for
from workflows.people import Person, Unit
from workflows.people.directory import person_named
from workflows.people.relatives import kin_of
from workflows.people.team_roles import ROLE_NAMES
from workflows.people.village_codes import village_with
from workflows.people.words import TeamRole
from workflows.selection.models import Candidate, Slot
from workflows.selection.operations.slots import SLOT_SERIES
from workflows.selection.operations.variables import NamedCandidate
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
    """A slot of the unit's share, as nominations and the party group read it."""

    slot_id: str
    slot_number: str
    village_name: str
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
        slots.append(
            {
                "slot_id": str(slot.id),
                "slot_number": slot.number,
                "village_name": village.unit.name,
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


class Proposal(TypedDict):
    """Whom the party group put where for a slot, and how it voted; `rank` 1 is proposed, the others are kept in reserve."""

    slot_id: str
    slot_number: str
    village_name: str
    post_name: str
    candidate: NamedCandidate
    rank: int
    votes_for: int
    votes_against: int
    votes_abstain: int


class UnitReport(TypedDict):
    """What the unit reports to the round."""

    unit_result: UnitResult
    proposals: list[Proposal]
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
    for row in _candidates(call.work, call.case.id):
        if row.status in LIVE:
            row.status, row.rank = CandidateStatus.WITHDRAWN, None
    call.work.session.flush()
    return _report(UnitResult.EXEMPT, [], 0, [])


class NominatedFor(TypedDict):
    """Who qualified for one slot of the unit."""

    slot: UnitSlot
    qualified: list[NamedCandidate]


class Attendee(TypedDict):
    """Somebody who was present and voted, by staff number."""

    employee_no: str


class RankedGiven(TypedDict):
    """How the party group voted on one candidate."""

    candidate_id: str
    votes_for: int
    votes_against: int
    votes_abstain: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """The one meeting of a unit's party group about all its slots."""

    outcome: str
    nominated: list[NominatedFor]
    unit_code: str
    unit_name: str
    meeting_on: date
    members_total: int
    attendees: list[Attendee]
    minutes_no: str
    ranked: list[RankedGiven] | None = None


class ProposalListLetter(TypedDict):
    """The fields of the letter of proposal of a batch."""

    unit: str
    meeting_on: date
    minutes: str
    total: int
    present: int
    proposals: list[Proposal]
    people: list[str]


@operation(
    "selection.record_meeting",
    Sentence(
        "Take over whom the party group ranked for each slot of the unit, by votes, and issue the letter of proposal.",
        "登记党组会议按得票对各名额人选的排序，印发选派建议函。",
    ),
    throws={"meeting_refused": ["meeting_problem"]},
    letters={"proposal_list": ProposalListLetter},
)
def record_meeting(call: OperationCall, given: Meeting) -> UnitReport:
    """Operation `selection.record_meeting`. Throws `meeting_refused` for somebody who did not qualify, and where
    a candidate, or a relative of one, is among those who voted (rules.md 1.2)."""
    attendees = _present(call.work, given.attendees)
    candidates = {row.id: row for row in _candidates(call.work, call.case.id)}
    _require_impartial(call.work, attendees, [row for row in candidates.values() if row.status in LIVE])
    proposals = _ranked(given) if given.outcome == "proposed" else []
    live = {str(key) for key, row in candidates.items() if row.status in LIVE}
    if gone := [each["candidate"]["name"] for each in proposals if each["candidate"]["id"] not in live]:
        raise _refused(f"{'、'.join(gone)}已退出，请重新排序。")
    for row in candidates.values():
        row.rank, row.is_reserve = None, False
        if row.status == CandidateStatus.PROPOSED:
            row.status = CandidateStatus.QUALIFIED
    call.work.session.flush()
    for each in proposals:
        row = candidates[uuid.UUID(each["candidate"]["id"])]
        row.rank, row.is_reserve = each["rank"], each["rank"] > 1
        if each["rank"] == 1:
            row.status = CandidateStatus.PROPOSED
    call.work.session.flush()
    if proposals:
        _write_letter(call, given, proposals, len(attendees))
    result = UnitResult.PROPOSED if proposals else UnitResult.NOBODY
    return _report(result, proposals, len(given.nominated), [f"person:{each.id}" for each in attendees])


def _report(result: UnitResult, proposals: list[Proposal], slots: int, attendees: list[str]) -> UnitReport:
    first = sum(each["rank"] == 1 for each in proposals)
    return {
        "unit_result": result,
        "proposals": proposals,
        "proposed_count": first,
        "open_count": slots - first,
        "attendee_ids": attendees,
        "meeting_problem": None,
    }


def _refused(sentence: str) -> BpmnError:
    return BpmnError("meeting_refused", sentence, {"meeting_problem": sentence})


def _present(work: UnitOfWork, given: Sequence[Attendee]) -> list[Person]:
    found: dict[uuid.UUID, Person] = {}
    for each in given:
        person = person_named(work, each["employee_no"])
        if person is None:
            raise _refused(f"没有工号 {each['employee_no']}，请核对到会人员。")
        if person.id in found:
            raise _refused(f"到会人员{person.name}重复。")
        found[person.id] = person
    return list(found.values())


def _require_impartial(work: UnitOfWork, attendees: Sequence[Person], candidates: Sequence[Candidate]) -> None:
    concerned = {row.person_id for row in candidates}
    related = {
        person
        for statement in kin_of([each.id for each in attendees], local_date(work.now))
        for person, relative in work.session.execute(statement)
        if relative in concerned
    }
    barred = [each.name for each in attendees if each.id in concerned or each.id in related]
    if barred:
        raise _refused(f"候选人及其亲属应当回避，不得参加表决：{'、'.join(barred)}。")


def _ranked(given: Meeting) -> list[Proposal]:
    by_id = {one["id"]: (each["slot"], one) for each in given.nominated for one in each["qualified"]}
    found: list[Proposal] = []
    for row in sorted(given.ranked or [], key=lambda one: -one["votes_for"]):
        if row["candidate_id"] not in by_id:
            raise _refused("只能推荐资格审查合格的人选。")
        slot, candidate = by_id[row["candidate_id"]]
        rank = 1 + sum(each["slot_id"] == slot["slot_id"] for each in found)
        found.append(
            {
                "slot_id": slot["slot_id"],
                "slot_number": slot["slot_number"],
                "village_name": slot["village_name"],
                "post_name": slot["post_name"],
                "candidate": candidate,
                "rank": rank,
                "votes_for": row["votes_for"],
                "votes_against": row["votes_against"],
                "votes_abstain": row["votes_abstain"],
            }
        )
    return sorted(found, key=lambda each: (each["slot_number"], each["rank"]))


def _write_letter(call: OperationCall, given: Meeting, proposals: Sequence[Proposal], present: int) -> None:
    names = [each["candidate"]["name"] for each in proposals]
    fields: ProposalListLetter = {
        "unit": given.unit_name,
        "meeting_on": given.meeting_on,
        "minutes": given.minutes_no,
        "total": given.members_total,
        "present": present,
        "proposals": list(proposals),
        "people": names,
    }
    villages = sorted({each["village_name"] for each in proposals})
    issuer = call.actor.person_id if call.actor else None
    issue(
        call,
        "proposal_list",
        fields,
        to=Addressee(None, masks_for(names, [given.unit_name], villages)),
        issued_by_id=issuer,
    )


def _candidates(work: UnitOfWork, case_id: uuid.UUID) -> Sequence[Candidate]:
    statement = select(Candidate).join(Slot, Slot.id == Candidate.slot_id).where(Slot.case_id == case_id)
    return work.session.scalars(statement.order_by(Candidate.nominated_at)).all()
