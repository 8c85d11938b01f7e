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
from workflows.office.catalogues_file import MOST_LINES, WORDS, YES_WORDS, CatalogueKind, LinePart, SchemeLine
from workflows.people.words import LeaveEffect
from workflows.sentence import Sentence

HEADS: Final[Mapping[str, Sentence]] = {
    "key": Sentence("Key", "键"),
    "part": Sentence("Part", "类别"),
    "effect": Sentence("What it does to a month", "对驻村月度要求的作用"),
    "name": Sentence("Name in Chinese", "名称"),
    "name_en": Sentence("Name in English", "英文名称"),
    "most": Sentence("Most points", "满分"),
    "proof": Sentence("Needs proof", "须附证明"),
    "health": Sentence("Its proof is about health", "证明涉及健康"),
    "money": Sentence("Money and goods", "涉及钱款物资"),
    "approver": Sentence("Approved by (key of the post)", "审批岗位（岗位键）"),
    "also": Sentence("Other words in files", "文件中的其他写法"),
    "note": Sentence("Note in Chinese", "说明"),
    "note_en": Sentence("Note in English", "英文说明"),
}
PARTS: Final[Mapping[LinePart, Sentence]] = {
    LinePart.INDICATOR: Sentence("indicator", "共性指标"),
    LinePart.DISCIPLINE: Sentence("discipline", "纪律"),
    LinePart.BONUS: Sentence("bonus", "加分"),
    LinePart.DEDUCTION: Sentence("deduction", "减分"),
}
EFFECTS: Final[Mapping[LeaveEffect, Sentence]] = {
    LeaveEffect.LOWERS: Sentence("lowers what is asked", "核减应驻天数"),
    LeaveEffect.GAP: Sentence("stays a gap", "计为缺勤"),
    LeaveEffect.PRESENT: Sentence("counts as present", "视同在村"),
}
CHOICES: Final[Mapping[str, Mapping[str, Sentence]]] = {
    "part": {part.value: said for part, said in PARTS.items()},
    "effect": {effect.value: said for effect, said in EFFECTS.items()},
}
"""The words of a line that are one of a few, with what sheets and pages call them."""
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
                written = CHOICES[word][value].in_language(locale) if word in CHOICES else value
                if word in YES_WORDS:
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
    needed = [HEADS[word] for word in _needed(kind)]
    heads, heads_zh = ", ".join(head.en for head in needed), "、".join(head.zh for head in needed)
    return [], [
        Sentence(
            f"No sheet has all of the heads {heads}; take a scheme as a sheet to begin with.",
            f"没有一张工作表含有列标题 {heads_zh}；请先下载一个方案的表格。",
        )
    ]


def _needed(kind: CatalogueKind) -> tuple[str, ...]:
    return tuple(word for word in ("key", "effect", "name", "name_en", "most") if word in WORDS[kind])


def _heads(kind: CatalogueKind, row: Row) -> dict[int, str]:
    by_text = {normal(text): word for word in WORDS[kind] for text in (HEADS[word].zh, HEADS[word].en)}
    found = {
        at: by_text[normal(as_text(cell))] for at, cell in enumerate(row.cells) if normal(as_text(cell)) in by_text
    }
    return found if set(_needed(kind)) <= set(found.values()) else {}


def _values(row: Row, columns: Mapping[int, str]) -> dict[str, Any]:
    texts = {word: as_text(row.cells[at]).strip() if at < len(row.cells) else "" for at, word in columns.items()}
    return typed_line(texts)


def typed_line(texts: Mapping[str, str]) -> dict[str, Any]:
    """A line as typed in a sheet or on a page: points as a number where they are one, words of parts, effects and yes in
    either language."""
    found: dict[str, Any] = {word: text for word, text in texts.items() if text}
    most = texts.get("most", "")
    if most.isascii() and most.isdigit() and len(most) < 5:
        found["most"] = int(most)
    for word, choices in CHOICES.items():
        for value, said in choices.items():
            if texts.get(word, "").casefold() in (value, said.zh, said.en):
                found[word] = value
    for word in YES_WORDS:
        if word in found:
            found[word] = found[word].casefold() in (YES.zh, YES.en, "true", "y", "1")
    return found
