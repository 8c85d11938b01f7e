"""Cells as text, ids and dates, whatever a spreadsheet program made of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from workflows.files.sheet import Cell

_DATE = re.compile(
    r"(?P<year>\d{4}|\d{2})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})(?!\d)日?(?:[T\s]*(?:星期|周)?(?P<weekday>[一二三四五六日天]))?"
)
_EXPONENT = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,3}")
_BLANKS = re.compile(r"\s+")
_WEEKDAYS = "一二三四五六日"
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheet programs
_SERIALS = (36_526, 73_050)  # 2000 to 2099
_YEARS = range(1900, 2100)
_EXACT = 10**15  # a number cell keeps 15 digits; a longer id has lost its last ones
NOTHING = ("", "-", "--", "—", "——", "/", "无")


@lru_cache(maxsize=4_096)
def normal(text: str) -> str:
    """Text for comparison: full-width forms narrowed, blanks and line breaks gone."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def as_text(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, dates as ISO; what stands for nothing (--) is empty."""
    if isinstance(cell, str):
        text = cell.strip()
    elif isinstance(cell, int | float):
        text = str(int(cell)) if abs(cell) < _EXACT and cell == int(cell) else f"{cell:.15g}"
    elif isinstance(cell, datetime | date | time):
        text = cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
    else:
        text = str(cell)
    return "" if text in NOTHING else text


@dataclass(frozen=True, slots=True)
class ReadId:
    """An id of a person as text; `is_lost`: it became a number and its last digits are gone."""

    text: str
    is_lost: bool = False


def as_id(cell: Cell) -> ReadId:
    """An id exactly as written. A number of more than 15 digits, or text like 9.00E+19, is lost and no id any more."""
    if isinstance(cell, int | float):
        is_whole = abs(cell) < _EXACT and cell == int(cell)
        return ReadId(as_text(cell), not is_whole)
    text = as_text(cell)
    return ReadId(text, bool(_EXPONENT.fullmatch(text)))


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date, and whether the weekday written beside it is another day's."""

    day: date
    is_weekday_wrong: bool = False


def as_date(cell: Cell) -> ReadDate | None:
    """The date of a cell: 26-06-17 星期三, 2026/6/17, 2026年6月17日, a date, a serial number. None for anything else."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return ReadDate(cell) if cell.year in _YEARS else None
    if isinstance(cell, int | float):
        return ReadDate(_EPOCH + timedelta(days=int(cell))) if _SERIALS[0] <= cell <= _SERIALS[1] else None
    if not isinstance(cell, str):
        return None
    return _written_date(cell.strip())


@lru_cache(maxsize=1_024)
def _written_date(text: str) -> ReadDate | None:
    found = _DATE.match(unicodedata.normalize("NFKC", text))
    if found is None:
        return None
    day = a_day(found["year"], found["month"], found["day"])
    if day is None:
        return None
    weekday = (found["weekday"] or "").replace("天", "日")
    return ReadDate(day, bool(weekday) and _WEEKDAYS[day.weekday()] != weekday)


def a_day(year: str, month: str, day: str) -> date | None:
    """The date of these digits; a year of two digits is of this century. None where the calendar has no such day, or for a year in
    which nobody concerned was alive: 0026 is a slip, not 2026."""
    number = int(year) if len(year) > 2 else 2000 + int(year)
    try:
        return date(number, int(month), int(day)) if number in _YEARS else None
    except ValueError:
        return None


def weekday_of(text: str) -> int | None:
    """0 for 一, 星期一, 周一 … 6 for 日, 天; None for other text."""
    text = normal(text).removeprefix("星期").removeprefix("周").replace("天", "日")
    return _WEEKDAYS.index(text) if len(text) == 1 and text in _WEEKDAYS else None
