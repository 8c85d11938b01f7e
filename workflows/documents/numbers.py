"""Numbers of letters, orders and slots: one series per kind and year, without gaps inside committed transactions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from workflows.calendar.zone import local_date
from workflows.documents.models import Document, DocumentSeries
from workflows.proof.derived import derives
from workflows.store import UnitOfWork, stand_in_line

_WRITTEN = re.compile(r"(?P<series>.+)〔(?P<year>[0-9]{4})〕(?P<last>[0-9]{1,9})号")
_columns: list[InstrumentedAttribute[str]] = [Document.number]


_BRACKETS = str.maketrans("[]［］【】()（）", "〔〕〔〕〔〕〔〕〔〕")


def as_numbered(typed: str) -> str:
    """A number as somebody typed it, written as letters bear it: `驻召[2018] 3号` is `驻召〔2018〕3号`."""
    return "".join(typed.split()).translate(_BRACKETS)


def next_number(work: UnitOfWork, series: str) -> str:
    """The next number of a series in the year of the transaction, written as official letters are: `驻召〔2018〕3号`.

    The row stays locked until the transaction ends, so that two transactions can never be given the same number. A step that
    issues letters of two series and one that issues them the other way round would wait for each other: they stand in line.
    """
    stand_in_line(work, "document_series")
    year = local_date(work.now).year
    row = work.session.get(DocumentSeries, (series, year), with_for_update=True)
    if row is None:
        row = _first(work, series, year)
    row.last += 1
    work.session.flush()
    return f"{series}〔{year}〕{row.last}号"


def _first(work: UnitOfWork, series: str, year: int) -> DocumentSeries:
    """The row of a series that begins; another transaction may begin it at the same moment, then its row is taken."""
    try:
        with work.session.begin_nested():
            row = DocumentSeries(series=series, year=year, last=0)
            work.session.add(row)
            work.session.flush()
            return row
    except IntegrityError:
        return work.session.get_one(DocumentSeries, (series, year), with_for_update=True, populate_existing=True)


def numbers_stand_in(column: InstrumentedAttribute[str]) -> None:
    """Say where else than in letters the numbers of series stand."""
    _columns.append(column)


@derives(DocumentSeries, "series", "year", "last")
def last_numbers(work: UnitOfWork) -> Iterator[Mapping[str, Any] | str]:
    """The last number of every series and year: the highest that a letter, or whatever else is numbered, carries."""
    last: dict[tuple[str, int], int] = {}
    for column in _columns:
        for number in work.session.scalars(select(column).execution_options(yield_per=1_000)):
            found = _WRITTEN.fullmatch(number or "")
            if found:
                key = found["series"], int(found["year"])
                last[key] = max(int(found["last"]), last.get(key, 0))
    for (series, year), highest in last.items():
        yield {"series": series, "year": year, "last": highest}
