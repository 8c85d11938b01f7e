"""A ledger as .xlsx: a title, a head of one or two rows, frozen, filtered, printed on A4 across; nothing in it is a formula."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import IO, Any

import xlsxwriter

from workflows.casework.ledgers import Line
from workflows.procedure.ledger_model import LedgerColumn, LedgerFile
from workflows.sentence import Sentence

# Row after row goes to the file, so that no ledger is too long for the memory. What looks like a formula, an address or a number
# stays the text it is.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NUMBER, _STATE = Sentence("No.", "序号"), Sentence("State", "状态")
_VOID = Sentence("case cancelled", "案件已终止")
_A4 = 9
_TITLE_ROW = 0


def write_workbook(out: IO[bytes], file: LedgerFile, lines: Iterable[Line], locale: str) -> int:
    """Write a ledger with these rows; returns how many they were."""
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        title = file.title.in_language(locale)
        sheet = book.add_worksheet("".join(each for each in title if each not in "[]:*?/\\'")[:31])
        head_rows = 2 if file.has_groups else 1
        count = _write(book, sheet, file, lines, locale, head_rows)
        last = _TITLE_ROW + head_rows + count
        sheet.freeze_panes(_TITLE_ROW + head_rows + 1, 2)
        sheet.autofilter(_TITLE_ROW + head_rows, 0, max(last, _TITLE_ROW + head_rows), _width(file) - 1)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_TITLE_ROW, _TITLE_ROW + head_rows)
    return count


def _write(book: Any, sheet: Any, file: LedgerFile, lines: Iterable[Line], locale: str, head_rows: int) -> int:
    head = book.add_format(
        {"bold": True, "bg_color": "#E8EDF3", "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
    )
    formats = {
        "text": book.add_format({"num_format": "@", "border": 1, "text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "border": 1, "valign": "top"}),
        "number": book.add_format({"border": 1, "valign": "top"}),
    }
    width = _width(file)
    sheet.set_column(0, 0, 6)
    if file.is_of_cases:
        sheet.set_column(width - 1, width - 1, 12)
    for index, column in enumerate(file.columns, 1):
        sheet.set_column(index, index, column.width)
    sheet.merge_range(
        _TITLE_ROW,
        0,
        _TITLE_ROW,
        width - 1,
        file.title.in_language(locale),
        book.add_format({"bold": True, "font_size": 16, "align": "center"}),
    )
    _write_heads(sheet, file, head, locale, head_rows, width)
    count = 0
    for count, line in enumerate(lines, 1):
        row = _TITLE_ROW + head_rows + count
        sheet.write_number(row, 0, count, formats["number"])
        for index, cell in enumerate(line.cells, 1):
            _write_cell(sheet, row, index, cell, formats)
        if file.is_of_cases:
            sheet.write_string(row, width - 1, _VOID.in_language(locale) if line.is_void else "", formats["text"])
    return count


def _write_heads(sheet: Any, file: LedgerFile, head: Any, locale: str, head_rows: int, width: int) -> None:
    """The heads, row by row: once the next row begins, nothing can be written into this one, nor be joined with the next."""
    first, last = _TITLE_ROW + 1, _TITLE_ROW + head_rows
    if file.has_groups:
        index = 1
        for group, columns in file.heads():
            if group is not None:
                _write_group(sheet, first, index, columns, group.in_language(locale), head)
            else:
                for number in range(index, index + len(columns)):
                    sheet.write_blank(first, number, None, head)
            index += len(columns)
        for number in (0, *((width - 1,) if file.is_of_cases else ())):
            sheet.write_blank(first, number, None, head)
    sheet.write_string(last, 0, _NUMBER.in_language(locale), head)
    for index, column in enumerate(file.columns, 1):
        sheet.write_string(last, index, column.head.in_language(locale), head)
    if file.is_of_cases:
        sheet.write_string(last, width - 1, _STATE.in_language(locale), head)


def _width(file: LedgerFile) -> int:
    """The number before the columns and, of a ledger whose rows are cases, the state behind them."""
    return len(file.columns) + (2 if file.is_of_cases else 1)


def _write_group(sheet: Any, row: int, index: int, columns: tuple[LedgerColumn, ...], text: str, head: Any) -> None:
    if len(columns) == 1:
        sheet.write_string(row, index, text, head)
    else:
        sheet.merge_range(row, index, row, index + len(columns) - 1, text, head)


def _write_cell(sheet: Any, row: int, index: int, cell: str | float | date | None, formats: dict[str, Any]) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, index, cell, formats["day"])
    elif isinstance(cell, str):
        sheet.write_string(row, index, cell, formats["text"])
    elif cell is None:
        sheet.write_blank(row, index, None, formats["text"])
    else:
        sheet.write_number(row, index, cell, formats["number"])
