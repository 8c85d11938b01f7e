"""A slip in a register is told once, at its cause, with what was probably meant."""

from __future__ import annotations

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.office.small_office import VILLAGE, as_csv, as_workbook, changed, given, look, people, roster, take, units
from workflows.office.registers.read import GivenFile
from workflows.store import Store


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_slip_in_a_code_is_told_where_it_stands_and_not_where_the_right_code_does(store: Store) -> None:
    at = next(place for place, row in enumerate(units()) if row["编码"] == VILLAGE)
    taking = look(store, given(changed(units(), at, 编码=VILLAGE[:-1])))
    assert [(each.place.row, each.code) for each in taking.findings.wrong] == [(at + 2, "village_code_wrong")]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_causes_come_before_what_follows_and_slips_are_guessed(store: Store) -> None:
    wrong = changed(roster(), 0, 派出单位编码="jyj")
    rows = units()
    text = as_csv("a.csv", wrong).data.decode().rstrip() + ",多余\n"
    changed(rows, 1, 类型="部门")
    taking = look(
        store, [GivenFile("a.csv", text.encode()), GivenFile("z.xlsx", as_workbook(("单位", rows), ("人员", people())))]
    )
    told = [(each.place.file, each.code) for each in taking.findings.wrong]
    assert told[0] == ("z.xlsx", "not_a_word")
    assert {("a.csv", "unit_unknown"), ("a.csv", "cell_without_head")} < set(told)
    assert "是否为 JYJ？" in "".join(each.sentence.zh for each in taking.findings.wrong)
    same = take(store, given())
    again = look(store, given())
    assert same.counts["posts"].new == again.counts["posts"].same, "the posts that the roster gives are counted again"
