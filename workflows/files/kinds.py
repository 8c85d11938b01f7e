"""What a file is, by its first bytes and never by its name: offices call a web page, and worse, `.xls`."""

from __future__ import annotations

from enum import StrEnum

from workflows.files.bounds import Refused

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP = b"PK\x03\x04"
_HEAD = 4_096


class FileKind(StrEnum):
    """How a file is opened."""

    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"


def kind_of(data: bytes) -> FileKind:
    """The kind of file that these bytes are. Raises Refused with what they are instead."""
    if not data.strip():
        raise Refused("empty_file")
    if data.startswith(_ZIP):
        return FileKind.XLSX
    if data.startswith(_OLE):
        return FileKind.XLS
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<body", b"<div")):
        raise Refused("html_not_excel")
    if head.startswith((b"<?xml", b"<workbook", b"<!")):
        raise Refused("html_not_excel" if b"<html" in head else "xml_not_excel")
    if head.startswith((b"%pdf", b"{\\rtf")):
        raise Refused("not_a_spreadsheet")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return FileKind.CSV  # what Excel calls Unicode text
    if b"\0" in data:
        raise Refused("not_a_spreadsheet")
    return FileKind.CSV
