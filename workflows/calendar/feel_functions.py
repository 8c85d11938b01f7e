"""The calendar's functions for FEEL expressions in diagrams and tables; how a function is offered is the FEEL room's matter.

`end of day(from, days?)` · `add working days(from, days)` · `working days between(start, end)` · `is working day(day)` ·
`official date(day)` · `official time(moment)` · `due text(moment)`
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timezone
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any

from workflows.calendar.day_ends import due_text, end_of_nth_day_after, official_date, official_time
from workflows.calendar.days import Calendar
from workflows.calendar.working_days import add_working_days, working_days_between
from workflows.feel import define_function, read_date_time
from workflows.feel.builtins.define import Builtin
from workflows.feel.times import DateTime


def calendar_functions(calendar: Calendar | Callable[[], Calendar]) -> Mapping[str, Builtin]:
    """The functions over a calendar, for `feel.Environment.functions`.

    A callable is asked for the calendar when an expression first needs it: most steps of a case never do.
    A date and time without an offset is on the office's clock. An argument of another type, a fraction of a day, or a
    count beyond what the calendar counts gives null, as everywhere in FEEL.
    """
    office = _Office(calendar)
    functions = (
        define_function("end of day", ["from: Any", "days: number?"], _or_null(office.end_of_day)),
        define_function("add working days", ["from: Any", "days: number"], _or_null(office.add_working_days)),
        define_function("working days between", ["start: Any", "end: Any"], _or_null(office.working_days_between)),
        define_function("is working day", ["day: Any"], _or_null(office.is_working_day)),
        define_function("official date", ["day: Any"], _or_null(office.official_date)),
        define_function("official time", ["moment: Any"], _or_null(office.official_time)),
        define_function("due text", ["moment: Any"], _or_null(office.due_text)),
    )
    return MappingProxyType({function.name: function for function in functions})


class _Office:
    """The functions as Python sees them; each raises ValueError or OverflowError for what it cannot answer."""

    def __init__(self, source: Calendar | Callable[[], Calendar]) -> None:
        self._source = source

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar, found out on first use."""
        return self._source if isinstance(self._source, Calendar) else self._source()

    def end_of_day(self, start: Any, days: int | Decimal | None = None) -> datetime:
        """24:00 of the day of `start`, or of the `days`-th day after it, as 00:00 of the next with the office's offset."""
        end = end_of_nth_day_after(self.calendar, self._moment(start), _whole(days or 0), rolls=None if days else False)
        return self._with_offset(end)

    def add_working_days(self, start: Any, days: int | Decimal) -> date | datetime:
        """The day `days` working days on; a date and time keeps its hour on the office's clock."""
        moment = self._moment(start)
        day = add_working_days(self.calendar, moment.date(), _whole(days))
        if isinstance(start, DateTime):
            return self._with_offset(datetime.combine(day, moment.timetz()))
        return day

    def working_days_between(self, start: Any, end: Any) -> int:
        """The working days after `start` up to and including `end`, negative backwards."""
        return working_days_between(self.calendar, self._moment(start).date(), self._moment(end).date())

    def is_working_day(self, day: Any) -> bool:
        """True where the office works on this day."""
        return self.calendar.is_working_day(self._moment(day).date())

    def official_date(self, day: Any) -> str:
        """A day as letters write it: `2026年11月25日`."""
        return official_date(self._written(day).date())

    def official_time(self, moment: Any) -> str:
        """A moment as letters write it: `2026年11月25日15时30分`; the end of a day is its 24时."""
        return official_time(self._written(moment, needs_time=True), self.calendar.zone)

    def due_text(self, moment: Any) -> str:
        """A moment as lists and pages write it: `2026-11-25 24:00`."""
        return due_text(self._written(moment, needs_time=True), self.calendar.zone)

    def _written(self, value: Any, *, needs_time: bool = False) -> datetime:
        """The same, for values that are written: cases keep dates and times as ISO texts."""
        if isinstance(value, str):
            value = read_date_time(value) if "T" in value else date.fromisoformat(value)
        if needs_time and not isinstance(value, DateTime):
            raise ValueError(f"{value!r} is no moment.")
        return self._moment(value)

    def _moment(self, value: Any) -> datetime:
        """A date as its first instant, a date and time as it stands, both on the office's clock."""
        zone = self.calendar.zone
        if isinstance(value, DateTime):
            return value.to_datetime(zone).astimezone(zone)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=zone)
        raise ValueError(f"{value!r} is neither a date nor a date and time.")

    def _with_offset(self, moment: datetime) -> datetime:
        """The same instant with the office's offset in place of its zone: the form in which cases store times."""
        local = moment.astimezone(self.calendar.zone)
        offset = local.utcoffset()
        return local if offset is None else local.replace(tzinfo=timezone(offset))


def _whole(days: int | Decimal) -> int:
    if days != int(days):
        raise ValueError(f"{days} is not a whole number of days.")
    return int(days)


def _or_null(call: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with null where it has no answer: FEEL knows no exceptions."""

    def answer(*arguments: Any) -> Any:
        try:
            return call(*arguments)
        except (ValueError, OverflowError):
            return None

    return answer
