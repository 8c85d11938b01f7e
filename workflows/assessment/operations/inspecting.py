"""Findings of inspections (M7): whom one is about, and what comes of it once somebody else has verified it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from workflows.assessment.claim_models import PointsClaim
from workflows.assessment.finding_models import InspectionFinding
from workflows.assessment.findings import month_that_counts
from workflows.assessment.operations.claiming import county_of, postings_called
from workflows.assessment.operations.opening import month_name
from workflows.assessment.rules import POINTS_SETTING
from workflows.assessment.words import FindingCounts, FindingState
from workflows.casework.errors import InvalidRequest
from workflows.casework.notices import PERSON
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.office.catalogues_file import LinePart
from workflows.people import Person
from workflows.people.models import Unit
from workflows.people.roster import Posting, Team, Village
from workflows.people.words import PostingStatus
from workflows.sentence import Sentence
from workflows.store import insert_rows, new_id, update_row


@dataclass(frozen=True, slots=True)
class FindingGiven:
    """What the form says: the day, a member by staff number or name, or else the village whose team it is, and what was found."""

    found_on: date
    finding_kind: str
    severity: int
    facts: str
    member_text: str | None = None
    village_text: str | None = None


class FindingEntered(TypedDict):
    """Whom the finding is about, as later steps and letters name it; of a team, `person` and what belongs to it is null."""

    finding_key: str
    person: str | None
    member_name: str | None
    subject_name: str
    lead_person: str | None
    village_code: str
    village_name: str
    county_code: str
    unit_code: str
    unit_name: str
    finding_problem: str | None


@dataclass(frozen=True, slots=True)
class FindingVerified:
    """What came of it: `outcome` substantiated, unfounded or undetermined; and, where points are taken, for which line."""

    outcome: FindingState
    counts_as: FindingCounts
    line: str | None = None
    deducted_points: int | None = None


class FindingRecorded(TypedDict):
    """In which month it counts, and what is taken there; null where it counts in none, or nothing is taken."""

    month: str | None
    month_name: str | None
    line_name: str | None
    line_name_en: str | None


@operation(
    "assessment.enter_finding",
    Sentence(
        "Find the member, or the team of the village, that an inspection has found something of, and write the finding down; it "
        "counts nowhere before somebody else has verified it.",
        "核对暗访问题所涉队员或者工作队并登记；他人核实属实之前，不计入任何考核。",
    ),
    throws={"finding_refused": ["finding_problem"]},
)
def enter_finding(call: OperationCall, given: FindingGiven) -> FindingEntered:
    """Operation `assessment.enter_finding`. Throws `finding_refused` for nobody or several that could be meant, and for whoever is
    of the county, or of the unit that has sent the team (C3)."""
    assert call.actor is not None  # a person enters it, and corrects it
    posting, team = None, None
    if given.member_text and given.member_text.strip():
        posting = _member(call, given.member_text.strip(), given.found_on)
        team = posting.team
    else:
        team = _team(call, (given.village_text or "").strip(), given.found_on)
    village, unit = team.village.unit, team.dispatching_unit
    county = county_of(call, village)
    if county is None:
        raise _refused("该村不属于任何县，请先更正单位隶属。")
    _require_outsider(call, county, unit)
    finding = InspectionFinding(
        id=new_id(),
        case_id=call.case.id,
        team_id=team.id,
        person_id=posting.person_id if posting else None,
        found_on=given.found_on,
        kind=given.finding_kind,
        severity=given.severity,
        entered_by_id=call.actor.person_id,
        entered_at=call.work.now,
        facts=given.facts,
    )
    insert_rows(call.work, finding, is_kept=False)
    return {
        "finding_key": finding.id.hex,
        "person": f"{PERSON}{posting.person_id}" if posting else None,
        "member_name": posting.person.name if posting else None,
        "subject_name": f"驻{village.name}{posting.person.name}" if posting else f"驻{village.name}工作队",
        "lead_person": _as_lead(posting) if posting else None,
        "village_code": village.code,
        "village_name": village.name,
        "county_code": county,
        "unit_code": unit.code,
        "unit_name": unit.name,
        "finding_problem": None,
    }


@operation(
    "assessment.verify_finding",
    Sentence(
        "Write down what the verification of a finding came to. One that holds counts in the month of the day it was found on, or "
        "the next that is not scored; points are taken as a deduction of that month.",
        "登记暗访问题的核实结论；属实的计入发现当月考核，当月已评分的计入其后尚未评分的月份，扣分列为该月减分。",
    ),
    settings=(POINTS_SETTING,),
)
def verify_finding(call: OperationCall, given: FindingVerified) -> FindingRecorded:
    """Operation `assessment.verify_finding`. Raises InvalidRequest where whoever entered the finding would verify it."""
    assert call.actor is not None  # somebody verified it
    finding = call.work.session.scalars(
        select(InspectionFinding).where(InspectionFinding.case_id == call.case.id)
    ).one()
    if finding.entered_by_id in call.actor.both:
        raise InvalidRequest(
            "Whoever entered a finding does not verify it; leave it to somebody else of the post.",
            "暗访问题的登记人不得核实，请由本岗位其他人员核实。",
        )
    is_found = given.outcome is FindingState.SUBSTANTIATED
    month = month_that_counts(call.work, finding.found_on, finding.person_id) if is_found else None
    update_row(
        call.work,
        finding,
        state=given.outcome,
        counts_as=given.counts_as if is_found else FindingCounts.OTHER,
        month=month,
        verified_by_id=call.actor.person_id,
        verified_at=call.work.now,
    )
    line: Mapping[str, Any] | None = None
    if month is not None and finding.person_id is not None and given.line and given.deducted_points:
        line = _deduction(call, given.line)
        claim = PointsClaim(
            id=new_id(),
            case_id=call.case.id,
            person_id=finding.person_id,
            month=month,
            item=line["key"],
            is_deduction=True,
            points=given.deducted_points,
            most=line["most"],
            agreed_by_id=call.actor.person_id,
            agreed_at=call.work.now,
            ground=finding.facts,
        )
        insert_rows(call.work, claim, is_kept=False)
    return {
        "month": month.isoformat() if month else None,
        "month_name": month_name(month) if month else None,
        "line_name": line["name"] if line else None,
        "line_name_en": line["name_en"] if line else None,
    }


def _member(call: OperationCall, wanted: str, on: date) -> Posting:
    found = postings_called(call.work, wanted, on, on)
    if not found:
        raise _refused(f"{on.isoformat()}没有“{wanted}”的派驻记录。")
    if len({posting.person_id for posting in found}) > 1:
        raise _refused(f"名为“{wanted}”的队员不止一人，请改填工号。")
    return found[0]


def _team(call: OperationCall, wanted: str, on: date) -> Team:
    statement = (
        select(Team)
        .join(Unit, Unit.id == Team.village_id)
        .join(Posting, Posting.team_id == Team.id)
        .options(
            joinedload(Team.village).joinedload(Village.unit),
            joinedload(Team.dispatching_unit),
        )
        .where(
            or_(Unit.code == wanted, Unit.name == wanted),
            Posting.from_on <= on,
            or_(Posting.to_on.is_(None), Posting.to_on > on),
        )
        .distinct()
    )
    found = call.work.session.scalars(statement).all()
    if not found:
        raise _refused(f"{on.isoformat()}没有工作队驻“{wanted}”，请核对村代码或者村名。")
    if len(found) > 1:
        raise _refused(f"“{wanted}”所指的工作队不止一支，请改填村代码，或者按队员登记。")
    return found[0]


def _require_outsider(call: OperationCall, county: str, unit: Unit) -> None:
    """Whoever inspects a village is neither of its county nor of the unit that has sent the team, nor is whom they stand in for."""
    assert call.actor is not None
    homes = select(Unit).join(Person, Person.unit_id == Unit.id).where(Person.id.in_(call.actor.both))
    for home in call.work.session.scalars(homes):
        if county in home.path.split("/") or home.path.startswith(unit.path):
            raise _refused("登记人属于该村所在县或者派出单位，应当回避，请由本岗位其他人员登记。")


def _as_lead(posting: Posting) -> str:
    """The posting that a lead would be about; the number or name of somebody who has left since."""
    if posting.status is PostingStatus.ACTIVE:
        return str(posting.id)
    return posting.person.employee_no or posting.person.name


def _deduction(call: OperationCall, key: str) -> Mapping[str, Any]:
    for line in call.lines(POINTS_SETTING):
        if line["key"] == key and line["part"] == LinePart.DEDUCTION:
            return line
    raise InvalidRequest(
        f"The catalogue of points has no deduction {key}; choose one of its lines.",
        f"积分方案没有减分项 {key}，请另选。",
    )


def _refused(sentence: str) -> BpmnError:
    return BpmnError("finding_refused", sentence, {"finding_problem": sentence})
