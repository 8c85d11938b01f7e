"""Open a file as its first bytes say, within its bounds; nothing of it is executed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from workflows.files.bounds import Bounds, Refused
from workflows.files.kinds import FileKind, kind_of
from workflows.files.sheet import Opened
from workflows.files.text_table import open_text
from workflows.files.workbook import open_workbook


@contextmanager
def open_file(data: bytes, bounds: Bounds) -> Iterator[Opened]:
    """The sheets of a workbook or text table, while the block lasts. Raises Refused for anything else, and beyond the bounds."""
    if len(data) > bounds.file_bytes:
        raise Refused("file_too_large", size=len(data), limit=bounds.file_bytes)
    if kind_of(data) is FileKind.CSV:
        yield open_text(data, bounds)
    else:
        with open_workbook(data, bounds) as opened:
            yield opened
