"""One sheet of a file, row by row, the same for workbooks and text files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Cell = str | int | float | datetime | date | time | timedelta
"""What a cell holds; an empty one holds an empty string."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number as the program that shows the file counts it, and its cells up to the last filled one."""

    number: int
    cells: tuple[Cell, ...]

    def at(self, index: int) -> Cell:
        """The cell of a column counted from 0; beyond the last filled one, an empty one."""
        return self.cells[index] if 0 <= index < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the reading of a sheet has to tell: the code of a sentence, the row and column (from 1), values."""

    code: str
    row: int | None = None
    column: int | None = None
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: `rows()` may be called again and again; filtered rows are among them, hidden sheets are marked.

    `merged` are blocks of cells that show as one: first and last row and column, counted from 0.
    """

    name: str
    rows: Callable[[], Iterator[Row]]
    is_hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened file: its sheets in their order, and what is told of the file as a whole."""

    sheets: tuple[Sheet, ...]
    remarks: tuple[Remark, ...] = ()
