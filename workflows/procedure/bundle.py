"""A procedure's files as one blob and back: what the catalogue of versions stores and what upload and download exchange."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from workflows.procedure.model import Procedure, ProcedureError
from workflows.procedure.reader import MAX_FILES, MAX_FOLDER_BYTES
from workflows.procedure.sentences import problem

# A fixed moment: the same files give the same archive whenever they are packed. 1980 is the first year that ZIP knows.
_EPOCH = (1980, 1, 1, 0, 0, 0)

BUNDLE_REFUSED = "bundle_refused"
"""The code of the finding that a bundle is no archive."""


def bundle(procedure: Procedure) -> bytes:
    """The files of `procedure` as a ZIP archive; the same content always gives the same bytes."""
    return bundle_files(procedure.files)


def bundle_files(files: Mapping[str, bytes]) -> bytes:
    """Files, path → content, as a ZIP archive; the same content always gives the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return packed.getvalue()


def unbundle(data: bytes) -> Mapping[str, bytes]:
    """The files of a bundle, path → content. Raises ProcedureError for what is no archive, or too large once unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse_sizes(entries)
            return {entry.filename: _content(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, TypeError, zlib.error) as error:
        raise ProcedureError((problem(BUNDLE_REFUSED, "bundle.zip", values={"reason": str(error)}),)) from error


def _refuse_sizes(entries: list[zipfile.ZipInfo]) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_FILES or total > MAX_FOLDER_BYTES:
        values = {"count": len(entries), "size": total, "most": MAX_FILES, "limit": MAX_FOLDER_BYTES}
        raise ProcedureError((problem("folder_too_large", "bundle.zip", values=values),))


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    # The size in the directory may lie: never unpack more than it announces.
    with archive.open(entry) as stream:
        found = stream.read(entry.file_size + 1)
    if len(found) != entry.file_size:
        raise zipfile.BadZipFile(f"{entry.filename} is larger than announced")
    return found
