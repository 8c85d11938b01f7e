"""After a no-show the reserve of the place steps in: no new nomination, no new vote (rules.md 2.9)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from workflows.casework.operations import OperationCall, operation
from workflows.people.roster import Posting
from workflows.people.words import UNARRIVED
from workflows.selection.models import Candidate, Slot
from workflows.selection.operations.candidates import NOTHING_SAID, SaidOfOneCandidate
from workflows.selection.operations.slots import slot_of
from workflows.selection.operations.variables import NO_CANDIDATE, CandidateState, NamedCandidate
from workflows.selection.queries import has_active_posting, is_candidate_elsewhere
from workflows.selection.words import CandidateStatus
from workflows.sentence import Sentence
from workflows.store import new_id


@dataclass(frozen=True, slots=True)
class VacantAgain:
    """The slot that was opened."""

    slot_id: uuid.UUID


class ReserveOffered(CandidateState, SaidOfOneCandidate):
    """Who stands for the place now, if anybody does, and who was sent there and never came."""

    qualified: list[NamedCandidate]
    absent_name: str | None


@operation(
    "selection.offer_reserve",
    Sentence(
        "Where somebody was sent to this place and never came, propose the reserve whom the party group had chosen beside them; "
        "whoever is posted or a candidate elsewhere by now is left out.",
        "该名额此前所派人员未到岗的，由党组会议原定的后备人选递补；其间已派驻或者已列为其他名额人选的除外。",
    ),
)
def offer_reserve(call: OperationCall, given: VacantAgain) -> ReserveOffered:
    """Operation `selection.offer_reserve`. They are vetted as everybody is: nobody looked into a reserve yet."""
    slot = slot_of(call, given.slot_id)
    found = _reserve(call, slot)
    if found is None:
        return {**NO_CANDIDATE, **NOTHING_SAID, "qualified": [], "absent_name": None}
    before, absent = found
    before.is_reserve = False
    row = Candidate(
        id=new_id(),
        slot_id=slot.id,
        person_id=before.person_id,
        status=CandidateStatus.PROPOSED,
        nominated_by_id=before.nominated_by_id,
        nominated_at=before.nominated_at,
        nomination=before.nomination,
        qualification=before.qualification,
        is_self_nominated=before.is_self_nominated,
    )
    call.work.session.add(row)
    call.work.session.flush()
    named: NamedCandidate = {
        "id": str(row.id),
        "person_id": str(row.person_id),
        "name": before.person.name,
    }
    return {
        **NO_CANDIDATE,
        **NOTHING_SAID,
        "qualified": [named],
        "absent_name": absent.person.name,
        "candidate": named,
        "candidate_name": named["name"],
        "is_reserve_offered": True,
    }


def _reserve(call: OperationCall, slot: Slot) -> tuple[Candidate, Posting] | None:
    """The reserve of the last round for the same place of this case in which somebody was sent who never came, and that posting."""
    if slot.replaces_posting_id is None:
        return None
    found = call.work.session.execute(
        select(Candidate, Posting)
        .join(Slot, Candidate.slot_id == Slot.id)
        .join(Posting, Posting.id == Slot.posting_id)
        .where(
            Slot.case_id == slot.case_id,
            Slot.replaces_posting_id == slot.replaces_posting_id,
            Slot.id != slot.id,
            Posting.end_reason.in_(UNARRIVED),
            Candidate.is_reserve,
            Candidate.status == CandidateStatus.QUALIFIED,
        )
        .order_by(Slot.opened_at.desc(), Candidate.nominated_at)
    ).all()
    for candidate, absent in found:
        person_id = candidate.person_id
        if not has_active_posting(call.work, person_id) and not is_candidate_elsewhere(call.work, person_id, slot.id):
            return candidate, absent
    return None
