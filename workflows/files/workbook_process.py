"""What runs in a process of its own to open a workbook: it reads bytes from its input and writes rows as lines of JSON."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import orjson
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    ZipError,
)

from workflows.files.apart import bound_this_process
from workflows.files.bounds import Bounds, Refused
from workflows.files.package import SheetPart, look_into
from workflows.files.sheet import Remark

_MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def main() -> None:
    """Read a workbook from the standard input within the bounds given as JSON; one JSON value a line goes out."""
    bounds = Bounds(**json.loads(sys.argv[1]))
    bound_this_process(bounds.memory_bytes, bounds.seconds)
    data = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    try:
        for line in _lines(data, bounds):
            out.write(orjson.dumps(line) + b"\n")
    except Refused as refused:
        out.write(orjson.dumps({"refused": refused.code, "values": refused.values}) + b"\n")
    except RecursionError:
        out.write(orjson.dumps({"refused": "damaged", "values": {}}) + b"\n")
    out.flush()


def _lines(data: bytes, bounds: Bounds) -> Iterator[Any]:
    parts: dict[str, SheetPart] = {}
    remarks: list[Remark] = []
    if data.startswith(b"PK"):
        parts, remarks = look_into(data, bounds)
    elif _ENCRYPTED in data:
        raise Refused("encrypted")
    elif _MACROS in data:
        raise Refused("macros")
    workbook = _workbook(data)
    if len(workbook.sheets_metadata) > bounds.sheets:
        raise Refused("too_many_sheets", limit=bounds.sheets)
    cells = 0
    for about in workbook.sheets_metadata:
        if about.typ is not SheetTypeEnum.WorkSheet:
            remarks.append(Remark("sheet_without_cells", values={"sheet": about.name}))
            continue
        sheet = _sheet(workbook, about.name)
        rows, columns = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
        if rows > bounds.rows:
            raise Refused("too_many_rows", sheet=about.name, limit=bounds.rows)
        if columns > bounds.columns:
            raise Refused("too_many_columns", sheet=about.name, limit=bounds.columns)
        cells += rows * columns
        if cells > bounds.cells:
            raise Refused("too_many_cells", limit=bounds.cells)
        part = parts.get(about.name)
        yield {
            "sheet": about.name,
            "hidden": about.visible is not SheetVisibleEnum.Visible,
            "merged": [(*first, *last) for first, last in sheet.merged_cell_ranges or []],
            "remarks": [asdict(each) for each in part.remarks] if part else [],
        }
        yield from _rows(sheet, about.name, bounds, remarks)
    yield {"end": [asdict(each) for each in remarks]}


def _workbook(data: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(BytesIO(data))
    except PasswordError:
        raise Refused("encrypted") from None
    except (CalamineError, ZipError, OSError, ValueError):
        raise Refused("damaged") from None


def _sheet(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return workbook.get_sheet_by_name(name)
    except (CalamineError, OSError, ValueError):
        raise Refused("damaged") from None


def _rows(sheet: CalamineSheet, name: str, bounds: Bounds, remarks: list[Remark]) -> Iterator[list[Any]]:
    if sheet.end is None:
        return
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), 1):
        while cells and cells[-1] == "":
            cells.pop()
        if not cells:
            continue
        if all(type(value) is str and len(value) <= bounds.text for value in cells):
            yield [number, *cells]
            continue
        plain: list[Any] = [number]
        for column, value in enumerate(cells, 1):
            written = _written(value, bounds)
            if written is None:
                remarks.append(Remark("cell_unreadable", number, column, {"sheet": name}))
            plain.append("" if written is None else written)
        yield plain


def _written(value: Any, bounds: Bounds) -> Any:
    """The value as JSON has it; None for what cannot be kept: text that is too long, a number beyond all numbers."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value if len(value) <= bounds.text else None
    if isinstance(value, int | float):
        return value if math.isfinite(value) and abs(value) < 1e300 else None
    if isinstance(value, datetime):
        return {"datetime": value.replace(tzinfo=None, microsecond=0).isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.replace(microsecond=0).isoformat()}
    if isinstance(value, timedelta):
        return {"timedelta": value.total_seconds()}
    return None


if __name__ == "__main__":
    main()
