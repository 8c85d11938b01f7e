"""What inspections found, as months read it: verified findings alone, in the month in which they count (M7)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from workflows.assessment.finding_models import InspectionFinding
from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.opening import in_pieces
from workflows.assessment.result_models import MemberResult
from workflows.assessment.words import FindingCounts, FindingState
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Inspected:
    """What inspections found of a member that tells on their attendance: at how many checks of the year until this month they were
    away without leave, whether a false punch of theirs counts in it, and the rows that say so."""

    checks: int = 0
    has_false_punch: bool = False
    rows: tuple[str, ...] = ()


NOTHING_FOUND = Inspected()


def inspected_of(work: UnitOfWork, month: date, persons: Sequence[uuid.UUID]) -> dict[uuid.UUID, Inspected]:
    """By person, for those of whom anything was found. Two findings of one day are one check."""
    checks: dict[uuid.UUID, set[date]] = defaultdict(set)
    punches: set[uuid.UUID] = set()
    rows: dict[uuid.UUID, list[str]] = defaultdict(list)
    for some in in_pieces(persons):
        wanted = (
            InspectionFinding.state == FindingState.SUBSTANTIATED,
            InspectionFinding.month.between(date(month.year, 1, 1), month),
            InspectionFinding.person_id.in_(some),
        )
        for row in work.session.scalars(select(InspectionFinding).where(*wanted).order_by(InspectionFinding.found_on)):
            assert row.person_id is not None  # asked for by person
            is_absence = row.counts_as is FindingCounts.ABSENCE
            is_false = row.counts_as is FindingCounts.FALSE_PUNCH and row.month == month
            if is_absence:
                checks[row.person_id].add(row.found_on)
            if is_false:
                punches.add(row.person_id)
            if is_absence or is_false:
                rows[row.person_id].append(str(row.id))
    return {
        person_id: Inspected(len(checks[person_id]), person_id in punches, tuple(of_person))
        for person_id, of_person in rows.items()
    }


def found_in(
    work: UnitOfWork, month: date, members: Sequence[MemberMonth]
) -> tuple[dict[uuid.UUID, str], dict[uuid.UUID, str]]:
    """What a scorer reads of these members: by person what was found of them, by team what was found of it as such."""
    persons: dict[uuid.UUID, list[str]] = defaultdict(list)
    teams: dict[uuid.UUID, list[str]] = defaultdict(list)
    for some in in_pieces(sorted({member.team_id for member in members})):
        wanted = (
            InspectionFinding.state == FindingState.SUBSTANTIATED,
            InspectionFinding.month == month,
            InspectionFinding.team_id.in_(some),
        )
        for row in work.session.scalars(select(InspectionFinding).where(*wanted).order_by(InspectionFinding.found_on)):
            said = f"暗访{row.found_on.month}月{row.found_on.day}日：{row.facts}"
            if row.person_id is None:
                teams[row.team_id].append(said)
            else:
                persons[row.person_id].append(said)
    return (
        {person_id: "；".join(said) for person_id, said in persons.items()},
        {team_id: "；".join(said) for team_id, said in teams.items()},
    )


def month_that_counts(work: UnitOfWork, found_on: date, person_id: uuid.UUID | None) -> date:
    """The first day of the month in which a finding counts that is verified now: that of the day it was found on, or the one after
    the last that is published, or in which the person was scored already."""
    first = found_on.replace(day=1)
    is_over: list[ColumnElement[bool]] = [MemberResult.published_at.is_not(None)]
    if person_id is not None:
        is_over.append(MemberMonth.person_id == person_id)
    latest = (
        select(AssessmentMonth.month)
        .join(MemberMonth, MemberMonth.month_id == AssessmentMonth.id)
        .join(MemberResult, MemberResult.member_month_id == MemberMonth.id)
        .where(AssessmentMonth.month >= first, or_(*is_over))
        .order_by(AssessmentMonth.month.desc())
        .limit(1)
    )
    last = work.session.scalar(latest)
    if last is None:
        return first
    return date(last.year + (last.month == 12), last.month % 12 + 1, 1)
