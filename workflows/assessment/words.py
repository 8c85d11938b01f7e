"""The closed words of the assessment, one enum a family. Words in rows of record are never respelt."""

from __future__ import annotations

from enum import StrEnum

from workflows.sentence import Sentence


class LeaveMark(StrEnum):
    """What a member's leave in a month is marked with: it was closed in time, its return is or was overdue, or it was asked for
    after it had begun."""

    MATCHED = "matched"
    OVERDUE = "overdue"
    AFTER = "after"


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


ITEM_NAMES = {
    ScoreItem.ATTENDANCE: Sentence("Released and on leave by the rules", "脱产驻村、请销假"),
    ScoreItem.LAW: Sentence("Law and discipline", "遵纪守法"),
    ScoreItem.PROHIBITIONS: Sentence("Five prohibitions", "五个不准"),
    ScoreItem.DIARY: Sentence("Diary and meetings", "工作日记与例会"),
}


class Grade(StrEnum):
    """The four grades (优良中差)."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


GRADE_NAMES = {
    Grade.EXCELLENT: Sentence("excellent", "优"),
    Grade.GOOD: Sentence("good", "良"),
    Grade.FAIR: Sentence("fair", "中"),
    Grade.POOR: Sentence("poor", "差"),
}


class Heard(StrEnum):
    """What a member said to their result; silence confirms."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    SILENT = "silent"
    APPEALED = "appealed"
    NOT_ASKED = "not_asked"


class AppealState(StrEnum):
    """What became of an appeal against a result (复核)."""

    OPEN = "open"
    UPHELD = "upheld"
    CHANGED = "changed"


class AppealLevel(StrEnum):
    """Who has given an opinion on an appeal, the county before the city."""

    COUNTY = "county"
    CITY = "city"
