"""DingTalk 每日统计: one row for each person and day, each shift's time and result beside each other; old and new heads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workflows.attendance.cells import as_number, as_work_date
from workflows.attendance.facts import Fact, Gathering, SheetKind
from workflows.attendance.header import Header, body, is_total
from workflows.attendance.layouts.punch_times import punch, time_cell, times_of
from workflows.attendance.results import Identity, LeaveOfDay, LeaveUnit, Place, Punch
from workflows.attendance.words import Mark, words_of
from workflows.files.cells import NOTHING, as_date, as_text, normal
from workflows.files.sheet import Row, Sheet

_SLOT = re.compile(r"(上班|下班)(\d)打卡(时间|结果)")
_LEAVE = re.compile(r"(?:请假)?(\S+?)\((天|小时)\)")
_LEAVE_KINDS = re.compile(r"\S*假|调休|补休")
_APPROVAL = re.compile(r"(\S*?假|调休|补休|出差|外出|公出|补卡申请|补卡|加班)")


@dataclass(frozen=True, slots=True)
class _Slot:
    """One shift's begin or end: its columns of time and result."""

    is_in: bool
    time: int
    result: int | None


def is_daily(header: Header) -> bool:
    """True for the heads of this sheet."""
    return header.column("日期") is not None and bool(_slots(header))


def read_daily(sheet: Sheet, header: Header, found: Gathering) -> None:
    """Gather what the rows say, one fact a row."""
    slots = _slots(header)
    leaves = list(_leave_columns(header))
    approvals = header.column("关联的审批单")
    # The shift's name is read for days off alone: it may hold a person's name and is not kept.
    shift, absent = header.column("班次"), header.column("旷工天数")
    away = [index for index in (header.column("出差时长"), header.column("出差(天)", "出差")) if index is not None]
    for row in body(sheet, header):
        place = Place(sheet.name, row.number)
        if is_total(row):
            found.tell("total_row", place, value=as_text(row.at(0)))
            continue
        found.rows[sheet.name] += 1
        identity = found.person(row, place, header)
        day = _day(row, header, found, identity, place)
        if day is None:
            continue
        punches, marks = _punches(row, slots, day, sheet.name, found, identity)
        if normal(as_text(header.cell(row, shift))) in ("休息", "未排班"):
            marks.add(Mark.REST)
        flags: set[str] = set()
        approved = as_text(row.at(approvals)) if approvals is not None else ""
        kinds = _APPROVAL.findall(normal(approved).replace("，", ","))
        if any(kind.startswith("补卡") for kind in kinds) and Mark.MAKE_UP not in marks:
            flags.add("make_up_request")
        leave = _leave(row, leaves) or _approved_leave(kinds, marks)
        if absent is not None and (as_number(row.at(absent)) or 0) >= 1:
            marks.add(Mark.ABSENT)
        if any((as_number(row.at(index)) or 0) > 0 for index in away):
            marks.add(Mark.BUSINESS)
        found.add(
            identity, day, Fact(SheetKind.DAILY, place, tuple(punches), frozenset(marks), leave, frozenset(flags))
        )


def _slots(header: Header) -> list[_Slot]:
    """The shifts of a day in their order, each one's begin before its end."""
    columns = {column.joined: column.index for column in header.columns}
    found = [match for joined in columns if (match := _SLOT.fullmatch(joined)) and match[3] == "时间"]
    return [
        _Slot(match[1] == "上班", columns[match[0]], columns.get(f"{match[1]}{match[2]}打卡结果"))
        for match in sorted(found, key=lambda match: (match[2], match[1] != "上班"))
    ]


def _leave_columns(header: Header) -> Iterator[tuple[int, str, LeaveUnit]]:
    """Columns like 请假 over 事假(小时), or 年假(天) alone; each office has its own kinds."""
    for column in header.columns:
        match = _LEAVE.fullmatch(column.head)
        if match and (column.above.startswith("请假") or _LEAVE_KINDS.fullmatch(match[1])):
            yield column.index, match[1], LeaveUnit.DAYS if match[2] == "天" else LeaveUnit.HOURS


def _leave(row: Row, columns: list[tuple[int, str, LeaveUnit]]) -> LeaveOfDay | None:
    for index, kind, unit in columns:
        amount = as_number(row.at(index))
        if amount is not None and amount > 0:
            return LeaveOfDay(kind, amount, unit)
    return None


def _approved_leave(kinds: list[str], marks: set[Mark]) -> LeaveOfDay | None:
    """The kind of a leave that the day's result notes without an amount; an approval alone repeats on every day of its span."""
    named = [kind for kind in kinds if _LEAVE_KINDS.fullmatch(kind)]
    return LeaveOfDay(named[0] if named else "请假") if Mark.LEAVE in marks else None


def _day(row: Row, header: Header, found: Gathering, identity: Identity, place: Place) -> date | None:
    """The row's day; None, with a finding, where it has none or where 日期, its weekday and workDate name different ones."""
    column, work_column = header.column("日期"), header.column("workdate")
    assert column is not None
    written = as_date(row.at(column))
    text = as_text(row.at(column))
    work = as_work_date(row.at(work_column)) if work_column is not None else None
    at = Place(place.sheet, place.row, column + 1)
    if written is None and work is None:
        found.ask("bad_date", at, value=text, identity=identity)
        return None
    if written is not None and (written.is_weekday_wrong or (work is not None and work != written.day)):
        found.ask("date_conflict", at, value=text, identity=identity, day=written.day, other=work or "")
        return None
    return written.day if written is not None else work


def _punches(
    row: Row, slots: list[_Slot], day: date, sheet: str, found: Gathering, identity: Identity
) -> tuple[list[Punch], set[Mark]]:
    punches: list[Punch] = []
    marks: set[Mark] = set()
    last: datetime | None = None
    for slot in slots:
        at = Place(sheet, row.number, slot.time + 1)
        words = words_of(as_text(row.at(slot.result)) if slot.result is not None else "")
        if words.unknown:
            found.ask("unknown_word", at, value=" ".join(words.unknown), identity=identity, day=day)
        marks |= words.marks
        if Mark.MISSING in words.marks:
            marks.add(Mark.MISSING_IN if slot.is_in else Mark.MISSING_OUT)
        text = time_cell(row.at(slot.time), day)
        times = times_of(text, day)
        if not times.punches:
            if normal(text) and text.strip() not in NOTHING and not times.words.marks:
                found.ask("bad_time", at, value=text, identity=identity, day=day)
            continue
        for each in times.punches:
            clock = each.at
            if last is not None and clock < last and clock.date() == day:
                # No 次日 before it, but the shift before ended later: it is the night's.
                clock += timedelta(days=1)
            last = clock
            punches.append(punch(clock, words))
    return punches, marks
