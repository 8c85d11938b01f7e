"""What may be attached, found out by the parser of its type: the wrong type under the right name, bombs, two files in one."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.attachments import samples
from workflows.attachments import documents
from workflows.attachments.looking import look, scan
from workflows.attachments.looking_process import type_of
from workflows.attachments.receiving import proper_name
from workflows.attachments.sentences import FILE_SENTENCES, FileRefused
from workflows.files.file_types import FileType

RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{}"'
    ' Target="https://elsewhere.example/x" TargetMode="External"/></Relationships>'
)
_TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"

TAKEN: list[tuple[Callable[[], bytes], FileType]] = [
    (samples.pdf, FileType.PDF),
    (lambda: samples.pdf() + b"\r\n\0\0", FileType.PDF),
    (lambda: samples.pdf_with(link="https://www.gov.cn/"), FileType.PDF),
    (lambda: samples.pdf_with(packed=1), FileType.PDF),
    (samples.picture, FileType.PNG),
    (lambda: samples.picture("JPEG"), FileType.JPEG),
    # What phones write behind a photograph: depth maps, a moving picture.
    (lambda: samples.picture("JPEG") + b"\0\0\0\x18ftypmp42" + b"m" * 100, FileType.JPEG),
    (samples.document, FileType.DOCX),
    (samples.workbook, FileType.XLSX),
    (lambda: samples.repacked(samples.document(), {"word/_rels/x.xml.rels": RELATION.format(_LINK).encode()}), FileType.DOCX),
]  # fmt: skip

REFUSED: list[tuple[Callable[[], bytes], str]] = [
    (lambda: b"", "empty"),
    (lambda: b"MZ\x90\0" + b"x" * 500, "other_type"),
    (lambda: b"<html><script>alert(1)</script></html>", "other_type"),
    (lambda: b"\xef\xbb\xbf" + "请假".encode(), "other_type"),
    (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "other_type"),
    (lambda: samples.archive(**{"a.txt": b"a"}), "archive"),
    (lambda: b"Rar!\x1a\x07\0" + b"x" * 100, "archive"),
    (lambda: b"7z\xbc\xaf\x27\x1c" + b"x" * 100, "archive"),
    (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "old_office"),
    (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    (lambda: samples.pdf()[:-40], "damaged"),
    (lambda: b"%PDF-1.7\nnothing\n%%EOF", "damaged"),
    (lambda: samples.pdf_with(password="secret"), "encrypted"),
    (lambda: samples.pdf_with(script="app.alert(1)"), "active"),
    (lambda: samples.pdf_with(action="/Launch"), "active"),
    (lambda: samples.pdf_with(action="/GoToR"), "active"),
    (lambda: samples.pdf_with(link=" JavaScript:alert(1)"), "active"),
    (lambda: samples.pdf_with(link="file:///etc/passwd"), "active"),
    (lambda: samples.pdf_with(packed=2), "bomb"),
    (lambda: samples.pdf_with(embedded=True), "active"),
    (lambda: samples.pdf() + samples.archive(**{"run.js": b"1"}), "two_in_one"),
    (lambda: samples.pdf() + b"<script>alert(1)</script>", "two_in_one"),
    (lambda: samples.picture()[:40], "damaged"),
    (lambda: samples.picture() + b"#!/bin/sh", "two_in_one"),
    (lambda: samples.picture("JPEG") + samples.archive(a=b"a"), "two_in_one"),
    (lambda: samples.picture("JPEG") + samples.pdf(), "two_in_one"),
    (lambda: samples.picture("JPEG") + b"<ScRiPt>alert(1)</script>", "two_in_one"),
    (lambda: samples.repacked(samples.document(), {"word/vbaProject.bin": b"x"}), "macros"),
    (lambda: samples.repacked(samples.document(), {"word/embeddings/oleObject1.bin": b"x"}), "active"),
    (lambda: samples.repacked(samples.workbook(), {"xl/activeX/activeX1.xml": b"<a/>"}), "active"),
    (
        lambda: samples.repacked(samples.document(), {"word/x.xml": b'<w:instrText xml:space="p"> DDEAUTO cmd'}),
        "active",
    ),
    (
        lambda: samples.repacked(samples.document(), {"word/x.xml": b'<w:fldSimple w:instr=" DDEAUTO cmd"/>'}),
        "active",
    ),
    (
        lambda: samples.repacked(
            samples.document(), {"word/x.xml": b"<w:instrText> D</w:instrText><w:instrText>&#68;E<!-- -->AUTO c<"}
        ),
        "active",
    ),
    (lambda: samples.repacked(samples.document(), {"../../tmp/evil": b"x"}), "damaged"),
    (lambda: samples.repacked(samples.document(), {"word/x.xml": b"<!DOCTYPE a><a/>"}), "damaged"),
    (lambda: samples.repacked(samples.document(), {"word/document.xml": b"<nothing"}), "damaged"),
    (lambda: samples.repacked(samples.workbook(), {"word/document.xml": b"<a/>"}), "two_in_one"),
    (lambda: samples.repacked(samples.document(), {}, comment=b"<script>"), "two_in_one"),
    (
        lambda: samples.repacked(samples.document(), {"word/_rels/x.xml.rels": RELATION.format(_TEMPLATE).encode()}),
        "outside",
    ),
]


def test_real_files_are_known_by_what_is_in_them() -> None:
    assert [type_of(make()) for make, _ in TAKEN] == [kind for _, kind in TAKEN]


def test_everything_else_is_refused_with_its_sentence() -> None:
    found = []
    for make, _ in REFUSED:
        with pytest.raises(FileRefused) as refused:
            type_of(make())
        found.append(refused.value.code)
        english, chinese = refused.value.sentence("证明.pdf")
        assert "证明.pdf" in english
        assert "证明.pdf" in chinese
    assert found == [code for _, code in REFUSED]


def test_a_bomb_is_noticed_while_it_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_UNPACKED", 3_000_000)
    bomb = samples.repacked(samples.document(), {"word/media/large.xml": b" " * 4_000_000})
    assert len(bomb) < 60_000
    with pytest.raises(FileRefused, match="bomb"):
        type_of(bomb)
    with pytest.raises(FileRefused, match="bomb"):
        type_of(samples.huge_picture())
    monkeypatch.setattr("workflows.attachments.pdf.MAX_UNPACKED", 3_000_000)
    with pytest.raises(FileRefused, match="bomb"):
        type_of(samples.pdf_with(packed=1))


def test_it_is_opened_in_a_process_that_knows_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    assert look(samples.picture()) is FileType.PNG
    with pytest.raises(FileRefused, match="archive"):
        look(samples.archive(a=b"a"))
    # Lists in lists without end cost this file its place, not the server its stack.
    with pytest.raises(FileRefused):
        look(b"%PDF-1.7\n1 0 obj\n" + b"[" * 30_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF")


def test_a_scanner_decides_and_is_never_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.write_bytes(samples.pdf())
    scanner = tmp_path / "scanner"
    scan(file)  # none is named: nothing is asked

    def says(code: int) -> None:
        scanner.write_text(f'#!/bin/sh\n[ -f "$2" ] && [ $1 = --quiet ] && exit {code}\nexit 9\n')
        scanner.chmod(scanner.stat().st_mode | stat.S_IXUSR)

    monkeypatch.setenv("GATEPOST_SCAN", f"{scanner} --quiet")
    says(0)
    scan(file)
    for code, told in ((1, "infected"), (2, "not_scanned")):
        says(code)
        with pytest.raises(FileRefused, match=told):
            scan(file)
    scanner.unlink()
    with pytest.raises(FileRefused, match="not_scanned"):
        scan(file)


def test_names_lose_what_could_mislead() -> None:
    assert proper_name(r"C:\Users\me\证明.PDF", FileType.PDF) == "证明.PDF"
    assert proper_name("../../etc/passwd", FileType.PNG) == "passwd.png"
    assert proper_name("invoice\u202efdp.exe", FileType.PDF) == "invoicefdp.exe.pdf"
    assert len(proper_name("长" * 300 + ".docx", FileType.DOCX)) == 120
    assert proper_name("", FileType.PDF) == "file.pdf"


def test_every_refusal_has_both_languages() -> None:
    assert all(sentence.en and sentence.zh for sentence in FILE_SENTENCES.values())
