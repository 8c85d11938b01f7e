"""DingTalk 打卡时间 and 月度汇总, WeCom 月报: one row for each person, one column for each day of the title's period."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from workflows.attendance.cells import as_number
from workflows.attendance.facts import Fact, Gathering, SheetKind
from workflows.attendance.header import Column, Header, body, is_total
from workflows.attendance.layouts.period import days_of
from workflows.attendance.layouts.punch_times import time_cell, times_of
from workflows.attendance.results import LeaveOfDay, LeaveUnit, Period, Place
from workflows.attendance.words import Mark, words_of
from workflows.files.cells import as_text, normal, weekday_of
from workflows.files.sheet import Sheet

_PERSON = frozenset({"姓名", "考勤组", "部门", "工号", "职位", "userid", "账号", "职务", "所属规则"})
_SUMS = re.compile(r".*(?:天数|时长|次数|工时|统计|加班|\((?:天|小时|分钟|次)\))")
# Times in brackets or alone on a line are punches; 缺卡(09:00) tells the planned time, 事假06-18 08:30到… a span.
_IN_BRACKETS = re.compile(
    r"(?<!缺卡)\(((?:次日|[\d:,;\s-])*)\)|^[ \t]*((?:(?:次日)?[ \t]*\d{1,2}:\d{2}[ \t,;]*)+)$", re.MULTILINE
)
_SHIFT = re.compile(r"^[^:\d\n]*:")
_LEAVE = re.compile(r"([^\s\d]*?假|调休|补休)(?:(\d{1,3}(?:\.\d{1,2})?)(天|小时))?")


def is_times(sheet: Sheet, header: Header) -> bool:
    """True for 打卡时间: nothing but people and days, and a title or a head that says so."""
    return _is_of_people(header) and not _has_sums(header) and "打卡时间" in _said(sheet, header)


def is_month(sheet: Sheet, header: Header) -> bool:
    """True for 月度汇总, and for WeCom's 月报 whose days are numbers over weekdays."""
    if not _is_of_people(header):
        return False
    return "月度汇总" in _said(sheet, header) or (header.column("账号") is not None and bool(_numbered(header)))


def _numbered(header: Header) -> list[Column]:
    return [each for each in header.columns if each.above.isdecimal() and weekday_of(each.head) is not None]


def _is_of_people(header: Header) -> bool:
    return header.name is not None and header.column("日期", "考勤日期") is None


def _has_sums(header: Header) -> bool:
    return any(_SUMS.fullmatch(column.head) for column in header.columns)


def _said(sheet: Sheet, header: Header) -> str:
    return normal(sheet.name + " ".join(header.titles) + " ".join(sorted(header.heads)))


def read_times(sheet: Sheet, header: Header, found: Gathering) -> None:
    """Gather the times of each cell; an empty cell is a day without a punch, unless nothing at all is known of the person."""
    assert found.period is not None
    columns = [column for column in header.columns if column.head.lower() not in _PERSON]
    days = days_of(columns, found.period)
    if days is None:
        found.tell("day_columns", Place(sheet.name, header.last_row), sheet=sheet.name)
        return
    for row in body(sheet, header):
        place = Place(sheet.name, row.number)
        if is_total(row):
            found.tell("total_row", place, value=as_text(row.at(0)))
            continue
        found.rows[sheet.name] += 1
        identity = found.person(row, place, header)
        for index, day in days.items():
            at = Place(sheet.name, row.number, index + 1)
            times = times_of(time_cell(row.at(index), day), day)
            if times.is_unordered:
                found.ask("time_order", at, value=as_text(row.at(index)), identity=identity, day=day)
                continue
            if times.words.unknown:
                found.ask("unknown_word", at, value=" ".join(times.words.unknown), identity=identity, day=day)
            fact = Fact(SheetKind.TIMES, at, times.punches, times.words.marks, may_be_next_day=times.may_be_next_day)
            found.add(identity, day, fact)


def read_month(sheet: Sheet, header: Header, found: Gathering) -> None:
    """Gather the words of each day; they say nothing of hours unless times stand in brackets below them."""
    assert found.period is not None
    columns = _day_columns(header, found.period)
    days = days_of(columns, found.period)
    if days is None:
        found.tell("day_columns", Place(sheet.name, header.last_row), sheet=sheet.name)
        days = {}
    for row in body(sheet, header):
        place = Place(sheet.name, row.number)
        if is_total(row):
            found.tell("total_row", place, value=as_text(row.at(0)))
            continue
        found.rows[sheet.name] += 1
        identity = found.person(row, place, header)
        for index, day in days.items():
            at = Place(sheet.name, row.number, index + 1)
            text = unicodedata.normalize("NFKC", as_text(row.at(index)))
            if not text:
                continue
            times = times_of(" ".join("".join(each) for each in _IN_BRACKETS.findall(text)), day)
            words = words_of("\n".join(_SHIFT.sub("", part) for part in _IN_BRACKETS.sub("", text).splitlines()))
            if words.unknown:
                found.ask("unknown_word", at, value=" ".join(words.unknown), identity=identity, day=day)
            leave = _leave(text) if Mark.LEAVE in words.marks else None
            found.add(identity, day, Fact(SheetKind.MONTH, at, times.punches, words.marks, leave))


def _leave(text: str) -> LeaveOfDay:
    match = _LEAVE.search(text)
    if match is None:
        return LeaveOfDay("请假")
    return LeaveOfDay(match[1], as_number(match[2] or ""), LeaveUnit.HOURS if match[3] == "小时" else LeaveUnit.DAYS)


def _day_columns(header: Header, period: Period) -> Sequence[Column]:
    """Those below 考勤结果; in older files as many of the last columns as the period has days."""
    if below := _numbered(header) or [column for column in header.columns if column.above == "考勤结果"]:
        return below
    length = (period.last - period.first).days + 1
    last = [column for column in header.columns if column.head != "考勤结果"][-length:]
    is_of_days = any(column.head.isdecimal() or weekday_of(column.head) is not None for column in last)
    return last if is_of_days else ()
