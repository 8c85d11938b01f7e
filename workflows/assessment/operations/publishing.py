"""The month's end in the city: places, what was taken as it stands, and publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from sqlalchemy import select

from workflows.assessment.grading import places_of
from workflows.assessment.joint import JointNumbers, rank_jointly
from workflows.assessment.joint_models import JointResult
from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.opening import month_of
from workflows.assessment.operations.opening import CountyGiven, MonthGiven
from workflows.assessment.result_models import MemberResult
from workflows.assessment.words import Grade
from workflows.casework.errors import InvalidRequest
from workflows.casework.operations import OperationCall, operation
from workflows.people.models import Unit
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, update_row

JOINT_SETTINGS = (
    "assessment.unit_recall_points",
    "assessment.unit_overdue_points",
    "assessment.unit_empty_points",
    "assessment.unit_days_most",
    "assessment.team_least",
)
"""What teams and units are reckoned by, in the order of JointNumbers."""


class AsItStands(TypedDict):
    """How many results of the county are used as they stand."""

    as_they_stand: int


class Counts(TypedDict):
    """Results in numbers."""

    graded: int
    excellent: int
    good: int
    fair: int
    poor: int
    provisional: int
    as_they_stand: int


class CountyLine(Counts):
    """A county's month for the table of the circular."""

    county: str


class CityMonth(TypedDict):
    """The city's month in numbers."""

    county_lines: list[CountyLine]
    city_graded: int
    city_excellent: int
    city_good: int
    city_fair: int
    city_poor: int
    city_provisional: int
    city_as_they_stand: int
    city_facts_only: int


@dataclass(frozen=True, slots=True)
class PublicationGiven:
    """Which month is published."""

    month: date


class Published(TypedDict):
    """How many results were published now."""

    results_published: int


@operation(
    "assessment.take_as_it_stands",
    Sentence(
        "Mark the results of a county that did not report in time: the city uses them as they stand.",
        "县级逾期未报的，将现有结果标明“按现有数据”由市级采用。",
    ),
)
def take_as_it_stands(call: OperationCall, given: CountyGiven) -> AsItStands:
    """Operation `assessment.take_as_it_stands`. Members without a result stay without one."""
    results = [result for member, result in results_of(call.work, given.month) if member.case_id == call.case.id]
    for result in results:
        if result.published_at is None:
            update_row(call.work, result, is_as_it_stands=True)
    return {"as_they_stand": len(results)}


@operation(
    "assessment.rank",
    Sentence(
        "Rank the month's results over the city, ties sharing a place, those of teams and of dispatching units among their peers, "
        "and count the month for the circular.",
        "对全市当月结果排名（同分同名次），工作队和派出单位分组排名，并汇总供通报使用。",
    ),
    settings=JOINT_SETTINGS,
)
def rank(call: OperationCall, given: MonthGiven) -> CityMonth:
    """Operation `assessment.rank`. Teams and units are ranked with their members."""
    results = results_of(call.work, given.month)
    _give_places(call.work, [result for _, result in results])
    _rank_jointly(call, given.month, results)
    lines: list[CountyLine] = []
    for county in call.work.session.scalars(
        select(Unit).where(Unit.id.in_({m.county_id for m, _ in results})).order_by(Unit.code)
    ):
        own = [result for member, result in results if member.county_id == county.id]
        lines.append({"county": county.name, **_counts(own)})
    whole = _counts([result for _, result in results])
    members = call.work.session.scalars(
        select(MemberMonth.is_graded).join(AssessmentMonth).where(AssessmentMonth.month == given.month)
    ).all()
    return {
        "county_lines": lines,
        "city_graded": whole["graded"],
        "city_excellent": whole["excellent"],
        "city_good": whole["good"],
        "city_fair": whole["fair"],
        "city_poor": whole["poor"],
        "city_provisional": whole["provisional"],
        "city_as_they_stand": whole["as_they_stand"],
        "city_facts_only": sum(not is_graded for is_graded in members),
    }


@operation(
    "assessment.publish",
    Sentence(
        "Publish the month: results stand from now on, those with an open appeal as provisional.",
        "公布当月结果：结果自此生效，复核未结的标明“暂定”。",
    ),
    settings=JOINT_SETTINGS,
)
def publish(call: OperationCall, given: PublicationGiven) -> Published:
    """Operation `assessment.publish`. Carried out again it publishes what was not published yet. Raises InvalidRequest where a
    result has no place yet."""
    members = results_of(call.work, given.month)
    results = [result for _, result in members]
    waiting = [result for result in results if result.published_at is None]
    if any(result.place is None for result in waiting):
        raise InvalidRequest(
            "A result has no place yet; rank the month before it is published.",
            "尚有结果未排名，请先排名再公布。",
        )
    _give_places(call.work, results)  # an appeal may have moved somebody since they were ranked
    _rank_jointly(call, given.month, members)
    for result in waiting:
        update_row(call.work, result, published_at=call.work.now)
    of_month = JointResult.month_id == month_of(call.work, given.month).id
    for row in call.work.session.scalars(select(JointResult).where(of_month, JointResult.published_at.is_(None))):
        update_row(call.work, row, published_at=call.work.now)
    return {"results_published": len(waiting)}


def results_of(work: UnitOfWork, month: date) -> Sequence[tuple[MemberMonth, MemberResult]]:
    """The results of a month with their members' months, by county and person."""
    statement = (
        select(MemberMonth, MemberResult)
        .join(MemberResult, MemberResult.member_month_id == MemberMonth.id)
        .join(AssessmentMonth, AssessmentMonth.id == MemberMonth.month_id)
        .where(AssessmentMonth.month == month)
        .order_by(MemberMonth.county_id, MemberMonth.person_id)
    )
    return [(member, result) for member, result in work.session.execute(statement)]


def _rank_jointly(call: OperationCall, month: date, results: Sequence[tuple[MemberMonth, MemberResult]]) -> None:
    numbers = JointNumbers(*(int(call.setting(key)) for key in JOINT_SETTINGS))
    rank_jointly(call.work, call.case.id, month_of(call.work, month), results, numbers)


def _give_places(work: UnitOfWork, results: Sequence[MemberResult]) -> None:
    """Places by total, ties sharing one; what was published keeps its own."""
    first = places_of(result.total_tenths for result in results)
    for result in results:
        if result.published_at is None and result.place != first[result.total_tenths]:
            update_row(work, result, place=first[result.total_tenths])


def _counts(results: Sequence[MemberResult]) -> Counts:
    grades = [result.grade for result in results]
    return {
        "graded": len(results),
        "excellent": grades.count(Grade.EXCELLENT),
        "good": grades.count(Grade.GOOD),
        "fair": grades.count(Grade.FAIR),
        "poor": grades.count(Grade.POOR),
        "provisional": sum(result.is_provisional for result in results),
        "as_they_stand": sum(result.is_as_it_stands for result in results),
    }
