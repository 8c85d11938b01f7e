"""The bottom of a month (末位): who must rectify. Whoever is poor does, and the last of the ranking up to a share of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from workflows.assessment.result_models import MemberResult
from workflows.assessment.words import Grade


def bottom_of(results: Sequence[MemberResult], share: Fraction) -> list[MemberResult]:
    """Those who must rectify, from the last: a share of all, rounded down, and whoever is poor; of equal totals on the border none
    is in the share. A provisional result sets nothing off: its appeal is still open."""
    places = int(share * len(results))
    totals = sorted(result.total_tenths for result in results)
    border = totals[places] if places < len(totals) else 1 + max(totals, default=0)
    found = [each for each in results if each.grade is Grade.POOR or each.total_tenths < border]
    return sorted((each for each in found if not each.is_provisional), key=lambda each: each.total_tenths)
