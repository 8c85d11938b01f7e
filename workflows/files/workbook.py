"""Workbooks, opened in a process of their own: what hostile bytes can break or fill is that process and nothing else."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import IO, Any

import orjson

from workflows.files.apart import run_apart
from workflows.files.bounds import Bounds, Refused
from workflows.files.sheet import Cell, Opened, Remark, Row, Sheet


@contextmanager
def open_workbook(data: bytes, bounds: Bounds) -> Iterator[Opened]:
    """The sheets of a workbook, while the block lasts. Raises Refused for what is no workbook or too large.

    The other process gets no environment, so it knows no address of a database and no key; it writes rows as lines of JSON.
    """
    with tempfile.TemporaryFile() as lines:
        run_apart("workflows.files.workbook_process", json.dumps(asdict(bounds)), data, lines, seconds=bounds.seconds)
        yield _opened(lines)


def _opened(lines: IO[bytes]) -> Opened:
    """What the other process wrote: a line for each sheet, its rows, and one last line."""
    sheets: list[Sheet] = []
    remarks: list[Remark] = []
    is_whole = False
    lines.seek(0)
    while line := lines.readline():
        if line.startswith(b"["):
            continue
        said = orjson.loads(line)
        if "refused" in said:
            raise Refused(said["refused"], **said["values"])
        if "sheet" in said:
            sheets.append(_sheet(said, lines, lines.tell()))
        elif "end" in said:
            is_whole = True
            remarks = [Remark(**each) for each in said["end"]]
    if not is_whole:
        raise Refused("damaged")
    return Opened(tuple(sheets), tuple(remarks))


def _sheet(said: dict[str, Any], lines: IO[bytes], begins: int) -> Sheet:
    return Sheet(
        said["sheet"],
        lambda: _rows(lines, begins),
        said["hidden"],
        tuple(tuple(block) for block in said["merged"]),
        tuple(Remark(**each) for each in said["remarks"]),
    )


_AT_ONCE = 1 << 18  # bytes of lines that are read before another sheet may be


def _rows(lines: IO[bytes], place: int) -> Iterator[Row]:
    """The rows that were written from this place on; another sheet may be read between two of them."""
    while True:
        lines.seek(place)
        read = lines.readlines(_AT_ONCE)
        place = lines.tell()
        for line in read:
            if not line.startswith(b"["):
                return
            number, *cells = orjson.loads(line)
            yield Row(number, tuple(map(_cell, cells) if dict in map(type, cells) else cells))
        if not read:
            return


def _cell(value: Any) -> Cell:
    if isinstance(value, str | int | float):
        return value
    ((kind, text),) = value.items()
    if kind == "datetime":
        return datetime.fromisoformat(text)
    if kind == "date":
        return date.fromisoformat(text)
    if kind == "time":
        return time.fromisoformat(text)
    return timedelta(seconds=text)
