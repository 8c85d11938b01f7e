"""What the tables of a month have in common: where a page begins, and how a number stands against the month before."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_

from workflows.casework.ledgers import Line
from workflows.sentence import Sentence

LAST = 1_000_000  # where rows without a place stand
PROVISIONAL = Sentence("provisional", "暂定")


@dataclass(frozen=True, slots=True)
class After:
    """The last row of the page before: its place and its id."""

    place: int
    id: uuid.UUID

    @property
    def text(self) -> str:
        """For an address."""
        return f"{self.place}.{self.id.hex}"


def after_of(text: str | None) -> After | None:
    """The place in a table that an address names; None, which is the beginning, for anything else."""
    place, _, digits = (text or "").partition(".")
    try:
        return (
            After(int(place), uuid.UUID(hex=digits)) if place.isascii() and place.isdigit() and len(place) < 8 else None
        )
    except ValueError:
        return None


def months_before(month: date, count: int = 1) -> date:
    """The first day of the month so many before."""
    years, index = divmod(month.year * 12 + month.month - 1 - count, 12)
    return date(years, index + 1, 1)


Found = list[tuple[After, Line]]


def beyond(place: Any, row_id: Any, after: After | None) -> list[Any]:
    """SQL: the row stands after the last one of the page before."""
    if after is None:
        return []
    return [or_(place > after.place, and_(place == after.place, row_id > after.id))]


def compared(now: int, before: int | None) -> tuple[float | None, float | None]:
    """The month before, and by how much it went up or down."""
    return (None, None) if before is None else (before / 10, (now - before) / 10)
