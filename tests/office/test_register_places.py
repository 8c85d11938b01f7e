"""What is wrong in the files of the registers is named by its place: hidden parts, formulas, all of a row at once."""

from __future__ import annotations

import pytest
import xlsxwriter

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.office.small_office import as_workbook, changed, given, look, people, roster, units
from workflows.office.registers.read import GivenFile
from workflows.store import Store


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_all_that_is_wrong_with_a_row_of_the_roster_is_named_at_once(store: Store) -> None:
    rows = changed(roster(), 0, 村编码="NOWHERE", 派出单位编码="NOBODY", 派驻起始="明年")
    taking = look(store, given(None, None, changed(rows, 1, 工号="999", 角色="村长")))
    assert sorted((each.place.row, each.place.letter, each.code) for each in taking.findings.wrong) == [
        (2, "C", "unit_unknown"),
        (2, "D", "unit_unknown"),
        (2, "F", "not_a_day"),
        (3, "A", "person_unknown"),
        (3, "E", "not_a_word"),
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_rows_that_name_a_unit_whose_own_row_is_wrong_are_not_told_as_well(store: Store) -> None:
    rows = changed(changed(units(), 2, 类型="部门"), 6, 纬度="北")
    taking = look(store, given(rows))
    assert [(each.place.file, each.place.row, each.code) for each in taking.findings.wrong] == [
        ("单位.csv", 4, "not_a_word"),
        ("单位.csv", 8, "not_a_number"),
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_hidden_in_a_workbook_is_refused_by_its_place(store: Store) -> None:
    def hide(book: xlsxwriter.Workbook) -> None:
        shown, hidden, very_hidden = book.worksheets()
        shown.set_row(4, None, None, {"hidden": True})
        shown.set_row(5, 0)
        shown.set_column(8, 8, None, None, {"hidden": True})
        hidden.hide()
        very_hidden.very_hidden()

    sheets = (("人员", people()), ("名册", people()), ("旧", people()))
    taking = look(store, [GivenFile("全.xlsx", as_workbook(*sheets, touch=hide))])
    found = [(each.code, each.place.in_words("zh")) for each in taking.findings.wrong if each.code.endswith("_hidden")]
    assert found == [
        ("column_hidden", "全.xlsx · 人员 · 第 3 行 · I 列"),
        ("row_hidden", "全.xlsx · 人员 · 第 5 行"),
        ("row_hidden", "全.xlsx · 人员 · 第 6 行"),
        ("sheet_hidden", "全.xlsx · 名册"),
        ("sheet_hidden", "全.xlsx · 旧"),
    ]
    assert all(each.place.sheet == "人员" for each in taking.findings.wrong if not each.code.endswith("_hidden"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_formula_is_refused_by_its_place_with_or_without_a_value(store: Store) -> None:
    def calculate(book: xlsxwriter.Workbook) -> None:
        (sheet,) = book.worksheets()
        sheet.write_formula("B4", '="00"&1', None, "")
        sheet.write_formula("A5", '=TRIM("戴主任")', None, "戴主任")
        sheet.write_formula("L6", "=1+1", None, 2)

    files = [GivenFile("人员.xlsx", as_workbook(("人员", people()), touch=calculate)), *given(None, [], [])]
    taking = look(store, files)
    assert [(each.code, each.place.in_words("zh")) for each in taking.findings.wrong] == [
        ("formula", "人员.xlsx · 人员 · 第 4 行 · B 列"),
        ("formula", "人员.xlsx · 人员 · 第 5 行 · A 列"),
    ]
    assert taking.findings.wrong[0].sentence.en == "This cell holds a formula; write the value itself."
