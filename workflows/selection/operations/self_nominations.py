"""Self-nomination: what the person wrote is kept, a motive of care goes to a person, silence takes them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from workflows.casework.errors import InvalidRequest
from workflows.casework.operations import OperationCall, operation
from workflows.selection.operations.candidates import candidate_of
from workflows.selection.operations.papers import SelfNominationForm, VillagePlan, write_self_nomination
from workflows.selection.operations.variables import NO_NOMINATION, EmptiedNomination, NamedCandidate
from workflows.selection.words import CandidateStatus
from workflows.sentence import Sentence

CARE_MOTIVE = "care_motive"
"""The word of `special_circumstance` by which table D1 asks for a person (rules.md 2.1)."""


@dataclass(frozen=True, slots=True)
class SelfNomination:
    """What the person says of themselves."""

    candidate: NamedCandidate
    motive: str
    village_plan: str
    has_care_motive: bool | None
    family_circumstances: str
    health_declaration: str
    special_circumstance: str | None = None


class SelfNominated(TypedDict):
    """What table D1 goes by; what was written stays in the row, as the unit may see the case's variables."""

    special_circumstance: str | None
    family_circumstances: None
    health_declaration: None
    is_self_pending: bool


@operation(
    "selection.record_self_nomination",
    Sentence(
        "Keep what a person wrote who nominates themselves; caring for the family as a motive is flagged and refuses nobody.",
        "登记本人自荐内容；以照顾家庭为由的予以标记，不因此退回。",
    ),
    letters={"self_nomination_form": SelfNominationForm, "village_plan": VillagePlan},
)
def record_self_nomination(call: OperationCall, given: SelfNomination) -> SelfNominated:
    """Operation `selection.record_self_nomination`. Raises InvalidRequest where anybody else has written it."""
    candidate = candidate_of(call, given.candidate)
    if call.actor is None or call.actor.person_id != candidate.person_id:
        raise InvalidRequest(
            "Nobody is nominated by themselves through somebody else.", "自荐须由本人提交，他人不能代填。"
        )
    said = {
        "motive": given.motive,
        "village_plan": given.village_plan,
        "has_care_motive": given.has_care_motive is True,
        "family_circumstances": given.family_circumstances,
        "health_declaration": given.health_declaration,
    }
    candidate.nomination = {**candidate.nomination, "own": said}
    call.work.session.flush()
    write_self_nomination(call, candidate, motive=given.motive, plan=given.village_plan)
    is_flagged = given.has_care_motive is True and given.special_circumstance in (None, "none")
    return {
        "special_circumstance": CARE_MOTIVE if is_flagged else given.special_circumstance,
        "family_circumstances": None,
        "health_declaration": None,
        "is_self_pending": False,
    }


@dataclass(frozen=True, slots=True)
class NotSelfNominated:
    """Who was asked and did not nominate themselves."""

    candidate: NamedCandidate


class DroppedNomination(EmptiedNomination):
    """What the unit reads where it nominates the next one."""

    candidate_problem: str
    candidate_problem_en: str
    is_self_pending: bool


@operation(
    "selection.drop_self_nomination",
    Sentence(
        "Take out a person who did not nominate themselves, or not in time.",
        "登记本人不自荐或者逾期未自荐，不再作为人选。",
    ),
)
def drop_self_nomination(call: OperationCall, given: NotSelfNominated) -> DroppedNomination:
    """Operation `selection.drop_self_nomination`."""
    candidate_of(call, given.candidate).status = CandidateStatus.WITHDRAWN
    call.work.session.flush()
    name = given.candidate["name"]
    return {
        **NO_NOMINATION,
        "candidate_problem": f"{name}未提交自荐。",
        "candidate_problem_en": f"{name} did not put themselves forward.",
        "is_self_pending": False,
    }
