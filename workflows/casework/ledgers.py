"""Ledgers as their readers open them: whoever the ledger names, of those who read the file of the case; recused, they lose its row.

A row of a case is opened by what opens its file (design 6a, rule 2): post, units, relations and recusals are asked of case_reader.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, not_, or_, select
from sqlalchemy.orm import aliased

from workflows.calendar.zone import OFFICE_ZONE, local_date
from workflows.casework import access, catalogue, duties
from workflows.casework.errors import NotFound
from workflows.casework.keys import Key, beyond, page_of
from workflows.casework.models import Case, CaseStatus, LedgerRow, SheetRow
from workflows.people import Actor, Holding
from workflows.procedure.ledger_model import LedgerFile
from workflows.procedure.model import Procedure
from workflows.store import UnitOfWork

PER_PAGE = 44


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger as the newest version of its procedure has it."""

    procedure: Procedure
    file: LedgerFile


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its cells in the order of the columns, None for an empty one, and the case that it stands for."""

    case_id: uuid.UUID
    day: date
    cells: Sequence[str | float | date | None]
    is_void: bool  # its case was cancelled


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of a ledger, the latest day first; `following` is where the next begins."""

    lines: Sequence[Line]
    following: Key | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: days from one to another, both included, and words that stand in a cell."""

    first: date | None = None
    last: date | None = None
    words: str = ""


def ledgers_of(work: UnitOfWork, actor: Actor) -> list[Ledger]:
    """The ledgers that one of the actor's posts opens, of the newest version of each procedure."""
    versions = [each for each in catalogue.latest_versions(work) if not catalogue.is_damaged(work, each.id)]
    catalogue.read_ahead(work, [each.id for each in versions])
    found = []
    for version in versions:
        procedure = catalogue.procedure_of(work, version.id)
        found += [Ledger(procedure, each) for each in procedure.ledgers.values() if _opens(actor.holdings, each)]
    return found


def ledger_named(work: UnitOfWork, actor: Actor, process_id: str, ledger_id: str) -> Ledger:
    """One ledger. Raises NotFound where there is none, or none of the actor's posts opens it."""
    version = catalogue.latest_version(work, process_id)
    procedure = catalogue.procedure_of(work, version.id)
    file = procedure.ledgers.get(ledger_id)
    if file is None or not _opens(actor.holdings, file):
        raise NotFound("There is no such ledger.", "没有这个台账。")
    return Ledger(procedure, file)


def lines_of(
    work: UnitOfWork,
    actor: Actor,
    ledger: Ledger,
    wanted: Wanted,
    *,
    after: Key | None = None,
    per_page: int = PER_PAGE,
) -> Lines:
    """One page of the rows that the actor may read: two statements."""
    named = (LedgerRow.process_id == ledger.procedure.process_id, LedgerRow.ledger_id == ledger.file.id)
    days = [] if wanted.first is None else [LedgerRow.day_at >= _begin(wanted.first)]
    days += [] if wanted.last is None else [LedgerRow.day_at < _begin(wanted.last + timedelta(days=1))]

    def walk(limit: int) -> Select[Any, Any]:
        bounds = beyond(LedgerRow.day_at, LedgerRow.id, after, is_falling=True)
        return (
            select(LedgerRow.day_at, LedgerRow.id)
            .where(*named, *days, *bounds)
            .order_by(LedgerRow.day_at.desc(), LedgerRow.id.desc())
            .limit(limit)
        )

    def narrow(found: Select[Any, Any], row_id: Any) -> Select[Any, Any]:
        row = aliased(LedgerRow)
        words = [row.words.icontains(wanted.words.strip(), autoescape=True)] if wanted.words.strip() else []
        return found.join(row, row.id == row_id).where(*words, _is_open(actor, ledger.file, row))

    page = page_of(work, walk, per_page, narrow, is_falling=True, reads_texts=bool(wanted.words.strip()))
    rows = work.session.execute(
        select(LedgerRow, Case.status).join(Case, Case.id == LedgerRow.case_id).where(LedgerRow.id.in_(page.rows))
    )
    by_id = {row.id: _line(ledger.file, row, status) for row, status in rows}
    return Lines([by_id[row_id] for row_id in page.rows], page.following)


def all_lines(work: UnitOfWork, actor: Actor, ledger: Ledger, wanted: Wanted, *, per_page: int = 400) -> Iterator[Line]:
    """Every row that the actor may read, page after page, for a workbook."""
    after: Key | None = None
    while True:
        page = lines_of(work, actor, ledger, wanted, after=after, per_page=per_page)
        yield from page.lines
        after = page.following
        if after is None:
            return


def _is_open(actor: Actor, file: LedgerFile, row: type[LedgerRow]) -> ColumnElement[bool]:
    """SQL: the actor reads the file by a post that opens the ledger, and the line was not written over the row of a sheet that
    `row_grants` closes: about them or a relative, or, in the place of somebody absent, about the absent or a relative of theirs."""
    over = (SheetRow.case_id == row.case_id, SheetRow.process_id == row.process_id, SheetRow.key == row.entry)
    ways = []
    for absent, is_read in access.ways_of_reading(actor, row.case_id, row.process_id):
        for_id, close = (None, actor.close) if absent is None else (absent.person_id, actor.close | absent.close)
        if _opens([each for each in actor.holdings if each.for_id == for_id], file):
            ways.append(and_(is_read, not_(exists().where(*over, SheetRow.person_id.in_(close)))))
    return and_(or_(false(), *ways), not_(duties.stands_aside(actor, row.case_id, row.process_id)))


def _opens(holdings: Sequence[Holding], file: LedgerFile) -> bool:
    return any(holding.post_key in file.readers for holding in holdings if not holding.is_closing)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), OFFICE_ZONE)


def _line(file: LedgerFile, row: LedgerRow, status: str) -> Line:
    cells = row.cells or {}
    shown = tuple(_read(cells.get(column.key)) for column in file.columns)
    return Line(row.case_id, local_date(row.day_at), shown, status == CaseStatus.CANCELLED)


def _read(cell: Any) -> str | float | date | None:
    if isinstance(cell, Mapping):
        return date.fromisoformat(cell["date"])
    return cell if isinstance(cell, str | int | float) else None
