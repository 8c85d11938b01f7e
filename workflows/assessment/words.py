"""The closed words of the assessment, one enum a family. Words in rows of record are never respelt."""

from __future__ import annotations

from enum import StrEnum


class MonthState(StrEnum):
    """How far a member's month has come."""

    OPEN = "open"
    SETTLED = "settled"
