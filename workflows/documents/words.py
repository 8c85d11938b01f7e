"""The closed words of letters. Words in rows of record are never respelt."""

from __future__ import annotations

from enum import StrEnum


class ServiceMode(StrEnum):
    """How an order was served: its receiver signed, or it counts as served (rules.md 3.7)."""

    READ = "read"
    DEEMED = "deemed"


class FileKind(StrEnum):
    """What a letter is saved as."""

    DOCX = "docx"
    PDF = "pdf"
