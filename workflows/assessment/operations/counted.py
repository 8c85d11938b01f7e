"""What attendance comes to for the members of a county's case, by the tables of its own version of the procedure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from workflows.assessment.findings import NOTHING_FOUND, inspected_of
from workflows.assessment.grading import TABLE_MOST, Attendance, attendance_of, gaps_of_last_month
from workflows.assessment.models import MemberMonth
from workflows.assessment.opening import members_of, month_of
from workflows.assessment.points import points_of_month
from workflows.casework import catalogue
from workflows.casework.operations import OperationCall
from workflows.casework.tables import by_table


def attendance_in(call: OperationCall, month: date, counted: str = "") -> list[tuple[MemberMonth, Attendance]]:
    """The graded members of the operation's county, each with what D2 makes of their attendance; `counted` as in the diagram."""
    members = [row for row in members_of(call.work, call.case) if row.is_graded]
    persons = [row.person_id for row in members]
    gaps = gaps_of_last_month(call.work, month_of(call.work, month), persons)
    inspected = inspected_of(call.work, month, persons)
    most = points_of_month(call.work, members[0], counted).attendance_most if members and counted else TABLE_MOST

    def decide(table: str, inputs: Mapping[str, Any]) -> tuple[Any, list[dict[str, str]]]:
        return decide_in(call, table, inputs)

    return [
        (
            row,
            attendance_of(row, gaps.get(row.person_id), decide, most, inspected.get(row.person_id, NOTHING_FOUND)),
        )
        for row in members
    ]


def decide_in(call: OperationCall, table: str, inputs: Mapping[str, Any]) -> tuple[Any, list[dict[str, str]]]:
    """A table of the case's own version over inputs: its value and the sentences of the rules that were hit."""
    assert call.environment is not None  # every call from a diagram has one
    version_id = catalogue.version_in_case(call.case, call.process_id)
    return by_table(call.work, version_id, call.environment, table, inputs)


def text_of(grounds: Sequence[Mapping[str, str]]) -> str:
    """The sentences of rules that were hit, as one text."""
    return "；".join(ground["zh"] for ground in grounds)
