"""A month's attendance of invented people as DingTalk writes it: the workbook with 每日统计 that a county imports."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import xlsxwriter

from workflows.assessment.rules import last_of

HEADS: Final = (
    *("姓名", "考勤组", "部门", "工号", "职位", "UserId", "日期", "workDate", "班次"),
    *("上班1打卡时间", "上班1打卡结果", "下班1打卡时间", "下班1打卡结果", "关联的审批单"),
)
_OPTIONS: Final = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@dataclass(frozen=True, slots=True)
class Posted:
    """A member as the program knows them: name, village, account, and the days of the month on which they punched nothing."""

    name: str
    village: str
    account: str
    first: date
    last: date
    missed: frozenset[int]


def file_of(month: date, people: Sequence[Posted]) -> bytes:
    """The workbook: for each member and day an evening's and a morning's punch, but on the days that they missed."""
    last, out = last_of(month), io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        sheet = book.add_worksheet("每日统计")
        sheet.write_row(0, 0, [f"每日统计表 统计日期：{month} 至 {last}"])
        sheet.write_row(1, 0, [f"报表生成时间：{last + timedelta(days=1)} 08:40"])
        sheet.write_row(2, 0, HEADS)
        row = 3
        for person in people:
            for number in range(1, last.day + 1):
                day = month.replace(day=number)
                if not person.first <= day <= person.last:
                    continue
                sheet.write_row(row, 0, _line(person, day))
                row += 1
    return out.getvalue()


def _line(person: Posted, day: date) -> list[str]:
    written = f"{day:%y-%m-%d} 星期{'一二三四五六日'[day.weekday()]}"
    known = [person.name, "驻村工作队", person.village, "", "队员", person.account, written]
    if day.day in person.missed:
        return [*known, "", "驻村", "", "缺卡", "", "缺卡", ""]
    minutes = (day.day * 7 + len(person.account) * 3 + ord(person.name[-1])) % 40
    morning = datetime.combine(day, time(7, 5)) + timedelta(minutes=minutes)
    evening = datetime.combine(day, time(20, 2)) + timedelta(minutes=minutes)
    return [*known, "", "驻村", f"{morning:%H:%M}", "正常", f"{evening:%H:%M}", "正常", ""]
