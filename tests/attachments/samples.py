"""Small real files of each type, and the same with something in them that is refused."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import cache

import docx
import xlsxwriter
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject


@cache
def pdf(pages: int = 1) -> bytes:
    """A PDF of blank pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    return _written(writer)


def pdf_with(
    *, script: str = "", action: str = "", embedded: bool = False, password: str = "", link: str = "", packed: int = 0
) -> bytes:
    """A PDF with a script, an action of this type, an embedded file, a password, a link, or 4 MB packed so often."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    if script:
        run = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(run)
    if action:
        launched = {NameObject("/S"): NameObject(action), NameObject("/F"): TextStringObject("cmd.exe")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(launched)
    if link:
        follow = {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject(link)}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(follow)
    if packed:
        data = b" " * 4_000_000
        for _ in range(packed):
            data = zlib.compress(data)
        stream = StreamObject()
        stream._data = data
        stream[NameObject("/Filter")] = ArrayObject([NameObject("/FlateDecode")] * packed)
        writer.root_object[NameObject("/Large")] = writer._add_object(stream)
    if embedded:
        writer.add_attachment("inside.txt", b"hidden")
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    return _written(writer)


def huge_picture() -> bytes:
    """A PNG that says of itself to be 100,000 pixels wide and high."""
    data = bytearray(picture())
    data[16:24] = (100_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@cache
def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, (20, 90, 160)).save(out, kind)
    return out.getvalue()


@cache
def document() -> bytes:
    """A DOCX of one line."""
    out = io.BytesIO()
    written = docx.Document()
    written.add_paragraph("请假证明")
    written.save(out)
    return out.getvalue()


@cache
def workbook() -> bytes:
    """An XLSX of one cell."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write(0, 0, "请假")
    return out.getvalue()


def repacked(package: bytes, add: dict[str, bytes], comment: bytes = b"") -> bytes:
    """An Office document with these parts added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in add:
                new.writestr(name, old.read(name))
        for name, data in add.items():
            new.writestr(name, data)
        new.comment = comment
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    """A ZIP of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return out.getvalue()
