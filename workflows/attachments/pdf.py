"""PDF: opened by its parser, every object of it looked at for what runs, is embedded, or asks elsewhere."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from workflows.attachments.sentences import FileRefused

MAX_PAGES = 2_000
_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/RichMedia", "/RichMediaContent", "/XFA"})
_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition", "/RichMediaExecute"}
)
_LINKS = ("http://", "https://", "mailto:", "tel:")
_PACKED = frozenset({"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"})
MAX_UNPACKED = 600_000_000  # bytes of all streams of a file: some twenty pages scanned in colour, uncompressed
_CHUNK = 1_000_000
_END = b"%%EOF"
_BLANK = b"\0\t\n\f\r "


def check_pdf(data: bytes) -> None:
    """Refuse what is no PDF that can only be read. Raises FileRefused."""
    end = data.rfind(_END)
    if end < 0:
        raise FileRefused("damaged")
    if data[end + len(_END) :].strip(_BLANK):
        raise FileRefused("two_in_one")
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise FileRefused("encrypted")
        pages = len(reader.pages)
        objects = list(_objects(reader))
    except FileRefused:
        raise
    except MemoryError:
        raise FileRefused("bomb") from None
    except Exception:  # noqa: BLE001 - the parser raises anything over bytes that are no PDF
        raise FileRefused("damaged") from None
    if not pages:
        raise FileRefused("damaged")
    if pages > MAX_PAGES:
        raise FileRefused("bomb")
    if any(_is_active(each) for each in objects):
        raise FileRefused("active")
    left = MAX_UNPACKED
    for each in objects:
        left -= _unpacked(each, left)


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Every object that the file lists, and what is written inside it."""
    yield from _inside(reader.trailer)
    listed = {(number, generation) for generation, numbers in reader.xref.items() for number in numbers}
    listed |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(listed):
        yield from _inside(reader.get_object(IndirectObject(number, generation, reader)))


def _inside(found: Any) -> Iterator[Any]:
    waiting = [found]
    while waiting:
        each = waiting.pop()
        yield each
        if isinstance(each, DictionaryObject):
            waiting.extend(dict.values(each))  # as written: what it refers to is listed itself
        elif isinstance(each, ArrayObject):
            waiting.extend(list.__iter__(each))


def _is_active(found: Any) -> bool:
    if not isinstance(found, DictionaryObject):
        return False
    action = str(dict.get(found, "/S", ""))
    if action == "/URI" and not str(found.get("/URI", "")).strip().lower().startswith(_LINKS):
        return True
    return not _KEYS.isdisjoint(found) or action in _ACTIONS


def _unpacked(found: Any, left: int) -> int:
    """How many bytes a stream unpacks to, piece by piece, none kept. Raises FileRefused beyond `left`, or for one packed twice."""
    if not isinstance(found, StreamObject):
        return 0
    names = found.get("/Filter", [])
    filters = [str(each.get_object()) for each in names] if isinstance(names, ArrayObject) else [str(names)]
    if sum(name in _PACKED for name in filters) > 1:
        raise FileRefused("bomb")
    # Only this one packs a thousand times; it stands first, or behind an encoding that makes no byte more.
    if not filters or filters[0] not in ("/FlateDecode", "/Fl"):
        return 0
    unpacking, waiting, count = zlib.decompressobj(), found._data, 0
    try:
        while waiting:
            count += len(unpacking.decompress(waiting, _CHUNK))
            if count > left:
                raise FileRefused("bomb")
            waiting = unpacking.unconsumed_tail
    except zlib.error:
        # What a reader makes of a damaged stream ends where it is damaged.
        return count
    return count
