"""Points, grades and what members say to them: the county's sheets are opened here, and read back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, TypedDict

from sqlalchemy import select

from workflows.assessment.appeals import appeals_of, never_below
from workflows.assessment.diary_checks import checks_of, said_of_diary
from workflows.assessment.findings import found_in
from workflows.assessment.grading import (
    Scored,
    graded,
    write_results,
)
from workflows.assessment.models import MemberMonth
from workflows.assessment.opening import in_pieces, members_of
from workflows.assessment.operations.counted import attendance_in, decide_in, text_of
from workflows.assessment.operations.hearing import CONFIRM_SETTING, answers_until
from workflows.assessment.operations.scored_before import points_of_before, rows_of_sheet, scored_before
from workflows.assessment.point_sheet import POINT_SHEET, Known, given_in, point_rows, write_team_lines
from workflows.assessment.points import Claimed, MonthPoints, claimed_in, points_of_month, rescaled
from workflows.assessment.quota import waiver_of
from workflows.assessment.result_models import MemberResult
from workflows.assessment.rules import POINTS_SETTING
from workflows.assessment.words import Grade, Heard
from workflows.casework import catalogue
from workflows.casework.operations import OperationCall, Source, operation
from workflows.casework.row_asks import come_due
from workflows.casework.row_said import said_of
from workflows.casework.sheet_operations import open_rows
from workflows.casework.words import AskState
from workflows.sentence import Sentence
from workflows.store import update_row


@dataclass(frozen=True, slots=True)
class SheetNamed:
    """Which month of which county, and which sheet of the case is read."""

    month: date
    unit: str
    sheet: Annotated[str, Source.HEADER]


@dataclass(frozen=True, slots=True)
class ToScore:
    """Which month of which county, and which discipline items of its catalogue attendance gives, parted by commas."""

    month: date
    unit: str
    counted: Annotated[str, Source.HEADER]


@dataclass(frozen=True, slots=True)
class ToGrade:
    """The same, and which sheet of the case is read. Cases of before had a sheet of their own, and items of no catalogue."""

    month: date
    unit: str
    sheet: Annotated[str, Source.HEADER]
    counted: Annotated[str, Source.HEADER] = ""


class PointsOpened(TypedDict):
    """How many members are graded, and how many lines a person scores."""

    graded_members: int
    lines_to_score: int


class ResultColumns(TypedDict):
    """What a member, and whoever reviews, sees of a result."""

    present: float
    need_days: int
    nights: int
    need_nights: int
    discipline: float
    total: float
    grade: Grade
    ground: str
    asked_until: str | None


class ResultRowGiven(TypedDict):
    """A row of the results, as `case.open_rows` reads it."""

    key: str
    name: str
    person: str
    columns: ResultColumns


class ResultRows(TypedDict):
    """The rows of the results."""

    result_rows: list[ResultRowGiven]


class CountySummary(TypedDict):
    """A county's month in numbers, as it is reported."""

    graded: int
    facts_only: int
    excellent: int
    good: int
    fair: int
    poor: int
    appealed: int
    provisional: int
    undecided_days: int


@operation(
    "assessment.open_points",
    Sentence(
        "Open the scoring sheet: each indicator of each team, and each discipline item of each graded member but for those that "
        "attendance gives, as the header `counted` names them, by the catalogue that the month is frozen with.",
        "打开评分表：按当月固定的积分方案列出各队共性指标、各队员纪律项；表头 `counted` 所列由出勤计分的除外。",
    ),
    settings=(POINTS_SETTING,),
)
def open_points(call: OperationCall, given: ToScore) -> PointsOpened:
    """Operation `assessment.open_points`. A row that is open already keeps what was answered where nothing about it has changed.
    Raises InvalidRequest where the catalogue has no such items."""
    diaries = {row_id: said_of_diary(check) for row_id, check in checks_of(call.work, call.case.id).items()}
    attendance = attendance_in(call, given.month, given.counted)
    persons, teams = found_in(call.work, given.month, [row for row, _ in attendance])
    members = [
        Known(row, counted, diaries.get(row.id, ""), persons.get(row.person_id, "")) for row, counted in attendance
    ]
    if not members:
        return {"graded_members": 0, "lines_to_score": 0}
    points = points_of_month(call.work, members[0].row, given.counted)
    opened = 0
    for rows in point_rows(call.work, members, points, teams):
        for some in in_pieces(rows):
            open_rows(call, POINT_SHEET, some)
        opened += len(rows)
    return {"graded_members": len(members), "lines_to_score": opened}


@operation(
    "assessment.grade",
    Sentence(
        "Grade the county's members by the tables of the procedure over what was counted and scored, within the quota.",
        "依据流程的决策表，对本县队员的核算结果和评分评定等次，优秀不超过规定比例。",
    ),
    settings=("assessment.excellent_share", POINTS_SETTING, CONFIRM_SETTING),
)
def grade(call: OperationCall, given: ToGrade) -> ResultRows:
    """Operation `assessment.grade`: writes results and lines of points, and makes the rows that members confirm. A member of whom a
    discipline item was left without points has no result."""
    attendance = attendance_in(call, given.month, given.counted)
    members = [row for row, _ in attendance]
    if not members:
        return {"result_rows": []}
    version_id = catalogue.version_in_case(call.case, call.process_id)
    if given.sheet == POINT_SHEET:
        points = points_of_month(call.work, members[0], given.counted)
        scored = _scored(call, members, points, version_id)
    else:
        points, scored = points_of_before(points_of_month(call.work, members[0], "")), scored_before(call, given.sheet)
    given_on_appeal = never_below(call.work, list(scored))
    rows = [
        (row, found.at_least(given_on_appeal.get(row.id, {})), scored[row.id].at_least(given_on_appeal.get(row.id, {})))
        for row, found in attendance
        if row.id in scored
    ]
    share = Fraction(str(call.setting("assessment.excellent_share")))
    waiver = waiver_of(call.work, members[0].month_id, members[0].county_id)
    waived = waiver.places if waiver is not None else 0
    results = graded(rows, points, share, lambda table, inputs: decide_in(call, table, inputs), waived)
    write_results(call.work, results, points, version_id)
    until = answers_until(call, [each.row for each in results])
    made: list[ResultRowGiven] = [
        {
            "key": each.row.person_id.hex,
            "name": each.row.person.name,
            "person": str(each.row.person_id),
            "columns": {
                "present": (each.row.present_halves or 0) / 2,
                "need_days": each.row.need_days or 0,
                "nights": each.row.nights or 0,
                "need_nights": each.row.need_nights or 0,
                "discipline": float(each.discipline),
                "total": float(round(each.total, 1)),
                "grade": each.grade,
                "ground": text_of(each.grounds),
                "asked_until": until.get(each.row.person_id),
            },
        }
        for each in results
    ]
    return {"result_rows": made}


@operation(
    "assessment.close_county",
    Sentence(
        "Write what each member said to their result and how the county answered, and count the county's month for its report.",
        "登记每名队员对结果的意见和县级审核结论，并汇总本县当月情况供上报。",
    ),
)
def close_county(call: OperationCall, given: SheetNamed) -> CountySummary:
    """Operation `assessment.close_county`. A result is provisional while an answer may still come, or while an appeal is open."""
    come_due(call.work, call.case)
    rows = {row.person_id: row for row in rows_of_sheet(call, given.sheet)}
    said = said_of(call.work, call.case.id)
    results = _results(call)
    appealed = appeals_of(call.work, [member.id for member, _ in results])
    for member, result in results:
        row = rows.get(member.person_id)
        heard, is_open = Heard.NOT_ASKED, False
        if row is not None and row.id in said:
            is_open = said[row.id].is_open
            heard = Heard.ASKED if is_open else _heard(said[row.id].state, row.answers.get("reply"))
        is_upheld = row is not None and row.answers.get("outcome") == "uphold"
        # Asked anew because an appeal has changed the row, nobody takes the appeal back by saying nothing.
        heard = Heard.APPEALED if member.id in appealed else heard
        is_provisional = is_open or (heard is Heard.APPEALED and not is_upheld and appealed.get(member.id, True))
        if result.published_at is None:
            update_row(call.work, result, heard=heard, is_provisional=is_provisional)
    everybody = members_of(call.work, call.case)
    grades = [result.grade for _, result in results]
    return {
        "graded": len(results),
        "facts_only": sum(not row.is_graded for row in everybody),
        "excellent": grades.count(Grade.EXCELLENT),
        "good": grades.count(Grade.GOOD),
        "fair": grades.count(Grade.FAIR),
        "poor": grades.count(Grade.POOR),
        "appealed": sum(result.heard is Heard.APPEALED for _, result in results),
        "provisional": sum(result.is_provisional for _, result in results),
        "undecided_days": sum(row.open_days or 0 for row in everybody),
    }


def _heard(state: AskState, reply: Any) -> Heard:
    if state is AskState.WITHDRAWN:
        return Heard.NOT_ASKED
    if state is AskState.SILENT:
        return Heard.SILENT
    return Heard.APPEALED if reply == "appeal" else Heard.CONFIRMED


def _scored(
    call: OperationCall, members: Sequence[MemberMonth], points: MonthPoints, version_id: uuid.UUID
) -> dict[uuid.UUID, Scored]:
    """What the sheet gave each member of whom every discipline item was scored; what teams were given is written."""
    given = given_in(rows_of_sheet(call, POINT_SHEET))
    write_team_lines(call.work, call.case.id, members[0].month, given.teams, points, version_id)
    teams = {
        team_id: rescaled({item: each.points for item, each in items.items()}, points.indicators)
        for team_id, items in given.teams.items()
    }
    claimed = claimed_in(call.work, members[0].month.month, [member.person_id for member in members], points)
    keys = [line.key for line in points.scored]
    found: dict[uuid.UUID, Scored] = {}
    for member in members:
        items = given.members.get(member.person_id, {})
        if all(key in items for key in keys):
            beside = claimed.get(member.person_id, Claimed())
            found[member.id] = Scored(
                {key: items[key] for key in keys},
                teams.get(member.team_id),
                beside.bonus,
                beside.deduction,
                beside.said,
            )
    return found


def _results(call: OperationCall) -> list[tuple[MemberMonth, MemberResult]]:
    statement = (
        select(MemberMonth, MemberResult)
        .join(MemberResult, MemberResult.member_month_id == MemberMonth.id)
        .where(MemberMonth.case_id == call.case.id)
        .order_by(MemberMonth.person_id)
    )
    return [(member, result) for member, result in call.work.session.execute(statement)]
