"""Points and grades of a county's members (M8): the tables of the procedure over what was counted and what the county scored."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from workflows.assessment.findings import NOTHING_FOUND, Inspected
from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.opening import in_pieces
from workflows.assessment.points import MonthPoints
from workflows.assessment.result_models import AssessmentLine, MemberResult
from workflows.assessment.rules import frozen_thresholds, last_of
from workflows.assessment.words import ATTENDANCE, Grade
from workflows.casework.errors import InvalidRequest
from workflows.store import UnitOfWork, insert_rows, new_id, update_row

TABLE_MOST = 12  # what the table of attendance gives at the most: two items of six points

Decide = Callable[[str, Mapping[str, Any]], tuple[Any, list[dict[str, str]]]]
"""Evaluates a table of the procedure over inputs: its value, and a sentence for each rule that was hit, with en and zh."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a scorer gave a line: its points (None: it does not apply), on which evidence, and who."""

    points: int | None
    ground: str
    scorer_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Scored:
    """What was given to a member: the discipline items that a person scores, the team's indicators as they come to together (None
    where none was scored), and points claimed beside them."""

    items: Mapping[str, Given]
    indicators: Fraction | None = None
    bonus: int = 0
    deduction: int = 0
    claims: tuple[dict[str, str], ...] = ()  # what was claimed, as sentences

    @property
    def points(self) -> dict[str, int]:
        """Points by item."""
        return {item: given.points or 0 for item, given in self.items.items()}

    def at_least(self, floor: Mapping[str, int]) -> Scored:
        """The same, no item below what an appeal gave."""
        items = {
            item: replace(given, points=max(given.points or 0, floor.get(item, 0)))
            for item, given in self.items.items()
        }
        return replace(self, items=items)


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
    findings: tuple[str, ...] = ()  # the rows of inspections that told on it

    @property
    def evidence(self) -> dict[str, Any]:
        """What the line keeps: what was counted, the rules that were hit, and what inspections found."""
        found = {"findings": list(self.findings)} if self.findings else {}
        return {"counted": dict(self.inputs), "grounds": list(self.grounds), **found}

    def at_least(self, floor: Mapping[str, int]) -> Attendance:
        """The same, not below what an appeal gave."""
        return replace(self, points=max(self.points, floor.get(ATTENDANCE, 0)))


def attendance_of(
    row: MemberMonth,
    previous_gap: int | Fraction | None,
    decide: Decide,
    most: int = TABLE_MOST,
    inspected: Inspected = NOTHING_FOUND,
) -> Attendance:
    """D2: points and caps of a member's month by what was counted, out of `most`, and by what inspections found and somebody else
    verified."""
    thresholds = frozen_thresholds(row.rules)
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
            "unexcused_checks_year": inspected.checks,
            "has_proxy_punch": inspected.has_false_punch,
            "attendance_gap": facts["attendance_gap"],
            "previous_attendance_gap": None if previous_gap is None else _plain(Fraction(previous_gap)),
            "leave_days": row.leave_days,
        },
    )
    return Attendance(
        int(Fraction(int(points["points"]) * most, TABLE_MOST) + Fraction(1, 2)),
        points["rule"],
        caps["cap"],
        tuple(caps["triggers"]),
        bool(caps["is_item_zero"]),
        (*said, *capped),
        inputs,
        inspected.rows,
    )


@dataclass(frozen=True, slots=True)
class Graded:
    """A member's points and grade, before it is written."""

    row: MemberMonth
    attendance: Attendance
    scored: Scored
    discipline: int
    total: Fraction
    grade: Grade
    grounds: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Summed:
    """What the table of grades asks of a member: the cap, a veto, and the points, each part by itself."""

    cap: str
    has_zero: bool
    discipline: int
    indicators: Fraction
    bonus: int = 0
    deduction: int = 0

    def graded(self, has_quota: bool, decide: Decide) -> tuple[Fraction, Grade, list[dict[str, str]]]:
        """D3 for one member: total points, grade, and the rules that were hit."""
        value, said = decide(
            "monthly_grade",
            {
                "attendance_cap": self.cap,
                "has_zero_discipline_item": self.has_zero,
                "has_quota": has_quota,
                "indicator_points": _plain(self.indicators),
                "discipline_points": self.discipline,
                "bonus_points": self.bonus,
                "deduction_points": self.deduction,
            },
        )
        return Fraction(str(value["total_points"])), Grade(value["grade"]), said


def summed(attendance: Attendance, scored: Scored, points: MonthPoints) -> Summed:
    """A member's points put together. Where no indicator was scored they are rescaled from the discipline items, never taken as
    nought: the member has the same share of what both give."""
    discipline = attendance.points + sum(scored.points.values())
    has_zero = attendance.is_item_zero or attendance.points == 0 or 0 in scored.points.values()
    indicators = scored.indicators
    if indicators is None:
        indicators = Fraction(points.indicators_most * discipline, points.discipline_most)
    return Summed(attendance.cap, has_zero, discipline, indicators, scored.bonus, scored.deduction)


def graded(
    rows: Sequence[tuple[MemberMonth, Attendance, Scored]],
    points: MonthPoints,
    excellent_share: Fraction,
    decide: Decide,
    waived: int = 0,
) -> list[Graded]:
    """D3 over a county: total points, and grades with the best of them within the quota.

    The quota is a share of those graded, rounded down, and `waived` places beyond it; of equal totals on its border none is within.
    """
    sums = [(row, attendance, scored, summed(attendance, scored, points)) for row, attendance, scored in rows]
    first = [each.graded(False, decide) for *_, each in sums]
    border = border_of([round(total * 10) for total, _, _ in first], excellent_share, waived)
    found = []
    for (row, attendance, scored, each), (total, grade, said) in zip(sums, first, strict=True):
        if round(total * 10) > border:
            total, grade, said = each.graded(True, decide)
        grounds = (*attendance.grounds, *scored.claims, *said)
        found.append(Graded(row, attendance, scored, each.discipline, total, grade, grounds))
    return found


def border_of(totals: Sequence[int], excellent_share: Fraction, waived: int = 0) -> int:
    """The total, in tenths, that must be exceeded to be within the quota."""
    places = int(excellent_share * len(totals)) + waived
    ranked = sorted(totals, reverse=True)
    return ranked[places] if places < len(ranked) else -1


def places_of(totals: Iterable[int]) -> dict[int, int]:
    """The place of each total, the highest first; equal ones share theirs, and the next place is as many further on (M12)."""
    found: dict[int, int] = {}
    for place, total in enumerate(sorted(totals, reverse=True), 1):
        found.setdefault(total, place)
    return found


def write_results(work: UnitOfWork, found: Sequence[Graded], points: MonthPoints, version_id: uuid.UUID) -> None:
    """Write results and lines; what was written before for the same member is worked out anew. Raises InvalidRequest for a month
    that was published."""
    ids = [each.row.id for each in found]
    results: dict[uuid.UUID, MemberResult] = {}
    lines: dict[tuple[uuid.UUID, str], AssessmentLine] = {}
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
            "indicator_tenths": None if each.scored.indicators is None else round(each.scored.indicators * 10),
            "bonus_tenths": each.scored.bonus * 10,
            "deduction_tenths": each.scored.deduction * 10,
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
        for values in _lines(work, each, points, version_id):
            line = lines.get((each.row.id, values["item"]))
            if line is None:
                fresh_lines.append(AssessmentLine(id=new_id(), member_month_id=each.row.id, **values))
            else:
                update_row(work, line, **values)
    insert_rows(work, *fresh, is_kept=False)
    insert_rows(work, *fresh_lines, is_kept=False)


def _lines(work: UnitOfWork, each: Graded, points: MonthPoints, version_id: uuid.UUID) -> list[dict[str, Any]]:
    base = {"version_id": version_id, "scored_at": work.now}
    counted = {
        "item": ATTENDANCE,
        "points": each.attendance.points,
        "most": points.attendance_most,
        "rule": each.attendance.rule,
        "evidence": each.attendance.evidence,
        "scorer_id": None,
        "ground": "",
        **base,
    }
    most = {line.key: line.most for line in points.scored}
    given = [
        {
            "item": item,
            "points": score.points,
            "most": most[item],
            "rule": "",
            "evidence": {},
            "scorer_id": score.scorer_id,
            "ground": score.ground,
            **base,
        }
        for item, score in each.scored.items.items()
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
