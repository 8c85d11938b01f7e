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


class Consequence(StrEnum):
    """What the table says must follow on a member's published month (M14)."""

    NONE = "none"
    TALK = "talk"  # 谈话提醒
    RECALL = "recall"  # a lead for a recall, never an order


class FindingState(StrEnum):
    """What became of what an inspection found: only what was verified, and holds, counts."""

    ENTERED = "entered"
    SUBSTANTIATED = "substantiated"  # 属实
    UNFOUNDED = "unfounded"  # 不属实
    UNDETERMINED = "undetermined"  # 无法核实


class FindingCounts(StrEnum):
    """What a verified finding counts as where attendance is graded (D2a)."""

    ABSENCE = "absence"  # away without leave at a check
    FALSE_PUNCH = "false_punch"  # somebody else punched, or the position was false
    OTHER = "other"


class NightDecision(StrEnum):
    """What somebody decides about the nights of days that are in doubt."""

    AS_PROVED = "as_proved"
    LODGED = "lodged"
    NOT_LODGED = "not_lodged"


ATTENDANCE = "attendance"
"""The line of the discipline items that attendance gives by the table, as one: 脱产驻村、请销假."""
ITEMS_OF_BEFORE = {
    ATTENDANCE: Sentence("Released and on leave by the rules", "脱产驻村、请销假"),
    "law": Sentence("Law and discipline", "遵纪守法"),
    "prohibitions": Sentence("Five prohibitions", "五个不准"),
    "diary": Sentence("Diary and meetings", "工作日记与例会"),
}
"""What months were scored by before their lines were those of a catalogue."""


class Cause(StrEnum):
    """What a member says was the cause of a day's exception (M3)."""

    MISSED = "missed"  # 缺卡
    POSITION = "position"  # 定位异常
    FIELD = "field"  # 外勤
    LATE = "late"  # 迟到
    DEVICE = "device"  # 设备异常、无信号
    CHANGED = "changed"  # 管理员改卡
    ABSENT = "absent"


class Vouched(StrEnum):
    """What a team leader or a village secretary says of days that are in question."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class DecisionBasis(StrEnum):
    """What a decision that days count rests on."""

    EXPLANATION = "explanation"
    LEADER = "leader"
    STATEMENT = "statement"  # of the village secretary, for so many days a month
    CHECKED = "checked"  # the township's own


class PointOutcome(StrEnum):
    """What a scorer gives a line: all of it, some of it, or that it does not apply."""

    FULL = "full"
    SOME = "some"
    NOT_APPLICABLE = "not_applicable"


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


class PeerGroup(StrEnum):
    """Whom a team or a unit is compared with: those that units of the city have sent, or those of counties and below."""

    CITY_SENT = "city_sent"
    COUNTY_SENT = "county_sent"


PEER_GROUP_NAMES = {
    PeerGroup.CITY_SENT: Sentence("sent by the city", "市派"),
    PeerGroup.COUNTY_SENT: Sentence("sent by counties", "县派"),
}


class DiaryFinding(StrEnum):
    """What a township finds of a member's diary: in order, too thin, or copied (M6)."""

    OK = "ok"
    THIN = "thin"
    COPIED = "copied"
