"""Who must rectify after a month was published, and what each rectification begins with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NotRequired, TypedDict

from workflows.assessment.bottom import bottom_of
from workflows.assessment.operations.opening import month_name
from workflows.assessment.operations.publishing import results_of
from workflows.assessment.words import GRADE_NAMES
from workflows.casework.notices import PERSON
from workflows.casework.operations import OperationCall, operation
from workflows.people.leaders import seat_for
from workflows.sentence import Sentence


class RectificationGiven(TypedDict):
    """What `rectification` begins with: whose unit, what about whom, in which county; who inspects where the step names a post."""

    key: str
    unit_code: str
    unit_name: str
    subject: str
    problems: str
    person: str
    county_code: str
    inspect_group: NotRequired[str | None]


@dataclass(frozen=True, slots=True)
class BottomGiven:
    """Which month was published. `inspect_post` is for diagrams that do not ask `post_for` themselves who inspects."""

    month: date
    inspect_post: str | None = None


class BottomFound(TypedDict):
    """Those at the bottom of the month."""

    bottom: list[RectificationGiven]


@operation(
    "assessment.find_bottom",
    Sentence(
        "List who is at the bottom of the published month, with the unit that must rectify and the county.",
        "列出已公布月份的末位和考核为差的队员，及其应当整改的派出单位和所在县。",
    ),
    settings=("assessment.bottom_share",),
)
def find_bottom(call: OperationCall, given: BottomGiven) -> BottomFound:
    """Operation `assessment.find_bottom`."""
    results = results_of(call.work, given.month)
    members = {result.id: member for member, result in results}
    share = Fraction(str(call.setting("assessment.bottom_share")))
    found: list[RectificationGiven] = []
    for result in bottom_of([result for _, result in results], share):
        member = members[result.id]
        unit, village = member.team.dispatching_unit, member.team.village.unit
        grounds = "；".join(str(ground["zh"]) for ground in result.grounds)
        one: RectificationGiven = {
            "key": member.id.hex,
            "unit_code": unit.code,
            "unit_name": unit.name,
            "subject": f"驻{village.name}{member.person.name}{month_name(given.month)}考核",
            "problems": f"总分{result.total_tenths / 10:g}分，等次为{GRADE_NAMES[result.grade].zh}。{grounds}",
            "person": f"{PERSON}{member.person_id}",
            "county_code": member.county.code,
        }
        if given.inspect_post is not None:
            seat = seat_for(call.work, given.inspect_post, member.county.code, on=call.case.day)
            one["inspect_group"] = seat.group if seat is not None else None
        found.append(one)
    return {"bottom": found}
