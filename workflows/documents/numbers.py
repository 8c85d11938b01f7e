"""Numbers of letters, orders and slots: one series per kind and year, without gaps inside committed transactions."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from workflows.calendar.zone import local_date
from workflows.documents.models import DocumentSeries
from workflows.store import UnitOfWork


def next_number(work: UnitOfWork, series: str) -> str:
    """The next number of a series in the year of the transaction, written as official letters are: `驻召〔2018〕3号`.

    The row stays locked until the transaction ends, so that two transactions can never be given the same number.
    """
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
