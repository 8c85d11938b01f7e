"""Appeals against a month's result (M10): what is changed moves exactly its lines, and nothing is ever lower than before."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from typing import TypedDict

from sqlalchemy import select

from workflows.assessment.appeal_models import AssessmentAppeal
from workflows.assessment.facts import counted, facts_of_county
from workflows.assessment.grading import (
    Attendance,
    Decide,
    attendance_of,
    border_of,
    gaps_of_last_month,
    grade_by_table,
)
from workflows.assessment.models import MemberMonth
from workflows.assessment.opening import in_pieces
from workflows.assessment.result_models import AssessmentLine, MemberResult
from workflows.assessment.rules import as_read, days_of
from workflows.assessment.tables import by_table
from workflows.assessment.words import AppealState, Grade, ScoreItem
from workflows.attendance.corrections import DaysDecided, decide_days
from workflows.attendance.import_words import DayDecision
from workflows.attendance.models import DayCorrection
from workflows.casework.errors import InvalidRequest
from workflows.casework.kept_settings import KeptSettings, environment_of_case
from workflows.casework.models import Case, CaseStatus, RowEntry, SheetRow
from workflows.people import Actor
from workflows.store import UnitOfWork, update_row

ORDER = (Grade.POOR, Grade.FAIR, Grade.GOOD, Grade.EXCELLENT)
"""Grades from the lowest."""


class Moved(TypedDict):
    """A line that an appeal moved."""

    item: str
    before: int
    after: int
    most: int
    rule: str


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody changes on appeal: points of items that a person scored, and days that count after all, with their nights."""

    points: Mapping[ScoreItem, int]
    days: frozenset[date]
    nights: frozenset[date]
    reason: str


def appealed_before(work: UnitOfWork, member: MemberMonth) -> bool:
    """Whether this month was appealed already; an appeal is made once."""
    return (
        work.session.scalar(select(AssessmentAppeal.id).where(AssessmentAppeal.member_month_id == member.id))
        is not None
    )


def must_not_decide(work: UnitOfWork, member: MemberMonth, lines: Sequence[AssessmentLine]) -> set[uuid.UUID]:
    """Whoever scored the member, saved a row about them in the month's case, or decided about a day of theirs in it (C5)."""
    saved = select(RowEntry.person_id, RowEntry.substitute_for_id).join(SheetRow, SheetRow.id == RowEntry.row_id)
    of_member = (SheetRow.case_id == member.case_id, SheetRow.person_id == member.person_id)
    found = {person_id for both in work.session.execute(saved.where(*of_member)) for person_id in both}
    found |= {line.scorer_id for line in lines}
    days = days_of(as_read(member.segments))
    of_month = (DayCorrection.person_id == member.person_id, DayCorrection.day.between(min(days), max(days)))
    found |= set(work.session.scalars(select(DayCorrection.author_id).where(*of_month)))
    return {person_id for person_id in found if person_id is not None}


def change_result(work: UnitOfWork, appeal: AssessmentAppeal, given: Change, author: Actor) -> None:
    """Carry a change out: decided days stand above the files, lines and grade are worked out anew by the version of their time.

    Before publication the member's lines and result are moved; afterwards they stay, and the appeal keeps what corrects them.
    Raises InvalidRequest for points below those given, days outside the postings, and nights of other days.
    """
    member, result, lines = appeal.month, result_of(work, appeal.month), lines_of(work, appeal.month)
    _require_days(member, given)
    if given.days:
        for days, is_lodged in ((given.nights, True), (given.days - given.nights, None)):
            if days:
                decided = DaysDecided(
                    member.person_id, tuple(sorted(days)), DayDecision.COUNTED, given.reason, is_lodged
                )
                decide_days(work, author, decided)
    version_id, environment = lines[ScoreItem.ATTENDANCE].version_id, environment_of_case(work, member.case_id)
    decide = partial(by_table, work, version_id, environment)
    attendance = _attendance(work, member, result, decide)
    standing = {item: line.points for item, line in lines.items()} | {
        ScoreItem(moved["item"]): moved["after"] for moved in appeal.moved
    }
    after = {**standing, ScoreItem.ATTENDANCE: max(standing[ScoreItem.ATTENDANCE], attendance.points)}
    for item, points in given.points.items():
        if not standing[item] <= points <= lines[item].most:
            raise InvalidRequest(
                "On appeal an item is never given less than before, nor more than its most.",
                "复核不得低于原得分，也不得超过该项满分。",
            )
        after[item] = points
    moved: list[Moved] = []
    for item in ScoreItem:
        if item in after and after[item] != (before := _before(appeal, item, lines[item].points)):
            rule = attendance.rule if item is ScoreItem.ATTENDANCE else ""
            moved.append(
                {"item": item.value, "before": before, "after": after[item], "most": lines[item].most, "rule": rule}
            )
    _regrade(work, appeal, result, lines, after, attendance, decide)
    update_row(work, appeal, moved=moved)


def result_of(work: UnitOfWork, member: MemberMonth) -> MemberResult:
    """The member's result of the month."""
    return work.session.scalars(select(MemberResult).where(MemberResult.member_month_id == member.id)).one()


def lines_of(work: UnitOfWork, member: MemberMonth) -> dict[ScoreItem, AssessmentLine]:
    """The lines of the member's points, by item."""
    rows = work.session.scalars(select(AssessmentLine).where(AssessmentLine.member_month_id == member.id))
    return {row.item: row for row in rows}


def never_below(work: UnitOfWork, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[ScoreItem, int]]:
    """What appeals have given, by member's month and item: scoring the county again does not take it back."""
    found: dict[uuid.UUID, dict[ScoreItem, int]] = {}
    for some in in_pieces(ids):
        wanted = select(AssessmentAppeal).where(AssessmentAppeal.member_month_id.in_(some))
        for appeal in work.session.scalars(wanted):
            found[appeal.member_month_id] = {ScoreItem(moved["item"]): moved["after"] for moved in appeal.moved}
    return found


def appeals_of(work: UnitOfWork, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, bool]:
    """By member's month, for those who appealed: whether it is still open. One whose case was cancelled is not."""
    found: dict[uuid.UUID, bool] = {}
    for some in in_pieces(sorted(ids)):
        columns = (AssessmentAppeal.member_month_id, AssessmentAppeal.state, Case.status)
        statement = select(*columns).join(Case, Case.id == AssessmentAppeal.case_id)
        for member_month_id, state, status in work.session.execute(
            statement.where(AssessmentAppeal.member_month_id.in_(some))
        ):
            is_running = status in (CaseStatus.ACTIVE, CaseStatus.INCIDENT)
            found[member_month_id] = state is AppealState.OPEN and is_running
    return found


def _before(appeal: AssessmentAppeal, item: ScoreItem, now: int) -> int:
    """What stood before the appeal; the county may have moved the line already."""
    return next((moved["before"] for moved in appeal.moved if moved["item"] == item.value), now)


def _require_days(member: MemberMonth, given: Change) -> None:
    posted = set(days_of(as_read(member.segments)))
    if not given.days <= posted:
        raise InvalidRequest(
            "A day lies outside the postings of this month; take it out.", "所填日期有不在当月派驻期内的，请更正。"
        )
    if not given.nights <= given.days:
        raise InvalidRequest(
            "A night counts only on a day that counts; write that day as counted too.",
            "住村须以当日计入为前提，请将该日一并填入计入的日期。",
        )


def _attendance(work: UnitOfWork, member: MemberMonth, result: MemberResult, decide: Decide) -> Attendance:
    """The member's attendance by what is decided now; their row follows as long as the month is not published."""
    case = work.session.get_one(Case, member.case_id)
    (found,) = facts_of_county(work, case, member.month.month, only={member.person_id})
    values = counted(found.facts)
    gap = gaps_of_last_month(work, member.month, [member.person_id]).get(member.person_id)
    if result.published_at is None:
        update_row(work, member, settled_at=work.now, **values)
        return attendance_of(member, gap, decide)
    kept = {"month": member.month, "rules": member.rules, "posted_days": member.posted_days}
    return attendance_of(MemberMonth(**kept, **values), gap, decide)


def _regrade(
    work: UnitOfWork,
    appeal: AssessmentAppeal,
    result: MemberResult,
    lines: Mapping[ScoreItem, AssessmentLine],
    points: Mapping[ScoreItem, int],
    attendance: Attendance,
    decide: Decide,
) -> None:
    """D3 over the member alone: whoever ranks within the quota with the new points is excellent, and nobody loses it for that."""
    discipline = sum(points.values())
    case = work.session.get_one(Case, appeal.month.case_id)
    share = Fraction(str(KeptSettings(work, case).value("assessment.excellent_share", {})))
    others = select(MemberResult.discipline_tenths).join(MemberMonth, MemberMonth.id == MemberResult.member_month_id)
    ranked = work.session.scalars(others.where(MemberMonth.case_id == case.id, MemberResult.id != result.id)).all()
    border = border_of([*(tenths // 10 for tenths in ranked), discipline], share)
    has_zero = attendance.is_item_zero or 0 in points.values()
    total, grade, said = grade_by_table(attendance.cap, has_zero, discipline > border, discipline, decide)
    tenths = max(round(total * 10), appeal.after_tenths)
    grade = max(grade, appeal.after_grade, key=ORDER.index)
    update_row(work, appeal, after_tenths=tenths, after_grade=grade)
    if result.published_at is not None:
        update_row(work, appeal, is_correction=True)
        return
    for item, value in points.items():
        if lines[item].points != value:
            evidence = {**lines[item].evidence, "appeal": str(appeal.id)}
            if item is ScoreItem.ATTENDANCE:
                evidence |= {"counted": dict(attendance.inputs), "grounds": list(attendance.grounds)}
            update_row(work, lines[item], points=value, evidence=evidence)
    update_row(
        work,
        result,
        discipline_tenths=discipline * 10,
        total_tenths=tenths,
        grade=grade,
        cap=attendance.cap,
        grounds=[*attendance.grounds, *said],
        triggers=list(attendance.triggers),
    )
