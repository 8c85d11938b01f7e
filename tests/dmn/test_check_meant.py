"""Cells that can be read and are surely not meant get a warning, and nothing else does."""

from __future__ import annotations

import pytest

from tests.dmn.test_check import problems
from workflows.dmn import has_invisible_end


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1-5", "check.looks_like_range"),
        ("10 - 22.5", "check.looks_like_range"),
        ("2026-03-01", "check.looks_like_day"),
        ("1,000", "check.looks_like_number"),
        ("12,345.50", "check.looks_like_number"),
        ('"合格 "', "check.invisible"),
        ('"\u200b合格"', "check.invisible"),
        ("[1..5]", None),
        ("-5", None),
        ("1, 2", None),
        ("1,20", None),
        ("> 22", None),
        ("n - 1", None),
        ('"合格"', None),
        ('"2026-03-01"', None),
    ],
)
def test_a_cell_that_is_surely_not_meant_is_warned_of(cell: str, code: str | None) -> None:
    wanted = ("check.looks_like_range", "check.looks_like_day", "check.looks_like_number", "check.invisible")
    found = [each for each in problems([([cell], ["1"])]) if each.code in wanted]
    assert [(each.code, each.severity, each.rules) for each in found] == (
        [] if code is None else [(code, "warning", (1,))]
    )
    assert all(cell in each.sentence.en and cell in each.sentence.zh for each in found)


def test_a_result_that_is_surely_not_meant_is_warned_of_too() -> None:
    assert [each.code for each in problems([(["-"], ["1-5"])])] == ["check.looks_like_range"]


@pytest.mark.parametrize(
    "character", [" ", "\u00a0", "\u3000", "\u200b", "\u200e", "\u2060", "\ufeff", "\u00ad", "\t", "\u3164"]
)
def test_characters_that_nobody_sees(character: str) -> None:
    assert has_invisible_end("合格" + character)
    assert has_invisible_end(character + "合格")
    assert not has_invisible_end("合" + character + "格")
    assert not has_invisible_end("")
