"""Points and grades of a county's members (M8): the tables of the procedure over what was counted and what the county scored."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.opening import in_pieces
from workflows.assessment.result_models import AssessmentLine, MemberResult
from workflows.assessment.rules import frozen_rules, last_of
from workflows.assessment.words import Grade, ScoreItem
from workflows.casework.errors import InvalidRequest
from workflows.store import UnitOfWork, insert_rows, new_id, update_row

ITEM_MOST = 6
ATTENDANCE_MOST = 12  # two of the five items: 脱产驻村、请销假
DISCIPLINE_MOST = 30
INDICATORS_MOST = 70
SCORED = (ScoreItem.LAW, ScoreItem.PROHIBITIONS, ScoreItem.DIARY)

Decide = Callable[[str, Mapping[str, Any]], tuple[Any, list[dict[str, str]]]]
"""Evaluates a table of the procedure over inputs: its value, and a sentence for each rule that was hit, with en and zh."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What the county gave for the three items that a person scores, why where it is less than all, and who did."""

    points: Mapping[ScoreItem, int]
    ground: str
    scorer_id: uuid.UUID | None

    def at_least(self, floor: Mapping[ScoreItem, int]) -> Scored:
        """The same, no item below what an appeal gave."""
        points = {item: max(value, floor.get(item, 0)) for item, value in self.points.items()}
        return replace(self, points=points)


@dataclass(frozen=True, slots=True)
class Attendance:
    """What the tables say of a member's attendance: points of the two items, the cap on the grade, leads, the rules hit."""

    points: int
    rule: str
    cap: str
    triggers: tuple[str, ...]
    is_item_zero: bool
    grounds: tuple[dict[str, str], ...]
    inputs: Mapping[str, Any]

    def at_least(self, floor: Mapping[ScoreItem, int]) -> Attendance:
        """The same, not below what an appeal gave."""
        return replace(self, points=max(self.points, floor.get(ScoreItem.ATTENDANCE, 0)))


def attendance_of(row: MemberMonth, previous_gap: int | Fraction | None, decide: Decide) -> Attendance:
    """D2: points and caps of a member's month by what was counted. Checks and proxy punches are those of the inspections' own
    procedure, which is still to come: none is known here, and none costs anything unverified."""
    thresholds = frozen_rules(row.rules).thresholds
    present = Fraction(row.present_halves or 0, 2)
    facts, _ = decide(
        "attendance_need",
        {
            "days_in_month": last_of(row.month.month).day,
            "posted_days": row.posted_days,
            "leave_days": row.leave_days,
            "holiday_days": row.credited_days,
            "required_days": thresholds.days,
            "required_nights": thresholds.nights,
            "present_days": _plain(present),
            "nights": row.nights,
        },
    )
    inputs = {
        "present_days": _plain(present),
        "nights": row.nights,
        "need_present": row.need_days,
        "need_nights": row.need_nights,
        "attendance_gap": facts["attendance_gap"],
        "night_gap": facts["night_gap"],
        "leave_days": row.leave_days,
        "is_covered_by_leave": facts["is_covered_by_leave"],
    }
    points, said = decide("attendance_points", inputs)
    caps, capped = decide(
        "attendance_caps",
        {
            "posted_days": row.posted_days,
            "unexcused_checks_year": 0,
            "has_proxy_punch": False,
            "attendance_gap": facts["attendance_gap"],
            "previous_attendance_gap": None if previous_gap is None else _plain(Fraction(previous_gap)),
            "leave_days": row.leave_days,
        },
    )
    return Attendance(
        int(points["points"]),
        points["rule"],
        caps["cap"],
        tuple(caps["triggers"]),
        bool(caps["is_item_zero"]),
        (*said, *capped),
        inputs,
    )


@dataclass(frozen=True, slots=True)
class Graded:
    """A member's points and grade, before it is written."""

    row: MemberMonth
    attendance: Attendance
    discipline: int
    total: Fraction
    grade: Grade
    grounds: tuple[dict[str, str], ...]


def graded(
    rows: Sequence[tuple[MemberMonth, Attendance, Scored]], excellent_share: Fraction, decide: Decide
) -> list[Graded]:
    """D3 over a county: total points, and grades with the best of them within the quota.

    The 24 indicators are not scored yet: like any indicator that does not apply they are rescaled from the items that are, never
    taken as zero. The quota is a share of those graded, rounded down; of equal totals on its border none is within it.
    """
    totals: list[tuple[MemberMonth, Attendance, int, bool]] = []
    for row, attendance, scored in rows:
        discipline = attendance.points + sum(scored.points.values())
        has_zero = attendance.is_item_zero or attendance.points == 0 or 0 in scored.points.values()
        totals.append((row, attendance, discipline, has_zero))
    border = border_of([discipline for _, _, discipline, _ in totals], excellent_share)
    found = []
    for row, attendance, discipline, has_zero in totals:
        total, grade, said = grade_by_table(attendance.cap, has_zero, discipline > border, discipline, decide)
        found.append(Graded(row, attendance, discipline, total, grade, (*attendance.grounds, *said)))
    return found


def border_of(disciplines: Sequence[int], excellent_share: Fraction) -> int:
    """The points that must be exceeded to be within the quota."""
    places = int(excellent_share * len(disciplines))
    ranked = sorted(disciplines, reverse=True)
    return ranked[places] if places < len(ranked) else -1


def places_of(totals: Iterable[int]) -> dict[int, int]:
    """The place of each total, the highest first; equal ones share theirs, and the next place is as many further on (M12)."""
    found: dict[int, int] = {}
    for place, total in enumerate(sorted(totals, reverse=True), 1):
        found.setdefault(total, place)
    return found


def grade_by_table(
    cap: str, has_zero: bool, has_quota: bool, discipline: int, decide: Decide
) -> tuple[Fraction, Grade, list[dict[str, str]]]:
    """D3 for one member: total points, grade, and the rules that were hit."""
    value, said = decide(
        "monthly_grade",
        {
            "attendance_cap": cap,
            "has_zero_discipline_item": has_zero,
            "has_quota": has_quota,
            "indicator_points": _plain(Fraction(INDICATORS_MOST * discipline, DISCIPLINE_MOST)),
            "discipline_points": discipline,
            "bonus_points": 0,
            "deduction_points": 0,
        },
    )
    return Fraction(str(value["total_points"])), Grade(value["grade"]), said


def write_results(
    work: UnitOfWork, found: Sequence[Graded], scored: Mapping[uuid.UUID, Scored], version_id: uuid.UUID
) -> None:
    """Write results and lines; what was written before for the same member is worked out anew. Raises InvalidRequest for a month
    that was published."""
    ids = [each.row.id for each in found]
    results: dict[uuid.UUID, MemberResult] = {}
    lines: dict[tuple[uuid.UUID, ScoreItem], AssessmentLine] = {}
    for some in in_pieces(ids):
        of_some = MemberResult.member_month_id.in_(some)
        results |= {row.member_month_id: row for row in work.session.scalars(select(MemberResult).where(of_some))}
        found_lines = work.session.scalars(select(AssessmentLine).where(AssessmentLine.member_month_id.in_(some)))
        lines |= {(row.member_month_id, row.item): row for row in found_lines}
    fresh: list[MemberResult] = []
    fresh_lines: list[AssessmentLine] = []
    for each in found:
        values: dict[str, Any] = {
            "discipline_tenths": each.discipline * 10,
            "total_tenths": round(each.total * 10),
            "grade": each.grade,
            "cap": each.attendance.cap,
            "grounds": list(each.grounds),
            "triggers": list(each.attendance.triggers),
            "graded_at": work.now,
        }
        known = results.get(each.row.id)
        if known is not None and known.published_at is not None:
            raise InvalidRequest(
                "This month was published; what comes later is a correction of its own.",
                "该月结果已公布；此后情况另行更正，不再改动已公布的结果。",
            )
        if known is None:
            fresh.append(MemberResult(id=new_id(), member_month_id=each.row.id, **values))
        else:
            update_row(work, known, **values)
        for values in _lines(work, each, scored[each.row.id], version_id):
            line = lines.get((each.row.id, values["item"]))
            if line is None:
                fresh_lines.append(AssessmentLine(id=new_id(), member_month_id=each.row.id, **values))
            else:
                update_row(work, line, **values)
    insert_rows(work, *fresh, is_kept=False)
    insert_rows(work, *fresh_lines, is_kept=False)


def _lines(work: UnitOfWork, each: Graded, scored: Scored, version_id: uuid.UUID) -> list[dict[str, Any]]:
    base = {"version_id": version_id, "scored_at": work.now}
    counted = {
        "item": ScoreItem.ATTENDANCE,
        "points": each.attendance.points,
        "most": ATTENDANCE_MOST,
        "rule": each.attendance.rule,
        "evidence": {"counted": dict(each.attendance.inputs), "grounds": list(each.attendance.grounds)},
        "scorer_id": None,
        "ground": "",
        **base,
    }
    given = [
        {
            "item": item,
            "points": scored.points[item],
            "most": ITEM_MOST,
            "rule": "",
            "evidence": {},
            "scorer_id": scored.scorer_id,
            "ground": scored.ground if scored.points[item] < ITEM_MOST else "",
            **base,
        }
        for item in SCORED
    ]
    return [counted, *given]


def gaps_of_last_month(
    work: UnitOfWork, month: AssessmentMonth, persons: Sequence[uuid.UUID]
) -> dict[uuid.UUID, Fraction]:
    """By how many days each of these people missed the month before (D2a.4); whoever was not assessed in it is missing."""
    last = month.month.replace(day=1)
    before = date(last.year - (last.month == 1), 12 if last.month == 1 else last.month - 1, 1)
    found: dict[uuid.UUID, Fraction] = {}
    columns = (MemberMonth.person_id, MemberMonth.present_halves, MemberMonth.need_days)
    for some in in_pieces(persons):
        statement = select(*columns).join(AssessmentMonth, AssessmentMonth.id == MemberMonth.month_id)
        wanted = (AssessmentMonth.month == before, MemberMonth.person_id.in_(some), MemberMonth.settled_at.is_not(None))
        for person_id, halves, need in work.session.execute(statement.where(*wanted)):
            found[person_id] = Fraction(halves or 0, 2) - (need or 0)
    return found


def _plain(value: Fraction) -> int | float:
    """A number as tables read it and JSON keeps it."""
    return int(value) if value.denominator == 1 else float(value)
