"""A roster (花名册) as offices keep it by hand: merged cells, two-row heads, dates of every form."""

from __future__ import annotations

import re
from datetime import date

from workflows.attendance.cells import as_name
from workflows.attendance.facts import Gathering
from workflows.attendance.header import Header, body, is_total
from workflows.attendance.results import Place, RosterLine
from workflows.files.cells import as_date, as_id, as_text, normal
from workflows.files.sheet import Cell, Sheet

_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_PHONE = re.compile(r"1\d{10}")
_OPEN = frozenset({"至今", "今", "现在", "在任", "在岗"})
_YES, _NO = frozenset({"是", "√", "✓", "1", "y"}), frozenset({"否", "×", "x", "0", "n"})


def is_roster(header: Header) -> bool:
    """True for people with their village and unit, and no attendance."""
    return header.column("派出单位", "选派单位") is not None and header.column("村", "驻村", "所驻村") is not None


def read_roster_table(sheet: Sheet, header: Header, found: Gathering) -> None:
    """Gather the lines; a cell merged over several rows fills them, an empty one that is not merged stays empty."""
    filled = _merged_values(sheet, header)
    columns = {
        "village": header.column("村", "驻村", "所驻村"),
        "birth": header.column("出生年月", "出生日期"),
        "phone": header.column("联系电话", "电话", "手机号", "手机号码"),
        "identity": header.column("身份证号", "身份证号码"),
        "starts": header.column("派驻时间起", "派驻起", "派驻时间", "派驻开始"),
        "ends": header.column("派驻时间止", "派驻止", "派驻结束"),
        "first": header.column("是否第一书记", "第一书记"),
    }
    for row in body(sheet, header):
        place = Place(sheet.name, row.number)
        name = as_name(row.at(header.name)) if header.name is not None else ""
        if is_total(row):
            found.tell("total_row", place, value=as_text(row.at(0)))
            continue
        if not name:
            found.tell("row_without_name", place)
            continue
        found.rows[sheet.name] += 1
        cells = {
            head: "" if index is None else filled.get((row.number, index), row.at(index))
            for head, index in columns.items()
        }
        candidates = found.roster.named(name)
        if len(candidates) > 1:
            keys = "、".join(member.key for member in candidates)
            found.ask("ambiguous_name", place, value=name, suggestions=keys)
        if as_id(cells["identity"]).is_lost:
            found.ask("id_precision_lost", place, value=as_text(cells["identity"]), suggestions=name)
        found.lines.append(
            RosterLine(
                name,
                as_text(cells["village"]),
                _birth(cells["birth"], name, place, found),
                _phone(cells["phone"], place, found),
                _starts(cells["starts"], name, place, found),
                _day(cells["ends"], place, found),
                _yes_or_no(cells["first"], place, found),
                tuple(member.key for member in candidates),
                place,
            )
        )


def _merged_values(sheet: Sheet, header: Header) -> dict[tuple[int, int], Cell]:
    """The value of every cell below the header that belongs to a merged block, by row number and column."""
    tall = [block for block in sheet.merged if block[2] > block[0] and block[0] >= header.last_row]
    firsts = {(top + 1, left) for top, left, _, _ in tall}
    values: dict[tuple[int, int], Cell] = {}
    for row in body(sheet, header):
        values.update({(row.number, column): row.at(column) for number, column in firsts if number == row.number})
    return {
        (number, column): values.get((top + 1, left), "")
        for top, left, bottom, right in tall
        for number in range(top + 1, min(bottom, top + 10_000) + 2)
        for column in range(left, right + 1)
    }


def _birth(cell: Cell, name: str, place: Place, found: Gathering) -> str | None:
    """The month of birth; 1990.1 as a number may have been 1990.10."""
    if isinstance(cell, date):
        return f"{cell:%Y-%m}"
    if isinstance(cell, float) and cell != int(cell):
        found.ask("birth_month_ambiguous", place, value=f"{name} {as_text(cell)}")
        return None
    return _month(as_text(cell), place, found)


def _month(text: str, place: Place, found: Gathering) -> str | None:
    match = _MONTH.match(text)
    if match and 1 <= int(match[2]) <= 12:
        return f"{match[1]}-{int(match[2]):02}"
    if text:
        found.ask("bad_date", place, value=text)
    return None


def _phone(cell: Cell, place: Place, found: Gathering) -> str | None:
    text = re.sub(r"[\s-]", "", as_text(cell))
    if text and not _PHONE.fullmatch(text):
        found.ask("bad_phone", place, value=text)
        return None
    return text or None


def _starts(cell: Cell, name: str, place: Place, found: Gathering) -> str | None:
    day = as_date(cell)
    if day is not None:
        return day.day.isoformat()
    month = _month(as_text(cell), place, found)
    if month is not None:
        found.ask("start_day_missing", place, value=f"{name} {as_text(cell)}")
    return month


def _day(cell: Cell, place: Place, found: Gathering) -> str | None:
    day = as_date(cell)
    text = normal(as_text(cell))
    if day is None and text and text not in _OPEN:
        return _month(text, place, found)
    return day.day.isoformat() if day else None


def _yes_or_no(cell: Cell, place: Place, found: Gathering) -> bool | None:
    text = normal(as_text(cell)).lower()
    if text and text not in _YES | _NO:
        found.ask("unknown_word", place, value=as_text(cell))
    return True if text in _YES else False if text in _NO else None
