"""Registers as workbooks: empty ones to fill in, and what stands now; the same columns, nothing in them a formula."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from workflows.office.registers.columns import (
    ALLOWED_WORDS,
    HOW_TO_FILL_IN,
    REGISTER_NAMES,
    TABLES,
    Column,
    Register,
    Table,
)
from workflows.sentence import Sentence

FILE_NAMES = {
    Register.UNITS: Sentence("units.xlsx", "单位.xlsx"),
    Register.PEOPLE: Sentence("people.xlsx", "人员.xlsx"),
    Register.ROSTER: Sentence("roster.xlsx", "花名册.xlsx"),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIRST_ROW = 2  # of data, counted from 0: a title and the heads stand above
_CHECKED_ROWS = 20_000
_TITLE = Sentence(
    "Fill in from row 3. How to fill in each column stands on the second sheet; columns with * must be filled in.",
    "从第 3 行开始填写。各列的填法见第二张工作表，带 * 的列必须填写。",
)
# In memory: nothing of it lies in a temporary file. What looks like a formula, an address or a number stays the text it is.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
Cell = str | int | float | date | None
PostSaid = tuple[str, Sentence, Sentence]
"""A post as a workbook says it: its key, its name, the kinds of units in which it stands."""


def workbook(register: Register, rows: Sequence[Mapping[str, Cell]], posts: Sequence[PostSaid], locale: str) -> bytes:
    """A register as .xlsx with these rows, their cells by key of the column; `posts` are those that may be chosen."""
    table, out = TABLES[register], io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        sheet = book.add_worksheet(REGISTER_NAMES[register].in_language(locale))
        explained = book.add_worksheet(HOW_TO_FILL_IN.in_language(locale))
        words = book.add_worksheet(ALLOWED_WORDS.in_language(locale))
        lists = {column.key: _words_of(column, posts, locale) for column in table.columns}
        _write_table(book, sheet, table, rows, locale)
        _write_lists(book, sheet, words, table, lists, locale)
        _write_explained(book, explained, table, posts if "post" in table.by_key else (), locale)
    return out.getvalue()


def _words_of(column: Column, posts: Sequence[PostSaid], locale: str) -> list[str]:
    if column.key == "post":
        return [name.in_language(locale) for _, name, _ in posts]
    return [word.in_language(locale) for word in column.words]


def _head(column: Column, locale: str) -> str:
    return column.head.in_language(locale) + ("*" if column.is_needed and column.key != "parent" else "")


def _write_table(book: Any, sheet: Any, table: Table, rows: Sequence[Mapping[str, Cell]], locale: str) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#E8EDF3", "bottom": 1, "text_wrap": True, "valign": "top"})
    as_text = book.add_format({"num_format": "@"})
    as_day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_string(0, 0, _TITLE.in_language(locale), book.add_format({"italic": True}))
    for index, column in enumerate(table.columns):
        # Codes and numbers of people are texts: as numbers they would lose zeros in front and digits at the end.
        sheet.set_column(index, index, column.width, as_day if column.is_day else as_text)
        sheet.write_string(1, index, _head(column, locale), bold)
    for number, row in enumerate(rows, _FIRST_ROW):
        for index, column in enumerate(table.columns):
            value = row.get(column.key)
            if value is None or value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(number, index, value, as_text)
            elif isinstance(value, date):
                sheet.write_datetime(number, index, value, as_day)
            else:
                sheet.write_number(number, index, value)
    sheet.freeze_panes(_FIRST_ROW, 0)


def _write_lists(
    book: Any, sheet: Any, words: Any, table: Table, lists: Mapping[str, Sequence[str]], locale: str
) -> None:
    """The allowed words on a sheet of their own, each column offering its own; what is typed otherwise is refused at once."""
    bold = book.add_format({"bold": True})
    place = 0
    for index, column in enumerate(table.columns):
        chosen = lists[column.key]
        said = {
            "input_title": column.head.in_language(locale)[:32],
            "input_message": column.help.in_language(locale)[:255],
        }
        below = (_FIRST_ROW, index, _FIRST_ROW + _CHECKED_ROWS - 1, index)
        if not chosen:
            sheet.data_validation(*below, {"validate": "any", **said})
            continue
        words.write_string(0, place, column.head.in_language(locale), bold)
        words.set_column(place, place, max(14, *(len(word) * 2 for word in chosen)))
        for number, word in enumerate(chosen, 1):
            words.write_string(number, place, word)
        letter = chr(ord("A") + place)
        source = f"='{ALLOWED_WORDS.in_language(locale)}'!${letter}$2:${letter}${len(chosen) + 1}"
        # Posts may be written by their key as well, so another word is only warned of.
        sheet.data_validation(*below, {"validate": "list", "source": source, "error_type": "warning", **said})
        place += 1


def _write_explained(book: Any, sheet: Any, table: Table, posts: Sequence[PostSaid], locale: str) -> None:
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 20, wrap)
    sheet.set_column(1, 1, 80, wrap)
    sheet.set_column(2, 2, 40, wrap)
    heads = Sentence("How it is written", "填法")
    sheet.write_string(0, 1, heads.in_language(locale), bold)
    number = 1
    for column in table.columns:
        sheet.write_string(number, 0, _head(column, locale), wrap)
        sheet.write_string(number, 1, column.help.in_language(locale), wrap)
        number += 1
    if posts:
        number += 1
        sheet.write_string(number, 2, Sentence("Stands in units of the kind", "设在哪类单位").in_language(locale), bold)
    for key, name, place in posts:
        number += 1
        sheet.write_string(number, 0, key, wrap)
        sheet.write_string(number, 1, name.in_language(locale), wrap)
        sheet.write_string(number, 2, place.in_language(locale), wrap)


def passwords_workbook(rows: Sequence[tuple[str, str, str, str]], locale: str) -> bytes:
    """First passwords as .xlsx: unit, name, user name, password."""
    heads = (
        Sentence("Unit", "单位"),
        Sentence("Name", "姓名"),
        Sentence("User name", "用户名"),
        Sentence("First password", "初始密码"),
    )
    title = Sentence(
        "Each password is good only for choosing another at the first sign-in. Hand "
        "the rows out one by one, then delete this file.",
        "密码只供首次登录，登录后须立即修改。请逐行单独发放，随后删除本文件。",
    )
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        sheet = book.add_worksheet(Sentence("First passwords", "初始密码").in_language(locale))
        bold, wide = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sheet.set_column(0, len(heads) - 1, 26, wide)
        sheet.write_string(0, 0, title.in_language(locale))
        for index, head in enumerate(heads):
            sheet.write_string(1, index, head.in_language(locale), bold)
        for number, row in enumerate(rows, _FIRST_ROW):
            for index, text in enumerate(row):
                sheet.write_string(number, index, text, wide)
    return out.getvalue()
