"""What a packed workbook (.xlsx) is made of, looked at before any of it is interpreted; nothing is executed or fetched."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from workflows.files.bounds import Bounds, Refused
from workflows.files.sheet import Remark
from workflows.xml import XmlRefused, parse_xml

_CHUNK = 1_000_000
_SHOWN = 5  # places named in one sentence
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CELL = rb"<(?:\w+:)?c\s(?:[^<>]*?\s)?r=[\"']"
_FILLED = rb"[\"'][^<>]*[^/<>]>\s*<(?!/)"
# A filled cell beyond row 99,999, and one beyond column IV: the reader lays out every cell before it, so they come first.
_FAR_ROW = re.compile(_CELL + rb"[A-Z]{1,3}([0-9]{6,9})" + _FILLED)
_FAR_COLUMN = re.compile(_CELL + rb"([A-Z]{3}|[J-Z][A-Z]|I[W-Z])[0-9]{1,7}" + _FILLED)
_FORMULA = re.compile(_CELL + rb"([A-Z]{1,3}[0-9]{1,7})[\"'][^<>]*>\s*<(?:\w+:)?f[\s>/]")
_UNCALCULATED = re.compile(
    _CELL + rb"([A-Z]{1,3}[0-9]{1,7})[\"'][^<>]*>\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:</|<(?:\w+:)?v\s*/>|<(?:\w+:)?v></)"
)
# Begins of the above that are quickly looked for: most sheets have none of them.
_MAYBE_FAR_ROW = re.compile(rb"r=[\"'][A-Z]{1,3}[0-9]{6,9}[\"']")
_MAYBE_FAR_COLUMN = re.compile(rb"r=[\"'](?:[A-Z]{3}|[J-Z][A-Z]|I[W-Z])[0-9]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/][^<>]*")
_COLUMNS = re.compile(rb"<(?:\w+:)?col\s[^<>]*")
_HIDES = re.compile(rb"\s(?:hidden=[\"'](?:1|true)|(?:ht|width)=[\"']0(?:\.0*)?)[\"']")
_MAYBE_HIDES = re.compile(rb"hidden=|(?:ht|width)=[\"']0[\"'.]")
_FROM, _TO, _NUMBER = (re.compile(rb"\s%s=[\"'](\d{1,7})[\"']" % name) for name in (b"min", b"max", b"r"))
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class SheetPart:
    """What is told of a sheet beside its cells."""

    remarks: tuple[Remark, ...]


def look_into(data: bytes, bounds: Bounds) -> tuple[dict[str, SheetPart], list[Remark]]:
    """What the sheets and the file have to tell. Raises Refused for a bomb, a password, macros, a DOCTYPE, another format."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return _looked_into(package, bounds)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, NotImplementedError, RuntimeError):
        raise Refused("damaged") from None


def _looked_into(package: zipfile.ZipFile, bounds: Bounds) -> tuple[dict[str, SheetPart], list[Remark]]:
    members = package.infolist()
    names = [member.filename for member in members]
    if len(names) > bounds.parts or len(set(names)) != len(names):
        raise Refused("damaged")
    if any(member.flag_bits & 1 for member in members):
        raise Refused("encrypted")
    lower = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") for name in lower):
        raise Refused("macros")
    if "xl/workbook.xml" not in lower:
        raise Refused("other_format" if lower & {"xl/workbook.bin", "mimetype"} else "zip_without_workbook")
    remarks = []
    if any(name.startswith("xl/externallinks/") for name in lower):
        remarks.append(Remark("external_links"))
    left = bounds.expanded_bytes
    found: dict[str, SheetPart] = {}
    small: dict[str, bytes] = {}
    for member in members:
        content = _content(package, member, left, bounds)
        left -= len(content)
        if not member.filename.lower().endswith((".xml", ".rels")):
            continue
        if content.startswith((b"\xff\xfe", b"\xfe\xff")) or _DECLARES.search(content):
            raise Refused("xml_declares", part=member.filename)
        if member.filename.lower() in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            small[member.filename.lower()] = content
        elif "/worksheets/" in member.filename and member.filename.endswith(".xml"):
            found[member.filename.lower()] = _sheet_part(content, member.filename, bounds)
    return _by_name(small, found), remarks


def _content(package: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, bounds: Bounds) -> bytes:
    """The part, unpacked piece by piece, so that a bomb is noticed while it opens; the sizes that it claims prove nothing."""
    pieces: list[bytes] = []
    with package.open(member) as opened:
        while piece := opened.read(_CHUNK):
            left -= len(piece)
            if left < 0:
                raise Refused("zip_bomb", limit=bounds.expanded_bytes)
            pieces.append(piece)
    return b"".join(pieces)


def _sheet_part(content: bytes, part: str, bounds: Bounds) -> SheetPart:
    name = posixpath.basename(part)
    if _MAYBE_FAR_ROW.search(content):
        for far in _FAR_ROW.finditer(content):
            if int(far[1]) > bounds.rows:
                raise Refused("too_many_rows", sheet=name, limit=bounds.rows)
    if bounds.columns <= 256 and _MAYBE_FAR_COLUMN.search(content) and _FAR_COLUMN.search(content):
        raise Refused("too_many_columns", sheet=name, limit=bounds.columns)
    remarks = []
    may_calculate = b"<f" in content or b":f" in content
    if may_calculate and (formulas := [found[1].decode() for found in _FORMULA.finditer(content)]):
        remarks.append(Remark("formula_cells", values={**_values(formulas), "all": formulas}))
        if lacking := [found[1].decode() for found in _UNCALCULATED.finditer(content)]:
            remarks.append(Remark("formula_without_value", values=_values(lacking)))
    if _MAYBE_HIDES.search(content):
        remarks += _hidden(content, bounds)
    return SheetPart(tuple(remarks))


def _hidden(content: bytes, bounds: Bounds) -> list[Remark]:
    """The rows and columns that are not shown: hidden, filtered out, or without height or width."""
    rows, number = [], 0
    for row in _ROW.finditer(content):
        written = _NUMBER.search(row[0])
        number = int(written[1]) if written else number + 1
        if _HIDES.search(row[0]):
            rows.append(number)
    columns: list[int] = []
    for column in _COLUMNS.finditer(content):
        first, last = _FROM.search(column[0]), _TO.search(column[0])
        if first and last and _HIDES.search(column[0]):
            columns += range(int(first[1]), min(int(last[1]), bounds.columns) + 1)
    remarks = [Remark("hidden_rows", values={"count": len(rows), "rows": rows})] if rows else []
    return [*remarks, Remark("hidden_columns", values={"columns": columns})] if columns else remarks


def _values(cells: list[str]) -> dict[str, object]:
    return {"count": len(cells), "cells": _list(cells)}


def _list(cells: list[str]) -> str:
    return ", ".join(cells[:_SHOWN]) + (" …" if len(cells) > _SHOWN else "")


def _by_name(small: dict[str, bytes], found: dict[str, SheetPart]) -> dict[str, SheetPart]:
    """The parts by the names of their sheets, as the workbook lists them."""
    try:
        workbook = parse_xml(small["xl/workbook.xml"], "workbook.xml")
        relations = parse_xml(small.get("xl/_rels/workbook.xml.rels", b"<none/>"), "workbook.xml.rels")
    except XmlRefused:
        raise Refused("damaged") from None
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    named: dict[str, SheetPart] = {}
    for sheet in workbook.iter("{*}sheet"):
        target = _target(sheet, targets)
        if target in found:
            named[sheet.get("name", "")] = found[target]
    return named


def _target(sheet: etree._Element, targets: dict[str | None, str]) -> str:
    target = targets.get(sheet.get(_RELATION), "")
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/").lower()
