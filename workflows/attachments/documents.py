"""DOCX and XLSX: every part unpacked within bounds, nothing in it that runs or is loaded from elsewhere, opened by its parser."""

from __future__ import annotations

import re
import zipfile
import zlib
from html import unescape
from io import BytesIO

import docx
from python_calamine import CalamineWorkbook

from workflows.attachments.sentences import FileRefused
from workflows.files.file_types import FileType
from workflows.xml import parse_xml

MAX_PARTS = 2_000
MAX_UNPACKED = 200_000_000  # bytes
_CHUNK = 1_000_000
_MAIN = {"word/document.xml": FileType.DOCX, "xl/workbook.xml": FileType.XLSX}
_MACROS = ("vbaproject.bin", "vbadata.xml")
_RUNS = ("/embeddings/", "/activex/", "/afchunk", "/oleobject")
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DDE_LINK = re.compile(rb"<(?:\w+:)?ddeLink", re.IGNORECASE)
# What a field does may be said in several runs, as an attribute, with entities and comments in between.
_UNSAID = re.compile(rb"<!--.*?-->|<!\[CDATA\[|\]\]>", re.DOTALL)
_FIELDS = re.compile(rb"<(?:\w+:)?instrText\b[^>]*>([^<]*)|\b(?:\w+:)?instr\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_DDE = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)
_END = b"PK\x05\x06"
_END_BYTES = 22  # of the last record of an archive without a comment


def document_type(data: bytes) -> FileType:
    """The type of an Office document. Raises FileRefused."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            kind = _looked_into(data, package)
        _open(data, kind)
    except FileRefused:
        raise
    except MemoryError:
        raise FileRefused("bomb") from None
    except Exception:  # noqa: BLE001 - the parsers raise anything over bytes that are no document
        raise FileRefused("damaged") from None
    return kind


def _looked_into(data: bytes, package: zipfile.ZipFile) -> FileType:
    members = package.infolist()
    names = [member.filename.lower() for member in members]
    kinds = {kind for name, kind in _MAIN.items() if name in names}
    if not kinds or "[content_types].xml" not in names:
        raise FileRefused("archive")
    if len(kinds) > 1 or data[-_END_BYTES:][:4] != _END or min(member.header_offset for member in members) != 0:
        raise FileRefused("two_in_one")
    if len(names) > MAX_PARTS or len(set(names)) != len(names):
        raise FileRefused("damaged")
    if any("\\" in name or name.startswith("/") or ".." in name.split("/") for name in names):
        raise FileRefused("damaged")
    if any(member.flag_bits & 1 for member in members):
        raise FileRefused("encrypted")
    if any(name.endswith(_MACROS) or "/macrosheets/" in name for name in names):
        raise FileRefused("macros")
    if any(part in f"/{name}" for name in names for part in _RUNS):
        raise FileRefused("active")
    left = MAX_UNPACKED
    for member in members:
        content = _content(package, member, left)
        left -= len(content)
        if member.filename.lower().endswith((".xml", ".rels")):
            _check_part(member.filename.lower(), content)
    return kinds.pop()


def _content(package: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes:
    """The part, unpacked piece by piece: the sizes that it claims prove nothing."""
    pieces = []
    with package.open(member) as opened:
        try:
            while piece := opened.read(_CHUNK):
                left -= len(piece)
                if left < 0:
                    raise FileRefused("bomb")
                pieces.append(piece)
        except zlib.error:
            raise FileRefused("damaged") from None
    return b"".join(pieces)


def _check_part(name: str, content: bytes) -> None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or _DECLARES.search(content):
        raise FileRefused("damaged")
    if name == "[content_types].xml" and b"macroenabled" in content.lower():
        raise FileRefused("macros")
    if _DDE_LINK.search(content) or _DDE.search(_fields(content)):
        raise FileRefused("active")
    if name.endswith(".rels"):
        for relation in parse_xml(content, name):
            if relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink"):
                raise FileRefused("outside")


def _fields(content: bytes) -> str:
    """What the fields of a part say, one after the other."""
    found = _FIELDS.finditer(_UNSAID.sub(b"", content))
    said = (text + b" " * (piece.group(1) is None) for piece in found for text in piece.groups() if text)
    return unescape(b"".join(said).decode("utf-8", "replace"))


def _open(data: bytes, kind: FileType) -> None:
    if kind is FileType.DOCX:
        docx.Document(BytesIO(data))
    else:
        CalamineWorkbook.from_filelike(BytesIO(data)).sheet_names  # noqa: B018 - opening it is the check
