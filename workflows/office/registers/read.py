"""Files to lines of the registers: heads found by their texts in any order, below titles, in any sheet."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from workflows.files.bounds import Bounds, Refused
from workflows.files.kinds import FileKind, kind_of
from workflows.files.opening import open_file
from workflows.files.sentences import refusal_of
from workflows.files.sheet import Row, Sheet
from workflows.office.registers.columns import (
    ALLOWED_WORDS,
    HOW_TO_FILL_IN,
    REGISTER_NAMES,
    TABLES,
    Column,
    Register,
    Table,
    head_of,
)
from workflows.office.registers.findings import Findings, Line, Place, Remark
from workflows.sentence import Sentence

BOUNDS = Bounds(
    file_bytes=10_000_000, expanded_bytes=100_000_000, sheets=40, rows=20_000, columns=100, cells=1_000_000, text=1_000
)
"""A city has 4,460 members and some 2,500 units; a province comes in several files."""
MOST_FILES = 20
_BESIDE = {*ALLOWED_WORDS, *HOW_TO_FILL_IN}
_LOOKED_AT = 40  # rows within which the heads must stand


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as it was given."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The digest by which the record names it."""
        return hashlib.sha256(self.data).hexdigest()


def read_registers(files: Sequence[GivenFile], findings: Findings) -> dict[Register, list[Line]]:
    """The lines of each register in all files; what is wrong with files, sheets and heads goes to the findings."""
    lines: dict[Register, list[Line]] = {register: [] for register in Register}
    for file in files:
        try:
            _read_file(file, lines, findings)
        except Refused as refused:
            findings.wrong.append(Remark(Place(file.name), refused.code, refusal_of(refused)))
    return lines


def _read_file(file: GivenFile, lines: dict[Register, list[Line]], findings: Findings) -> None:
    with open_file(file.data, BOUNDS) as opened:
        unread: list[Place] = []
        is_read = False
        for sheet in opened.sheets:
            place = Place(file.name, sheet.name)
            if sheet.is_hidden and next(sheet.rows(), None) is not None:
                findings.refuse_at(place, "sheet_hidden")
                is_read = True
                continue
            found = _find_head(sheet)
            if found is None:
                if sheet.name not in _BESIDE and next(sheet.rows(), None) is not None:
                    unread.append(place)
                continue
            is_read = True
            register, row = found
            columns = _columns(TABLES[register], row, place, findings)
            _refuse_hidden(sheet, place, row, columns or {}, findings)
            if columns is None:
                continue
            _refuse_formulas(sheet, place, row.number, columns, findings)
            below = list(_lines(sheet, file.name, register, row.number, columns))
            if kind_of(file.data) is FileKind.CSV:
                _refuse_without_head(sheet, place, row, findings)
            if not below:
                findings.tell(place, "no_rows")
            lines[register].extend(below)
        # Cells that the reader could not make out would pass as empty ones.
        for remark in opened.remarks:
            if remark.code == "cell_unreadable":
                at = Place(file.name, str(remark.values["sheet"]), remark.row or 0, remark.column or 0)
                findings.refuse_at(at, "cell_unreadable")
        if not is_read:
            _refuse_unlike(file, opened.sheets, findings)
            return
        for place in unread:
            findings.tell(place, "sheet_left_out")


def _refuse_hidden(sheet: Sheet, place: Place, head: Row, columns: dict[str, int], findings: Findings) -> None:
    """Refuse filled rows and columns of the register that whoever agrees would not see on opening the file."""
    hidden = {remark.code: remark.values for remark in sheet.remarks}
    for index in hidden.get("hidden_columns", {}).get("columns", ()):  # type: ignore[attr-defined]
        if index in columns.values():
            at = Place(place.file, place.sheet, head.number, index)
            findings.refuse_at(at, "column_hidden", head_text=str(head.at(index - 1)))
    rows = set(hidden.get("hidden_rows", {}).get("rows", ()))  # type: ignore[call-overload]
    for row in sheet.rows() if rows else ():
        if row.number in rows and row.number >= head.number and any(cell != "" for cell in row.cells):
            findings.refuse_at(Place(place.file, place.sheet, row.number), "row_hidden")


def _refuse_formulas(sheet: Sheet, place: Place, head: int, columns: dict[str, int], findings: Findings) -> None:
    """Refuse the cells of the register that hold a formula: what it comes to is another program's, and may be of another day."""
    for remark in sheet.remarks:
        if remark.code != "formula_cells":
            continue
        for cell in remark.values["all"]:  # type: ignore[attr-defined]
            at = Place.of_cell(place.file, place.sheet, cell)
            if at.row > head and at.column in columns.values():
                findings.formulas.add(at)
                findings.refuse_at(at, "formula")


def _refuse_unlike(file: GivenFile, sheets: Sequence[Sheet], findings: Findings) -> None:
    """Refuse a file without a register; where some row has heads of one, with what that lacks and what is unknown of it."""
    best: tuple[int, Table, Place, Row] | None = None
    for sheet in sheets:
        for row in islice(sheet.rows(), _LOOKED_AT):
            heads = {head_of(str(cell)) for cell in row.cells if cell != ""}
            for table in TABLES.values():
                known = len(heads & table.by_head.keys())
                if known and (best is None or known > best[0]):
                    best = (known, table, Place(file.name, sheet.name, row.number), row)
    if best is None:
        findings.refuse_at(Place(file.name), "no_register")
        return
    _, table, place, row = best
    texts = [str(cell) for cell in row.cells if cell != ""]
    here = {table.by_head[head_of(text)].key for text in texts if head_of(text) in table.by_head}
    lacking = [column for key, column in table.by_key.items() if key in table.needed - here]
    unknown = [text for text in texts if head_of(text) not in table.by_head]
    findings.refuse_at(
        place,
        "heads_unlike",
        register=REGISTER_NAMES[table.register],
        missing=_listed("; missing: ", "；缺少：", _heads(lacking)),
        unknown=_listed("; not known: ", "；无法识别：", Sentence(", ".join(unknown), "、".join(unknown))),
    )


def _listed(en: str, zh: str, names: Sentence) -> Sentence:
    return Sentence(en + names.en, zh + names.zh) if names.en else Sentence("", "")


def _find_head(sheet: Sheet) -> tuple[Register, Row] | None:
    """The register that one of the first rows heads, and that row: the one most of whose needed columns it has, at least half."""
    best: tuple[float, Register, Row] | None = None
    for count, row in enumerate(sheet.rows()):
        if count >= _LOOKED_AT:
            break
        heads = {head_of(str(cell)) for cell in row.cells if cell != ""}
        for table in TABLES.values():
            found = {table.by_head[head].key for head in heads if head in table.by_head}
            share = len(found & table.needed) / len(table.needed)
            if len(found) >= 2 and share > 0.5 and (best is None or share > best[0]):
                best = (share, table.register, row)
    return (best[1], best[2]) if best else None


def _columns(table: Table, row: Row, place: Place, findings: Findings) -> dict[str, int] | None:
    """The key of each column with where it stands, from 1; None, with what is wrong, where the sheet cannot be read by it."""
    columns: dict[str, int] = {}
    is_whole = True
    for index, cell in enumerate(row.cells, 1):
        if cell == "":
            continue
        at = Place(place.file, place.sheet, row.number, index)
        column = table.by_head.get(head_of(str(cell)))
        if column is None:
            findings.tell(at, "column_left_out", head_text=str(cell))
        elif column.key in columns:
            findings.refuse_at(at, "head_twice", head_text=str(cell))
            is_whole = False
        else:
            columns[column.key] = index
    missing = [table.by_key[key] for key in table.by_key if key in table.needed - columns.keys()]
    if missing:
        at = Place(place.file, place.sheet, row.number)
        findings.refuse_at(at, "columns_missing", register=REGISTER_NAMES[table.register], columns=_heads(missing))
    return columns if is_whole and not missing else None


def _heads(columns: Sequence[Column]) -> Sentence:
    return Sentence(", ".join(each.head.en for each in columns), "、".join(each.head.zh for each in columns))


def _refuse_without_head(sheet: Sheet, place: Place, head: Row, findings: Findings) -> None:
    """Refuse cells below the heads that stand under none: in a text table one separator too many shifts the rest of the row. In
    a workbook whoever looks sees what stands beside the register."""
    for row in sheet.rows():
        if row.number <= head.number:
            continue
        for index, cell in enumerate(row.cells):
            if cell != "" and head.at(index) == "":
                at = Place(place.file, place.sheet, row.number, index + 1)
                findings.refuse_at(at, "cell_without_head", value=str(cell)[:40])


def _lines(sheet: Sheet, file: str, register: Register, head_row: int, columns: dict[str, int]) -> Iterator[Line]:
    for row in sheet.rows():
        if row.number <= head_row:
            continue
        cells = {key: row.at(index - 1) for key, index in columns.items()}
        if any(cell != "" for cell in cells.values()):
            yield Line(register, file, sheet.name, row.number, cells, columns)
