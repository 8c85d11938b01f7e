"""Gatepost's own neutral file for whatever has no reader: one line a punch, by the office's own key of each person."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from workflows.attendance.cells import CLOCK, as_moment, as_number, clock_time, on
from workflows.attendance.facts import Fact, Gathering, SheetKind
from workflows.attendance.header import Header, body, having, is_total
from workflows.attendance.results import Identity, Period, Place, Punch
from workflows.attendance.roster import Fence
from workflows.files.cells import as_date, as_text, normal
from workflows.files.sheet import Row, Sheet

_HEADS = (
    "user_key",
    "name",
    "village_code",
    "work_date",
    "punch_time",
    "kind",
    "lat",
    "lng",
    "in_fence",
    "source",
    "remark",
)
_KINDS = frozenset({"in", "out", "night"})
_YES, _NO = frozenset({"是", "1", "true", "yes", "y"}), frozenset({"否", "0", "false", "no", "n"})
_CLOCK = re.compile(CLOCK)
_FORMULA = ("=", "+", "-", "@")
# China lies between these degrees: a latitude among the longitudes is a swapped pair.
_LATITUDES, _LONGITUDES = (3, 54), (73, 136)
_EARTH_M = 6_371_000
_NOON = time(12)


def is_neutral(header: Header) -> bool:
    """True for the heads of this file."""
    return having(header, ("user_key", "work_date", "punch_time"))


def read_neutral(sheet: Sheet, header: Header, found: Gathering) -> None:
    """Gather the punches; the period runs from the first to the last work date that can be read."""
    columns = {head: header.column(head) for head in _HEADS}
    read: dict[tuple[object, ...], int] = {}
    days: list[date] = []
    for row in body(sheet, header):
        place = Place(sheet.name, row.number)
        if is_total(row):
            found.tell("total_row", place, value=as_text(row.at(0)))
            continue
        if row.cells in read:
            found.tell("repeated_row", place, other=read[row.cells])
            continue
        read[row.cells] = row.number
        found.rows[sheet.name] += 1
        text = {head: "" if index is None else as_text(row.at(index)) for head, index in columns.items()}
        identity = found.person(row, place, header)
        index = columns["work_date"]
        written = as_date(row.at(index)) if index is not None else None
        if written is None or written.is_weekday_wrong:
            found.ask("bad_date", place, value=text["work_date"], identity=identity)
            continue
        days.append(written.day)
        _gather(row, columns["punch_time"], text, identity, written.day, place, found)
    if days:
        found.cover(Period(min(days), max(days)), sheet.name)


def _gather(
    row: Row, column: int | None, text: dict[str, str], identity: Identity, day: date, place: Place, found: Gathering
) -> None:
    moment = _moment(row, column, text, day)
    member = found.roster.by_key.get(identity.id)
    if moment is None:
        found.ask("bad_time", place, value=text["punch_time"], identity=identity, day=day)
        return
    if text["kind"] not in _KINDS:
        found.ask("unknown_word", place, value=text["kind"], identity=identity, day=day)
        return
    begin = on(day, time(0))
    if not begin <= moment < begin + found.settings.latest_after_work_date:
        found.ask("punch_far_from_work_date", place, value=text["punch_time"], identity=identity, day=day)
        return
    latitude, longitude = as_number(text["lat"]), as_number(text["lng"])
    if (text["lat"] and latitude is None) or (text["lng"] and longitude is None):
        found.ask("bad_coordinates", place, value=f"{text['lat']} {text['lng']}", identity=identity, day=day)
        return
    if latitude is not None and longitude is not None:
        if _within(latitude, _LONGITUDES) and _within(longitude, _LATITUDES):
            found.ask("coordinates_swapped", place, value=f"{latitude} {longitude}", identity=identity, day=day)
            return
        if abs(latitude) > 90 or abs(longitude) > 180:
            found.ask("bad_coordinates", place, value=f"{latitude} {longitude}", identity=identity, day=day)
            return
    if member is not None and member.village and text["village_code"] not in ("", member.village):
        found.ask(
            "village_mismatch", place, value=text["village_code"], identity=identity, day=day, other=member.village
        )
        return
    said = normal(text["in_fence"]).lower()
    is_inside = True if said in _YES else False if said in _NO else None
    if said and is_inside is None:
        found.ask("unknown_word", place, value=text["in_fence"], identity=identity, day=day)
    if latitude is not None and longitude is not None and member is not None and member.fence is not None:
        measured = distance_m(float(latitude), float(longitude), member.fence) <= member.fence.radius_m
        if is_inside is not None and is_inside is not measured:
            found.ask("fence_conflict", place, value=text["in_fence"], identity=identity, day=day)
        is_inside = measured
    flags = {"paper"} if text["source"] == "paper" else set()
    if text["remark"].startswith(_FORMULA):
        flags.add("remark_kept_as_text")
    punch = Punch(moment, is_inside=is_inside)
    found.add(identity, day, Fact(SheetKind.RECORDS, place, (punch,), flags=frozenset(flags)))


def _moment(row: Row, column: int | None, text: dict[str, str], day: date) -> datetime | None:
    """The punch; a time without a date is the work date's, and a night's before noon the day after."""
    cell = row.at(column) if column is not None else ""
    if (moment := as_moment(cell)) is not None:
        return moment
    match = _CLOCK.fullmatch(normal(text["punch_time"]))
    if match is None:
        return None
    clock = clock_time(match)
    return on(day, clock, days_later=int(text["kind"] == "night" and clock < _NOON))


def _within(value: Decimal, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= value <= bounds[1]


def distance_m(latitude: float, longitude: float, fence: Fence) -> float:
    """Metres between a point and the middle of a fence, along the earth's surface."""
    a, b = radians(latitude), radians(fence.latitude)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(fence.longitude - longitude) / 2) ** 2
    return 2 * _EARTH_M * asin(min(1.0, sqrt(half)))
