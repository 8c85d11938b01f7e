"""A member appeals against their month (M10): what the appeal begins with, an opinion of each level, and its end."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, TypedDict

from sqlalchemy import select

from workflows.assessment.appeal_models import AssessmentAppeal
from workflows.assessment.appeals import Change, appealed_before, change_result, lines_of, must_not_decide, result_of
from workflows.assessment.lists import days_said
from workflows.assessment.models import MemberMonth
from workflows.assessment.operations.opening import month_name
from workflows.assessment.operations.rectifying import (
    BottomFound,
    ConsequenceGiven,
    LeftGiven,
    RectificationGiven,
    settle_bottom,
)
from workflows.assessment.points import points_of_lines
from workflows.assessment.rules import as_read, days_of
from workflows.assessment.words import ATTENDANCE, GRADE_NAMES, AppealLevel, AppealState
from workflows.casework.errors import InvalidRequest
from workflows.casework.notices import PERSON
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.casework.reasons import proper_reason
from workflows.people.models import Unit
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, insert_rows, new_id, update_row


@dataclass(frozen=True, slots=True)
class AppealGiven:
    """What the member's answer on their row brings: the month's case, who they are, and what they appeal against."""

    asked_in: uuid.UUID
    person: str  # as starter() names people
    appeal_text: str


class LineGiven(TypedDict):
    """A line that a person scored, as the form of an opinion shows it."""

    item: str
    item_name: str
    points: int
    most: int


class AppealOpened(TypedDict):
    """What the appeal's steps and papers begin with. `kept_away` are those who scored or approved, as `recuse` reads them."""

    month: str
    month_name: str
    unit_name: str
    village_name: str
    member_name: str
    result_text: str
    result_text_en: str
    lines: list[LineGiven]
    posted_days: list[int]
    kept_away: list[str]


class ScoredLine(TypedDict):
    """A line as the form gives it back."""

    item: str
    new_points: int | None


@dataclass(frozen=True, slots=True)
class OpinionGiven:
    """What somebody says to the appeal, and what they change."""

    outcome: Literal["uphold", "change"]
    opinion: str
    changed_lines: list[ScoredLine] | None = None
    days_counted: str | None = None
    nights_counted: str | None = None


class OpinionRecorded(TypedDict):
    """What the appeal came to at this level, as its papers say it, and who must not decide it by now."""

    change_text: str
    change_text_en: str
    result_text: str
    result_text_en: str
    lines: list[LineGiven]
    kept_away: list[str]


class AppealClosed(TypedDict):
    """How it ended: whether anything was changed, whether the month was published before, and where it was and the member lies at
    its bottom now that the result is final, what their rectification begins with, and so a talk or a lead."""

    is_changed: bool
    is_correction: bool
    bottom: list[RectificationGiven]
    consequences: list[ConsequenceGiven]
    left: list[LeftGiven]


@operation(
    "assessment.open_appeal",
    Sentence(
        "Open a member's appeal against their month: its lines, and who must not decide it because they scored or approved.",
        "受理队员对本人月度考核结果的复核申请：列出各项得分，并列明因评分或审核而须回避的人员。",
    ),
    throws={"appealed_before": ["member_name", "month_name"]},
)
def open_appeal(call: OperationCall, given: AppealGiven) -> AppealOpened:
    """Operation `assessment.open_appeal`. Throws `appealed_before` for a second appeal; raises InvalidRequest where the member has
    no result in that case."""
    of_member = (
        MemberMonth.case_id == given.asked_in,
        MemberMonth.person_id == uuid.UUID(given.person.removeprefix(PERSON)),
    )
    member = call.work.session.scalars(select(MemberMonth).where(*of_member)).first()
    lines = {} if member is None else lines_of(call.work, member)
    if member is None or not lines:
        raise InvalidRequest(
            "There is no result of this member in that month's case.", "该月考核案件中没有此队员的考核结果。"
        )
    name = month_name(member.month.month)
    if appealed_before(call.work, member):
        raise BpmnError("appealed_before", variables={"member_name": member.person.name, "month_name": name})
    result = result_of(call.work, member)
    appeal = AssessmentAppeal(
        id=new_id(),
        case_id=call.case.id,
        member_month_id=member.id,
        before_tenths=result.total_tenths,
        before_grade=result.grade,
        after_tenths=result.total_tenths,
        after_grade=result.grade,
        moved=[],
        filed_at=call.work.now,
        ground=given.appeal_text,
    )
    insert_rows(call.work, appeal, is_kept=False)
    village = call.work.session.get_one(Unit, member.team.village_id)
    kept_away = sorted(f"{PERSON}{each}" for each in must_not_decide(call.work, member, list(lines.values())))
    text = _result_text(appeal)
    return {
        "month": member.month.month.isoformat(),
        "month_name": name,
        "unit_name": member.county.name,
        "village_name": village.name,
        "member_name": member.person.name,
        "result_text": text.zh,
        "result_text_en": text.en,
        "lines": _scored(call, appeal, member),
        "posted_days": sorted(day.day for day in days_of(as_read(member.segments))),
        "kept_away": kept_away,
    }


@operation(
    "assessment.record_county_opinion",
    Sentence(
        "Record what the county says to an appeal; what it changes moves the lines it names.",
        "登记县级复核意见；变更的，只调整所列各项。",
    ),
    throws={"must_stand_aside": ["kept_away"]},
)
def record_county_opinion(call: OperationCall, given: OpinionGiven) -> OpinionRecorded:
    """Operation `assessment.record_county_opinion`. Throws `must_stand_aside` for whoever has meanwhile approved the month (C5).
    Raises InvalidRequest for a reason that says too little, and for what an appeal must not change."""
    kept_away = _kept_away(call)
    if call.actor is None or call.actor.both & kept_away:
        raise BpmnError("must_stand_aside", variables={"kept_away": sorted(f"{PERSON}{each}" for each in kept_away)})
    return _record(call, given, AppealLevel.COUNTY)


@operation(
    "assessment.record_city_opinion",
    Sentence(
        "Record what the city says to an appeal, which is the last word; what it changes moves the lines it names.",
        "登记市级复核意见，为最终意见；变更的，只调整所列各项。",
    ),
)
def record_city_opinion(call: OperationCall, given: OpinionGiven) -> OpinionRecorded:
    """Operation `assessment.record_city_opinion`. Raises InvalidRequest for whoever scored or approved the month (C5), for a
    reason that says too little, and for what an appeal must not change."""
    if call.actor is None or call.actor.both & _kept_away(call):
        raise InvalidRequest(
            "Whoever scored or approved this month must not decide the appeal; somebody else does.",
            "参与该月评分或审核的人员不得办理复核，请由他人办理。",
        )
    return _record(call, given, AppealLevel.CITY)


@operation(
    "assessment.close_appeal",
    Sentence(
        "Close an appeal: the result is provisional no more; one that was published stays, and is corrected by the appeal.",
        "办结复核：结果不再列为暂定；已公布的结果不改动，以复核结论更正。",
    ),
    settings=("assessment.bottom_share",),
)
def close_appeal(call: OperationCall) -> AppealClosed:
    """Operation `assessment.close_appeal`."""
    appeal = _appeal(call)
    state = AppealState.CHANGED if appeal.moved else AppealState.UPHELD
    update_row(call.work, appeal, state=state, decided_at=call.work.now)
    result = result_of(call.work, appeal.month)
    follows: BottomFound = {"bottom": [], "consequences": [], "left": []}
    if result.published_at is None:
        update_row(call.work, result, is_provisional=False)
    else:
        follows = settle_bottom(call.work, appeal, Fraction(str(call.setting("assessment.bottom_share"))))
    is_published = result.published_at is not None
    return {"is_changed": bool(appeal.moved), "is_correction": is_published, **follows}


def _appeal(call: OperationCall) -> AssessmentAppeal:
    return call.work.session.scalars(select(AssessmentAppeal).where(AssessmentAppeal.case_id == call.case.id)).one()


def _kept_away(call: OperationCall) -> set[uuid.UUID]:
    member = _appeal(call).month
    return must_not_decide(call.work, member, list(lines_of(call.work, member).values()))


def _record(call: OperationCall, given: OpinionGiven, level: AppealLevel) -> OpinionRecorded:
    appeal, reason = _appeal(call), proper_reason(given.opinion)
    assert call.actor is not None  # both operations ask first
    if given.outcome == "change":
        change_result(call.work, appeal, _change(given, appeal.month.month.month, reason), call.actor)
    update_row(call.work, appeal, level=level, opinion=reason, decided_by_id=call.actor.person_id)
    change, text = _change_text(call.work, appeal), _result_text(appeal)
    return {
        "change_text": change.zh,
        "change_text_en": change.en,
        "result_text": text.zh,
        "result_text_en": text.en,
        "lines": _scored(call, appeal, appeal.month),
        "kept_away": sorted(f"{PERSON}{each}" for each in _kept_away(call)),
    }


def _change(given: OpinionGiven, month: date, reason: str) -> Change:
    points = {line["item"]: points for line in given.changed_lines or () if (points := line["new_points"]) is not None}
    days, nights = (days_said(text or "", month) for text in (given.days_counted, given.nights_counted))
    if days is None or nights is None:
        raise InvalidRequest(
            "A day does not exist in this month; write days such as 3、5-7.", "日期有误，请按“3、5-7”填写当月日期。"
        )
    return Change(points, days, nights, reason)


def _scored(call: OperationCall, appeal: AssessmentAppeal, member: MemberMonth) -> list[LineGiven]:
    """The lines that a person scored, as they stand by now."""
    given = {moved["item"]: moved["after"] for moved in appeal.moved}
    lines = lines_of(call.work, member)
    points = points_of_lines(call.work, member, lines)
    return [
        {
            "item": item,
            "item_name": points.name_of(item).zh,
            "points": given.get(item, line.points),
            "most": line.most,
        }
        for item, line in lines.items()
        if item != ATTENDANCE
    ]


def _change_text(work: UnitOfWork, appeal: AssessmentAppeal) -> Sentence:
    """What was moved, in words; that nothing was."""
    if not appeal.moved:
        return Sentence("nothing was changed", "各项得分不变")
    points = points_of_lines(work, appeal.month, lines_of(work, appeal.month))
    named = [(points.name_of(each["item"]), each["before"], each["after"]) for each in appeal.moved]
    return Sentence(
        "; ".join(f"{name.en}: {before} to {after} points" for name, before, after in named),
        "；".join(f"{name.zh}由{before}分变更为{after}分" for name, before, after in named),
    )


def _result_text(appeal: AssessmentAppeal) -> Sentence:
    """Total and grade as they stand by now."""
    total, grade = appeal.after_tenths / 10, GRADE_NAMES[appeal.after_grade]
    return Sentence(f"{total:g} points, {grade.en}", f"总分{total:g}分，等次为{grade.zh}")
