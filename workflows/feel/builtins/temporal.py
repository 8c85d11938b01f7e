"""Built-in functions on dates: names and numbers of days, weeks and months, now, today, and strict sameness."""

from __future__ import annotations

import datetime
from typing import Any

from workflows.feel.builtins.define import builtin
from workflows.feel.comparison import equal, kind
from workflows.feel.dates import Date, epoch_day, make_date, weekday
from workflows.feel.evaluation import Evaluation
from workflows.feel.foreign import adopt
from workflows.feel.times import DateTime, Time, from_datetime

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _day_of_year(day: Date) -> int:
    first = make_date(day.year, 1, 1)
    return epoch_day(day) - epoch_day(first if first is not None else day) + 1


def _week_of_year(day: Date) -> int:
    """The ISO 8601 week: the week of a day is that of its Thursday."""
    year = day.year % 400 + 2000
    return datetime.date(year, day.month, day.day).isocalendar().week


@builtin("day of year", "date: date", result="number")
def day_of_year(run: Evaluation, day: Date) -> int:
    """The number of the day in its year."""
    return _day_of_year(day)


@builtin("day of year", "date: date and time", result="number")
def day_of_year_of_moment(run: Evaluation, moment: DateTime) -> int:
    """The number of the day in its year."""
    return _day_of_year(moment.date)


@builtin("day of week", "date: date", result="string")
def day_of_week(run: Evaluation, day: Date) -> str:
    """The English name of the day of the week."""
    return _DAYS[weekday(day) - 1]


@builtin("day of week", "date: date and time", result="string")
def day_of_week_of_moment(run: Evaluation, moment: DateTime) -> str:
    """The English name of the day of the week."""
    return _DAYS[weekday(moment.date) - 1]


@builtin("month of year", "date: date", result="string")
def month_of_year(run: Evaluation, day: Date) -> str:
    """The English name of the month."""
    return _MONTHS[day.month - 1]


@builtin("month of year", "date: date and time", result="string")
def month_of_year_of_moment(run: Evaluation, moment: DateTime) -> str:
    """The English name of the month."""
    return _MONTHS[moment.date.month - 1]


@builtin("week of year", "date: date", result="number")
def week_of_year(run: Evaluation, day: Date) -> int:
    """The number of the ISO 8601 week."""
    return _week_of_year(day)


@builtin("week of year", "date: date and time", result="number")
def week_of_year_of_moment(run: Evaluation, moment: DateTime) -> int:
    """The number of the ISO 8601 week."""
    return _week_of_year(moment.date)


@builtin("now", result="date and time")
def now(run: Evaluation) -> DateTime:
    """The date and time of the environment, in its zone."""
    return from_datetime(run.environment.current())


@builtin("today", result="date")
def today(run: Evaluation) -> Date:
    """The date of the environment, in its zone."""
    return run.environment.current().date()


@builtin("is", "value1: Any", "value2: Any", result="boolean")
def is_same(run: Evaluation, first: Any, second: Any) -> bool:
    """Whether two values are of one type and the same element of its domain: times also by their zone."""
    first, second = adopt(first), adopt(second)
    if kind(first) != kind(second):
        return False
    if isinstance(first, (Time, DateTime)):
        return bool(first == second)
    return equal(first, second, run) is True
