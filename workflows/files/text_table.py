"""Comma-separated text as Chinese offices save it: UTF-8 with or without its mark, UTF-16 with it, else GB18030."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from workflows.files.bounds import Bounds, Refused
from workflows.files.sheet import Opened, Row, Sheet

_SEPARATORS = ",\t;"
_LOOKED_AT = 20  # lines by which the separator is found


def open_text(data: bytes, bounds: Bounds) -> Opened:
    """The lines of a text file as one sheet without a name; a row's number is the line that it begins on.

    Raises Refused for text in no known encoding; reading the rows raises it for a line that is too long or a file of too many.
    """
    text = _decoded(data)
    separator = _separator(text)
    return Opened((Sheet("", lambda: _rows(text, separator, bounds)),))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("unknown_encoding")


def _separator(text: str) -> str:
    """The separator that stands most often in the first lines."""
    head = "\n".join(text.split("\n", _LOOKED_AT)[:_LOOKED_AT])
    return max(_SEPARATORS, key=head.count)


def _rows(text: str, separator: str, bounds: Bounds) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    cells = 0
    begins = 1
    try:
        for count, fields in enumerate(reader, 1):
            if count > bounds.rows:
                raise Refused("too_many_rows", sheet="", limit=bounds.rows)
            if len(fields) > bounds.columns:
                raise Refused("too_many_columns", sheet="", limit=bounds.columns)
            cells += len(fields)
            if cells > bounds.cells:
                raise Refused("too_many_cells", limit=bounds.cells)
            if any(len(field) > bounds.text for field in fields):
                raise Refused("text_too_long", row=begins, limit=bounds.text)
            yield Row(begins, tuple(_plain(field) for field in fields))
            begins = reader.line_num + 1
    except csv.Error as error:
        is_long = "field larger" in str(error)
        raise Refused("text_too_long" if is_long else "csv_broken", row=begins, limit=bounds.text) from error


def _plain(field: str) -> str:
    """The text itself: programs write ="003" and a tab before long numbers to keep a spreadsheet from changing them."""
    text = field.strip()
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        return text[2:-1].strip()
    return text
