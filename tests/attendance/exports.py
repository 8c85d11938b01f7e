"""Small exports as programs write them, made in memory; people and ids are invented."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter

from workflows.attendance.read import read_attendance
from workflows.attendance.results import Found, PunchState
from workflows.attendance.roster import Member, Roster

TITLE = "统计日期：2026-06-01 至 2026-06-03"
MADE = "报表生成时间：2026-07-01 09:12"
PERSON = ["姓名", "考勤组", "部门", "工号", "职位", "UserId"]
DAILY = [*PERSON, "日期", "workDate", "班次", "上班1打卡时间", "上班1打卡结果", "下班1打卡时间", "下班1打卡结果"]
DAILY += ["关联的审批单", "旷工天数", "事假(小时)"]
RECORDS = [*PERSON, "考勤日期", "考勤时间", "打卡时间", "打卡结果", "打卡地址", "打卡备注", "异常打卡原因"]
RECORDS += ["打卡图片1", "打卡图片2", "打卡设备", "管理员修改备注"]
WANG, LI = "900000000000000011", "900000000000000012"

ROSTER = Roster(
    (
        Member("M1", "王甲", WANG, "WangJia", "V1"),
        Member("M2", "李乙", LI, "LiYi", "V2"),
        Member("M3", "王伟", "900000000000000013"),
        Member("M4", "王伟", "900000000000000014"),
    )
)


def person(name: str = "王甲", id: Any = WANG, group: str = "驻村") -> list[Any]:
    """The first six cells of a row."""
    return [name, group, "某乡", "003", "队员", id]


def daily(day: str, *slots: str, name: str = "王甲", id: Any = WANG, approval: str = "", absent: Any = "", hours: Any = "",
          shift: str = "驻村") -> list[Any]:  # fmt: skip
    """A row of 每日统计: time and result of the shift's begin and end."""
    return [*person(name, id), day, "", shift, *(list(slots) + [""] * 4)[:4], approval, absent, hours]


def record(day: str, at: str, result: str = "正常", *, name: str = "王甲", id: Any = WANG, place: str = "村部",
           device: str = "", reason: str = "", note: str = "") -> list[Any]:  # fmt: skip
    """A row of 原始记录."""
    return [*person(name, id), day, "", at, result, place, "", reason, "", "", device, note]


def workbook(
    *sheets: tuple[str, Sequence[Sequence[Any]]], touch: Callable[[Any, list[Any]], None] | None = None
) -> bytes:
    """A workbook of these sheets; `touch` may do more to it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        made = []
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            made.append(sheet)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value != "":
                        sheet.write(number, column, value)
        if touch is not None:
            touch(book, made)
    return out.getvalue()


def sheet_of(
    name: str, heads: Sequence[Any], *rows: Sequence[Any], title: str = TITLE, made: str = MADE
) -> tuple[str, list[Any]]:
    """A titled sheet with one row of heads."""
    return name, [[f"{name} {title}"], [made], heads, *rows]


def as_csv(sheet: tuple[str, Sequence[Sequence[Any]]]) -> bytes:
    """The sheet as comma-separated text: the same layout without a process to open it."""
    out = io.StringIO()
    csv.writer(out).writerows(sheet[1])
    return out.getvalue().encode()


def read(sheet: tuple[str, Sequence[Sequence[Any]]], roster: Roster = ROSTER, **more: Any) -> Found:
    """What is found in one sheet; it must not be refused."""
    found = read_attendance(as_csv(sheet), "a.csv", roster, **more)
    assert found.refusal is None
    return found


def daily_book(*rows: Sequence[Any], title: str = TITLE, made: str = MADE) -> bytes:
    """A workbook with 每日统计 alone."""
    return workbook(sheet_of("每日统计", DAILY, *rows, title=title, made=made))


def days_sheet(*rows: Sequence[Any], title: str = TITLE, made: str = MADE) -> tuple[str, list[Any]]:
    """每日统计."""
    return sheet_of("每日统计", DAILY, *rows, title=title, made=made)


def records_sheet(*rows: Sequence[Any]) -> tuple[str, list[Any]]:
    """原始记录."""
    return sheet_of("原始记录", RECORDS, *rows)


def times_sheet(
    *rows: Sequence[Any], heads: Sequence[Any] = ("1", "2", "3"), title: str = TITLE
) -> tuple[str, list[Any]]:
    """打卡时间: the cells after the person's are days."""
    return sheet_of("打卡时间", [*PERSON, *heads], *rows, title=title)


def month_sheet(*rows: Sequence[Any], heads: Sequence[Any] = ("1", "2", "3")) -> tuple[str, list[Any]]:
    """月度汇总: a sum, then the days."""
    return sheet_of("月度汇总", [*PERSON, "出勤天数", *heads], *rows)


def neutral(*lines: str, encoding: str = "utf-8") -> bytes:
    """A neutral table of these lines."""
    heads = "user_key,name,village_code,work_date,punch_time,kind,lat,lng,in_fence,source,device_id,remark"
    return "\n".join([heads, *lines]).encode(encoding)


FORMS = [
    "审批编号",
    "标题",
    "审批状态",
    "审批结果",
    "发起时间",
    "发起人UserID",
    "发起人姓名",
    "请假类型",
    "开始时间",
    "结束时间",
    "时长",
]


def form(number: str = "1", state: str = "完成", result: str = "同意", starts: str = "2026-06-01", ends: str = "2026-06-02",
         length: str = "2天", kind: str = "年假", asked: str = "2026-05-30 09:00:00", title: str = "王甲提交的请假",
         id: str = "900000000000000011"):  # fmt: skip
    """A row of a leave export."""
    return [number, title, state, result, asked, id, "王甲", kind, starts, ends, length]


def forms(*rows):
    """A leave export: heads in the first row, a number for the sheet's name."""
    return "202606171429000146", [FORMS, *rows]


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """The workbook with each part changed, parts for which None comes back left out, and more parts added by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in more.items():
            new.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def codes(found: Found) -> list[str]:
    """What a person must decide, by code."""
    return sorted(each.code for each in found.queue)


def told(found: Found) -> set[str]:
    """What was told, by code."""
    return {each.code for each in found.told}


def times(found: Found, state: PunchState = PunchState.COUNTED) -> list[list[str]]:
    """The times of each day's punches in a state, day and hour."""
    return [[f"{at:%d %H:%M}" for at in day.times(state)] for day in found.days]
