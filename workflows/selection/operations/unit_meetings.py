"""A unit's party meeting (S5): what it decided about all slots of its share at once, and what the round is told of it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NotRequired, TypedDict

from sqlalchemy import select

from workflows.calendar.zone import local_date
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.documents import Addressee, issue
from workflows.documents.masking import masks_for
from workflows.people import Person, Unit
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
    """How the party group voted on somebody for a slot; `rank` 1 is proposed, others are kept in reserve, None had no majority."""

    slot_id: str
    slot_number: str
    village_name: str
    place_name: str
    post_name: str
    candidate: NamedCandidate
    rank: int | None
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
    batch_name: str = ""


class ProposalListLetter(TypedDict):
    """The fields of the letter of proposal of a batch."""

    unit: str
    batch: str
    meeting_on: date
    minutes: str
    total: int
    present: int
    proposals: list[Proposal]
    people: list[str]


@operation(
    "selection.record_meeting",
    Sentence(
        "Take over whom the party group ranked for each slot of the unit, by votes as they were cast, and issue the letter of"
        " proposal; whoever has no majority is not put forward, and a tie is put to the vote again.",
        "如实登记党组会议对各名额人选的表决和排序，印发选派建议函；未获多数的不提出，票数相同的再次提请表决。",
    ),
    throws={"meeting_refused": ["meeting_problem", "ranked"]},
    letters={"proposal_list": ProposalListLetter},
)
def record_meeting(call: OperationCall, given: Meeting) -> UnitReport:
    """Operation `selection.record_meeting`. Throws `meeting_refused` for somebody who did not qualify, where a candidate, or a
    relative of one, is among those who voted (rules.md 1.2), for a tie, and where nobody has a majority (rules.md 2.13)."""
    try:
        return _recorded(call, given)
    except _Refused as refused:
        ranked = [
            {"candidate_id": row["candidate_id"]} if row["candidate_id"] in refused.again else row
            for row in given.ranked or []
        ]
        raise BpmnError(
            "meeting_refused", refused.sentence, {"meeting_problem": refused.sentence, "ranked": ranked}
        ) from None


class _Refused(Exception):
    """Why the meeting comes back; where a vote had no result it is cast `again`, and these candidates' votes are typed anew."""

    def __init__(self, sentence: str, again: Collection[str] = ()) -> None:
        super().__init__(sentence)
        self.sentence, self.again = sentence, again


def _recorded(call: OperationCall, given: Meeting) -> UnitReport:
    attendees = _present(call.work, given)
    candidates = {row.id: row for row in candidates_of_share(call.work, call.case.id)}
    _require_impartial(call.work, attendees, [row for row in candidates.values() if row.status in LIVE])
    proposals = _ranked(given) if given.outcome == "proposed" else []
    live = {str(key) for key, row in candidates.items() if row.status in LIVE}
    if gone := [each["candidate"]["name"] for each in proposals if each["candidate"]["id"] not in live]:
        raise _Refused(f"{'、'.join(gone)}已退出，请重新排序。")
    _require_result(proposals)
    for row in candidates.values():
        row.rank, row.is_reserve = None, False
        if row.status == CandidateStatus.PROPOSED:
            row.status = CandidateStatus.QUALIFIED
    call.work.session.flush()
    for each in proposals:
        row = candidates[uuid.UUID(each["candidate"]["id"])]
        row.rank, row.is_reserve = each["rank"], each["rank"] is not None and each["rank"] > 1
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
        "place_name": proposal["place_name"],
        "post_name": proposal["post_name"],
        "candidate": {"name": proposal["candidate"]["name"]},
        "rank": proposal["rank"],
        "votes_for": proposal["votes_for"],
        "votes_against": proposal["votes_against"],
        "votes_abstain": proposal["votes_abstain"],
    }


def _is_carried(row: RankedGiven | Proposal) -> bool:
    return (row["votes_for"] or 0) > (row["votes_against"] or 0)


def _require_result(proposals: Sequence[Proposal]) -> None:
    """Raises for a tie, of two for one place or of those for and against somebody, and where nobody has a majority."""
    votes = Counter((each["slot_id"], each["votes_for"]) for each in proposals if _is_carried(each))
    tied = [each for each in proposals if _is_carried(each) and votes[each["slot_id"], each["votes_for"]] > 1]
    even = [each for each in proposals if not _is_carried(each) and each["votes_for"] == each["votes_against"] > 0]
    if tied or even:
        of_slots = {each["slot_id"] for each in (*tied, *even)}
        again = [each["candidate"]["id"] for each in proposals if each["slot_id"] in of_slots]
        said = [f"得票相同：{_named(tied)}"] if tied else []
        said += [f"赞成、反对票数相同：{_named(even)}"] if even else []
        raise _Refused(f"{'；'.join(said)}。本次表决已记录在案，由书记就上述名额再次提请表决。", again)
    if proposals and not any(_is_carried(each) for each in proposals):
        said_of_all = "没有人选获得多数赞成。本次表决已记录在案，请再次提请表决，或者重新推荐、报告无合适人选。"
        raise _Refused(said_of_all, [each["candidate"]["id"] for each in proposals])


def _named(proposals: Sequence[Proposal]) -> str:
    return "、".join(f"{each['village_name']}{each['place_name']}{each['candidate']['name']}" for each in proposals)


def _present(work: UnitOfWork, given: Meeting) -> list[Person]:
    """Who voted. Raises for somebody whom there is not, who is named twice, or who belongs to another unit."""
    unit = work.session.scalars(select(Unit).where(Unit.code == given.unit_code)).one()
    found: dict[uuid.UUID, Person] = {}
    for each in given.attendees:
        person = person_named(work, each["employee_no"])
        if person is None:
            raise _Refused(f"没有工号 {each['employee_no']}，请核对到会人员。")
        if person.unit is None or not person.unit.path.startswith(unit.path):
            raise _Refused(f"{person.name}不是本单位人员，不能参加党组表决，请核对到会人员。")
        if person.id in found:
            raise _Refused(f"到会人员{person.name}重复。")
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
        raise _Refused(f"候选人及其亲属应当回避，不得参加表决：{'、'.join(barred)}。")


def _ranked(given: Meeting) -> list[Proposal]:
    by_id = {one["id"]: (each["slot"], one) for each in given.nominated for one in each["qualified"]}
    found: list[Proposal] = []
    voted = [one for one in given.ranked or [] if not one.get("is_left_out")]
    for row in sorted(voted, key=lambda one: (not _is_carried(one), -(one["votes_for"] or 0))):
        if row["candidate_id"] not in by_id:
            raise _Refused("只能推荐资格审查合格的人选。")
        slot, candidate = by_id[row["candidate_id"]]
        rank = 1 + sum(each["slot_id"] == slot["slot_id"] for each in found)
        found.append(
            {
                "slot_id": slot["slot_id"],
                "slot_number": slot["slot_number"],
                "village_name": slot["village_name"],
                "place_name": slot["place_name"],
                "post_name": slot["post_name"],
                "candidate": candidate,
                "rank": rank if _is_carried(row) else None,
                "votes_for": row["votes_for"] or 0,
                "votes_against": row["votes_against"] or 0,
                "votes_abstain": row["votes_abstain"] or 0,
            }
        )
    return sorted(found, key=lambda each: (each["slot_number"], each["rank"] is None, each["rank"] or 0))


def _write_letter(call: OperationCall, given: Meeting, proposals: Sequence[Proposal], present: int) -> None:
    names = [each["candidate"]["name"] for each in proposals]
    fields: ProposalListLetter = {
        "unit": given.unit_name,
        "batch": given.batch_name,
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
