"""The closed words of selection, one enum a family. Words in rows of record are never respelt."""

from __future__ import annotations

from enum import StrEnum


class SlotStatus(StrEnum):
    """Where a slot stands."""

    OPEN = "open"
    FILLED = "filled"
    CANCELLED = "cancelled"


class CandidateStatus(StrEnum):
    """Where a candidate for a slot stands."""

    NOMINATED = "nominated"
    QUALIFIED = "qualified"
    DISQUALIFIED = "disqualified"
    PROPOSED = "proposed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DISPATCHED = "dispatched"


class Acquaintance(StrEnum):
    """What the person called is to the candidate (rules.md 2.3)."""

    SUPERIOR = "superior"
    PEER = "peer"
    SUBORDINATE = "subordinate"
    SERVED = "served"


class CallFinding(StrEnum):
    """What came of one call about a candidate."""

    CLEAR = "clear"
    CONCERN = "concern"
    NEGATIVE = "negative"


class Seat(StrEnum):
    """Who reviews: one of two reviewers who do not know each other's word, or the leader who settles between them."""

    A = "a"
    B = "b"
    LEADER = "leader"


class ReviewOutcome(StrEnum):
    """What a review says."""

    AGREE = "agree"
    RETURN = "return"
    REJECT = "reject"


class NeedKind(StrEnum):
    """What a village needs somebody for (村情需求)."""

    PARTY = "party"
    INDUSTRY = "industry"
    BUILDING = "building"
    EDUCATION = "education"
    MEDICAL = "medical"
    MEDIATION = "mediation"


class UnitResult(StrEnum):
    """What a unit reports of its share of a batch."""

    PROPOSED = "proposed"
    EXEMPT = "exempt"
    NOBODY = "nobody"


class VettingResult(StrEnum):
    """What came of calls and review about one candidate of a batch."""

    PASSED = "passed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class CountyView(StrEnum):
    """What the county that receives somebody says of them."""

    SUPPORT = "support"
    RESERVED = "reserved"


class OrderWord(StrEnum):
    """What the director does with the order of one person of a batch."""

    SIGN = "sign"
    RETURN = "return"
