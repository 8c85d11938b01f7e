"""A small office as the rows of its three registers, as somebody would type them; written as text or as workbooks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from workflows.office.registers.read import GivenFile
from workflows.office.registers.take import Taking, look_at_registers, read_files, take_registers
from workflows.store import Store

Row = dict[str, Any]
Rows = list[Row]
VILLAGE, OTHER_VILLAGE = "990101101201", "990101101202"


def units() -> Rows:
    """A city with its office, two bureaus, a county, a township and two villages."""
    heads = ("编码", "名称", "类型", "上级编码", "简称", "村别", "纬度", "经度", "围栏半径（米）", "英文名称")
    rows = [
        ("CITY", "清河市", "市", "", "", "", "", "", "", "Qinghe City"),
        ("ZCB", "清河市委驻村办", "办事机构", "CITY", "", "", "", "", "", ""),
        ("JYJ", "清河市教育局", "机关单位", "CITY", "市教局", "", "", "", "", ""),
        ("CZJ", "清河市财政局", "organ", "CITY", "", "", "", "", "", ""),
        ("990101", "禾东区", "县区", "CITY", "", "", "", "", "", ""),
        ("990101101", "南坪镇", "乡镇", "990101", "", "", "", "", "", ""),
        (VILLAGE, "青禾村", "村", "990101101", "", "脱贫村", 27.5, 109.9, 800, ""),
        (OTHER_VILLAGE, "石桥村", "村", "990101101", "", "model", 27.6, 109.8, "", ""),
    ]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def people() -> Rows:
    """Who runs the office, who answers for a bureau, and two of it who go to a village; the director has two posts."""
    heads = ("姓名", "工号", "所在单位编码", "出生日期", "中共党员", "岗位", "任职单位编码", "任职起始", "用户名")
    rows = [
        ("安管理", "001", "ZCB", date(1988, 2, 3), "是", "系统管理员", "", "", "admin"),
        ("戴主任", "002", "ZCB", date(1970, 5, 6), "中共党员", "city_director", "ZCB", date(2025, 1, 1), "director"),
        ("戴主任", "002", "ZCB", "", "", "督查员", "ZCB", "", ""),
        ("许综合", "003", "ZCB", "1990年7月8日", "否", "综合组", "", "2025/3/1", "general"),
        ("胡人事", "101", "JYJ", date(1985, 1, 1), "是", "派出单位人事科", "", "", "hr"),
        ("李驻村", "102", "JYJ", date(1991, 1, 1), "是", "", "", "", "li"),
        ("王队长", "103", "JYJ", date(1980, 1, 1), "是", "", "", "", "wang"),
    ]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def roster() -> Rows:
    """A team of two in the first village."""
    heads = ("工号", "姓名", "村编码", "派出单位编码", "角色", "派驻起始")
    rows = [
        ("102", "李驻村", VILLAGE, "JYJ", "队员", date(2025, 6, 1)),
        ("103", "王队长", VILLAGE, "JYJ", "队长", date(2025, 6, 1)),
    ]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def as_csv(name: str, rows: Sequence[Mapping[str, Any]]) -> GivenFile:
    """The rows as text, their heads in the order of the first."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return GivenFile(name, out.getvalue().encode())


def as_workbook(
    *sheets: tuple[str, Sequence[Mapping[str, Any]]],
    title: str = "清河市登记表",
    touch: Callable[[Any], None] = lambda _: None,
) -> bytes:
    """A workbook with a title above the heads of each sheet; `touch` may do more to it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            sheet.write(0, 0, title)
            for column, head in enumerate(rows[0]):
                sheet.write(2, column, head)
                for number, row in enumerate(rows, 3):
                    if isinstance(row[head], date):
                        sheet.write_datetime(number, column, row[head], day)
                    elif row[head] != "":
                        sheet.write(number, column, row[head])
        touch(book)
    return out.getvalue()


def given(
    changed_units: Rows | None = None, changed_people: Rows | None = None, changed_roster: Rows | None = None
) -> list[GivenFile]:
    """The files of the office, the roster first: order does not matter; an empty list leaves a file out."""
    found = (
        ("花名册.csv", changed_roster, roster),
        ("人员.csv", changed_people, people),
        ("单位.csv", changed_units, units),
    )
    return [as_csv(name, rows if rows is not None else usual()) for name, rows, usual in found if rows != []]


def take(store: Store, files: Sequence[GivenFile]) -> Taking:
    """Take the files in a transaction of their own."""
    read = read_files(files)
    with store.write() as work:
        return take_registers(work, read)


def look(store: Store, files: Sequence[GivenFile]) -> Taking:
    """What taking the files would do."""
    read = read_files(files)
    with store.read() as work:
        return look_at_registers(work, read)


def changed(rows: Rows, row: int, **cells: Any) -> Rows:
    """The rows with other cells in one of them, counted from 0."""
    rows[row] = {**rows[row], **cells}
    return rows
