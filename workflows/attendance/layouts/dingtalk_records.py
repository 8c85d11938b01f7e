"""DingTalk 原始记录: one row for each punch, with its place, its phone and whether it is valid."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from workflows.attendance.cells import as_moment, on
from workflows.attendance.facts import Fact, Gathering, SheetKind
from workflows.attendance.header import Header, body, is_total
from workflows.attendance.layouts.punch_times import punch
from workflows.attendance.results import Identity, LeaveOfDay, Place, PunchState
from workflows.attendance.words import Mark, Words, words_of
from workflows.files.cells import as_date, as_text
from workflows.files.sheet import Row, Sheet

# A phone's own id behind its model; machines and the names of models are shared by everybody.
_PHONE = re.compile(r"(?:_|\||#|\()\s*([0-9A-Za-z-]{4,})\)?$")
_MACHINE = re.compile(r"考勤机|打卡机|门禁|蓝牙|智能|补卡|审批|管理员|wi-?fi", re.IGNORECASE)


def is_records(header: Header) -> bool:
    """True for the heads of this sheet."""
    return None not in (header.column("考勤日期"), header.column("打卡时间"), header.column("打卡结果"))


def phone_of(device: str) -> str | None:
    """The phone that a device's text names, or None for a machine, an approval, or a model without an id."""
    return device if device and not _MACHINE.search(device) and _PHONE.search(device) else None


def read_records(sheet: Sheet, header: Header, found: Gathering) -> None:
    """Gather the punches; a row that repeats another exactly counts once."""
    heads = ("考勤日期", "打卡时间", "打卡结果", "打卡地址", "异常打卡原因", "打卡设备", "管理员修改备注")
    columns = {head: header.column(head) for head in heads}
    read: dict[tuple[object, ...], Place] = {}
    for row in body(sheet, header):
        place = Place(sheet.name, row.number)
        if is_total(row):
            found.tell("total_row", place, value=as_text(row.at(0)))
            continue
        if row.cells in read:
            found.tell("repeated_row", place, other=read[row.cells].row)
            continue
        read[row.cells] = place
        found.rows[sheet.name] += 1
        identity = found.person(row, place, header)
        text = {head: "" if index is None else as_text(row.at(index)) for head, index in columns.items()}
        day = _day(row, columns["考勤日期"], found, identity, place)
        if day is not None:
            _gather(found, identity, day, _moment(row, columns["打卡时间"], day), text, place)


def _day(row: Row, column: int | None, found: Gathering, identity: Identity, place: Place) -> date | None:
    cell = row.at(column) if column is not None else ""
    written = as_date(cell)
    at = Place(place.sheet, place.row, None if column is None else column + 1)
    if written is None:
        found.ask("bad_date", at, value=as_text(cell), identity=identity)
        return None
    if written.is_weekday_wrong:
        found.ask("date_conflict", at, value=as_text(cell), identity=identity, day=written.day, other="")
        return None
    return written.day


def _moment(row: Row, column: int | None, day: date) -> datetime | None:
    cell = row.at(column) if column is not None else ""
    moment = as_moment(cell)
    return on(day, cell) if moment is None and isinstance(cell, time) else moment


def _gather(
    found: Gathering, identity: Identity, day: date, moment: datetime | None, text: dict[str, str], place: Place
) -> None:
    words = words_of(text["打卡结果"])
    if words.unknown:
        found.ask("unknown_word", place, value=" ".join(words.unknown), identity=identity, day=day)
    if text["管理员修改备注"] and Mark.MANUAL not in words.marks:
        words = Words(words.marks | {Mark.MANUAL}, words.unknown)
    if Mark.LEAVE in words.marks or moment is None:
        if moment is None and text["打卡时间"]:
            found.ask("bad_time", place, value=text["打卡时间"], identity=identity, day=day)
            return
        # A line of leave carries the shift's time, which nobody punched.
        leave = LeaveOfDay("请假") if Mark.LEAVE in words.marks else None
        found.add(identity, day, Fact(SheetKind.RECORDS, place, (), words.marks, leave))
        return
    if not on(day, time()) <= moment < on(day, time()) + found.settings.latest_after_work_date:
        found.ask("punch_far_from_work_date", place, value=text["打卡时间"], identity=identity, day=day)
        return
    made = punch(moment, words)
    if Mark.FIELD in words.marks and made.state is PunchState.COUNTED:
        found.ask("field_punch_place_unchecked", place, value=text["打卡地址"], identity=identity, day=day)
    if text["异常打卡原因"] and made.state is PunchState.COUNTED:
        found.ask("abnormal_punch", place, value=text["异常打卡原因"], identity=identity, day=day)
    if phone := phone_of(text["打卡设备"]):
        found.devices.setdefault((day, phone), {}).setdefault(identity, place)
    found.add(identity, day, Fact(SheetKind.RECORDS, place, (made,), words.marks))
