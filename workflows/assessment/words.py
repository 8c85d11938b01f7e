"""The closed words of the assessment, one enum a family. Words in rows of record are never respelt."""

from __future__ import annotations

from enum import StrEnum


class MonthState(StrEnum):
    """How far a member's month has come."""

    OPEN = "open"
    SETTLED = "settled"


class NightDecision(StrEnum):
    """What somebody decides about the nights of days that are in doubt."""

    AS_PROVED = "as_proved"
    LODGED = "lodged"
    NOT_LODGED = "not_lodged"


class ScoreItem(StrEnum):
    """The lines of a member's points: two of the five discipline items by attendance, three by the county."""

    ATTENDANCE = "attendance"  # 脱产驻村、请销假
    LAW = "law"  # 遵纪守法
    PROHIBITIONS = "prohibitions"  # 五个不准
    DIARY = "diary"  # 工作日记与例会


class Grade(StrEnum):
    """The four grades (优良中差)."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class Heard(StrEnum):
    """What a member said to their result; silence confirms."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    SILENT = "silent"
    APPEALED = "appealed"
    NOT_ASKED = "not_asked"
