"""The period that a file's title names, and the columns that stand for its days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

from workflows.attendance.cells import as_moment
from workflows.attendance.header import Column
from workflows.attendance.results import Period
from workflows.files.cells import a_day, weekday_of

_DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_TO = r"\s*(?:至|到|~|～|—+|–|-)\s*"
_WHOLE = re.compile(_DAY + _TO + _DAY)
_WITHOUT_YEAR = re.compile(r"时间\s*:\s*(\d{1,2})[-/.月](\d{1,2})日?" + _TO + r"(\d{1,2})[-/.月](\d{1,2})日?")
_MADE = re.compile(r"(?:生成|制表|导出)时间\s*:\s*(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s+\d{1,2}:\d{2})")


def period_of(titles: Sequence[str]) -> Period | None:
    """The period that the lines above a header name; None where they name none, or no possible one.

    A period without years (WeCom) is the last one that ends on or before the day on which the file was made.
    """
    text = "\n".join(unicodedata.normalize("NFKC", title) for title in titles)
    found = _MADE.search(text)
    made = as_moment(re.sub(r"\s+", " ", found[1])) if found else None
    if whole := _WHOLE.search(text):
        first, last = a_day(*whole.group(1, 2, 3)), a_day(*whole.group(4, 5, 6))
    elif made and (part := _WITHOUT_YEAR.search(text)):
        last = _before(made.date(), *part.group(3, 4))
        first = _before(last, *part.group(1, 2)) if last else None
    else:
        return None
    if first is None or last is None or first > last:
        return None
    return Period(first, last, made)


def _before(limit: date, month: str, day: str) -> date | None:
    """The last such day on or before another."""
    for year in (limit.year, limit.year - 1):
        found = a_day(str(year), month, day)
        if found and found <= limit:
            return found
    return None


def days_of(columns: Sequence[Column], period: Period) -> dict[int, date] | None:
    """Which column is which day; None where the heads cannot be the period's days.

    Numbers and weekdays must fit, and one must be there; a holiday's name (劳动节) takes the day between its neighbours.
    Newest first is known too.
    """
    if not any(_names_a_day(text) for column in columns for text in (column.head, column.above)):
        return None
    length = (period.last - period.first).days + 1
    ascending = [period.first + timedelta(days=number) for number in range(length)]
    for days in (ascending, ascending[::-1]):
        if len(columns) == length and all(map(_fits, columns, days)):
            return {column.index: day for column, day in zip(columns, days, strict=True)}
    by_number = {day.day: day for day in ascending}
    if length <= 31 and columns and all(column.head.isdecimal() for column in columns):
        found = {column.index: by_number.get(int(column.head[:3])) for column in columns}
        if all(found.values()) and len(set(found.values())) == len(columns):
            return {index: day for index, day in found.items() if day}
    return None


def _names_a_day(text: str) -> bool:
    return (text.isdecimal() and len(text) <= 2) or weekday_of(text) is not None


def _fits(column: Column, day: date) -> bool:
    """True unless a number or a weekday in the heads says another day."""
    for text in (column.head, column.above):
        if text.isdecimal() and len(text) <= 2 and int(text) != day.day:
            return False
        weekday = weekday_of(text)
        if weekday is not None and weekday != day.weekday():
            return False
    return True
