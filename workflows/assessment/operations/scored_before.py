"""The scoring sheet of cases that began before months had a catalogue of points: three items in one row of a member."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict

from sqlalchemy import select

from workflows.assessment.grading import Given, Scored
from workflows.assessment.opening import members_of
from workflows.assessment.operations.counted import attendance_in, text_of
from workflows.assessment.operations.opening import CountyGiven
from workflows.assessment.points import MonthPoints
from workflows.assessment.words import ATTENDANCE, ITEMS_OF_BEFORE
from workflows.casework.models import SheetRow
from workflows.casework.operations import OperationCall, operation
from workflows.office.catalogues_file import LinePart, SchemeLine
from workflows.sentence import Sentence

ITEM_MOST = 6
COUNTED_ITEMS = 2


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
                "attendance_ground": text_of(found.grounds),
            },
        }
        for row, found in attendance_in(call, given.month)
    ]
    return {"score_rows": rows}


def points_of_before(points: MonthPoints) -> MonthPoints:
    """The lines of such a month: three items that a person scored, and two, as one line, that attendance gave."""

    def line(item: str, most: int) -> SchemeLine:
        name = ITEMS_OF_BEFORE[item]
        return SchemeLine(item, name.zh, name.en, most, part=LinePart.DISCIPLINE)

    scored = tuple(line(item, ITEM_MOST) for item in ITEMS_OF_BEFORE if item != ATTENDANCE)
    return replace(points, scored=scored, counted=(line(ATTENDANCE, ITEM_MOST * COUNTED_ITEMS),))


def scored_before(call: OperationCall, sheet: str) -> dict[uuid.UUID, Scored]:
    """What such a sheet gave, by member's month; the ground said why it was less than all."""
    rows = {row.person_id: row for row in rows_of_sheet(call, sheet) if not row.is_left and row.answers}
    found: dict[uuid.UUID, Scored] = {}
    for member in members_of(call.work, call.case):
        row = rows.get(member.person_id)
        if row is None:
            continue
        ground = str(row.answers.get("ground") or "")
        points = {item: int(row.answers[f"{item}_points"]) for item in ITEMS_OF_BEFORE if item != ATTENDANCE}
        found[member.id] = Scored(
            {item: Given(value, ground if value < ITEM_MOST else "", row.saved_by_id) for item, value in points.items()}
        )
    return found


def rows_of_sheet(call: OperationCall, sheet: str) -> Sequence[SheetRow]:
    """The rows of a sheet of the operation's case."""
    wanted = (SheetRow.case_id == call.case.id, SheetRow.process_id == call.process_id, SheetRow.sheet == sheet)
    return call.work.session.scalars(select(SheetRow).where(*wanted)).all()
