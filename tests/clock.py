"""Times for tests: office-clock texts read into instants, and a clock that moves only when told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from workflows.calendar.zone import OFFICE_ZONE


def at(text: str) -> datetime:
    """The instant, in UTC, of an office-clock text such as "2018-12-10 15:00"; "24:00" is the end of that day."""
    day, _, hour = text.replace("T", " ").partition(" ")
    if hour == "24:00":
        moment = datetime.fromisoformat(day) + timedelta(days=1)
    else:
        moment = datetime.fromisoformat(f"{day} {hour or '00:00'}")
    return moment.replace(tzinfo=OFFICE_ZONE).astimezone(UTC)


class MovingClock:
    """A clock for Store that stands still until a test moves it; it never goes back."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move_to(self, moment: datetime | str) -> datetime:
        """Go to an instant, or to an office-clock text."""
        target = at(moment) if isinstance(moment, str) else moment
        if target < self.now:
            raise ValueError(f"The clock cannot go back from {self.now} to {target}.")
        self.now = target
        return self.now

    def forward(self, **duration: float) -> datetime:
        """Go forward, for instance by `days=1, hours=2`."""
        return self.move_to(self.now + timedelta(**duration))
