"""Appeals against a month's result (M10): what is changed moves exactly its lines, and nothing is ever lower than before."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import partial
from typing import NotRequired, TypedDict

from sqlalchemy import select

from workflows.assessment.appeal_models import AssessmentAppeal
from workflows.assessment.claim_models import PointsClaim
from workflows.assessment.facts import counted, facts_of_county
from workflows.assessment.finding_models import InspectionFinding
from workflows.assessment.findings import NOTHING_FOUND, inspected_of
from workflows.assessment.grading import (
    Attendance,
    Decide,
    Given,
    Scored,
    attendance_of,
    border_of,
    gaps_of_last_month,
    summed,
)
from workflows.assessment.models import MemberMonth
from workflows.assessment.opening import in_pieces
from workflows.assessment.points import points_of_lines
from workflows.assessment.quota import waiver_of
from workflows.assessment.result_models import AssessmentLine, MemberResult
from workflows.assessment.rules import as_read, days_of
from workflows.assessment.words import ATTENDANCE, AppealState, FindingState, Grade
from workflows.attendance.corrections import DaysDecided, decide_days
from workflows.attendance.import_words import DayDecision
from workflows.attendance.models import DayCorrection
from workflows.casework.errors import InvalidRequest
from workflows.casework.kept_settings import KeptSettings, environment_of_case
from workflows.casework.models import Case, CasePart, CaseStatus, RowEntry, SheetRow
from workflows.casework.notices import PERSON
from workflows.casework.tables import by_table
from workflows.people import Actor
from workflows.store import UnitOfWork, update_row

ACCEPTED_BY = "accepted_by"
"""Under which name the round says who accepted a county's report."""
ORDER = (Grade.POOR, Grade.FAIR, Grade.GOOD, Grade.EXCELLENT)
"""Grades from the lowest."""


class Moved(TypedDict):
    """A line that an appeal moved."""

    item: str
    before: int
    after: int
    most: int
    rule: str
    triggers: NotRequired[list[str]]  # of the line that attendance gives: of which leads it still is a sign


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody changes on appeal: points of items that a person scored, and days that count after all, with their nights."""

    points: Mapping[str, int]
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
    """Whoever scored the member, saved a row about them in the month's case, decided about a day of theirs in it, agreed to points
    claimed for them, entered or verified what an inspection found of them, or accepted the county's report for the city, as the
    message that accepted it says (C5)."""
    saved = select(RowEntry.person_id, RowEntry.substitute_for_id).join(SheetRow, SheetRow.id == RowEntry.row_id)
    of_member = (SheetRow.case_id == member.case_id, SheetRow.person_id == member.person_id)
    found = {person_id for both in work.session.execute(saved.where(*of_member)) for person_id in both}
    found |= {line.scorer_id for line in lines}
    days = days_of(as_read(member.segments))
    of_month = (DayCorrection.person_id == member.person_id, DayCorrection.day.between(min(days), max(days)))
    found |= set(work.session.scalars(select(DayCorrection.author_id).where(*of_month)))
    inspected = (
        InspectionFinding.person_id == member.person_id,
        InspectionFinding.month == member.month.month,
        InspectionFinding.state == FindingState.SUBSTANTIATED,
    )
    wrote = select(InspectionFinding.entered_by_id, InspectionFinding.verified_by_id).where(*inspected)
    found |= {person_id for both in work.session.execute(wrote) for person_id in both}
    claimed = (PointsClaim.person_id == member.person_id, PointsClaim.month == member.month.month)
    found |= set(work.session.scalars(select(PointsClaim.agreed_by_id).where(*claimed)))
    part = work.session.get(CasePart, member.case_id)
    accepted = part.answer.get(ACCEPTED_BY, ()) if part is not None else ()
    found |= {uuid.UUID(str(each).removeprefix(PERSON)) for each in accepted}
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
    version_id, environment = lines[ATTENDANCE].version_id, environment_of_case(work, member.case_id)
    decide = partial(by_table, work, version_id, environment)
    attendance = _attendance(work, member, result, decide, lines[ATTENDANCE].most)
    standing = {item: line.points for item, line in lines.items()} | {
        moved["item"]: moved["after"] for moved in appeal.moved
    }
    after = {**standing, ATTENDANCE: max(standing[ATTENDANCE], attendance.points)}
    for item, points in given.points.items():
        if not standing[item] <= points <= lines[item].most:
            raise InvalidRequest(
                "On appeal an item is never given less than before, nor more than its most.",
                "复核不得低于原得分，也不得超过该项满分。",
            )
        after[item] = points
    moved: list[Moved] = []
    for item in lines:
        if after[item] != (before := _before(appeal, item, lines[item].points)):
            line: Moved = {"item": item, "before": before, "after": after[item], "most": lines[item].most, "rule": ""}
            if item == ATTENDANCE:
                line |= {"rule": attendance.rule, "triggers": list(attendance.triggers)}
            moved.append(line)
    _regrade(work, appeal, result, lines, after, attendance, decide)
    update_row(work, appeal, moved=moved)


def result_of(work: UnitOfWork, member: MemberMonth) -> MemberResult:
    """The member's result of the month."""
    return work.session.scalars(select(MemberResult).where(MemberResult.member_month_id == member.id)).one()


def lines_of(work: UnitOfWork, member: MemberMonth) -> dict[str, AssessmentLine]:
    """The lines of the member's points, by item, in the order of the catalogue."""
    rows = work.session.scalars(select(AssessmentLine).where(AssessmentLine.member_month_id == member.id))
    found = {row.item: row for row in rows}
    order = [ATTENDANCE, *(line.key for line in points_of_lines(work, member, found).scored)]
    return {item: found[item] for item in [*order, *sorted(found.keys() - set(order))] if item in found}


def never_below(work: UnitOfWork, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    """What appeals have given, by member's month and item: scoring the county again does not take it back."""
    found: dict[uuid.UUID, dict[str, int]] = {}
    for some in in_pieces(ids):
        wanted = select(AssessmentAppeal).where(AssessmentAppeal.member_month_id.in_(some))
        for appeal in work.session.scalars(wanted):
            found[appeal.member_month_id] = {moved["item"]: moved["after"] for moved in appeal.moved}
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


def _before(appeal: AssessmentAppeal, item: str, now: int) -> int:
    """What stood before the appeal; the county may have moved the line already."""
    return next((moved["before"] for moved in appeal.moved if moved["item"] == item), now)


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


def _attendance(work: UnitOfWork, member: MemberMonth, result: MemberResult, decide: Decide, most: int) -> Attendance:
    """The member's attendance by what is decided now; their row follows as long as the month is not published."""
    case = work.session.get_one(Case, member.case_id)
    (found,) = facts_of_county(work, case, member.month.month, only={member.person_id})
    values = counted(found.facts)
    gap = gaps_of_last_month(work, member.month, [member.person_id]).get(member.person_id)
    inspected = inspected_of(work, member.month.month, [member.person_id]).get(member.person_id, NOTHING_FOUND)
    if result.published_at is None:
        update_row(work, member, settled_at=work.now, **values)
        return attendance_of(member, gap, decide, most, inspected)
    kept = {"month": member.month, "rules": member.rules, "posted_days": member.posted_days}
    return attendance_of(MemberMonth(**kept, **values), gap, decide, most, inspected)


def _regrade(
    work: UnitOfWork,
    appeal: AssessmentAppeal,
    result: MemberResult,
    lines: Mapping[str, AssessmentLine],
    points: Mapping[str, int],
    attendance: Attendance,
    decide: Decide,
) -> None:
    """D3 over the member alone: whoever ranks within the quota with the new points is excellent, and nobody loses it for that."""
    case = work.session.get_one(Case, appeal.month.case_id)
    share = Fraction(str(KeptSettings(work, case).value("assessment.excellent_share", {})))
    others = select(MemberResult.total_tenths).join(MemberMonth, MemberMonth.id == MemberResult.member_month_id)
    ranked = work.session.scalars(others.where(MemberMonth.case_id == case.id, MemberResult.id != result.id)).all()
    waiver = waiver_of(work, appeal.month.month_id, appeal.month.county_id)
    scored = Scored(
        {item: Given(value, "", None) for item, value in points.items() if item != ATTENDANCE},
        None if result.indicator_tenths is None else Fraction(result.indicator_tenths, 10),
        result.bonus_tenths // 10,
        result.deduction_tenths // 10,
    )
    counted = replace(attendance, points=points[ATTENDANCE])
    each = summed(counted, scored, points_of_lines(work, appeal.month, lines))
    total, grade, said = each.graded(False, decide)
    if round(total * 10) > border_of([*ranked, round(total * 10)], share, waiver.places if waiver else 0):
        total, grade, said = each.graded(True, decide)
    tenths = max(round(total * 10), appeal.after_tenths)
    grade = max(grade, appeal.after_grade, key=ORDER.index)
    update_row(work, appeal, after_tenths=tenths, after_grade=grade)
    if result.published_at is not None:
        update_row(work, appeal, is_correction=True)
        return
    for item, value in points.items():
        if lines[item].points != value:
            evidence = {**lines[item].evidence, "appeal": str(appeal.id)}
            if item is ATTENDANCE:
                evidence |= attendance.evidence
            update_row(work, lines[item], points=value, evidence=evidence)
    update_row(
        work,
        result,
        discipline_tenths=each.discipline * 10,
        total_tenths=tenths,
        grade=grade,
        cap=attendance.cap,
        grounds=[*attendance.grounds, *said],
        triggers=list(attendance.triggers),
    )
