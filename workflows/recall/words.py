"""The closed words of recall, one enum a family. Words in rows of record are never respelt."""

from __future__ import annotations

from enum import StrEnum


class RecallKind(StrEnum):
    """A recall by order at fault, or one for reasons that nobody is to blame for."""

    ORDERED = "ordered"
    NO_FAULT = "no_fault"


class Trigger(StrEnum):
    """What set a lead off (rules.md 3.1); `UNSAID` where the registration does not say."""

    UNSAID = ""
    INSPECTION = "T1"
    ATTENDANCE = "T2"
    DISCIPLINE = "T3"
    ASSESSMENT = "T4"
    COMPLAINT = "T5"
    TOWNSHIP = "T6"
    REQUEST = "T7"


class LeadSource(StrEnum):
    """Where a lead came from; `UNSAID` where the registration does not say."""

    UNSAID = ""
    INSPECTION = "inspection"
    TOWNSHIP = "township"
    COUNTY = "county"
    HOTLINE = "hotline"
    UNIT = "unit"
    MEMBER = "member"
    SYSTEM = "system"


class ClosedAs(StrEnum):
    """How a recall was closed."""

    NOT_YET = ""
    REPLACED = "replaced"
    NO_REFILL = "no_refill"


class Office(StrEnum):
    """The two offices that verify a lead, each for itself."""

    STATION = "station"
    POVERTY = "poverty"


class Finding(StrEnum):
    """What an office found of an allegation; `NOT_EXAMINED`: it did not list it, so it found nothing."""

    UNFOUNDED = "unfounded"
    PARTIAL = "partial"
    SUBSTANTIATED = "substantiated"
    NOT_EXAMINED = "not_examined"


class AppealOutcome(StrEnum):
    """What the review of an appeal says of the order, for whoever appealed: it stands, becomes a recall without fault, or falls."""

    UPHOLD = "uphold"
    CHANGE = "change"
    REVOKE = "revoke"


class AppealWay(StrEnum):
    """How somebody appealed: in their own account, or on paper that the office entered for them."""

    OWN = "own"
    PAPER = "paper"


class Measure(StrEnum):
    """What the unit answers with (table D5)."""

    NONE = "none"
    INTERVIEW = "interview"
    SPECIAL_INTERVIEW = "special_interview"
    CIRCULAR = "circular"
    PURSUE = "pursue"


class HandledBy(StrEnum):
    """Who takes the measure (table D5)."""

    NONE = "none"
    OFFICE = "office"
    SUPERIOR = "superior"


class MeasureRule(StrEnum):
    """The rule of accountability that a measure rests on (rules.md 5.1)."""

    FIRST = "D5.1"
    SECOND = "D5.2"
    THIRD = "D5.3"
    FOURTH = "D5.4"
    FIFTH = "D5.5"


class Leader(StrEnum):
    """Which leader of the unit answers: the head of its party body, or the leader in charge of whom it sends."""

    MAIN = "main_leader"
    IN_CHARGE = "leader_in_charge"


class Pursuit(StrEnum):
    """What is proposed against a leader who is pursued (rules.md 5.3)."""

    CIRCULAR = "circular"
    ADMONITION = "admonish"
    ADJUSTMENT = "organisational"
    DISCIPLINE = "discipline"


class RectificationKind(StrEnum):
    """Whose rectification it is: that of warned people, or the unit's."""

    WARNING = "warning"
    UNIT = "unit"


class RectificationStatus(StrEnum):
    """Where a rectification stands."""

    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"
