"""What befell units in a stretch of days, as the rooms that keep it tell: orders of recall, days late, days with an empty place.

A room registers what it knows; whoever reckons with units asks here and need not know the rooms.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """Of one unit: recalls that were ordered and served, days of its own time beyond what it was given, days that places of it in
    villages stood empty after somebody had left them."""

    ordered_recalls: int = 0
    overdue_days: int = 0
    empty_days: int = 0

    def __add__(self, other: UnitFacts) -> UnitFacts:
        return UnitFacts(
            self.ordered_recalls + other.ordered_recalls,
            self.overdue_days + other.overdue_days,
            self.empty_days + other.empty_days,
        )


Source = Callable[[UnitOfWork, date, date], Mapping[uuid.UUID, UnitFacts]]
"""Tells by unit what befell from the first to the last day, both included."""
_sources: list[Source] = []


def tells_unit_facts(source: Source) -> Source:
    """Register what a room knows of units."""
    _sources.append(source)
    return source


def unit_facts(work: UnitOfWork, first: date, last: date) -> dict[uuid.UUID, UnitFacts]:
    """By unit, what every room tells of these days; units of which nothing is known are missing."""
    found: dict[uuid.UUID, UnitFacts] = {}
    for source in _sources:
        for unit_id, facts in source(work, first, last).items():
            found[unit_id] = found.get(unit_id, UnitFacts()) + facts
    return found
