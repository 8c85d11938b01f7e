"""Send a table as .xlsx: written to its end before it is sent, as the reading transaction ends with the view."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable
from typing import IO

from flask import Response, send_file

from workflows.casework.ledgers import Line
from workflows.documents.ledger_workbook import write_workbook
from workflows.procedure.ledger_model import LedgerFile

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY = 4 * 1024 * 1024  # bytes of a workbook beyond which it lies in a temporary file


def send_table(file: LedgerFile, lines: Iterable[Line], locale: str, suffix: str = "") -> Response:
    """The lines under the heads of the table, named by its title and `suffix`."""
    out = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  closed with the answer
    write_workbook(out, file, lines, locale)
    size = out.tell()
    out.seek(0)
    name = f"{file.title.in_language(locale)}{suffix}.xlsx"
    sent: IO[bytes] = out
    if size <= _IN_MEMORY:
        # Whoever leaves before the end then leaves no file open.
        with out:
            sent = io.BytesIO(out.read())
    return send_file(sent, mimetype=_XLSX, as_attachment=True, download_name=name, max_age=0)
