"""Catalogues that are shipped, read from bpmn/catalogues.yaml: what people are scored by, ask for and hand over, as immutable
schemes of lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from workflows.feel.names import suggest
from workflows.people.words import LeaveEffect
from workflows.procedure.plain_data import DataRefused, read_yaml
from workflows.sentence import Sentence
from workflows.settings import ROOT, procedures_folder

FILE: Final = "catalogues.yaml"
SCHEME: Final = re.compile(r"([a-z][a-z0-9_]{0,14})(?:\.([1-9][0-9]{0,2}))?")
"""A scheme as settings name it: its key, from the second version on with the number of the version."""
_LINE_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,29}")
CRITERIA_TOTAL: Final = 100
"""What the lines of every set of criteria give together, so that totals compare whichever set is in force (rules.md 2.4)."""
POINTS_BASE: Final = 100
"""What the indicators and items of discipline of every catalogue of points give together, likewise (rules.md 7.19)."""
MOST_POINTS: Final = 1_000
MOST_LINES: Final = 100  # a page shows them all, and a form asks about each
_REQUIRED: Final = ("kind", "name", "name_en", "source", "source_en", "lines")


class CatalogueError(Exception):
    """The file of catalogues cannot be used; the sentence says where and what to write."""


class CatalogueKind(StrEnum):
    """What the lines of a scheme are: criteria that a candidate is judged by, what a month is scored by, kinds of leave, or what is
    handed over in a village."""

    CRITERIA = "criteria"
    POINTS = "points"
    LEAVE = "leave"
    HANDOVER = "handover"


class LinePart(StrEnum):
    """Where a line of points counts."""

    INDICATOR = "indicator"
    DISCIPLINE = "discipline"
    BONUS = "bonus"
    DEDUCTION = "deduction"


CRITERION_WORDS: Final = ("key", "name", "name_en", "most", "note", "note_en")
POINTS_WORDS: Final = ("key", "part", "name", "name_en", "most", "proof", "approver", "note", "note_en")
LEAVE_WORDS: Final = ("key", "effect", "name", "name_en", "health", "also", "note", "note_en")
HANDOVER_WORDS: Final = ("key", "name", "name_en", "money", "note", "note_en")
WORDS: Final = {
    CatalogueKind.CRITERIA: CRITERION_WORDS,
    CatalogueKind.POINTS: POINTS_WORDS,
    CatalogueKind.LEAVE: LEAVE_WORDS,
    CatalogueKind.HANDOVER: HANDOVER_WORDS,
}
"""What a line of each kind says, in the order of sheets and pages."""
YES_WORDS: Final = ("proof", "health", "money")
LENGTHS: Final = {"name": 100, "name_en": 200, "note": 300, "note_en": 600, "approver": 60, "also": 200}
_APART: Final = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """One line of a scheme. `part`, `proof` and `approver` (a post) are of points only, `effect`, `health` (its proof is a paper
    about health) and `also` of kinds of leave, `money` of items of a handover; `most` in points, from 1, and 0 where the kind
    gives none."""

    key: str
    name: str
    name_en: str
    most: int = 0
    note: str = ""
    note_en: str = ""
    part: LinePart | None = None
    proof: bool = False
    approver: str = ""
    effect: LeaveEffect | None = None
    health: bool = False
    also: str = ""
    money: bool = False

    @property
    def called(self) -> tuple[str, ...]:
        """The words by which files of other programs name it: its name, and those that stand in `also`."""
        return (self.name, *(word for word in _APART.split(self.also) if word))

    def plain(self, kind: CatalogueKind) -> dict[str, Any]:
        """The line as expressions read it and as it is kept."""
        found = {word: getattr(self, word) for word in WORDS[kind]}
        return {word: str(value) if isinstance(value, StrEnum) else value for word, value in found.items()}


@dataclass(frozen=True, slots=True)
class SchemeData:
    """One version of a scheme; `name` and `name_en` are what pages call it."""

    key: str
    number: int
    kind: CatalogueKind
    name: str
    name_en: str
    source: str
    source_en: str
    lines: tuple[SchemeLine, ...]

    @property
    def code(self) -> str:
        """What settings name it by, such as `huaihua_5` or, in its second version, `huaihua_5.2`."""
        return self.key if self.number == 1 else f"{self.key}.{self.number}"

    def label(self, locale: str) -> str:
        """The scheme's name in the reader's language."""
        return self.name if locale.startswith("zh") else self.name_en

    def plain(self) -> dict[str, Any]:
        """The scheme as FEEL's `catalogue` gives it."""
        return {
            "key": self.code,
            "name": self.name,
            "name_en": self.name_en,
            "lines": [line.plain(self.kind) for line in self.lines],
        }


def lines_of(kind: CatalogueKind, rows: Sequence[Mapping[str, Any]]) -> tuple[SchemeLine, ...]:
    """The lines of a scheme as they were kept; see `problems_of` for what may be kept."""
    return tuple(
        SchemeLine(
            **{
                **{word: row[word] for word in WORDS[kind] if word in row},
                "part": LinePart(row["part"]) if row.get("part") else None,
                "effect": LeaveEffect(row["effect"]) if row.get("effect") else None,
            }
        )
        for row in rows
    )


def problems_of(kind: CatalogueKind, rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, str, Sentence]]:
    """What keeps rows from being the lines of a scheme: the number of the row from 1 (0: all of them), the word, the sentence."""
    found: list[tuple[int, str, Sentence]] = []
    if not rows:
        return [(0, "key", Sentence("A scheme has one line at least.", "方案至少应有一项。"))]
    if len(rows) > MOST_LINES:
        found.append((0, "key", Sentence(f"At most {MOST_LINES} lines.", f"最多 {MOST_LINES} 项。")))
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        found.extend((number, word, sentence) for word, sentence in _wrong_in(kind, row))
        key = str(row.get("key", ""))
        if key in seen:
            found.append((number, "key", Sentence(f"{key} stands twice.", f"{key} 重复。")))
        seen.add(key)
    total = sum(row["most"] for row in rows if _is_points(row.get("most")))
    if kind is CatalogueKind.CRITERIA and not found and total != CRITERIA_TOTAL:
        found.append(
            (
                0,
                "most",
                Sentence(
                    f"The criteria of a set give {CRITERIA_TOTAL} points together; these give {total}.",
                    f"一套标准的满分合计应为 {CRITERIA_TOTAL} 分，现为 {total} 分。",
                ),
            )
        )
    if kind is CatalogueKind.POINTS and not found:
        found.extend(_wrong_base(rows))
    if kind is CatalogueKind.LEAVE and not found:
        found.extend(_named_twice(kind, rows))
    if kind is CatalogueKind.HANDOVER and not found:
        found.extend(_money_later(rows))
    return found


def _money_later(rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, str, Sentence]]:
    """Money is handed over before anything else, and always (rules.md 2.15)."""
    money = [bool(row.get("money")) for row in rows]
    if not money[0]:
        return [(1, "money", Sentence("The first item is one of money and goods.", "第一项应涉及钱款物资。"))]
    return [
        (number, "money", Sentence("Items of money and goods stand first.", "涉及钱款物资的事项应排在最前。"))
        for number, (before, here) in enumerate(pairwise(money), 2)
        if here and not before
    ]


def _named_twice(kind: CatalogueKind, rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, str, Sentence]]:
    """A word of a file must lead to one kind of leave alone."""
    found: list[tuple[int, str, Sentence]] = []
    seen: set[str] = set()
    for number, line in enumerate(lines_of(kind, rows), 1):
        found.extend(
            (number, "also" if at else "name", Sentence(f"{word} stands twice.", f"{word} 重复。"))
            for at, word in enumerate(line.called)
            if word in seen
        )
        seen.update(line.called)
    return found


def _wrong_base(rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, str, Sentence]]:
    base = sum(row["most"] for row in rows if row["part"] in (LinePart.INDICATOR, LinePart.DISCIPLINE))
    if base == POINTS_BASE:
        return []
    return [
        (
            0,
            "most",
            Sentence(
                f"Indicators and items of discipline give {POINTS_BASE} points together; these give {base}.",
                f"共性指标和纪律项的满分合计应为 {POINTS_BASE} 分，现为 {base} 分。",
            ),
        )
    ]


def _wrong_in(kind: CatalogueKind, row: Mapping[str, Any]) -> list[tuple[str, Sentence]]:
    found: list[tuple[str, Sentence]] = []
    if not _LINE_KEY.fullmatch(str(row.get("key", ""))):
        found.append(
            ("key", Sentence("A key is written like `politics`: small letters.", "键应为小写字母，如 politics。"))
        )
    found.extend(
        (word, Sentence("Please fill this in.", "请填写此项。")) for word in ("name", "name_en") if not row.get(word)
    )
    for word, longest in LENGTHS.items():
        if len(str(row.get(word, ""))) > longest:
            found.append((word, Sentence(f"At most {longest} characters.", f"最多 {longest} 个字。")))
    if "most" in WORDS[kind] and not _is_points(row.get("most")):
        found.append(
            (
                "most",
                Sentence(
                    f"Points are a whole number from 1 to {MOST_POINTS}.", f"分值应为 1 至 {MOST_POINTS} 的整数。"
                ),
            )
        )
    if kind is CatalogueKind.LEAVE and row.get("effect") not in tuple(LeaveEffect):
        known = ", ".join(LeaveEffect)
        found.append(("effect", Sentence(f"The effect is one of {known}.", f"作用应为 {known} 之一。")))
    if kind is CatalogueKind.POINTS:
        part = row.get("part")
        if part not in tuple(LinePart):
            known = ", ".join(LinePart)
            found.append(("part", Sentence(f"The part is one of {known}.", f"类别应为 {known} 之一。")))
        if part in (LinePart.BONUS, LinePart.DEDUCTION) and not (row.get("proof") and row.get("approver")):
            # Points beyond the common ones are given on proof and by somebody's word (rules.md 7.19).
            found.append(
                (
                    "approver",
                    Sentence("Bonus and deduction need proof and an approver.", "加分、减分须有证明和审批岗位。"),
                )
            )
    return found


def _is_points(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_POINTS


def shipped_schemes() -> Mapping[str, SchemeData]:
    """The shipped schemes by the code that settings name, in the order of the file: that of the procedures' folder, else ours.

    Raises CatalogueError for a file that cannot be read or says what means nothing.
    """
    own = procedures_folder() / FILE
    return _read(own if own.is_file() else ROOT / "bpmn" / FILE)


@lru_cache
def _read(path: Path) -> Mapping[str, SchemeData]:
    return read_schemes(path.read_bytes())


def read_schemes(data: bytes) -> Mapping[str, SchemeData]:
    """The schemes of one file, by code. Raises CatalogueError naming the scheme and the word that is wrong."""
    try:
        rows = read_yaml(data)
    except DataRefused as refused:
        raise CatalogueError(f"{FILE} cannot be read: {refused.reason.en}.") from refused
    if not isinstance(rows, dict) or not rows:
        raise CatalogueError(f"{FILE} must list schemes as `key: values`.")
    return MappingProxyType({str(code): _scheme(str(code), row) for code, row in rows.items()})


def _scheme(code: str, row: Any) -> SchemeData:
    named = SCHEME.fullmatch(code)
    if named is None or named[2] == "1":
        raise CatalogueError(f"{FILE}: {code} is not written like `huaihua_5` or, in a second version, `huaihua_5.2`.")
    if not isinstance(row, dict):
        raise CatalogueError(f"{FILE}: {code} must be a list of values such as `kind: criteria`.")
    _only(code, row, _REQUIRED)
    for word in _REQUIRED:
        if not row.get(word):
            raise CatalogueError(f"{FILE}: {code} does not say {word}.")
    if row["kind"] not in tuple(CatalogueKind):
        raise CatalogueError(f"{FILE}: kind of {code} is one of {', '.join(CatalogueKind)}, not {row['kind']}.")
    kind = CatalogueKind(row["kind"])
    lines = row["lines"] if isinstance(row["lines"], list) else []
    if not all(isinstance(line, dict) for line in lines):
        raise CatalogueError(f"{FILE}: a line of {code} is written like `{{key: politics, most: 20}}`.")
    for line in lines:
        _only(f"the line {line.get('key')} of {code}", line, WORDS[kind])
    read = [
        {**line, "most": _whole(line.get("most")), **{word: line.get(word) is True for word in YES_WORDS}}
        for line in lines
    ]
    for number, word, sentence in problems_of(kind, read):
        raise CatalogueError(f"{FILE}: {code}, line {number}, {word}: {sentence.en}")
    return SchemeData(
        key=named[1],
        number=int(named[2] or 1),
        kind=kind,
        name=str(row["name"]),
        name_en=str(row["name_en"]),
        source=str(row["source"]),
        source_en=str(row["source_en"]),
        lines=lines_of(kind, read),
    )


def _whole(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _only(what: str, row: Mapping[str, Any], words: Sequence[str]) -> None:
    for word in row:
        if word not in words:
            near = suggest(str(word), words)
            advice = f"; did you mean {near}?" if near else f"; it may say {', '.join(words)}."
            raise CatalogueError(f"{FILE}: {what} says {word}, which means nothing{advice}")
