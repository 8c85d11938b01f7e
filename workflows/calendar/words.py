"""The closed words of the calendar's rows."""

from __future__ import annotations

from enum import StrEnum


class PlanState(StrEnum):
    """How the plan of a year stands: entered and waiting, confirmed by another person, or refused."""

    PREPARED = "prepared"
    DECIDED = "decided"
    REFUSED = "refused"
