"""How many days and nights a member owes in a month, pro rata of the days posted and not on leave. Pure functions.

The office's rule is 22 days in the village and 15 nights lodged of a full month; how a part of a month is reckoned is the
office's default. The thresholds come from its settings, so that another jurisdiction keeps its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a whole month asks for; `facts_only_below` is the number of posted days under which no grade is given."""

    days: int = 22
    nights: int = 15
    facts_only_below: int = 7


@dataclass(frozen=True, slots=True)
class Segment:
    """A member's part of a month, all in days: the month's length, the days posted in it, approved exempt leave among those,
    and public holidays credited among those that are not leave already."""

    month: int
    posted: int
    exempt_leave: int = 0
    credited_holidays: int = 0

    def __post_init__(self) -> None:
        if not 28 <= self.month <= 31:
            raise ValueError(f"A month has 28 to 31 days, not {self.month}.")
        if not 0 <= self.posted <= self.month:
            raise ValueError(f"{self.posted} posted days do not fit a month of {self.month}.")
        if (
            min(self.exempt_leave, self.credited_holidays) < 0
            or self.exempt_leave + self.credited_holidays > self.posted
        ):
            raise ValueError(
                f"{self.exempt_leave} days of leave and {self.credited_holidays} holidays do not fit {self.posted} posted days."
            )


@dataclass(frozen=True, slots=True)
class Need:
    """What a segment asks for. `is_graded` is False where it is too short for a grade: then the facts are kept alone."""

    days: int
    nights: int
    is_graded: bool


def need_of(segment: Segment, thresholds: Thresholds | None = None) -> Need:
    """What a member owes for a segment.

    Days: the month's threshold pro rata of the days posted and not on leave, rounded half up, and never more than can be worked
    there; nights likewise, and never more than the days. A month with many credited holidays thus asks for what is possible.
    """
    whole = thresholds or Thresholds()
    share = Fraction(segment.posted - segment.exempt_leave, segment.month)
    possible = segment.posted - segment.exempt_leave - segment.credited_holidays
    days = min(_half_up(whole.days * share), possible)
    nights = min(_half_up(whole.nights * share), days)
    return Need(days, nights, segment.posted >= whole.facts_only_below)


def _half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes up, as people reckon, and not to the even one."""
    return int(value + Fraction(1, 2))
