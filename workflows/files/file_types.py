"""The types of file that may be attached to a case, and how a form names them in `accept`; data only."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class FileType(StrEnum):
    """What an attached file is, by its content and never by its name."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    DOCX = "docx"
    XLSX = "xlsx"


_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES: Final[dict[FileType, str]] = {
    FileType.PDF: "application/pdf",
    FileType.PNG: "image/png",
    FileType.JPEG: "image/jpeg",
    FileType.DOCX: f"{_OFFICE}wordprocessingml.document",
    FileType.XLSX: f"{_OFFICE}spreadsheetml.sheet",
}
IMAGES: Final = frozenset({FileType.PNG, FileType.JPEG})
SUFFIXES: Final[dict[FileType, tuple[str, ...]]] = {
    FileType.PDF: (".pdf",),
    FileType.PNG: (".png",),
    FileType.JPEG: (".jpg", ".jpeg"),
    FileType.DOCX: (".docx",),
    FileType.XLSX: (".xlsx",),
}
# What a form may write in `accept` → the types that it lets in.
ACCEPT_WORDS: Final[dict[str, frozenset[FileType]]] = {
    **{suffix: frozenset({kind}) for kind, suffixes in SUFFIXES.items() for suffix in suffixes},
    **{media: frozenset({kind}) for kind, media in MEDIA_TYPES.items()},
    "image/*": IMAGES,
}


def kind_by_name(name: str) -> FileType | None:
    """The type that a file's name promises, None for a name that ends otherwise."""
    return next((kind for kind, suffixes in SUFFIXES.items() if name.lower().endswith(suffixes)), None)
