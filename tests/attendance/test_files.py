"""Files as they come, honest and hostile: each is read within its bounds or refused with a sentence, and nothing is executed."""

from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import replace

import pytest

from tests.attendance.exports import DAILY, WANG, daily, daily_book, neutral, repacked, sheet_of, told, workbook
from tests.attendance.shipped import SHIPPED
from workflows.attendance.read import read_attendance
from workflows.attendance.results import Found
from workflows.files.bounds import Bounds

GOOD = daily_book(daily("2026-06-01", "07:30", "正常", "20:10", "正常"))
SHEET = "xl/worksheets/sheet1.xml"


def refusal(data: bytes, name: str = "a.xlsx", bounds: Bounds | None = None) -> str:
    """The code of the refusal; its sentence stands in both languages and says something."""
    found = read_attendance(data, name, settings=replace(SHIPPED, bounds=bounds or Bounds()))
    assert found.refusal is not None
    assert found.refusal.sentence.zh
    assert found.refusal.sentence.en
    assert not found.days
    return found.refusal.code


def with_sheet(old: bytes, new: bytes) -> bytes:
    """The good workbook with something put in its sheet instead."""

    def change(name: str, content: bytes) -> bytes:
        assert name != SHEET or old in content
        return content.replace(old, new, 1) if name == SHEET else content

    return repacked(GOOD, change)


def test_the_good_workbook_is_read_under_any_name() -> None:
    for name in ("a.xlsx", "a.xls", "a.txt", ""):
        found = read_attendance(GOOD, name)
        assert [len(day.punches) for day in found.days] == [2]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b" \n\t", "empty_file"),
        (b"\xac\xed\x00\x05ur\x00", "not_a_spreadsheet"),
        (b"%PDF-1.7 \n", "not_a_spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_a_spreadsheet"),
        (b"  <html><table>", "html_not_excel"),
        (b"\xef\xbb\xbf<table><tr>", "html_not_excel"),
        (b'<?xml version="1.0"?><html xmlns="x">', "html_not_excel"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:x">', "xml_not_excel"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000, "damaged"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 900 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 900 + "_VBA_PROJECT_CUR".encode("utf-16-le"), "macros"),
        (b"\xff\xfe\x00\xd8\x00\x00", "unknown_encoding"),
        (b"name,\x81\x20\xff,c\n", "unknown_encoding"),
        (b"a,b,c\n1,2,3\n", "unknown_layout"),
        (GOOD[:2000], "damaged"),
        (GOOD[:-100], "damaged"),
        (b"PK\x03\x04" + b"x" * 100, "damaged"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_by_its_first_bytes(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_a_file_beyond_its_size_is_refused_before_it_is_opened() -> None:
    assert refusal(GOOD, bounds=Bounds(file_bytes=len(GOOD) - 1)) == "file_too_large"


@pytest.mark.parametrize(
    ("more", "left_out", "code"),
    [
        ({"xl__vbaProject.bin": b"x"}, "", "macros"),
        ({"mimetype": b"application/vnd.oasis"}, "xl/workbook.xml", "other_format"),
        ({"xl__workbook.bin": b"x"}, "xl/workbook.xml", "other_format"),
        ({"photo.jpg": b"x"}, "xl/workbook.xml", "zip_without_workbook"),
        ({"xl__more.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "", "xml_declares"),
        ({"xl__more.xml": '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")}, "", "xml_declares"),
    ],
)
def test_packages_that_are_no_plain_workbook_are_refused(more: dict[str, bytes], left_out: str, code: str) -> None:
    assert refusal(repacked(GOOD, lambda name, content: None if name == left_out else content, **more)) == code


def test_entities_in_a_sheet_are_refused_and_open_no_file() -> None:
    doctype = b'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/hostname">]><worksheet '
    assert refusal(with_sheet(b"<worksheet ", doctype)) == "xml_declares"


def test_a_bomb_is_noticed_while_it_opens() -> None:
    bomb = repacked(GOOD, lambda _, content: content, **{"xl__media.xml": b"a" * 3_000_000})
    assert len(bomb) < 20_000
    assert refusal(bomb, bounds=Bounds(expanded_bytes=2_000_000)) == "zip_bomb"


def test_a_bomb_that_lies_about_its_size_is_no_workbook() -> None:
    bomb = bytearray(repacked(GOOD, lambda _, content: content, **{"xl__media.xml": b"a" * 3_000_000}))
    at = bomb.rfind((3_000_000).to_bytes(4, "little"))
    bomb[at : at + 4] = (10).to_bytes(4, "little")
    assert refusal(bytes(bomb), bounds=Bounds(expanded_bytes=2_000_000)) == "damaged"


def test_a_password_of_the_archive_is_a_password() -> None:
    data = bytearray(GOOD)
    with zipfile.ZipFile(io.BytesIO(GOOD)) as package:
        first = package.infolist()[0]
    entry = data.find(b"PK\x01\x02")
    data[entry + 8] |= 1
    assert first.flag_bits & 1 == 0
    assert refusal(bytes(data)) == "encrypted"


def test_a_cell_far_away_is_refused_and_not_laid_out() -> None:
    far = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    assert refusal(with_sheet(b"</sheetData>", far)) == "too_many_rows"
    wide = b'<row r="40"><c r="XFD40"><v>1</v></c></row></sheetData>'
    assert refusal(with_sheet(b"</sheetData>", wide)) == "too_many_columns"


def test_a_far_cell_that_hides_from_the_first_look_ends_only_the_other_process() -> None:
    hidden = b'<row r="1048576"><c r="&#88;FD1048576"><v>1</v></c></row></sheetData>'
    assert refusal(with_sheet(b"</sheetData>", hidden)) in ("too_much_inside", "damaged", "too_many_rows")
    comment = b'<row r="1048576"><c r="XFD1048576"><!-- > --><v>1</v></c></row></sheetData>'
    assert refusal(with_sheet(b"</sheetData>", comment), bounds=Bounds(memory_bytes=600_000_000)) in (
        "too_much_inside",
        "too_many_rows",
    )


def test_a_million_empty_rows_are_no_rows() -> None:
    empty = b"".join(b'<row r="%d" s="1"/>' % number for number in range(60, 1_048_577))
    styled = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    found = read_attendance(with_sheet(b"</sheetData>", empty[: -len(b'<row r="1048576" s="1"/>')] + styled), "a.xlsx")
    assert [len(day.punches) for day in found.days] == [2]


def test_a_wrong_dimension_is_not_believed() -> None:
    for claim in (b"A1", b"A1:XFD1048576"):
        found = read_attendance(with_sheet(b'<dimension ref="A1:P4"/>', b'<dimension ref="%s"/>' % claim), "a.xlsx")
        assert len(found.days) == 1


def test_numbers_are_bounded_before_they_are_converted() -> None:
    row = b'<row r="9"><c r="A9"><v>1e300000</v></c><c r="B9"><v>%s</v></c></row></sheetData>' % (b"9" * 1_000_000)
    found = read_attendance(with_sheet(b"</sheetData>", row), "a.xlsx")
    assert len(found.days) == 1
    assert [str(each.place) for each in found.told if each.code == "cell_unreadable"] == ["每日统计!A9", "每日统计!B9"]
    line = neutral(f"M1,王甲,,2026-06-01,07:30,in,{'9' * 1_000_000},1,,,,")
    assert refusal(line, "a.csv") == "text_too_long"
    line = neutral("M1,王甲,,2026-06-01,07:30,in,1e300000,1,,,,")
    assert [each.code for each in read_attendance(line, "a.csv").queue] == ["bad_coordinates"]


def test_formulas_are_told_and_never_calculated() -> None:
    def touch(book, sheets) -> None:  # type: ignore[no-untyped-def]
        sheets[0].write_formula(3, 9, '="07:"&"31"', None, "07:31")
        sheets[0].write_formula(3, 11, "=1+1", None, "")
        sheets[0].write_formula(3, 14, '=HYPERLINK("http://x","y")', None, "")

    rows = sheet_of("每日统计", DAILY, daily("2026-06-01", "", "正常", "", "缺卡"))
    found = read_attendance(workbook(rows, touch=touch), "a.xlsx")
    assert {"formula_cells", "formula_without_value"} <= told(found)
    assert [f"{at:%H:%M}" for day in found.days for at in (punch.at for punch in day.punches)] == ["07:31"]


def test_links_to_other_files_are_told_and_not_opened() -> None:
    linked = repacked(GOOD, lambda _, content: content, **{"xl__externalLinks__externalLink1.xml": b"<externalLink/>"})
    found = read_attendance(linked, "a.xlsx")
    assert "external_links" in told(found)
    assert len(found.days) == 1


@pytest.mark.parametrize(
    ("narrow", "code"),
    [
        (Bounds(rows=3), "too_many_rows"),
        (Bounds(columns=10), "too_many_columns"),
        (Bounds(cells=20), "too_many_cells"),
        (Bounds(sheets=0), "too_many_sheets"),
        (Bounds(parts=2), "damaged"),
    ],
)
def test_each_bound_of_a_workbook_holds(narrow: Bounds, code: str) -> None:
    assert refusal(GOOD, bounds=narrow) == code


def test_each_bound_of_a_text_file_holds() -> None:
    lines = [f"M1,王甲,,2026-06-{day:02},07:30,in,,,,,," for day in range(1, 29)]
    data = neutral(*lines)
    assert not read_attendance(data, "a.csv").refusal
    assert refusal(data, bounds=Bounds(rows=20)) == "too_many_rows"
    assert refusal(data, bounds=Bounds(columns=11)) == "too_many_columns"
    assert refusal(data, bounds=Bounds(cells=100)) == "too_many_cells"
    assert refusal(neutral("M1,\x00"), "a.csv") == "not_a_spreadsheet"
    assert refusal(neutral('M1,"' + "x,\n" * 100_000), "a.csv") in ("csv_broken", "text_too_long")


def test_two_hundred_thousand_rows_are_refused() -> None:
    assert refusal(neutral(*["M1,王甲"], *[","] * 200_000), "a.csv") == "too_many_rows"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_the_encodings_of_offices(encoding: str) -> None:
    found = read_attendance(neutral("M1,王甲,,2026-06-01,07:30,in,,,,,,𠮷", encoding=encoding), "a.csv")
    assert [day.person for day in found.days] == ["M1"]


def test_other_separators_are_found() -> None:
    for separator in (";", "\t"):
        data = neutral("M1,王甲,,2026-06-01,07:30,in,,,,,,").replace(b",", separator.encode())
        assert len(read_attendance(data, "a.csv").days) == 1


def test_a_workbook_is_opened_without_the_addresses_and_keys_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[dict[str, str]] = []
    run = subprocess.run

    def spy(command, **more):  # type: ignore[no-untyped-def]
        seen.append(more["env"])
        return run(command, **more)

    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    monkeypatch.setattr("workflows.files.apart.subprocess.run", spy)
    assert len(read_attendance(GOOD, "a.xlsx").days) == 1
    assert len(seen) == 1
    assert set(seen[0]) <= {"PYTHONPATH", "PYTHONUTF8", "PYTHONDONTWRITEBYTECODE", "SYSTEMROOT"}


def test_time_is_bounded_too() -> None:
    assert refusal(GOOD, bounds=replace(Bounds(), seconds=0)) in ("too_slow", "too_much_inside")


def same(found: Found) -> bool:
    return [day.person for day in found.days] == [WANG]


def test_the_same_bytes_have_the_same_digest_and_result() -> None:
    first, second = read_attendance(GOOD, "a.xlsx"), read_attendance(GOOD, "b.xls")
    assert same(first)
    assert same(second)
    assert first.sha256 == second.sha256 != read_attendance(GOOD + b" ", "a.xlsx").sha256
