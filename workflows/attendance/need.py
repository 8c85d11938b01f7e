"""How many days and nights a member owes in a month, pro rata of the days posted and not on leave. Pure functions.

The office's rule is 22 days in the village and 15 nights lodged of a full month; how a part of a month is reckoned is the
office's default. The thresholds come from its settings, so that another jurisdiction keeps its own.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
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


def segment_of(
    first: date, last: date, month: date, leave: Mapping[date, Fraction], days_off: Collection[date] = ()
) -> Segment:
    """A posting's part of a month: `first` and `last` are the posting's days, both included, `month` any day of it.

    `leave`: exempt approved leave by day; parts of days are summed and only whole days lower the need. `days_off`: the statutory
    holidays that the jurisdiction credits, none by default; those wholly on leave are not credited again.
    Raises ValueError for a posting that has no day in the month.
    """
    length = monthrange(month.year, month.month)[1]
    begin, end = max(first, month.replace(day=1)), min(last, month.replace(day=length))
    if begin > end:
        raise ValueError(f"The posting from {first} to {last} has no day in {month:%Y-%m}.")
    posted = [begin + timedelta(days=number) for number in range((end - begin).days + 1)]
    exempt = sum((leave.get(day, Fraction(0)) for day in posted), Fraction(0))
    credited = sum(1 for day in posted if day in days_off and leave.get(day, 0) < 1)
    return Segment(length, len(posted), int(exempt), min(credited, len(posted) - int(exempt)))


def joined(segments: Iterable[Segment]) -> Segment:
    """One member's segments of one month as one: two villages in a month are assessed once (M1), so nothing is rounded twice.

    Raises ValueError where there is none, or segments of different months.
    """
    parts = list(segments)
    if len({part.month for part in parts}) != 1:
        raise ValueError("Segments of one month are joined, and at least one.")
    return Segment(
        parts[0].month,
        sum(part.posted for part in parts),
        sum(part.exempt_leave for part in parts),
        sum(part.credited_holidays for part in parts),
    )


def is_gap_covered_by_leave(
    present: Fraction | int, leave_days: Fraction | int, segment: Segment, thresholds: Thresholds | None = None
) -> bool:
    """True where days present and days of approved leave reach the threshold pro rata of the days posted (D2b.1)."""
    whole = thresholds or Thresholds()
    return present + leave_days >= _half_up(whole.days * Fraction(segment.posted, segment.month))


def empty_slot_days(first: date, last: date, postings: Iterable[tuple[date, date]]) -> int:
    """Days from one to another, both included, on which nobody held a slot: they are the unit's, no member's (3.2).

    `postings`: first and last day of each, both included; they may overlap during a handover.
    """
    held = list(postings)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return sum(1 for day in days if not any(begin <= day <= end for begin, end in held))


def _half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes up, as people reckon, and not to the even one."""
    return int(value + Fraction(1, 2))
