"""The header of a sheet, found by its texts wherever it stands: one row or two, below titles, in any order of columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from workflows.files.cells import normal, weekday_of
from workflows.files.sheet import Cell, Row, Sheet

NAMES = frozenset({"姓名", "人员姓名", "员工姓名", "名字", "发起人姓名", "name"})
IDS = frozenset({"userid", "用户id", "账号", "发起人userid", "user_key"})
TOTALS = ("合计", "总计", "小计", "记录数", "共计")
_LOOKED_AT = 40  # rows within which a header must begin
_LEAST = 3  # headed columns that make a header


@dataclass(frozen=True, slots=True)
class Column:
    """A column counted from 0 with its normalised head, and the one above it where the header has two rows."""

    index: int
    head: str
    above: str = ""

    @property
    def joined(self) -> str:
        """Both heads: 上班1 over 打卡时间 reads 上班1打卡时间, as newer files write it."""
        return self.above + self.head


@dataclass(frozen=True)
class Header:
    """Where a sheet's header stands, its columns, the texts above it and the number of the first row below it."""

    columns: tuple[Column, ...]
    titles: tuple[str, ...]
    last_row: int

    def column(self, *heads: str) -> int | None:
        """The first column with one of these heads, in either row; None where there is none."""
        return next((self._by_head[head] for head in heads if head in self._by_head), None)

    @cached_property
    def _by_head(self) -> dict[str, int]:
        """The first column of each head; every row asks for several."""
        found: dict[str, int] = {}
        for column in self.columns:
            for text in (column.head, column.above, column.joined):
                if text:
                    found.setdefault(text.lower(), column.index)
        return found

    @property
    def heads(self) -> frozenset[str]:
        """Every head in lower case, of both rows and joined."""
        return frozenset(self._by_head)

    def cell(self, row: Row, index: int | None) -> Cell:
        """The row's cell of a column; an empty one where there is no such column."""
        return "" if index is None else row.at(index)

    @cached_property
    def name(self) -> int | None:
        """The column of names."""
        return self.column(*NAMES)

    @cached_property
    def id(self) -> int | None:
        """The column of ids."""
        return self.column(*sorted(IDS))


def find_header(sheet: Sheet) -> Header | None:
    """The header of a sheet, or None where none of the first rows names people."""
    titles: list[str] = []
    rows = sheet.rows()
    for count, row in enumerate(rows):
        if count >= _LOOKED_AT:
            return None
        heads = [normal(str(cell)) for cell in row.cells]
        if any(head.lower() in NAMES for head in heads) and sum(map(bool, heads)) >= _LEAST:
            return _header(row, heads, next(iter(rows), None), titles)
        titles.append(" ".join(str(cell) for cell in row.cells if cell != ""))
    return None


def _header(row: Row, heads: list[str], below: Row | None, titles: list[str]) -> Header:
    if below is None or not _is_second_row(heads, below):
        columns = tuple(Column(index, _day_head(row.at(index), head)) for index, head in enumerate(heads) if head)
        return Header(columns, tuple(titles), row.number)
    return Header(tuple(_two_rows(row, heads, below)), tuple(titles), below.number)


def _is_second_row(heads: list[str], below: Row) -> bool:
    """True where the row below names nobody and heads columns of its own, or days of the week; else it is data without a name."""
    if any(below.at(index) != "" for index, head in enumerate(heads) if head.lower() in NAMES | IDS):
        return False
    filled = [index for index, cell in enumerate(below.cells) if cell != ""]
    return any(
        index >= len(heads) or not heads[index] or weekday_of(str(below.at(index))) is not None for index in filled
    )


def _two_rows(row: Row, heads: list[str], below: Row) -> Iterator[Column]:
    """A head over several columns stands over the first of them only."""
    above = ""
    for index in range(max(len(row.cells), len(below.cells))):
        head = heads[index] if index < len(heads) else ""
        under = _day_head(below.at(index), normal(str(below.at(index))))
        if head:
            above = head
        if under:
            yield Column(index, under, above)
        elif head:
            yield Column(index, _day_head(row.at(index), head))


def _day_head(cell: Cell, text: str) -> str:
    """A day of the month that became a number (17.0) is still headed 17."""
    return str(int(cell)) if isinstance(cell, float) and cell == int(cell) and abs(cell) < 100_000 else text


def body(sheet: Sheet, header: Header) -> Iterator[Row]:
    """The rows below a header that hold anything."""
    return (row for row in sheet.rows() if row.number > header.last_row and any(cell != "" for cell in row.cells))


def is_total(row: Row) -> bool:
    """True for a last row of totals."""
    first = next((normal(str(cell)) for cell in row.cells if cell != ""), "")
    return first.startswith(TOTALS)


def having(header: Header, heads: Iterable[str]) -> bool:
    """True where the header has all of these."""
    return header.heads.issuperset(heads)
