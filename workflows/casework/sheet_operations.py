"""Open the rows of a sheet, and read them back into the case: what diagrams call before and after a task over rows."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NotRequired, TypedDict

from sqlalchemy import select

from workflows.casework.errors import InvalidRequest, NotFound
from workflows.casework.models import SheetRow
from workflows.casework.operations import OperationCall, Source, operation
from workflows.casework.row_asks import come_due
from workflows.casework.row_said import READ_BACK, said_of
from workflows.casework.sheets import sheet_named
from workflows.people import Person
from workflows.sentence import Sentence
from workflows.store import insert_rows, update_row

KEY_LIMIT = 80
ROW_LIMIT = 5_000
COLUMNS_LIMIT = 32 * 1024  # bytes of one row
OPEN_ROWS, READ_ROWS = "case.open_rows", "case.read_rows"


class RowGiven(TypedDict):
    """What is said of one row: a key that is its own, what people call it, and its columns. `group`: which of several tasks over
    the sheet it is for. `person`: the id of the person it is about, who never answers on it.
    """

    key: str
    name: NotRequired[str]
    group: NotRequired[str]
    person: NotRequired[uuid.UUID]
    columns: NotRequired[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class OpenRows:
    """What `case.open_rows` reads."""

    rows: list[RowGiven]
    sheet: Annotated[str, Source.HEADER]


@dataclass(frozen=True, slots=True)
class ReadRows:
    """What `case.read_rows` reads."""

    sheet: Annotated[str, Source.HEADER]


class RowsOpened(TypedDict):
    """What `case.open_rows` writes: how many rows the sheet has now."""

    rows_opened: int


class RowsRead(TypedDict):
    """What `case.read_rows` writes."""

    sheet_rows: list[Mapping[str, Any]]


@operation(
    OPEN_ROWS,
    Sentence(
        "Open the rows of the sheet `sheet`, one for each element of a list, for the task that names it. A row whose key is open "
        "already takes the new columns and, where they differ, is asked again.",
        "按列表逐行打开表 `sheet`，供标明该表的任务办理；同一键已打开的行更新各列，内容有变的重新办理。",
    ),
)
def open_rows_of(call: OperationCall, given: OpenRows) -> RowsOpened:
    """Operation `case.open_rows`. Raises InvalidRequest where a row cannot be one, before any is opened."""
    return {"rows_opened": open_rows(call, given.sheet, given.rows)}


Keeps = Callable[[Mapping[str, Any], RowGiven], bool]
"""Whether the answers that stand on a row still answer what is asked of it now."""


def open_rows(
    call: OperationCall, sheet: str, rows: Sequence[RowGiven], *, keeps: Keeps = lambda _answers, _row: True
) -> int:
    """Open rows of a sheet in the case of an operation; the rooms that declare sheets call it from their own. How many it has now.

    A row that is asked again begins with the answers that stand on it, where `keeps` says so and it is about the same person.
    Raises InvalidRequest for a key given twice or too long, too many rows, too much in one, a person who does not exist, and
    columns that a declared sheet does not have.
    """
    _require_rows(rows)
    _require_people(call, rows)
    declared = sheet_named(sheet)
    if declared is not None:
        for row in rows:
            declared.require_columns(row.get("columns", {}), row["key"])
    of_sheet = (SheetRow.case_id == call.case.id, SheetRow.process_id == call.process_id, SheetRow.sheet == sheet)
    known = {row.key: row for row in call.work.session.scalars(select(SheetRow).where(*of_sheet))}
    fresh: list[SheetRow] = []
    for place, row in enumerate(rows):
        told = _told(row, place)
        old = known.get(row["key"])
        if old is None:
            made = {"case_id": call.case.id, "process_id": call.process_id, "sheet": sheet, "opened_at": call.work.now}
            fresh.append(SheetRow(key=row["key"], **made, **told))
        elif any(getattr(old, name) != value for name, value in told.items() if name != "place"):
            is_kept = old.person_id == told["person_id"] and keeps(old.answers, row)
            standing = {"answers": old.answers, "labels": old.labels} if is_kept else {"answers": {}, "labels": {}}
            again = {"settled_task_id": None, "is_left": False, "reason": "", **standing}
            update_row(call.work, old, **told, **again, version=old.version + 1)
    insert_rows(call.work, *fresh, is_kept=False)
    return len(known) + len(fresh)


def _told(row: RowGiven, place: int) -> dict[str, Any]:
    person = row.get("person")
    return {
        "name": str(row.get("name") or row["key"]),
        "group_key": row.get("group") or "",
        "person_id": uuid.UUID(str(person)) if person is not None else None,
        "place": place,
        "given": dict(row.get("columns", {})),
    }


def _require_rows(rows: Sequence[RowGiven]) -> None:
    if len(rows) > ROW_LIMIT:
        raise InvalidRequest(
            f"The sheet would have {len(rows)} rows; it can have at most {ROW_LIMIT}. Cut it into several groups or parts.",
            f"该表将有 {len(rows)} 行，最多 {ROW_LIMIT} 行；请拆分为多个组或部分。",
        )
    twice = sorted(key for key, count in Counter(row["key"] for row in rows).items() if count > 1)
    if twice:
        place = max(number for number, row in enumerate(rows, 1) if row["key"] == twice[0])
        raise InvalidRequest(
            f"Row {place} has the key of another row; give each its own (keys given twice: {len(twice)}).",
            f"有 {len(twice)} 个键重复（首个为第 {place} 行）；每一行须有自己的键。",
        )
    for number, row in enumerate(rows, 1):
        if not row["key"].strip() or len(row["key"]) > KEY_LIMIT or len(row.get("group") or "") > KEY_LIMIT:
            raise InvalidRequest(
                f"The key of row {number} must have 1 to {KEY_LIMIT} characters, its group at most as many.",
                f"第 {number} 行的键须为 1 至 {KEY_LIMIT} 个字符，其组也不得超过此数。",
            )
        size = len(json.dumps(row.get("columns", {}), ensure_ascii=False, default=str).encode())
        if size > COLUMNS_LIMIT:
            raise InvalidRequest(
                f"The columns of row {number} hold {size // 1024} KB; at most {COLUMNS_LIMIT // 1024} KB can be kept.",
                f"第 {number} 行各列共 {size // 1024} KB，最多保存 {COLUMNS_LIMIT // 1024} KB。",
            )


def _require_people(call: OperationCall, rows: Sequence[RowGiven]) -> None:
    wanted = {uuid.UUID(str(row["person"])) for row in rows if row.get("person") is not None}
    if not wanted:
        return
    found = set(call.work.session.scalars(select(Person.id).where(Person.id.in_(wanted))))
    for number, row in enumerate(rows, 1):
        if row.get("person") is not None and uuid.UUID(str(row["person"])) not in found:
            raise InvalidRequest(
                f"Row {number} is about a person who does not exist; give the id of a person.",
                f"第 {number} 行所涉人员不存在；请给出人员标识。",
            )


@operation(
    READ_ROWS,
    Sentence(
        "Read the rows of the sheet `sheet` back, in the order in which they were opened: key, name, group, whether it was left "
        "(is_left) and why (reason), whether its person was heard (said: asked, answered, silent or withdrawn), with what outcome "
        "(reply), or still may be (is_provisional), and every column and answer under its own name.",
        "按打开的顺序读取表 `sheet` 的各行：键、名称、组、是否未办（is_left）及原因（reason），当事人是否已答复"
        "（said：asked、answered、silent 或 withdrawn）、结论（reply）、是否暂定（is_provisional），以及各列和各项答案。",
    ),
)
def read_rows(call: OperationCall, given: ReadRows) -> RowsRead:
    """Operation `case.read_rows`. Raises NotFound where no row of the sheet was opened in this case."""
    come_due(call.work, call.case)
    of_sheet = (SheetRow.case_id == call.case.id, SheetRow.process_id == call.process_id, SheetRow.sheet == given.sheet)
    found = call.work.session.scalars(select(SheetRow).where(*of_sheet).order_by(SheetRow.place, SheetRow.key)).all()
    if not found:
        raise NotFound(
            f"This case has opened no row of the sheet {given.sheet}; open them first.",
            f"本案件尚未打开表 {given.sheet} 的行；请先打开。",
        )
    said = said_of(call.work, call.case.id)
    return {
        "sheet_rows": [
            {
                "reply": None,
                **row.given,
                **row.answers,
                "key": row.key,
                "name": row.name,
                "group": row.group_key,
                "is_left": row.is_left,
                "reason": row.reason,
                "said": READ_BACK[said[row.id].state] if row.id in said else None,
                "is_provisional": row.id in said and said[row.id].is_open,
            }
            for row in found
        ]
    }
