"""Whatever the bytes are, the answer is a result or a sentence in two languages: no traceback, no guess."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.attendance.exports import (
    DAILY,
    ROSTER,
    as_csv,
    daily,
    daily_book,
    days_sheet,
    neutral,
    record,
    records_sheet,
)
from workflows.attendance.cells import as_moment, as_name, as_number
from workflows.attendance.layouts.punch_times import time_cell, times_of
from workflows.attendance.read import read_attendance
from workflows.attendance.sentences import SENTENCES, sentence
from workflows.attendance.words import words_of
from workflows.files.cells import as_date, as_id, as_text
from workflows.files.sheet import Cell

BOOK = daily_book(*[daily(f"2026-06-0{day}", "07:30", "正常", "20:10", "正常") for day in (1, 2, 3)])
TEXTS = [
    as_csv(days_sheet(daily("2026-06-01", "07:30", "正常"))),
    as_csv(records_sheet(record("2026-06-01", "2026-06-01 07:28"))),
    neutral("M1,王甲,,2026-06-01,07:30,in,28,110,是,app,d,"),
]
CELLS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "07:30",
            "次日 00:12",
            "26-06-01 星期一",
            "2026-06-01 07:30",
            "正常",
            "1781625600000",
            "=1+1",
            "9" * 400,
            "1e300000",
        ]
    ),
    st.floats(),
    st.integers(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


def is_answered(data: bytes) -> bool:
    """The file is read or refused; every finding has both sentences."""
    found = read_attendance(data, "a", ROSTER)
    findings = [*found.queue, *found.told, *([found.refusal] if found.refusal else [])]
    return all(each.sentence.en and each.sentence.zh for each in findings)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_workbook_is_refused_or_read(data: st.DataObject) -> None:
    book = bytearray(BOOK)
    for _ in range(data.draw(st.integers(1, 8))):
        book[data.draw(st.integers(0, len(book) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.sampled_from([len(book), len(book), data.draw(st.integers(0, len(book)))]))
    assert is_answered(bytes(book[:end]))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_a_damaged_text_file_is_refused_or_read(text: bytes, data: st.DataObject) -> None:
    changed = bytearray(text)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    assert is_answered(bytes(changed))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=20), min_size=len(DAILY), max_size=len(DAILY)), min_size=1, max_size=4))
def test_any_texts_below_known_heads_are_answered(rows: list[list[str]]) -> None:
    assert is_answered(as_csv(days_sheet(*rows)))


@settings(max_examples=300, deadline=None)
@given(CELLS)
def test_no_cell_breaks_a_reader_of_cells(cell: Cell) -> None:
    text = as_text(cell)
    for reader in (as_date, as_moment, as_name, as_number, as_id):
        reader(cell)
    times_of(time_cell(cell, date(2026, 6, 1)), date(2026, 6, 1))
    words_of(text)


@pytest.mark.parametrize("text", ["0001-01-01", "0026-11-20", "1899-12-31", "2100-01-01", "9999-12-31"])
def test_a_year_in_which_nobody_concerned_lives_is_no_date(text: str) -> None:
    assert as_date(text) is None
    assert as_date(date.fromisoformat(text)) is None
    lines = (f"M1,王甲,,{day},07:30,in,,,,app,d," for day in (text, "2026-06-01"))
    found = read_attendance(neutral(*lines), "a", ROSTER)
    assert [each.code for each in found.queue] == ["bad_date"]
    assert len(found.days) == 1


def test_every_sentence_has_both_languages_and_is_filled_in_whatever_is_known() -> None:
    for code, (english, chinese) in SENTENCES.items():
        assert re.search(r"[\u4e00-\u9fff]", chinese), code
        assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"\{.*?\}|（.*?）|\(.*?\)", "", english)), code
        numbers = dict.fromkeys(re.findall(r"\{(\w+):", english + chinese), 1)
        filled = sentence(code, **numbers)
        assert "{" not in filled.en + filled.zh
