"""What an address asks the board for, and the address that asks for it: pages, workbook, chips and saved views share it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import request, url_for
from flask_babel import lazy_gettext

from webapp.labels import LABELS
from workflows.calendar.day_ends import end_of_day
from workflows.calendar.zone import local_date
from workflows.casework.board_calendar import MOMENT
from workflows.casework.board_filter import LATEST, NEWEST, URGENT, BoardFilter
from workflows.casework.models import DeadlineStatus

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)  # of what a page of days is asked for
ORDERS = {
    URGENT: lazy_gettext("Most urgent first"),
    LATEST: lazy_gettext("Due last first"),
    NEWEST: lazy_gettext("Newest case first"),
}
"""The orders of the board in words."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of an address. What means nothing is left out, and what only running clocks have is left out of the others."""

    status: str
    name: str
    search: str
    unit: str
    process_id: str
    held: str
    order: str
    limit: str  # overdue, today, or empty
    day: date | None

    @property
    def is_running(self) -> bool:
        """True where clocks that run are asked for."""
        return self.status == DeadlineStatus.RUNNING.value

    @property
    def is_narrowed(self) -> bool:
        """True where a filter leaves clocks out."""
        asked = (self.name, self.search, self.unit, self.process_id, self.held, self.limit, self.day)
        return any(asked)

    @property
    def asks(self) -> dict[str, str]:
        """The arguments of the address that say the same; none for the board as it opens."""
        found = {
            "status": "" if self.is_running else self.status,
            "name": self.name,
            "procedure": self.process_id,
            "q": self.search,
            "unit": self.unit,
            "held": self.held,
            "order": "" if self.order == URGENT else self.order,
            "day": self.day.isoformat() if self.day is not None else "",
            self.limit: "1" if self.limit else "",
        }
        return {key: value for key, value in found.items() if value}

    def address(self, endpoint: str = "deadlines.index", **changed: object) -> str:
        """The address of a page of the same filters, with some of them changed; None takes one away."""
        return url_for(endpoint, **{key: value for key, value in {**self.asks, **changed}.items() if value is not None})

    def of_board(self, now: datetime) -> BoardFilter:
        """The same for the board."""
        due_from, due_before = None, None
        if self.day is not None:
            due_from, due_before = end_of_day(self.day - timedelta(days=1)) + MOMENT, end_of_day(self.day) + MOMENT
        elif self.limit == "overdue":
            due_before = now
        elif self.limit == "today":
            due_before = end_of_day(local_date(now)) + MOMENT
        return BoardFilter(
            status=self.status,
            name=self.name or None,
            words=self.search,
            below=self.unit,
            process_id=self.process_id or None,
            due_from=due_from,
            due_before=due_before,
            held=self.held,
            order=self.order,
        )


def wanted_here() -> Wanted:
    """The filters of the present address, or of the form that was sent."""
    asked = request.values
    status = asked.get("status", "")
    status = status if status in LABELS["deadline_status"] else DeadlineStatus.RUNNING.value
    is_running = status == DeadlineStatus.RUNNING.value
    day = day_of(asked.get("day", "")) if is_running else None
    limit = next((each for each in ("overdue", "today") if asked.get(each) == "1"), "")
    order = asked.get("order", "")
    return Wanted(
        status=status,
        name=asked.get("name", "")[:80],
        search=asked.get("q", "")[:80].strip(),
        unit=asked.get("unit", "")[:120].strip(),
        process_id=asked.get("procedure", "")[:120],
        held=asked.get("held", "")[:80].strip() if is_running else "",
        order=order if is_running and order in ORDERS else URGENT,
        limit=limit if is_running and day is None else "",
        day=day,
    )


def day_of(text: str) -> date | None:
    """The day that a text writes as year-month-day (year-month for its first); None for anything else, and for far-off ones."""
    try:
        day = date.fromisoformat(f"{text}-01" if len(text) == len("2026-01") else text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
