"""Pictures (PNG, JPEG): decoded whole by their parser, within a bound of pixels."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image

from workflows.attachments.sentences import FileRefused
from workflows.files.file_types import FileType

MAX_PIXELS = 120_000_000
"""The largest sensors of phones give 108 million."""
_NAMES = {"PNG": FileType.PNG, "JPEG": FileType.JPEG, "MPO": FileType.JPEG}
# Other files that a picture may carry behind or inside itself; compressed pixels hold none of these by chance.
_OTHERS = (b"%PDF-", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_PAGES = (b"<html", b"<script", b"<?php", b"<!doctype")
_PNG_END = b"IEND\xaeB`\x82"


def picture_type(data: bytes) -> FileType:
    """The type of a picture. Raises FileRefused."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            # Two pictures in one JPEG (MPO) are what some phones write; it is shown as its first.
            with Image.open(BytesIO(data), formats=["PNG", "JPEG", "MPO"]) as picture:
                kind = _NAMES[picture.format or ""]
                picture.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError):
        raise FileRefused("bomb") from None
    except Exception:  # noqa: BLE001 - the parser raises anything over bytes that are no picture
        raise FileRefused("damaged") from None
    low = data.lower()
    is_other = any(mark in data for mark in _OTHERS) or any(mark in low for mark in _PAGES)
    if is_other or (kind is FileType.PNG and not data.endswith(_PNG_END)):
        raise FileRefused("two_in_one")
    return kind
