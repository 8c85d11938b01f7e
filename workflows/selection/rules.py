"""The arithmetic of selection: ages, enough background calls, two reviews compared, when the reserve steps in. Pure functions."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workflows.selection.words import Acquaintance, CallFinding

DIFFER = "differ"
COLLEAGUES = (Acquaintance.PEER, Acquaintance.SUBORDINATE)


@dataclass(frozen=True, slots=True)
class Call:
    """What counts of a background call."""

    caller: str
    relation: Acquaintance
    is_from_unit_list: bool
    has_red_flag: bool
    finding: CallFinding


def draw_order(seed: uuid.UUID, people: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """People in the order in which they are drawn: nobody chooses it, and whoever knows the seed can draw it again."""
    return sorted(people, key=lambda each: hashlib.sha256(seed.bytes + each.bytes).digest())


def age_on(born_on: date, day: date) -> int:
    """Completed years of age."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def months_since(earlier: date, day: date) -> int:
    """Completed months between two days."""
    return (day.year - earlier.year) * 12 + day.month - earlier.month - (day.day < earlier.day)


def needs_other_caller(calls: Sequence[Call]) -> bool:
    """True where a red flag was raised and only one person has called so far: somebody else must call as well."""
    return any(call.has_red_flag for call in calls) and len({call.caller for call in calls}) < 2


def check_result(calls: Sequence[Call], needed: int) -> str:
    """`more` while the calls are too few or too alike, else `negative` where at least half of them are, else `clear` or `concern`.

    At least `needed` calls are made; one colleague or subordinate and one person from outside the unit's own list must be heard
    (rules.md 2.3).
    """
    is_enough = (
        len(calls) >= needed
        and any(call.relation in COLLEAGUES for call in calls)
        and any(not call.is_from_unit_list for call in calls)
        and not needs_other_caller(calls)
    )
    if not is_enough:
        return "more"
    findings = [call.finding for call in calls]
    if findings.count(CallFinding.NEGATIVE) * 2 >= len(findings):
        return CallFinding.NEGATIVE
    return CallFinding.CLEAR if all(finding == CallFinding.CLEAR for finding in findings) else CallFinding.CONCERN


def compare_reviews(first: tuple[int, str], second: tuple[int, str], gap: int) -> str:
    """The common outcome of two (total, outcome) reviews, or `differ`: points more than `gap` apart, or other outcomes."""
    if abs(first[0] - second[0]) > gap or first[1] != second[1]:
        return DIFFER
    return first[1]


def offers_reserve(due_at: datetime | None, now: datetime, *, has_withdrawn: bool, hours: int) -> bool:
    """True where the reserve steps in without a new vote: after a withdrawal, or with less than so many hours left."""
    return has_withdrawn or (due_at is not None and due_at - now < timedelta(hours=hours))


def predecessors(
    sent: Sequence[tuple[uuid.UUID, str]], left: Sequence[tuple[uuid.UUID, str]]
) -> dict[uuid.UUID, uuid.UUID]:
    """From whom each new posting of a village takes over, as (posting, role) in order: the same role first, then anybody who is
    left; nobody hands over twice, and whoever is sent beyond those has no predecessor."""
    falls: dict[uuid.UUID, uuid.UUID] = {}
    for is_same_role in (True, False):
        for new, role in sent:
            free = [old for old, was in left if old not in falls.values() and (was == role or not is_same_role)]
            if new not in falls and free:
                falls[new] = free[0]
    return falls
