"""Points, grades and what members say to them: the county's sheets are opened here, and read back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, TypedDict

from sqlalchemy import select

from workflows.assessment.appeals import appeals_of, never_below
from workflows.assessment.grading import (
    SCORED,
    Attendance,
    Scored,
    attendance_of,
    gaps_of_last_month,
    graded,
    write_results,
)
from workflows.assessment.models import MemberMonth
from workflows.assessment.opening import members_of, month_of
from workflows.assessment.operations.opening import CountyGiven
from workflows.assessment.result_models import MemberResult
from workflows.assessment.tables import by_table
from workflows.assessment.words import Grade, Heard
from workflows.casework import catalogue
from workflows.casework.models import SheetRow
from workflows.casework.operations import OperationCall, Source, operation
from workflows.casework.row_asks import come_due
from workflows.casework.row_said import said_of
from workflows.casework.words import AskState
from workflows.sentence import Sentence
from workflows.store import update_row


@dataclass(frozen=True, slots=True)
class SheetGiven:
    """Which month of which county, and which sheet of the case is read."""

    month: date
    unit: str
    sheet: Annotated[str, Source.HEADER]


class ScoreColumns(TypedDict):
    """What the county sees of a member when it scores."""

    present: float
    need_days: int
    nights: int
    need_nights: int
    leave_days: int
    open_days: int
    attendance_points: int
    attendance_ground: str


class ScoreRowGiven(TypedDict):
    """A row of the scoring sheet, as `case.open_rows` reads it."""

    key: str
    name: str
    person: str
    columns: ScoreColumns


class ScoreRows(TypedDict):
    """The rows of the scoring sheet; members who are not graded have none."""

    score_rows: list[ScoreRowGiven]


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
    "assessment.score_rows",
    Sentence(
        "Make the rows of the scoring sheet: each graded member with what was counted and the points of attendance.",
        "生成评分表的各行：列出每名参评队员的在村住村情况和出勤得分。",
    ),
)
def score_rows(call: OperationCall, given: CountyGiven) -> ScoreRows:
    """Operation `assessment.score_rows`."""
    rows: list[ScoreRowGiven] = [
        {
            "key": row.person_id.hex,
            "name": row.person.name,
            "person": str(row.person_id),
            "columns": {
                "present": (row.present_halves or 0) / 2,
                "need_days": row.need_days or 0,
                "nights": row.nights or 0,
                "need_nights": row.need_nights or 0,
                "leave_days": row.leave_days or 0,
                "open_days": row.open_days or 0,
                "attendance_points": found.points,
                "attendance_ground": _text(found.grounds),
            },
        }
        for row, found in _attendance(call, given.month)
    ]
    return {"score_rows": rows}


@operation(
    "assessment.grade",
    Sentence(
        "Grade the county's members by the tables of the procedure over what was counted and scored, within the quota.",
        "依据流程的决策表，对本县队员的核算结果和评分评定等次，优秀不超过规定比例。",
    ),
    settings=("assessment.excellent_share",),
)
def grade(call: OperationCall, given: SheetGiven) -> ResultRows:
    """Operation `assessment.grade`: writes results and lines of points, and makes the rows that members confirm."""
    scored = _scored(call, given.sheet)
    given_on_appeal = never_below(call.work, list(scored))
    scored = {key: each.at_least(given_on_appeal.get(key, {})) for key, each in scored.items()}
    rows = [
        (row, found.at_least(given_on_appeal.get(row.id, {})), scored[row.id])
        for row, found in _attendance(call, given.month)
        if row.id in scored
    ]
    share = Fraction(str(call.setting("assessment.excellent_share")))
    results = graded(rows, share, lambda table, inputs: _decide(call, table, inputs))
    write_results(call.work, results, scored, catalogue.version_in_case(call.case, call.process_id))
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
                "ground": _text(each.grounds),
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
def close_county(call: OperationCall, given: SheetGiven) -> CountySummary:
    """Operation `assessment.close_county`. A result is provisional while an answer may still come, or while an appeal is open."""
    come_due(call.work, call.case)
    rows = {row.person_id: row for row in _sheet(call, given.sheet)}
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


def _attendance(call: OperationCall, month: date) -> list[tuple[MemberMonth, Attendance]]:
    members = [row for row in members_of(call.work, call.case) if row.is_graded]
    gaps = gaps_of_last_month(call.work, month_of(call.work, month), [row.person_id for row in members])
    return [
        (row, attendance_of(row, gaps.get(row.person_id), lambda table, inputs: _decide(call, table, inputs)))
        for row in members
    ]


def _decide(call: OperationCall, table: str, inputs: Mapping[str, Any]) -> tuple[Any, list[dict[str, str]]]:
    """A table of the case's own version over inputs: its value and the sentences of the rules that were hit."""
    assert call.environment is not None  # every call from a diagram has one
    version_id = catalogue.version_in_case(call.case, call.process_id)
    return by_table(call.work, version_id, call.environment, table, inputs)


def _scored(call: OperationCall, sheet: str) -> dict[uuid.UUID, Scored]:
    rows = {row.person_id: row for row in _sheet(call, sheet) if not row.is_left and row.answers}
    return {
        member.id: Scored(
            {item: int(rows[member.person_id].answers[f"{item.value}_points"]) for item in SCORED},
            str(rows[member.person_id].answers.get("ground") or ""),
            rows[member.person_id].saved_by_id,
        )
        for member in members_of(call.work, call.case)
        if member.person_id in rows
    }


def _sheet(call: OperationCall, sheet: str) -> Sequence[SheetRow]:
    wanted = (SheetRow.case_id == call.case.id, SheetRow.process_id == call.process_id, SheetRow.sheet == sheet)
    return call.work.session.scalars(select(SheetRow).where(*wanted)).all()


def _results(call: OperationCall) -> list[tuple[MemberMonth, MemberResult]]:
    statement = (
        select(MemberMonth, MemberResult)
        .join(MemberResult, MemberResult.member_month_id == MemberMonth.id)
        .where(MemberMonth.case_id == call.case.id)
        .order_by(MemberMonth.person_id)
    )
    return [(member, result) for member, result in call.work.session.execute(statement)]


def _text(grounds: Sequence[Mapping[str, str]]) -> str:
    return "；".join(ground["zh"] for ground in grounds)
