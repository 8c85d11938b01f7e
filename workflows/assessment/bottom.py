"""The bottom of a month (末位): who must rectify. Whoever is poor does, and the last of the ranking up to a share of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import select

from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.opening import in_pieces
from workflows.assessment.result_models import MemberResult
from workflows.assessment.words import Grade
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Standing:
    """What a result comes to in the end, as published or as an appeal has corrected it."""

    total_tenths: int
    grade: Grade


def bottom_of(
    results: Sequence[MemberResult], share: Fraction, corrected: Mapping[uuid.UUID, Standing] | None = None
) -> list[MemberResult]:
    """Those who must rectify, from the last: a share of all, rounded down, and whoever is poor; of equal totals on the border none
    is in the share. `corrected`: what appeals have made of results, by their id. A provisional result that none has settled yet
    sets nothing off: its appeal is still open.
    """
    known = corrected or {}
    standing = {each.id: known.get(each.id) or Standing(each.total_tenths, each.grade) for each in results}
    places = int(share * len(results))
    totals = sorted(each.total_tenths for each in standing.values())
    border = totals[places] if places < len(totals) else 1 + max(totals, default=0)
    found = [
        each
        for each in results
        if (standing[each.id].grade is Grade.POOR or standing[each.id].total_tenths < border)
        and (not each.is_provisional or each.id in known)
    ]
    return sorted(found, key=lambda each: standing[each.id].total_tenths)


def at_bottom_before(work: UnitOfWork, month: date, persons: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Who of these people was found at the bottom in the month before as well (连续两月末位)."""
    before = (month.replace(day=1) - timedelta(days=1)).replace(day=1)
    found: set[uuid.UUID] = set()
    for some in in_pieces(persons):
        statement = (
            select(MemberMonth.person_id)
            .join(AssessmentMonth, AssessmentMonth.id == MemberMonth.month_id)
            .join(MemberResult, MemberResult.member_month_id == MemberMonth.id)
            .where(
                AssessmentMonth.month == before, MemberResult.bottom_at.is_not(None), MemberMonth.person_id.in_(some)
            )
        )
        found.update(work.session.scalars(statement))
    return found
