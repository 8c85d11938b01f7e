"""Objections against somebody who is to be sent (S9): where one is upheld, they are out of the batch."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TypedDict

from workflows.casework.operations import OperationCall, operation
from workflows.selection.models import Candidate
from workflows.selection.words import CandidateStatus
from workflows.sentence import Sentence


class Objected(TypedDict):
    """Against whom: a line of the matched list."""

    candidate_id: str


@dataclass(frozen=True, slots=True)
class ObjectionDecided:
    """What was decided."""

    objected: Objected
    outcome: str


@operation(
    "selection.settle_objection",
    Sentence(
        "Where an objection is upheld, take whoever it is against out of the batch.",
        "异议成立的，所涉人选退出本批次。",
    ),
)
def settle_objection(call: OperationCall, given: ObjectionDecided) -> None:
    """Operation `selection.settle_objection`."""
    if given.outcome == "uphold":
        candidate = call.work.session.get_one(Candidate, uuid.UUID(given.objected["candidate_id"]))
        candidate.status, candidate.is_reserve = CandidateStatus.REJECTED, False
        call.work.session.flush()
