"""DingTalk approvals (审批) of leave and business: one row for each form; only those that are decided and stand count."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time
from decimal import Decimal

from workflows.attendance.cells import as_moment, as_number, on
from workflows.attendance.facts import Gathering
from workflows.attendance.header import Header, body, is_total
from workflows.attendance.results import Identity, Leave, LeaveUnit, Period, Place
from workflows.files.cells import as_date, as_text, normal
from workflows.files.sheet import Cell, Row, Sheet

_AMOUNT = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)(天|小时)?")
_HALF = re.compile(r"(上午|下午)$")
_TITLE = re.compile(r"提交的(\S+?)(?:申请|审批)?(?:\[修改\])?$")
_VOID = frozenset({"已修改", "已撤销", "撤销", "已撤回", "撤回", "终止", "已终止", "已删除", "作废"})
_DECIDED = frozenset({"完成", "已完成", "审批完成", "审批通过", "已结束"})
_AGREED = frozenset({"同意", "审批通过", "通过", "已同意"})
_REFUSED = frozenset({"拒绝", "审批不通过", "不通过", "已拒绝", "不同意", "驳回"})


def is_approvals(header: Header) -> bool:
    """True for the heads of this export."""
    return None not in (
        header.column("审批编号"),
        header.column("审批状态"),
        header.column("开始时间"),
        header.column("结束时间"),
    )


def read_approvals(sheet: Sheet, header: Header, found: Gathering) -> None:
    """Gather the approved forms; those changed, withdrawn or refused are told, those not yet decided asked about.

    The export names no period: it is taken to cover the calendar months in which its forms begin.
    """
    heads = ("审批编号", "标题", "审批状态", "审批结果", "发起时间", "请假类型", "开始时间", "结束时间", "时长")
    columns = {head: header.column(head, f"请假{head}", head.replace("请假类型", "假期类型")) for head in heads}
    unit = LeaveUnit.DAYS
    if columns["时长"] is None:
        for column in header.columns:
            if column.head.startswith(("时长", "请假时长", "出差天数")):
                columns["时长"] = column.index
                unit = LeaveUnit.HOURS if "小时" in column.head else LeaveUnit.DAYS
    begins: list[date] = []
    for row in body(sheet, header):
        place = Place(sheet.name, row.number)
        if is_total(row):
            found.tell("total_row", place, value=as_text(row.at(0)))
            continue
        found.rows[sheet.name] += 1
        cells: dict[str, Cell] = {head: "" if index is None else row.at(index) for head, index in columns.items()}
        starts = _moment(cells["开始时间"], is_end=False)
        if starts is not None:
            begins.append(_day(starts))
        _gather(row, header, cells, unit, place, found)
    if begins:
        last = max(begins)
        month_end = last.replace(day=calendar.monthrange(last.year, last.month)[1])
        found.cover(Period(min(begins).replace(day=1), month_end), sheet.name)


def _gather(row: Row, header: Header, cells: dict[str, Cell], unit: LeaveUnit, place: Place, found: Gathering) -> None:
    number, state, result = (normal(as_text(cells[head])) for head in ("审批编号", "审批状态", "审批结果"))
    if state in _VOID:
        found.tell("leave_void", place, value=number, state=state)
        return
    if result in _REFUSED or state in _REFUSED:
        found.tell("leave_refused", place, value=number)
        return
    identity = found.person(row, place, header)
    if state not in _DECIDED or (result and result not in _AGREED) or not (result or state == "审批通过"):
        found.ask("leave_not_decided", place, value=number, identity=identity, state=state or "—")
        return
    leave = _leave(cells, unit, number)
    if leave is None:
        found.ask("leave_unclear", place, value=number, identity=identity)
        return
    other = _overlapping(leave, identity, found)
    if other is not None:
        found.ask("leave_overlap", place, value=number, identity=identity, other=other.number)
    found.leaves.append((identity, leave))


def _leave(cells: dict[str, Cell], unit: LeaveUnit, number: str) -> Leave | None:
    """The leave of a form; None where its days or its length cannot be read, or the length is longer than the span."""
    starts, ends = _moment(cells["开始时间"], is_end=False), _moment(cells["结束时间"], is_end=True)
    length = _AMOUNT.fullmatch(normal(as_text(cells["时长"])))
    if starts is None or ends is None or length is None or _end(starts) > _end(ends):
        return None
    amount = as_number(length[1]) or Decimal(0)
    if length[2]:
        unit = LeaveUnit.DAYS if length[2] == "天" else LeaveUnit.HOURS
    span = (_day(ends) - _day(starts)).days + 1
    if amount <= 0 or amount > span * (1 if unit is LeaveUnit.DAYS else 24):
        return None
    title = _TITLE.search(normal(as_text(cells["标题"])))
    kind = as_text(cells["请假类型"]) or (title[1] if title else "请假")
    asked = (
        as_moment(cells["发起时间"])
        if not isinstance(cells["发起时间"], str)
        else as_moment(as_text(cells["发起时间"]))
    )
    begin = starts if isinstance(starts, datetime) else on(starts, time(23, 59))
    return Leave("", kind, starts, ends, amount, unit, number, asked is not None and asked > begin)


def _moment(cell: Cell, *, is_end: bool) -> datetime | date | None:
    """A moment, or a day where the form asks for no time; 上午 ends and 下午 begins at noon."""
    if isinstance(cell, str) and (half := _HALF.search(cell.strip())):
        day = as_date(cell)
        if day is None:
            return None
        hour = {("上午", False): 0, ("上午", True): 12, ("下午", False): 12}.get((half[1], is_end))
        return on(day.day, time(23, 59) if hour is None else time(hour))
    moment = as_moment(cell)
    if moment is not None:
        return moment
    day = as_date(cell)
    return day.day if day else None


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _end(moment: datetime | date) -> datetime:
    return moment if isinstance(moment, datetime) else on(moment, time(23, 59))


def _overlapping(leave: Leave, identity: Identity, found: Gathering) -> Leave | None:
    """Another approved form of the same person over some of the same time."""
    for whose, other in found.leaves:
        if whose != identity:
            continue
        begins = [
            each.starts if isinstance(each.starts, datetime) else on(each.starts, time(0)) for each in (leave, other)
        ]
        if begins[0] < _end(other.ends) and begins[1] < _end(leave.ends):
            return other
    return None
