"""A scheme as a sheet: written to be filled in, and read back row by row; heads and words in either language."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import xlsxwriter

from workflows.files.bounds import Bounds, Refused
from workflows.files.cells import as_text, normal
from workflows.files.opening import open_file
from workflows.files.sentences import refusal_of
from workflows.files.sheet import Row
from workflows.office.catalogues_file import MOST_LINES, WORDS, CatalogueKind, LinePart, SchemeLine
from workflows.sentence import Sentence

HEADS: Final[Mapping[str, Sentence]] = {
    "key": Sentence("Key", "键"),
    "part": Sentence("Part", "类别"),
    "name": Sentence("Name in Chinese", "名称"),
    "name_en": Sentence("Name in English", "英文名称"),
    "most": Sentence("Most points", "满分"),
    "proof": Sentence("Needs proof", "须附证明"),
    "approver": Sentence("Approved by (key of the post)", "审批岗位（岗位键）"),
    "note": Sentence("Note in Chinese", "说明"),
    "note_en": Sentence("Note in English", "英文说明"),
}
PARTS: Final[Mapping[LinePart, Sentence]] = {
    LinePart.INDICATOR: Sentence("indicator", "共性指标"),
    LinePart.DISCIPLINE: Sentence("discipline", "纪律"),
    LinePart.BONUS: Sentence("bonus", "加分"),
    LinePart.DEDUCTION: Sentence("deduction", "减分"),
}
YES: Final = Sentence("yes", "是")
BOUNDS: Final = Bounds(
    file_bytes=2_000_000, expanded_bytes=20_000_000, sheets=5, rows=500, columns=40, cells=20_000, text=1_000
)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LOOKED_AT: Final = 10  # rows within which the heads must stand


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as the sheet says it, with the number of its row there."""

    row: int
    values: Mapping[str, Any]


def sheet_of(kind: CatalogueKind, name: str, lines: Sequence[SchemeLine], locale: str) -> bytes:
    """The lines of a scheme as .xlsx, nothing in it a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        sheet = book.add_worksheet("scheme")
        bold, text = book.add_format({"bold": True, "bg_color": "#E8EDF3"}), book.add_format({"num_format": "@"})
        sheet.write_string(0, 0, name, book.add_format({"italic": True}))
        for column, word in enumerate(WORDS[kind]):
            sheet.set_column(column, column, 28 if word.startswith(("name", "note")) else 16)
            sheet.write_string(1, column, HEADS[word].in_language(locale), bold)
            for number, line in enumerate(lines, 2):
                value = getattr(line, word)
                if word == "most":
                    sheet.write_number(number, column, value)
                    continue
                written = PARTS[value].in_language(locale) if isinstance(value, LinePart) else value
                if word == "proof":
                    written = YES.in_language(locale) if value else ""
                sheet.write_string(number, column, written, text)
        sheet.freeze_panes(2, 0)
    return out.getvalue()


def lines_in_sheet(kind: CatalogueKind, data: bytes) -> tuple[list[ReadLine], list[Sentence]]:
    """The lines of the first sheet that has the heads of this kind, and what is wrong with the file as a whole; values as typed."""
    try:
        with open_file(data, BOUNDS) as opened:
            for sheet in opened.sheets:
                columns: dict[int, str] = {}
                found: list[ReadLine] = []
                for row in sheet.rows():
                    if columns:
                        values = _values(row, columns)
                        if any(values.values()):
                            found.append(ReadLine(row.number, values))
                    elif row.number <= _LOOKED_AT:
                        columns = _heads(kind, row)
                if columns:
                    return found[: MOST_LINES + 1], []
    except Refused as refused:
        return [], [refusal_of(refused)]
    heads = "、".join(HEADS[word].zh for word in ("key", "name", "name_en", "most"))
    return [], [
        Sentence(
            "No sheet has the heads Key, Name in Chinese, Name in English and Most points; take a scheme as a sheet to begin with.",
            f"没有一张工作表含有列标题 {heads}；请先下载一个方案的表格。",
        )
    ]


def _heads(kind: CatalogueKind, row: Row) -> dict[int, str]:
    by_text = {normal(text): word for word in WORDS[kind] for text in (HEADS[word].zh, HEADS[word].en)}
    found = {
        at: by_text[normal(as_text(cell))] for at, cell in enumerate(row.cells) if normal(as_text(cell)) in by_text
    }
    return found if {"key", "name", "name_en", "most"} <= set(found.values()) else {}


def _values(row: Row, columns: Mapping[int, str]) -> dict[str, Any]:
    texts = {word: as_text(row.cells[at]).strip() if at < len(row.cells) else "" for at, word in columns.items()}
    return typed_line(texts)


def typed_line(texts: Mapping[str, str]) -> dict[str, Any]:
    """A line as typed in a sheet or on a page: points as a number where they are one, words of parts and yes in either language."""
    found: dict[str, Any] = {word: text for word, text in texts.items() if text}
    most = texts.get("most", "")
    if most.isascii() and most.isdigit() and len(most) < 5:
        found["most"] = int(most)
    for part, said in PARTS.items():
        if texts.get("part", "").casefold() in (part.value, said.zh, said.en):
            found["part"] = part.value
    if "proof" in found:
        found["proof"] = found["proof"].casefold() in (YES.zh, YES.en, "true", "y", "1")
    return found
