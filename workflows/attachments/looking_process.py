"""What runs in a process of its own to open a file: it reads bytes from its input and writes one line of JSON."""

from __future__ import annotations

import json
import sys
import zipfile
from io import BytesIO

from workflows.attachments.sentences import FileRefused
from workflows.files.apart import bound_this_process
from workflows.files.file_types import FileType

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x05\x06")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def main() -> None:
    """Read a file from the standard input; what it is, or why it is refused, goes out."""
    memory_bytes, seconds = json.loads(sys.argv[1])
    bound_this_process(memory_bytes, seconds)
    try:
        said: dict[str, object] = {"type": type_of(sys.stdin.buffer.read())}
    except FileRefused as refused:
        said = {"refused": refused.code, "values": refused.values}
    except (RecursionError, MemoryError):
        said = {"refused": "bomb", "values": {}}
    sys.stdout.write(json.dumps(said))


def type_of(data: bytes) -> FileType:
    """The type of a file by its content. Raises FileRefused.

    Each parser is loaded where it is needed: this process lives for one file.
    """
    if not data.strip():
        raise FileRefused("empty")
    if data.startswith(b"PK\x03\x04"):
        from workflows.attachments.documents import document_type

        kind = document_type(data)
        if b"%PDF-" in data[:1024]:
            raise FileRefused("two_in_one")
        return kind
    if data.startswith(_ARCHIVES):
        raise FileRefused("archive")
    if data.startswith(_OLE):
        raise FileRefused("encrypted" if _ENCRYPTED in data else "old_office")
    if data.startswith(b"%PDF-"):
        from workflows.attachments.pdf import check_pdf

        check_pdf(data)
        kind = FileType.PDF
    elif data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        from workflows.attachments.pictures import picture_type

        kind = picture_type(data)
    else:
        raise FileRefused("other_type")
    if zipfile.is_zipfile(BytesIO(data)):
        raise FileRefused("two_in_one")
    return kind


if __name__ == "__main__":
    main()
