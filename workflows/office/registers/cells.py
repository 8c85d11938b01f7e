"""The cells of a line as values; what is no value is refused with its place and gives None."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from workflows.files.cells import as_date, as_id, as_text, normal
from workflows.office.registers.columns import TABLES, head_of
from workflows.office.registers.findings import Findings, Line
from workflows.sentence import Sentence
from workflows.unseen import unseen_in

W = TypeVar("W")
_NUMBER = re.compile(r"-?\d{1,4}(?:\.\d{1,12})?")


def text_in(line: Line, key: str, findings: Findings, *, longest: int, is_needed: bool = False) -> str | None:
    """The text of a cell; None for an empty one, which is refused where it is needed."""
    return _bounded(line, key, as_text(line.cell(key)), findings, longest, is_needed)


def id_in(line: Line, key: str, findings: Findings, *, is_needed: bool = False) -> str | None:
    """A code or number of 40 characters at most, exactly as written; one that became a number and lost digits is refused."""
    read = as_id(line.cell(key))
    if read.is_lost:
        findings.refuse(line, key, "lost_digits")
        return None
    return _bounded(line, key, normal(read.text), findings, 40, is_needed)


def _bounded(line: Line, key: str, text: str, findings: Findings, longest: int, is_needed: bool) -> str | None:
    if not text:
        if is_needed:
            findings.refuse(line, key, "empty")
        return None
    # Several short names may stand below one another in a cell; a name or a code is one line.
    if unseen := unseen_in(text.replace("\n", "") if key == "short_names" else text):
        findings.refuse(line, key, "unseen", letter=unseen)
        return None
    if len(text) > longest:
        findings.refuse(line, key, "too_long", limit=longest)
        return None
    return text


def day_in(
    line: Line, key: str, findings: Findings, first: date, last: date, *, is_needed: bool = False
) -> date | None:
    """The day of a cell, from the first to the last that can be meant."""
    cell = line.cell(key)
    text = as_text(cell)
    if not text:
        if is_needed:
            findings.refuse(line, key, "empty")
        return None
    read = as_date(cell)
    if read is None:
        findings.refuse(line, key, "not_a_day", value=text)
        return None
    if not first <= read.day <= last:
        findings.refuse(line, key, "day_unlikely", value=read.day, first=first, last=last)
        return None
    return read.day


def word_in(
    line: Line, key: str, findings: Findings, words: Mapping[W, Sentence], *, is_needed: bool = False
) -> W | None:
    """The word of a closed list that a cell holds, written in either language or as code writes it."""
    text = as_text(line.cell(key))
    if not text:
        if is_needed:
            findings.refuse(line, key, "empty")
        return None
    wanted = head_of(text)
    for word, said in words.items():
        if wanted in (head_of(said.zh), head_of(said.en), head_of(str(word))):
            return word
    known = Sentence(", ".join(each.en for each in words.values()), "、".join(each.zh for each in words.values()))
    findings.refuse(line, key, "not_a_word", value=text, words=known)
    return None


def number_in(line: Line, key: str, findings: Findings, least: float, most: float) -> float | None:
    """A number within its bounds; None for an empty cell."""
    cell = line.cell(key)
    text = as_text(cell)
    if not text:
        return None
    plain = normal(text).rstrip("°米m")
    value = float(cell) if isinstance(cell, int | float) else float(plain) if _NUMBER.fullmatch(plain) else None
    if value is None or not least <= value <= most:
        findings.refuse(line, key, "not_a_number", value=text, least=f"{least:g}", most=f"{most:g}")
        return None
    return value


def other_place(here: Line, other: Line) -> Sentence:
    """Where another line stands, as a sentence about this one names it: by its row alone where it is of the same sheet."""
    if (here.file, here.sheet) == (other.file, other.sheet):
        return Sentence(f"row {other.row}", f"第 {other.row} 行")
    place = other.place()
    return Sentence(place.in_words("en"), place.in_words("zh"))


def head(line: Line, key: str) -> Sentence:
    """The head of a column."""
    return TABLES[line.register].by_key[key].head
