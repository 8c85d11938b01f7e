"""What follows on a published month (M14): the procedure's table over a member's grade, counts and history of twelve months."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import select

from workflows.assessment.appeal_models import AssessmentAppeal
from workflows.assessment.bottom import Standing
from workflows.assessment.grading import Decide
from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.opening import in_pieces
from workflows.assessment.ranking_rows import months_before
from workflows.assessment.result_models import AssessmentLine, MemberResult
from workflows.assessment.words import ATTENDANCE, Consequence, Grade
from workflows.store import UnitOfWork

TABLE = "monthly_consequence"
"""The table of the round's procedure; versions of before have none, and nothing but rectification follows on their months."""
LOW = (Grade.FAIR, Grade.POOR)


@dataclass(frozen=True, slots=True)
class Follows:
    """What the table says of a member's month: what follows, as which trigger of a lead, and why, as sentences. `is_rectified`: the
    lead goes out with the rectification, whose notice is its evidence."""

    consequence: Consequence
    trigger: str | None
    is_rectified: bool
    grounds: tuple[dict[str, str], ...]


@dataclass(slots=True)
class _History:
    """A member's eleven months before: how many were fair or poor, how many led to a talk, whether the last was at the bottom."""

    low: int = 0
    talks: int = 0
    was_bottom: bool = False


@dataclass(frozen=True, slots=True)
class _Attendance:
    """The rule by which attendance gave its points, and the leads that it is a sign of."""

    rule: str = ""
    triggers: Sequence[str] = field(default_factory=list)


def consequences_of(
    work: UnitOfWork,
    month: date,
    results: Sequence[tuple[MemberMonth, MemberResult]],
    decide: Decide,
    corrected: Mapping[uuid.UUID, Standing] | None = None,
) -> dict[uuid.UUID, Follows]:
    """By result, for those that are final and of which nothing was decided yet. `corrected`: what appeals have made of results.

    Whoever lies at the bottom must have been written down before. A provisional result that no appeal has settled sets nothing off.
    """
    known = corrected or {}
    final = [
        (member, result)
        for member, result in results
        if result.consequence is None and (not result.is_provisional or result.id in known)
    ]
    history = _history(work, month, [member.person_id for member, _ in final])
    counted = _counted(work, final)

    @cache
    def decided(*inputs: Any) -> Follows:
        names = (
            "has_false_punch",
            "is_short",
            "is_bottom",
            "was_bottom",
            "grade",
            "attendance_rule",
            "low_months",
            "talks",
        )
        value, said = decide(TABLE, dict(zip(names, inputs, strict=True)))
        is_rectified = value["lead_from"] == "rectification"
        return Follows(Consequence(value["consequence"]), value["trigger"], is_rectified, tuple(said))

    found: dict[uuid.UUID, Follows] = {}
    for member, result in final:
        before, attendance = history[member.person_id], counted.get(member.id, _Attendance())
        grade = known[result.id].grade if result.id in known else result.grade
        found[result.id] = decided(
            "T3" in attendance.triggers,
            "T2" in attendance.triggers,
            result.bottom_at is not None,
            before.was_bottom,
            str(grade),
            attendance.rule,
            before.low + (grade in LOW),
            before.talks,
        )
    return found


def _history(work: UnitOfWork, month: date, persons: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, _History]:
    """What the eleven months before say of these people, as it was published and corrected by appeals."""
    first, last = months_before(month, 11), months_before(month, 1)
    columns = (
        MemberMonth.person_id,
        AssessmentMonth.month,
        MemberResult.grade,
        AssessmentAppeal.after_grade,
        MemberResult.consequence,
        MemberResult.bottom_at,
    )
    found: dict[uuid.UUID, _History] = defaultdict(_History)
    for some in in_pieces(persons):
        statement = (
            select(*columns)
            .join(AssessmentMonth, AssessmentMonth.id == MemberMonth.month_id)
            .join(MemberResult, MemberResult.member_month_id == MemberMonth.id)
            .outerjoin(AssessmentAppeal, AssessmentAppeal.member_month_id == MemberMonth.id)
            .where(
                AssessmentMonth.month.between(first, last),
                MemberResult.published_at.is_not(None),
                MemberMonth.person_id.in_(some),
            )
        )
        for person_id, of_month, grade, after, consequence, bottom_at in work.session.execute(statement):
            known = found[person_id]
            known.low += (after or grade) in LOW
            known.talks += consequence is Consequence.TALK
            known.was_bottom |= of_month == last and bottom_at is not None
    return found


def _counted(work: UnitOfWork, results: Sequence[tuple[MemberMonth, MemberResult]]) -> dict[uuid.UUID, _Attendance]:
    """What attendance says of each member's month, as an appeal has corrected it."""
    triggers = {member.id: result.triggers for member, result in results}
    found: dict[uuid.UUID, _Attendance] = {}
    for some in in_pieces(list(triggers)):
        lines = select(AssessmentLine.member_month_id, AssessmentLine.rule).where(
            AssessmentLine.member_month_id.in_(some), AssessmentLine.item == ATTENDANCE
        )
        found |= {row_id: _Attendance(rule, triggers[row_id]) for row_id, rule in work.session.execute(lines)}
        appeals = select(AssessmentAppeal).where(AssessmentAppeal.member_month_id.in_(some))
        for appeal in work.session.scalars(appeals):
            for moved in appeal.moved:
                if moved["item"] == ATTENDANCE:
                    signs = moved.get("triggers", triggers[appeal.member_month_id])
                    found[appeal.member_month_id] = _Attendance(moved["rule"], signs)
    return found
