"""Reading one attendance file from its bytes to what an import would find; nothing is stored here."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from workflows.attendance.facts import Gathering
from workflows.attendance.gathered import conclude
from workflows.attendance.header import Header, body, find_header
from workflows.attendance.layouts import (
    approvals,
    dingtalk_daily,
    dingtalk_days,
    dingtalk_records,
    neutral,
    roster_table,
    wecom,
)
from workflows.attendance.layouts.period import period_of
from workflows.attendance.results import FileLayout, Finding, Found, Place
from workflows.attendance.roster import Roster
from workflows.attendance.sentences import sentence
from workflows.attendance.settings import AttendanceSettings, shipped_reading
from workflows.files.bounds import Refused
from workflows.files.opening import open_file
from workflows.files.sheet import Opened, Sheet


@dataclass(frozen=True, slots=True)
class _Layout:
    """A kind of sheet: how it is known, how it is read, and whether a title names its period."""

    layout: FileLayout
    is_this: Callable[[Sheet, Header], bool]
    read: Callable[[Sheet, Header, Gathering], None]
    has_title: bool = True


def _by_heads(is_this: Callable[[Header], bool]) -> Callable[[Sheet, Header], bool]:
    return lambda _, header: is_this(header)


def _is_wecom_month(sheet: Sheet, header: Header) -> bool:
    return header.column("账号") is not None and dingtalk_days.is_month(sheet, header)


_LAYOUTS = (
    _Layout(FileLayout.NEUTRAL, _by_heads(neutral.is_neutral), neutral.read_neutral, has_title=False),
    _Layout(FileLayout.DINGTALK_LEAVE, _by_heads(approvals.is_approvals), approvals.read_approvals, has_title=False),
    _Layout(FileLayout.ROSTER, _by_heads(roster_table.is_roster), roster_table.read_roster_table, has_title=False),
    _Layout(FileLayout.WECOM, _by_heads(wecom.is_detail), wecom.read_detail),
    _Layout(FileLayout.WECOM, _by_heads(wecom.is_daily), wecom.read_daily),
    _Layout(FileLayout.WECOM, _is_wecom_month, dingtalk_days.read_month),
    _Layout(FileLayout.DINGTALK, _by_heads(dingtalk_records.is_records), dingtalk_records.read_records),
    _Layout(FileLayout.DINGTALK, _by_heads(dingtalk_daily.is_daily), dingtalk_daily.read_daily),
    _Layout(FileLayout.DINGTALK, dingtalk_days.is_times, dingtalk_days.read_times),
    _Layout(FileLayout.DINGTALK, dingtalk_days.is_month, dingtalk_days.read_month),
)


def read_attendance(
    data: bytes,
    name: str,
    roster: Roster | None = None,
    settings: AttendanceSettings | None = None,
    *,
    month: date | None = None,
) -> Found:
    """What an import of this file would find. A file that cannot be taken gives a refusal with its sentence, never an error.

    `settings`: those that are shipped where none are given.
    `month`: any day of the month that is imported; a file of another month is refused (M2).
    """
    digest = hashlib.sha256(data).hexdigest()
    settings = settings or shipped_reading()
    layout = FileLayout.CONTAINER
    try:
        with open_file(data, settings.bounds) as opened:
            layout = FileLayout.UNKNOWN
            return _read(opened, name, digest, roster or Roster(), settings, month)
    except Refused as refused:
        if refused.code == "no_data":
            layout = FileLayout.DINGTALK
        row = refused.values.get("row")
        place = Place(str(refused.values.get("sheet", "")), row if isinstance(row, int) else None)
        refusal = Finding(refused.code, sentence(refused.code, **refused.values), place)
        return Found(name, digest, layout, refusal)


def _read(
    opened: Opened, name: str, digest: str, roster: Roster, settings: AttendanceSettings, month: date | None
) -> Found:
    found, hidden = Gathering(roster, settings), Gathering(roster, settings)
    for remark in opened.remarks:
        found.tell_remark(remark)
    known = [(sheet, header, layout) for sheet in opened.sheets for header, layout in _known(sheet, found)]
    if not known:
        is_empty = all(next(sheet.rows(), None) is None for sheet in opened.sheets)
        raise Refused("no_data" if is_empty else "unknown_layout")
    if all(sheet.is_hidden for sheet, _, _ in known):
        raise Refused("only_hidden_sheets")
    titled = any(
        period_of(header.titles) for sheet, header, layout in known if not sheet.is_hidden and layout.has_title
    )
    for sheet, header, layout in known:
        try:
            _read_sheet(sheet, header, layout, hidden if sheet.is_hidden else found, found, is_titled=titled)
        except Refused as refused:
            # What a hidden sheet holds must not keep anybody from importing the file; that it is there was told.
            if not sheet.is_hidden or refused.code not in (
                "no_period",
                "period_too_long",
                "periods_differ",
                "mixed_layouts",
            ):
                raise
    if not (found.facts or found.leaves or found.lines or found.queue or found.personal):
        if unread := [each for each in found.told if each.code == "day_columns"]:
            raise Refused("day_columns", sheet=unread[0].place.sheet)
        if not found.rows.total():
            raise Refused("no_data")
    period = found.period
    if (
        month is not None
        and period is not None
        and not all(_month(day) == _month(month) for day in (period.first, period.last))
    ):
        raise Refused("other_month", first=period.first, last=period.last, month=f"{month:%Y-%m}")
    if (
        month is not None
        and period is not None
        and (period.last - period.first).days + 1 < monthrange(*_month(month))[1]
    ):
        found.tell("period_partial", Place(), first=period.first, last=period.last, month=f"{month:%Y-%m}")
    return conclude(found, hidden, name, digest)


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _known(sheet: Sheet, found: Gathering) -> list[tuple[Header, _Layout]]:
    """The sheet's header and layout, or nothing, which is told."""
    header = find_header(sheet)
    if header is not None:
        for layout in _LAYOUTS:
            if layout.is_this(sheet, header):
                return [(header, layout)]
    is_empty = next(sheet.rows(), None) is None
    found.tell("sheet_empty" if is_empty else "sheet_not_known", Place(sheet.name), sheet=sheet.name)
    return []


def _read_sheet(
    sheet: Sheet, header: Header, layout: _Layout, into: Gathering, found: Gathering, *, is_titled: bool
) -> None:
    place = Place(sheet.name, header.last_row)
    for remark in sheet.remarks:
        found.tell_remark(remark, sheet.name)
    if sheet.is_hidden:
        found.tell("hidden_sheet", place, sheet=sheet.name)
    if next(body(sheet, header), None) is None:
        found.tell("sheet_empty", place, sheet=sheet.name)
        return
    period = period_of(header.titles) if layout.has_title else None
    if layout.has_title and period is None and (is_titled or sheet.is_hidden):
        found.tell("untitled_sheet", place, sheet=sheet.name)
        return
    if into.layout not in (FileLayout.UNKNOWN, layout.layout):
        raise Refused("mixed_layouts", sheet=sheet.name)
    into.layout = layout.layout
    if layout.has_title:
        into.cover(period, sheet.name)
    layout.read(sheet, header, into)
