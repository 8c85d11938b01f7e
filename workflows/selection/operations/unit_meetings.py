"""A unit's party meeting (S5): what it decided about all slots of its share at once, and what the round is told of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NotRequired, TypedDict

from workflows.calendar.zone import local_date
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.documents import Addressee, issue
from workflows.documents.masking import masks_for
from workflows.people import Person
from workflows.people.directory import person_named
from workflows.people.relatives import kin_of
from workflows.selection.models import Candidate
from workflows.selection.operations.unit_shares import Reported, UnitReport, UnitSlot, candidates_of_share
from workflows.selection.operations.variables import NamedCandidate
from workflows.selection.queries import LIVE
from workflows.selection.words import CandidateStatus, UnitResult
from workflows.sentence import Sentence
from workflows.store import UnitOfWork


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


class NominatedFor(TypedDict):
    """Who qualified for one slot of the unit."""

    slot: UnitSlot
    qualified: list[NamedCandidate]


class Attendee(TypedDict):
    """Somebody who was present and voted, by staff number."""

    employee_no: str


class RankedGiven(TypedDict):
    """How the party group voted on one candidate; one who was left out was not put to the vote and has none."""

    candidate_id: str
    is_left_out: NotRequired[bool]
    votes_for: int | None
    votes_against: int | None
    votes_abstain: int | None


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
    candidates = {row.id: row for row in candidates_of_share(call.work, call.case.id)}
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
        "proposals": [_reported(each) for each in proposals],
        "proposed_count": first,
        "open_count": slots - first,
        "attendee_ids": attendees,
        "meeting_problem": None,
    }


def _reported(proposal: Proposal) -> Reported:
    return {
        "village_name": proposal["village_name"],
        "post_name": proposal["post_name"],
        "candidate": {"name": proposal["candidate"]["name"]},
        "rank": proposal["rank"],
        "votes_for": proposal["votes_for"],
        "votes_against": proposal["votes_against"],
        "votes_abstain": proposal["votes_abstain"],
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
    voted = [one for one in given.ranked or [] if not one.get("is_left_out")]
    for row in sorted(voted, key=lambda one: -(one["votes_for"] or 0)):
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
                "votes_for": row["votes_for"] or 0,
                "votes_against": row["votes_against"] or 0,
                "votes_abstain": row["votes_abstain"] or 0,
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
