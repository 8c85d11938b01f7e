"""WeCom (企业微信) 日报: 概况统计与打卡明细, one row a day, and 打卡详情, one row a punch; the newest day comes first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from workflows.attendance.cells import as_number
from workflows.attendance.facts import Fact, Gathering, SheetKind
from workflows.attendance.header import Header, body, is_total
from workflows.attendance.layouts.dingtalk_records import phone_of
from workflows.attendance.layouts.punch_times import punch, time_cell, times_of
from workflows.attendance.results import Identity, LeaveOfDay, LeaveUnit, Place, Punch, PunchKind, PunchState
from workflows.attendance.words import Mark, words_of
from workflows.files.cells import as_date, as_text, normal
from workflows.files.sheet import Row, Sheet

_SHIFT = re.compile(r"(上班|下班)(\d)打卡(时间|状态)")
_LEAVE = re.compile(r"(\S*?假|调休|补休)(\d{1,3}(?:\.\d{1,2})?)(天|小时)\((\d+/\d+)\D.*?(\d+/\d+)?\D*\)")
_EXCUSED = re.compile(r"无需打卡\((?:请假|外出|出差)\)")


def is_daily(header: Header) -> bool:
    """True for 概况统计与打卡明细."""
    return header.column("账号") is not None and header.column("考勤概况", "打卡时间记录") is not None


def is_detail(header: Header) -> bool:
    """True for 打卡详情."""
    return None not in (header.column("账号"), header.column("实际打卡时间"), header.column("打卡状态"))


def _rows(sheet: Sheet, header: Header, found: Gathering) -> Iterator[tuple[Row, Identity, date, Place]]:
    """Each row with whose it is, its day and its place; what has no usable day was put before a person."""
    column = header.column("日期", "时间")
    for row in body(sheet, header):
        place = Place(sheet.name, row.number)
        if is_total(row):
            found.tell("total_row", place, value=as_text(row.at(0)))
            continue
        found.rows[sheet.name] += 1
        identity = found.person(row, place, header)
        text = as_text(row.at(column)) if column is not None else ""
        written = as_date(row.at(column)) if column is not None else None
        if written is None:
            found.ask("bad_date", place, value=text, identity=identity)
        elif written.is_weekday_wrong:
            found.ask("date_conflict", place, value=text, identity=identity, day=written.day, other="")
        else:
            yield row, identity, written.day, place


def read_daily(sheet: Sheet, header: Header, found: Gathering) -> None:
    """Gather the shifts of each row, the outings beside them, and what the day's result says."""
    columns = {column.joined: column.index for column in header.columns}
    shifts = [(match, index) for joined, index in columns.items() if (match := _SHIFT.fullmatch(joined))]
    result, shift = header.column("考勤结果"), header.column("班次")
    outings = [index for joined, index in columns.items() if joined.startswith("外出打卡")]
    for row, identity, day, place in _rows(sheet, header, found):
        punches: list[Punch] = []
        marks: set[Mark] = set()
        for match, index in shifts:
            if match[3] == "状态":
                continue
            status = words_of(_cell(row, columns.get(f"{match[1]}{match[2]}打卡状态")))
            if status.unknown:
                found.ask("unknown_word", Place(sheet.name, row.number, index + 1), value=" ".join(status.unknown),
                          identity=identity, day=day)  # fmt: skip
            marks |= status.marks
            if Mark.MISSING in status.marks:
                marks.add(Mark.MISSING_IN if match[1] == "上班" else Mark.MISSING_OUT)
            _ask_bad_time(row, index, day, found, identity, sheet.name)
            punches += (punch(each.at, status) for each in times_of(time_cell(row.at(index), day), day).punches)
        for index in outings:
            for each in times_of(time_cell(row.at(index), day), day).punches:
                punches.append(replace(each, kind=PunchKind.OUTING))
        # The day's result repeats the shifts' in sum; it alone tells a day off and leave of the whole day.
        summed = words_of(_cell(row, result))
        if summed.unknown:
            found.ask("unknown_word", place, value=" ".join(summed.unknown), identity=identity, day=day)
        marks |= summed.marks & {Mark.REST, Mark.ABSENT, Mark.LEAVE, Mark.BUSINESS, Mark.NOT_IN_GROUP}
        if normal(_cell(row, shift)) == "休息":
            marks.add(Mark.REST)
        leave = LeaveOfDay("请假") if Mark.LEAVE in marks else None
        found.add(identity, day, Fact(SheetKind.DAILY, place, tuple(dict.fromkeys(punches)), frozenset(marks), leave))


def _ask_bad_time(row: Row, index: int, day: date, found: Gathering, identity: Identity, sheet: str) -> None:
    """A cell of a time that holds neither a time nor a known word (未打卡) goes before a person."""
    times = times_of(time_cell(row.at(index), day), day)
    if not times.punches and times.words.unknown:
        at = Place(sheet, row.number, index + 1)
        found.ask("bad_time", at, value=" ".join(times.words.unknown), identity=identity, day=day)


def _cell(row: Row, index: int | None) -> str:
    return as_text(row.at(index)) if index is not None else ""


def read_detail(sheet: Sheet, header: Header, found: Gathering) -> None:
    """Gather the punches, each with its place, phone and status; a planned time is none."""
    columns = {
        head: header.column(head)
        for head in ("打卡类型", "实际打卡时间", "打卡状态", "打卡地点", "打卡设备", "假勤申请")
    }
    for row, identity, day, place in _rows(sheet, header, found):
        text = {head: _cell(row, index) for head, index in columns.items()}
        status = words_of(text["打卡状态"])
        marks = set(status.marks)
        if status.unknown:
            found.ask("unknown_word", place, value=" ".join(status.unknown), identity=identity, day=day)
        if Mark.MISSING in marks:
            marks.add(Mark.MISSING_IN if text["打卡类型"] == "上班" else Mark.MISSING_OUT)
        actual = columns["实际打卡时间"]
        assert actual is not None
        times = times_of(time_cell(row.at(actual), day), day)
        _ask_bad_time(row, actual, day, found, identity, sheet.name)
        punches = [punch(each.at, status) for each in times.punches]
        if text["打卡类型"].startswith("外出"):
            punches = [replace(each, kind=PunchKind.OUTING) for each in punches]
            if any(each.state is PunchState.COUNTED for each in punches):
                found.ask("field_punch_place_unchecked", place, value=text["打卡地点"], identity=identity, day=day)
        if Mark.PLACE in marks:
            found.ask("abnormal_punch", place, value=text["打卡状态"], identity=identity, day=day)
        if punches and (phone := phone_of(text["打卡设备"])):
            found.devices.setdefault((day, phone), {}).setdefault(identity, place)
        leave, asked = _requests(text["假勤申请"], marks, found, identity)
        found.add(identity, day, Fact(SheetKind.RECORDS, place, tuple(punches), frozenset(marks), leave, asked))


def _requests(
    text: str, marks: set[Mark], found: Gathering, identity: Identity
) -> tuple[LeaveOfDay | None, frozenset[str]]:
    """The leave that an application notes on this day, and what else was asked for."""
    plain = normal(text)
    if _EXCUSED.search(plain):
        marks.add(Mark.BUSINESS)
    asked = frozenset({"make_up_request"}) if plain.startswith("补卡") and Mark.MAKE_UP not in marks else frozenset()
    match = _LEAVE.search(plain)
    if match is None:
        return None, asked
    is_one_day = match[5] is None or match[4] == match[5]
    amount = as_number(match[2]) if is_one_day else None
    return LeaveOfDay(match[1], amount, LeaveUnit.DAYS if match[3] == "天" else LeaveUnit.HOURS), asked
