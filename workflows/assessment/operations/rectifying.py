"""What follows after a month was published: who must rectify, who is talked to or is a lead, and what each begins with."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from typing import NotRequired, TypedDict

from sqlalchemy import select

from workflows.assessment.appeal_models import AssessmentAppeal
from workflows.assessment.bottom import Standing, at_bottom_before, bottom_of
from workflows.assessment.consequences import TABLE, Follows, consequences_of
from workflows.assessment.models import MemberMonth
from workflows.assessment.opening import month_of
from workflows.assessment.operations.opening import month_name
from workflows.assessment.operations.publishing import results_of
from workflows.assessment.result_models import MemberResult
from workflows.assessment.words import GRADE_NAMES, AppealState, Consequence
from workflows.casework import catalogue
from workflows.casework.kept_settings import environment_of_case
from workflows.casework.models import Case
from workflows.casework.notices import PERSON
from workflows.casework.operations import OperationCall, operation
from workflows.casework.tables import by_table
from workflows.people.leaders import seat_for
from workflows.people.roster import Posting
from workflows.people.words import PostingStatus
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, update_row


class RectificationGiven(TypedDict):
    """What `rectification` begins with: whose unit, what about whom, in which county; who inspects where the step names a post."""

    key: str
    unit_code: str
    unit_name: str
    subject: str
    problems: str
    person: str
    county_code: str
    lead_person: str  # as the registration of a lead names people
    lead_key: str
    is_repeated: bool  # at the bottom in the month before too: the rectification passes a lead on
    inspect_group: NotRequired[str | None]


@dataclass(frozen=True, slots=True)
class BottomGiven:
    """Which month was published. `inspect_post` is for diagrams that do not ask `post_for` themselves who inspects."""

    month: date
    inspect_post: str | None = None


class ConsequenceGiven(TypedDict):
    """What `assessment_talk` begins with: about whom, in which county, what follows and why."""

    key: str
    consequence: Consequence
    trigger: str | None
    ground: str
    ground_en: str
    facts: str  # points, grade and the rules that were hit
    month: str
    month_name: str
    person: str
    member_name: str
    village_name: str
    unit_code: str
    county_code: str
    lead_person: str


class LeftGiven(TypedDict):
    """Whose talk or lead falls, because they are with the team of the month no more: what would have followed, and why."""

    name: str
    fallen: Consequence
    ground: str
    ground_en: str
    month_name: str
    village_name: str
    county_code: str


class Followed(TypedDict):
    """Those with whom a talk is held or of whom a lead is made, and those who have left before."""

    consequences: list[ConsequenceGiven]
    left: list[LeftGiven]


class BottomFound(Followed):
    """Those at the bottom of the month, and what follows on others."""

    bottom: list[RectificationGiven]


@operation(
    "assessment.find_bottom",
    Sentence(
        "List who is at the bottom of the published month, with the unit that must rectify and the county, and by the table "
        "`monthly_consequence` of the procedure with whom a talk is held and who is a lead of a recall.",
        "列出已公布月份的末位和考核为差的队员，及其应当整改的派出单位和所在县；并按流程的决策表 `monthly_consequence` "
        "列出应谈话提醒和列为召回线索的队员。",
    ),
    settings=("assessment.bottom_share",),
)
def find_bottom(call: OperationCall, given: BottomGiven) -> BottomFound:
    """Operation `assessment.find_bottom`."""
    results = results_of(call.work, given.month)
    share = Fraction(str(call.setting("assessment.bottom_share")))
    lasts = bottom_of([result for _, result in results], share)
    members = {result.id: member for member, result in results}
    found = begin_rectifying(call.work, given.month, [(members[each.id], each) for each in lasts])
    if given.inspect_post is not None:
        for one in found:
            seat = seat_for(call.work, given.inspect_post, one["county_code"], on=call.case.day)
            one["inspect_group"] = seat.group if seat is not None else None
    return {"bottom": found, **follow(call.work, given.month, results, found)}


def settle_bottom(work: UnitOfWork, appeal: AssessmentAppeal, share: Fraction) -> BottomFound:
    """Whether the member whose appeal has ended lies at the bottom of a month that was published meanwhile, by what stands now,
    and what else follows on it."""
    month = appeal.month.month.month
    results = results_of(work, month)
    ended = select(AssessmentAppeal).where(
        AssessmentAppeal.member_month_id.in_([member.id for member, _ in results]),
        AssessmentAppeal.state != AppealState.OPEN,
    )
    settled = {
        each.member_month_id: Standing(each.after_tenths, each.after_grade) for each in work.session.scalars(ended)
    }
    corrected = {result.id: settled[member.id] for member, result in results if member.id in settled}
    lasts = {each.id for each in bottom_of([result for _, result in results], share, corrected)}
    own = [
        (member, result)
        for member, result in results
        if member.id == appeal.member_month_id and result.id in lasts and result.bottom_at is None
    ]
    bottom = begin_rectifying(work, month, own, corrected)
    appealed = [(member, result) for member, result in results if member.id == appeal.member_month_id]
    return {"bottom": bottom, **follow(work, month, appealed, bottom, corrected)}


def follow(
    work: UnitOfWork,
    month: date,
    results: Sequence[tuple[MemberMonth, MemberResult]],
    bottom: Sequence[RectificationGiven],
    corrected: Mapping[uuid.UUID, Standing] | None = None,
) -> Followed:
    """Decide by the table of the round's version what follows on these results, write it down, and say what each case begins with;
    of those at the bottom, whether a lead goes out with their rectification.

    Nothing follows where that version is from before the table. Of somebody who is posted no more nothing is begun: there is
    nobody to recall or to talk to. They are listed, so that whoever would have acted is told, and nothing followed on their
    month.
    """
    case = work.session.get_one(Case, month_of(work, month).case_id)
    version_id = catalogue.version_in_case(case, case.process_id)
    if TABLE not in catalogue.procedure_of(work, version_id).decisions:
        return {"consequences": [], "left": []}
    decide = partial(by_table, work, version_id, environment_of_case(work, case.id))
    found = consequences_of(work, month, results, decide, corrected)
    by_key = {one["key"]: one for one in bottom}
    begun: list[ConsequenceGiven] = []
    left: list[LeftGiven] = []
    for member, result in results:
        follows = found.get(result.id)
        if follows is None:
            continue
        is_nothing = follows.consequence is Consequence.NONE
        posting_id = None if is_nothing else _posting_of(work, member)
        has_fallen = posting_id is None and not is_nothing
        # A talk that nobody holds is none that months to come may count.
        update_row(work, result, consequence=Consequence.NONE if has_fallen else follows.consequence)
        if member.id.hex in by_key:
            by_key[member.id.hex]["is_repeated"] = follows.is_rectified and posting_id is not None
        if has_fallen:
            left.append(_left(member, month, follows))
        if posting_id is None or follows.is_rectified:
            continue
        begun.append(
            {
                "key": member.id.hex,
                "consequence": follows.consequence,
                "trigger": follows.trigger,
                **_grounds(follows),
                "facts": _facts(result, (corrected or {}).get(result.id)),
                "month": month.isoformat(),
                "month_name": month_name(month),
                "person": f"{PERSON}{member.person_id}",
                "member_name": member.person.name,
                "village_name": member.team.village.unit.name,
                "unit_code": member.team.dispatching_unit.code,
                "county_code": member.county.code,
                "lead_person": str(posting_id),
            }
        )
    return {"consequences": begun, "left": left}


def begin_rectifying(
    work: UnitOfWork,
    month: date,
    lasts: Sequence[tuple[MemberMonth, MemberResult]],
    corrected: Mapping[uuid.UUID, Standing] | None = None,
) -> list[RectificationGiven]:
    """Write down that these lie at the bottom of the month, and say what each rectification begins with."""
    before = at_bottom_before(work, month, [member.person_id for member, _ in lasts])
    found: list[RectificationGiven] = []
    for member, result in lasts:
        update_row(work, result, bottom_at=work.now)
        unit, village = member.team.dispatching_unit, member.team.village.unit
        found.append(
            {
                "key": member.id.hex,
                "unit_code": unit.code,
                "unit_name": unit.name,
                "subject": f"驻{village.name}{member.person.name}{month_name(month)}考核",
                "problems": _facts(result, (corrected or {}).get(result.id)),
                "person": f"{PERSON}{member.person_id}",
                "county_code": member.county.code,
                "lead_person": _as_lead(work, member),
                "lead_key": member.id.hex,
                "is_repeated": member.person_id in before,
            }
        )
    return found


class _Grounds(TypedDict):
    ground: str
    ground_en: str


def _grounds(follows: Follows) -> _Grounds:
    """Why it follows, in both languages."""
    return {
        "ground": "；".join(ground["zh"] for ground in follows.grounds),
        "ground_en": "; ".join(ground["en"] for ground in follows.grounds),
    }


def _left(member: MemberMonth, month: date, follows: Follows) -> LeftGiven:
    return {
        "name": member.person.name,
        "fallen": follows.consequence,
        **_grounds(follows),
        "month_name": month_name(month),
        "village_name": member.team.village.unit.name,
        "county_code": member.county.code,
    }


def _facts(result: MemberResult, corrected: Standing | None) -> str:
    """Points and grade as they stand, and the rules that were hit."""
    stands = corrected or Standing(result.total_tenths, result.grade)
    grounds = "；".join(str(ground["zh"]) for ground in result.grounds)
    return f"总分{stands.total_tenths / 10:g}分，等次为{GRADE_NAMES[stands.grade].zh}。{grounds}"


def _as_lead(work: UnitOfWork, member: MemberMonth) -> str:
    """The posting that a lead about the member would be about; their number or name where they have left the team meanwhile."""
    posting_id = _posting_of(work, member)
    return str(posting_id) if posting_id is not None else member.person.employee_no or member.person.name


def _posting_of(work: UnitOfWork, member: MemberMonth) -> uuid.UUID | None:
    """The posting in which the member still is with the team of the month."""
    of_team = (Posting.person_id == member.person_id, Posting.team_id == member.team_id)
    active = select(Posting.id).where(*of_team, Posting.status == PostingStatus.ACTIVE).order_by(Posting.from_on.desc())
    return work.session.scalars(active.limit(1)).first()
