"""How much of a file is read: bounds that hold before anything is converted, and the one exception of a refusal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one file may hold; the office's settings may narrow or widen it.

    A city's month is 138,260 rows by person and day in at most 20 MB.
    """

    file_bytes: int = 20_000_000
    expanded_bytes: int = 400_000_000  # what the parts of a workbook may become when unpacked
    parts: int = 1_000  # of a packed workbook
    sheets: int = 40
    rows: int = 150_000  # of one sheet
    columns: int = 256
    cells: int = 8_000_000  # of all sheets, empty ones between filled ones included
    text: int = 4_000  # characters of one cell
    memory_bytes: int = 2_000_000_000  # of the process that opens a workbook
    seconds: int = 90  # of the same, by the clock


class Refused(Exception):
    """A file is not read any further: the code of a sentence (`sentences.py` here, or of the room that reads on) and its values."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
