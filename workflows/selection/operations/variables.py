"""What the variables of a selection hold that several operations read, and what they say while nobody is proposed."""

from __future__ import annotations

from typing import Final, TypedDict


class NamedCandidate(TypedDict):
    """Somebody who was nominated: `candidate`, `reserve`, and each line of `qualified`."""

    id: str
    person_id: str
    name: str


class CandidateState(TypedDict):
    """Who is proposed, how far they have come, and who steps in."""

    candidate: NamedCandidate | None
    candidate_name: str | None
    candidate_problem: str | None
    reserve: NamedCandidate | None
    is_reserve_offered: bool
    is_withdrawn: bool
    check_result: str | None
    review_result: str | None
    needs_other_caller: bool
    callers: list[str]


NO_CANDIDATE: Final[CandidateState] = {
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


class ProposalLetter(TypedDict):
    """The fields of the letter of proposal; `reserve` is empty where there is none."""

    unit: str
    person: str
    village: str
    role: str
    reserve: str
    meeting_on: str
    minutes: str
    total: int
    present: int
    votes_for: int
    votes_against: int
    votes_abstain: int


class EmptiedNomination(TypedDict, total=False):
    """What a unit said of somebody who is settled: the form of the next one begins empty, that of a refused one filled."""

    employee_no: None
    born_on: None
    recommender: None
    attitude_reason: None
    resource_reason: None
    rural_reason: None
    cv_ref: None
    staff_type: None
    appraisal_last_year: None
    appraisal_year_before: None
    work_years: None
    discipline_record: None
    special_circumstance: None
    department: None


NO_NOMINATION: Final[EmptiedNomination] = {
    "employee_no": None,
    "born_on": None,
    "recommender": None,
    "attitude_reason": None,
    "resource_reason": None,
    "rural_reason": None,
    "cv_ref": None,
    "staff_type": None,
    "appraisal_last_year": None,
    "appraisal_year_before": None,
    "work_years": None,
    "discipline_record": None,
    "special_circumstance": None,
    "department": None,
}
