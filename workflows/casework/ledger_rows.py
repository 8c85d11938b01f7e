"""Ledgers that are files of their procedure: a step writes a row of its case, over what the step sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any

from sqlalchemy import select

from workflows import feel
from workflows.calendar.zone import OFFICE_ZONE, local_date
from workflows.casework import catalogue
from workflows.casework.errors import WrongValue
from workflows.casework.expressions import environment_for
from workflows.casework.filling import as_written, as_written_in_english
from workflows.casework.locked_case import LockedCase
from workflows.casework.models import LedgerRow
from workflows.casework.operations import Names, OperationCall, Source, operation
from workflows.feel.times import DateTime
from workflows.procedure.ledger_model import LedgerFile
from workflows.sentence import Sentence
from workflows.store import update_row

MAX_CELL = 500
"""Characters of a cell: what is longer is cut with `…`; the case holds it whole."""


@dataclass(frozen=True, slots=True)
class LedgerGiven:
    """Which ledger of the folder, over what the task sees; `entry` tells the rows of one case apart where it has several."""

    ledger: Annotated[str, Source.HEADER, Names.LEDGER]
    seen: Annotated[Mapping[str, Any], Source.EVERYTHING]
    entry: Annotated[str, Source.HEADER_OR_INPUT] = ""


@operation(
    "ledger.write",
    Sentence(
        "Write the row of this case into the ledger of the folder that header `ledger` names, over what the task sees; written "
        "again, the row is replaced. `entry` tells the rows of one case apart where it has several.",
        "将本案登记到表头 `ledger` 所指的台账，各栏取自此步可见的变量；再次登记时更新原行。一案有多行的，用 `entry` 区分。",
    ),
)
def write_ledger(call: OperationCall, given: LedgerGiven) -> None:
    """Operation `ledger.write`. Raises WrongValue where the day is none, or a column gives what no cell can hold."""
    write_row(call, given.ledger, given.seen, entry=given.entry)


def write_row(call: OperationCall, ledger_id: str, scope: Mapping[str, Any], *, entry: str = "") -> LedgerRow:
    """Write, or replace, the row of the case in a ledger, for operations that name one. Raises KeyError for a ledger that the
    procedure does not hold, WrongValue likewise."""
    ledger = _ledger_of(call, ledger_id)
    environment = call.environment or environment_for(call.work, call.case)
    cells = {
        column.key: _cell(call.element.id, f"{ledger_id}.{column.key}", _value(column.value, scope, environment))
        for column in ledger.columns
    }
    given = _value(ledger.day, scope, environment)
    day = _day(given)
    if day is None:
        raise _wrong(call.element.id, f"{ledger_id}.day", given)
    written = {
        "day_at": datetime.combine(day, time(), OFFICE_ZONE),
        "written_at": call.work.now,
        "element_id": call.element.id,
        "cells": {key: value for key, value in cells.items() if value is not None},
        "words": _words(cells),
    }
    named = {"case_id": call.case.id, "process_id": call.process_id, "ledger_id": ledger_id, "entry": entry[:80]}
    row = call.work.session.scalar(select(LedgerRow).filter_by(**named))
    if row is None:
        row = LedgerRow(**named, **written)
        call.work.session.add(row)
    else:
        update_row(call.work, row, **written)
    return row


def tell_rows_again(running: LockedCase, scope: Mapping[str, Any]) -> None:
    """Write the rows of a case once more, after something else was decided of it: by the columns that readers see, over `scope`,
    what the whole case holds. What that does not tell, because only the step that wrote it knew, stays as it was."""
    work = running.work
    for row in work.session.scalars(select(LedgerRow).where(LedgerRow.case_id == running.case.id)):
        newest = catalogue.procedure_of(work, catalogue.latest_version(work, row.process_id).id)
        file = newest.ledgers.get(row.ledger_id)
        cells = dict(row.cells)
        for column in file.columns if file is not None else ():
            at, value = f"{row.ledger_id}.{column.key}", _value(column.value, scope, running.environment)
            cell = _cell(row.element_id, at, value)
            if cell is not None:
                cells[column.key] = cell
        if cells != row.cells:
            update_row(work, row, cells=cells, words=_words(cells), written_at=work.now)


def _words(cells: Mapping[str, Any]) -> str:
    return " ".join(str(_plain(value)) for value in cells.values() if value is not None)


def _ledger_of(call: OperationCall, ledger_id: str) -> LedgerFile:
    version = catalogue.version_in_case(call.case, call.process_id)
    return catalogue.procedure_of(call.work, version).ledgers[ledger_id]


def _value(source: str, scope: Mapping[str, Any], environment: feel.Environment) -> Any:
    try:
        return feel.parse_expression(source).evaluate(scope, environment)
    except feel.FeelError:
        return None


def _day(value: Any) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    if isinstance(value, DateTime):
        return local_date(value.to_datetime(OFFICE_ZONE))
    return date(value.year, value.month, value.day) if hasattr(value, "toordinal") else None


def _cell(element_id: str, at: str, value: Any) -> Any:
    """A cell as it is kept: a day as {"date": …}, a number as it is, everything else as text; None where it is empty."""
    if value is None or value == "":
        return None
    if hasattr(value, "toordinal"):
        day = _day(value)
        return {"date": day.isoformat()} if day is not None else None
    if not isinstance(value, (bool, str, list, DateTime)):
        plain = feel.to_json(value)
        if isinstance(plain, int | float):
            return plain
    zh, en = as_written(value), as_written_in_english(value)
    if zh is None:
        raise _wrong(element_id, at, value)
    text = zh if isinstance(value, (str, list)) or zh == en else f"{en}"
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def _plain(cell: Any) -> Any:
    return cell["date"] if isinstance(cell, Mapping) else cell


def _wrong(element_id: str, at: str, value: Any) -> WrongValue:
    found = feel.kind(value)
    return WrongValue(
        element_id,
        f"The ledger was not written: {at} gave {found}. Have the variable corrected, then retry.",
        f"台账未登记：{at} 得到 {found}，不能写入单元格。请更正变量后重试。",
    )
