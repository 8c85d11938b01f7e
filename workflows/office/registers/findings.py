"""What the taking of registers has to say: where something is wrong or changes, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from workflows.files.sheet import Cell
from workflows.office.registers.columns import TABLES, Register
from workflows.office.registers.sentences import SENTENCES
from workflows.sentence import Sentence

_PERSONAL: Final = frozenset({"born_on", "is_party_member", "sex"})
CHANGED_PERSONAL: Final = "changed_personal"
"""The code of a remark whose words only those read who answer for the registers (`deeds.PERSONAL`)."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: file, sheet, row as the program that shows the file counts it, column counted from 1; 0 for none."""

    file: str
    sheet: str = ""
    row: int = 0
    column: int = 0

    @classmethod
    def of_cell(cls, file: str, sheet: str, cell: str) -> Place:
        """The place of a cell as a spreadsheet program names it, such as C12."""
        letters = cell.rstrip("0123456789")
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - ord("A") + 1
        return cls(file, sheet, int(cell[len(letters) :]), column)

    @property
    def letter(self) -> str:
        """The letters of the column, as a spreadsheet program names it; empty for no column."""
        letters, number = "", self.column
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return letters

    def in_words(self, locale: str) -> str:
        """The place for a reader: `units.xlsx · 单位 · row 5 · column C`."""
        row, column = ("第 {} 行", "{} 列") if locale.startswith("zh") else ("row {}", "column {}")
        parts = [self.file, self.sheet, row.format(self.row) if self.row else ""]
        return " · ".join(part for part in (*parts, column.format(self.letter) if self.column else "") if part)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a register: where it stands, its cells by the key of their column, and where these columns stand."""

    register: Register
    file: str
    sheet: str
    row: int
    cells: Mapping[str, Cell]
    columns: Mapping[str, int]

    def place(self, key: str = "") -> Place:
        """The place of one of its cells; of the row where it has no such column."""
        return Place(self.file, self.sheet, self.row, self.columns.get(key, 0))

    def has(self, key: str) -> bool:
        """Whether the sheet has this column."""
        return key in self.columns

    def cell(self, key: str) -> Cell:
        """The cell of a column; an empty one where the sheet has no such column."""
        return self.cells.get(key, "")


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about a place, with its code."""

    place: Place
    code: str
    sentence: Sentence


@dataclass(slots=True)
class Findings:
    """What is wrong, what changes, and what is worth knowing; nothing is kept while anything is wrong."""

    wrong: list[Remark] = field(default_factory=list)
    changes: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    formulas: set[Place] = field(default_factory=set)

    def refuse(self, line: Line, key: str, code: str, **values: object) -> None:
        """A row cannot be taken because of what stands, or is missing, in a column."""
        head = TABLES[line.register].by_key[key].head if key else Sentence("", "")
        # Whatever a formula left in the cell is not what is wrong with it.
        if line.place(key) in self.formulas:
            return
        self.wrong.append(Remark(line.place(key), code, _filled(code, head, values)))

    def refuse_at(self, place: Place, code: str, **values: object) -> None:
        """A file or sheet cannot be taken."""
        self.wrong.append(Remark(place, code, _filled(code, Sentence("", ""), values)))

    def tell(self, place: Place, code: str, **values: object) -> None:
        """Something worth knowing that keeps nothing from being taken."""
        self.notes.append(Remark(place, code, _filled(code, Sentence("", ""), values)))

    def change(self, line: Line, key: str, whom: Sentence, before: object, after: object) -> None:
        """A row changes what stands of somebody or of a unit."""
        head = TABLES[line.register].by_key[key].head
        values = {"whom": whom, "before": _shown(before), "after": _shown(after)}
        code = CHANGED_PERSONAL if key in _PERSONAL else "changed"
        self.changes.append(Remark(line.place(key), code, _filled("changed", head, values)))


def _shown(value: object) -> Sentence:
    if value is None or value in ("", []):
        return Sentence("nothing", "（空）")
    if isinstance(value, Sentence):
        return value
    text = "、".join(str(each) for each in value) if isinstance(value, list) else str(value)
    return Sentence(text, text)


def _filled(code: str, head: Sentence, values: Mapping[str, object]) -> Sentence:
    """The sentence with the head of its column and its values, each in the language of the text around it."""
    said = SENTENCES[code]
    english = {name: value.en if isinstance(value, Sentence) else value for name, value in values.items()}
    chinese = {name: value.zh if isinstance(value, Sentence) else value for name, value in values.items()}
    return Sentence(
        said.en.format_map({"head": head.en, **english}),
        said.zh.format_map({"head": head.zh, **chinese}),
    )
