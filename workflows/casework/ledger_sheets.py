"""A ledger over the rows of a sheet: what people decided row by row becomes a page and a workbook, a line a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, TypedDict

from sqlalchemy import select

from workflows.casework.ledger_rows import write_row
from workflows.casework.models import SheetRow
from workflows.casework.operations import Names, OperationCall, Source, operation
from workflows.casework.row_said import READ_BACK, said_of
from workflows.sentence import Sentence


@dataclass(frozen=True, slots=True)
class LedgerOfSheet:
    """Which ledger of the folder is written over which sheet of the case, beside what the task sees."""

    ledger: Annotated[str, Source.HEADER, Names.LEDGER]
    sheet: Annotated[str, Source.HEADER]
    seen: Annotated[dict[str, Any], Source.EVERYTHING]


class LinesWritten(TypedDict):
    """How many lines the ledger has of this case now."""

    ledger_lines: int


@operation(
    "ledger.write_rows",
    Sentence(
        "Write each row of the sheet `sheet` into the ledger of the folder that header `ledger` names, over what the task sees, "
        "its columns and answers, its `name`, whether it was left (is_left) and why (reason); written again, lines are replaced.",
        "将表 `sheet` 的各行逐行登记到表头 `ledger` 所指的台账：各栏取自此步可见的变量、该行各列和各项答案、姓名 `name`、"
        "是否未办（is_left）及原因（reason）；再次登记时更新原行。",
    ),
)
def write_rows(call: OperationCall, given: LedgerOfSheet) -> LinesWritten:
    """Operation `ledger.write_rows`. A sheet without rows writes none. Raises WrongValue as `ledger.write` does."""
    of_sheet = (SheetRow.case_id == call.case.id, SheetRow.process_id == call.process_id, SheetRow.sheet == given.sheet)
    rows = call.work.session.scalars(select(SheetRow).where(*of_sheet).order_by(SheetRow.place, SheetRow.key)).all()
    said = said_of(call.work, call.case.id)
    for row in rows:
        about = {"name": row.name, "is_left": row.is_left, "reason": row.reason, "said": None, "outcome": None}
        if row.id in said:
            about["said"] = READ_BACK[said[row.id].state]
        write_row(call, given.ledger, {**given.seen, **about, **row.given, **row.answers}, entry=row.key)
    return {"ledger_lines": len(rows)}
