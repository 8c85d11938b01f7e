"""Where an open task stands in every list of work: one text of digits, so that one index gives the order and a page its key.

By due time, those without one last; then by priority, the highest first; then by opening. Tasks and their candidates carry it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from workflows.store.base import as_utc

NEVER = "9" * 20
QUEUE_LENGTH = 44
_HIGHEST_PRIORITY = 9999


def queue_of(due_at: datetime | None, priority: int, created_at: datetime) -> str:
    """The place of a task: 20 digits of when it is due, 4 of its priority, 20 of its opening."""
    due = digits_of(due_at) if due_at is not None else NEVER
    rank = _HIGHEST_PRIORITY - min(max(priority, 0), _HIGHEST_PRIORITY)
    return f"{due}{rank:04d}{digits_of(created_at)}"


def digits_of(moment: datetime) -> str:
    """A moment as places write it: what is due before it stands before it."""
    return f"{as_utc(moment):%Y%m%d%H%M%S%f}"


def moment_of_digits(digits: str) -> datetime:
    """The moment that 20 digits write. Raises ValueError for other digits."""
    if len(digits) != len(NEVER):
        raise ValueError("a moment is written as 20 digits")
    return datetime.strptime(digits, "%Y%m%d%H%M%S%f").replace(tzinfo=UTC)
