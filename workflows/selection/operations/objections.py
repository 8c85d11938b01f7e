"""Objections against somebody who is to be sent (S9): where one is upheld, they are out of the batch."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import select

from workflows.casework.notices import PERSON
from workflows.casework.operations import OperationCall, operation
from workflows.selection.models import BackgroundCall, Candidate, Review
from workflows.selection.words import CandidateStatus
from workflows.sentence import Sentence


class Objected(TypedDict):
    """Against whom: a line of the matched list."""

    candidate_id: str


@dataclass(frozen=True, slots=True)
class ObjectionRegistered:
    """Against whom it is."""

    objected: Objected


class Vetters(TypedDict):
    """Who called about somebody or reviewed them, as `recuse` reads it: they do not look into what is said against them."""

    vetters: list[str]


@operation(
    "selection.list_vetters",
    Sentence(
        "List who called about, or reviewed, the person whom an objection is against: they neither verify nor decide it.",
        "列出考察、审核过异议所涉人选的人员，其不参加核实和研究。",
    ),
)
def list_vetters(call: OperationCall, given: ObjectionRegistered) -> Vetters:
    """Operation `selection.list_vetters`."""
    candidate_id = uuid.UUID(given.objected["candidate_id"])
    callers = select(BackgroundCall.caller_id).where(BackgroundCall.candidate_id == candidate_id)
    reviewers = select(Review.reviewer_id).where(Review.candidate_id == candidate_id)
    found = call.work.session.scalars(callers.union(reviewers))
    return {"vetters": sorted(f"{PERSON}{each}" for each in found)}


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


class Announced(TypedDict):
    """Somebody in a public notice."""

    place: str
    village: str
    post: str
    candidate_id: str
    person_id: str
    name: str
    unit: str
    unit_code: str


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """Who is announced, and who has left the notice so far, by name."""

    matched_list: list[Announced]
    left_list: list[str]


class NoticeRenewed(TypedDict):
    """Who is still announced, who leaves the notice now, and everybody who has, by name."""

    matched_list: list[Announced]
    matched_count: int
    left_now: list[Announced]
    left_list: list[str]


@operation(
    "selection.renew_matched",
    Sentence(
        "Leave out of a public notice whoever withdrew meanwhile, and say who that is.",
        "从公示人选中去掉其间已退出的人员，并列出姓名。",
    ),
)
def renew_matched(call: OperationCall, given: NoticeGiven) -> NoticeRenewed:
    """Operation `selection.renew_matched`. Whoever was rejected stays: what was said against them is a result of the notice."""
    ids = [uuid.UUID(each["candidate_id"]) for each in given.matched_list]
    withdrawn = (Candidate.id.in_(ids), Candidate.status == CandidateStatus.WITHDRAWN)
    gone = {str(each) for each in call.work.session.scalars(select(Candidate.id).where(*withdrawn))}
    left = [each for each in given.matched_list if each["candidate_id"] in gone]
    kept = [each for each in given.matched_list if each["candidate_id"] not in gone]
    return {
        "matched_list": kept,
        "matched_count": len(kept),
        "left_now": left,
        "left_list": [*given.left_list, *(each["name"] for each in left)],
    }
