"""When a start by the clock is due: one date, or a cycle that says its first moment, counted in the office's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from workflows.feel import read_cycle, read_moment
from workflows.feel.moments import Cycle
from workflows.procedure.model import TimerKind

SHORTEST: Final = timedelta(hours=1)
"""Each firing opens a case that people work on: a cycle quicker than this would bury them before anybody could stop it."""
DUE_AT: Final = "due_at"
"""The variable that a start by the clock gives: the moment at which it was due, as a text in the office's zone."""


class CatchUp(StrEnum):
    """What becomes of the due times of a start by the clock that went by while nothing ran (property `catch_up`).

    `catchup` is the word of the schedulers that offer the choice (Apache Airflow). Each due time has its own case, or only the
    latest one has, and the others are passed over.
    """

    EACH = "each"
    LATEST = "latest"


class NoClock(Exception):
    """A text by which no case can start; `code` is the sentence of the checks that says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class ClockTimes:
    """The due times of one start event: `date` alone, or the occurrences of `cycle`."""

    date: datetime | None
    cycle: Cycle | None
    zone: tzinfo

    @classmethod
    def read(cls, kind: TimerKind, text: str, zone: tzinfo) -> ClockTimes:
        """From a text without FEEL. Raises NoClock for any that starts nothing or too much."""
        if kind is TimerKind.DURATION:
            raise NoClock("clock_duration")
        if kind is TimerKind.DATE:
            date = read_moment(text, zone)
            if date is None:
                raise NoClock("clock_unreadable")
            return cls(date, None, zone)
        cycle = read_cycle(text, zone)
        if cycle is None:
            raise NoClock("clock_unreadable")
        if cycle.start is None:
            # Counted from publication it would move with every new version, and "the 1st of the month" could not be said.
            raise NoClock("clock_no_first")
        if cycle.interval.after(cycle.start, 1, zone) - cycle.start < SHORTEST:
            raise NoClock("clock_quick")
        return cls(None, cycle, zone)

    def next_after(self, moment: datetime) -> datetime | None:
        """The first due time after `moment`, None where there is none any more."""
        if self.cycle is None or self.cycle.start is None:
            return self.date if self.date is not None and self.date > moment else None
        start = self.cycle.start
        number = self.cycle.last_at(moment, 0, start, self.zone) + 1
        if self.cycle.times is not None and number > self.cycle.times:
            return None
        try:
            return self.cycle.occurrence(number, start, self.zone)
        except OverflowError:
            return None

    def passed(self, first: datetime, now: datetime) -> list[datetime]:
        """The due times from `first`, which is one, up to `now`, in order."""
        found = [first]
        while (following := self.next_after(found[-1])) is not None and following <= now:
            found.append(following)
        return found
