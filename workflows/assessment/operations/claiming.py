"""Bonuses and deductions: whom a claim is about and who agrees to it, and what then counts in the member's month."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from workflows.assessment.claim_models import PointsClaim
from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.operations.opening import month_name
from workflows.assessment.result_models import MemberResult
from workflows.assessment.rules import POINTS_SETTING, last_of
from workflows.casework.notices import PERSON
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.office.catalogues_file import LinePart
from workflows.people import Person
from workflows.people.models import Unit
from workflows.people.roster import Posting, Team, Village
from workflows.people.unit_tree import path_on
from workflows.people.words import UnitKind
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, insert_rows, new_id


@dataclass(frozen=True, slots=True)
class ClaimGiven:
    """What the form says: the member by staff number or name, any day of the month, and the line of the catalogue."""

    member_text: str
    claim_month: date
    line: str


class ClaimChecked(TypedDict):
    """Whom the claim is about, what it claims, and the post that agrees to it."""

    person: str
    member_name: str
    village_code: str
    village_name: str
    month: str
    month_name: str
    line_name: str
    line_name_en: str
    approver: str
    claim_problem: str | None


@dataclass(frozen=True, slots=True)
class ClaimAgreed:
    """What was agreed to."""

    person: str
    claim_month: date
    line: str
    agreed_points: int
    facts: str


class ClaimRecorded(TypedDict):
    """Nothing is written."""


@operation(
    "assessment.check_claim",
    Sentence(
        "Find the member of a claimed bonus or deduction in the month, and the post that the catalogue names to agree to it.",
        "核对加减分申报的队员、月份和项目，并按积分方案确定审批岗位。",
    ),
    throws={"claim_refused": ["claim_problem"]},
    settings=(POINTS_SETTING,),
)
def check_claim(call: OperationCall, given: ClaimGiven) -> ClaimChecked:
    """Operation `assessment.check_claim`. Throws `claim_refused` for nobody or several people, for whoever is neither sent by the
    claimant's unit nor posted under it, and for a line that the catalogue does not have."""
    line = _line(call, given.line)
    first, last = given.claim_month.replace(day=1), last_of(given.claim_month)
    wanted = given.member_text.strip()
    found = [posting for posting in postings_called(call.work, wanted, first, last) if _may_claim(call, posting)]
    if not found:
        raise _refused(f"{month_name(first)}没有“{wanted}”的派驻记录，或者其不由本单位派出、不驻本单位所辖村。")
    if len({posting.person_id for posting in found}) > 1:
        raise _refused(f"名为“{wanted}”的队员不止一人，请改填工号。")
    posting = found[0]
    if is_scored(call.work, posting.person_id, first):
        raise _refused(f"{posting.person.name}{month_name(first)}考核已经评分，不能再申报；本人可以申请复核。")
    village = posting.team.village.unit
    county = county_of(call, village)
    if county is None:
        raise _refused("该村不属于任何县，请先更正单位隶属。")
    return {
        "person": f"{PERSON}{posting.person_id}",
        "member_name": posting.person.name,
        "village_code": village.code,
        "village_name": village.name,
        "month": first.isoformat(),
        "month_name": month_name(first),
        "line_name": line["name"],
        "line_name_en": line["name_en"],
        "approver": f"{line['approver']}@{county}",
        "claim_problem": None,
    }


@operation(
    "assessment.record_claim",
    Sentence(
        "Count an agreed bonus or deduction in the member's month, as long as that was not scored.",
        "将已同意的加分、减分计入队员当月考核；当月已评分的不再计入。",
    ),
    throws={"month_scored": ["claim_opinion"]},
    settings=(POINTS_SETTING,),
)
def record_claim(call: OperationCall, given: ClaimAgreed) -> ClaimRecorded:
    """Operation `assessment.record_claim`. Throws `month_scored` where the member has a result of that month by now."""
    assert call.actor is not None  # somebody agreed to it
    person_id, month = uuid.UUID(given.person.removeprefix(PERSON)), given.claim_month.replace(day=1)
    if is_scored(call.work, person_id, month):
        sentence = "审批时该队员当月考核已经评分，不再计入；本人可以申请复核。"
        raise BpmnError("month_scored", sentence, {"claim_opinion": sentence})
    line = _line(call, given.line)
    claim = PointsClaim(
        id=new_id(),
        case_id=call.case.id,
        person_id=person_id,
        month=month,
        item=line["key"],
        is_deduction=line["part"] == LinePart.DEDUCTION,
        points=given.agreed_points,
        most=line["most"],
        agreed_by_id=call.actor.person_id,
        agreed_at=call.work.now,
        ground=given.facts,
    )
    insert_rows(call.work, claim, is_kept=False)
    return {}


def _line(call: OperationCall, key: str) -> Mapping[str, Any]:
    beyond = (LinePart.BONUS, LinePart.DEDUCTION)
    for line in call.lines(POINTS_SETTING):
        if line["key"] == key and line["part"] in beyond:
            return line
    raise _refused("积分方案中没有该加减分项目，请重新选择。")


def _may_claim(call: OperationCall, posting: Posting) -> bool:
    """A unit claims for those whom it has sent, or who are posted under it."""
    assert call.actor is not None  # a person starts a claim, and corrects it
    holdings = (call.actor.acting,) if call.actor.acting is not None else call.actor.holdings
    paths = (posting.team.dispatching_unit.path, posting.team.village.unit.path)
    return any(path.startswith(holding.unit_path) for holding in holdings for path in paths)


def is_scored(work: UnitOfWork, person_id: uuid.UUID, month: date) -> bool:
    """Whether somebody has a result of the month already."""
    result = (
        select(MemberResult.id)
        .join(MemberMonth, MemberMonth.id == MemberResult.member_month_id)
        .join(AssessmentMonth, AssessmentMonth.id == MemberMonth.month_id)
        .where(AssessmentMonth.month == month, MemberMonth.person_id == person_id)
    )
    return work.session.scalar(result) is not None


def postings_called(work: UnitOfWork, text: str, first: date, last: date) -> Sequence[Posting]:
    """Postings of those days, the latest first, by what a form calls the member: a posting's id, as the lookup gives it, a staff
    number, or a full name."""
    statement = (
        select(Posting)
        .join(Person, Person.id == Posting.person_id)
        .options(
            joinedload(Posting.person),
            joinedload(Posting.team).joinedload(Team.village).joinedload(Village.unit),
            joinedload(Posting.team).joinedload(Team.dispatching_unit),
        )
        .where(_means(text), Posting.from_on <= last, or_(Posting.to_on.is_(None), Posting.to_on > first))
        .order_by(Posting.from_on.desc())
    )
    return work.session.scalars(statement).all()


def county_of(call: OperationCall, village: Unit) -> str | None:
    """The code of the county that the village belongs to on the case's day; None for a village of none."""
    codes = path_on(call.work, village, call.case.day).split("/")
    return call.work.session.scalar(select(Unit.code).where(Unit.kind == UnitKind.COUNTY, Unit.code.in_(codes)))


def _means(text: str) -> ColumnElement[bool]:
    try:
        return Posting.id == uuid.UUID(text)
    except ValueError:
        return or_(Person.employee_no == text, Person.name == text)


def _refused(sentence: str) -> BpmnError:
    return BpmnError("claim_refused", sentence, {"claim_problem": sentence})
