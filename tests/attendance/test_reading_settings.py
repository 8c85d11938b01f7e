"""Each setting that a file of attendance is read by, changed, changes what comes of the file; a unit goes by its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

import workflows.rooms  # noqa: F401  every room's classes, and what they derive
from tests.attendance.exports import (
    ROSTER,
    as_csv,
    daily,
    days_sheet,
    neutral,
    record,
    records_sheet,
)
from tests.attendance.stored_office import JUNE, build_importing
from tests.clock import MovingClock
from tests.office.values import decided
from workflows.attendance.leave_days import effect_of
from workflows.attendance.read import read_attendance
from workflows.attendance.results import Found, Leave, LeaveUnit
from workflows.attendance.roster import Member, Roster
from workflows.attendance.settings import COUNTING_SETTINGS, READING_SETTINGS, AttendanceSettings, settings_from
from workflows.attendance.upload_models import AttendanceUpload
from workflows.attendance.uploads import material_of
from workflows.office.catalogues_file import CatalogueKind, SchemeLine, lines_of, shipped_schemes
from workflows.store import Store

ALIKE = Roster(tuple(Member(f"A{number}", f"张三{each}", str(number)) for number, each in enumerate("甲乙丙丁")))
NURSING = lines_of(
    CatalogueKind.LEAVE,
    [{"key": "care", "name": "护理假", "name_en": "Leave to nurse", "effect": "lowers", "also": "照护假"}],
)
SHIPPED = shipped_schemes()["leave_11"].lines


def read(data: bytes, settings: AttendanceSettings, roster: Roster = ROSTER) -> Found:
    return read_attendance(data, "a.csv", roster, settings)


def asked_of_late_punch(settings: AttendanceSettings) -> list[str]:
    """A punch of the next morning that its sheet gives to the day before."""
    found = read(as_csv(records_sheet(record("2026-06-01", "2026-06-02 08:30"))), settings)
    return [each.code for each in found.queue]


def refused_quarter(settings: AttendanceSettings) -> str | None:
    """A file of two months."""
    title = "统计日期：2026-06-01 至 2026-07-31"
    found = read(as_csv(days_sheet(daily("2026-06-01", "07:30", "正常"), title=title)), settings)
    return found.refusal.code if found.refusal else None


def present_without_place(settings: AttendanceSettings) -> list[bool | None]:
    """A punch whose file has no place."""
    found = read(neutral("M1,王甲,V1,2026-06-01,2026-06-01 07:30,in,,,,app,,"), settings)
    return [day.present for day in found.days]


def suggested(settings: AttendanceSettings) -> int:
    """Somebody whose name is like those of four members by two characters of three."""
    found = read(as_csv(days_sheet(daily("2026-06-01", "07:30", "正常", name="张三戊", id="9"))), settings, ALIKE)
    return len(found.unmatched[0].suggestions)


def effect_of_nursing(settings: AttendanceSettings) -> str:
    """Leave of a kind that no shipped line names."""
    taken = Leave("M1", "照护假", date(2026, 6, 1), date(2026, 6, 1), 1, LeaveUnit.DAYS, "", False)  # type: ignore[arg-type]
    return effect_of(taken, settings)


CHANGES: list[tuple[str, str, Callable[[AttendanceSettings], Any], Any, Any]] = [
    ("attendance.punch_hours", "24", asked_of_late_punch, [], ["punch_far_from_work_date"]),
    ("attendance.file_days", "31", refused_quarter, None, "period_too_long"),
    ("attendance.unknown_place", "no", present_without_place, [True], [None]),
    ("attendance.likeness", "7/10", suggested, 3, 0),
    ("attendance.suggestions", "2", suggested, 3, 2),
    ("leave.kinds", "ours", effect_of_nursing, "gap", "lowers"),
]


def test_each_setting_of_reading_is_shown() -> None:
    """What days are counted by is a month's as well: tests/assessment/test_rules.py shows those."""
    assert {row[0] for row in CHANGES} | set(COUNTING_SETTINGS) == set(READING_SETTINGS)


@pytest.mark.parametrize(("key", "value", "outcome", "shipped", "changed"), CHANGES)
def test_each_changes_what_comes_of_a_file(
    key: str, value: str, outcome: Callable[[AttendanceSettings], Any], shipped: Any, changed: Any
) -> None:
    lines: tuple[SchemeLine, ...] = NURSING if key == "leave.kinds" else SHIPPED
    assert outcome(settings_from({}, SHIPPED)) == shipped
    assert outcome(settings_from({} if key == "leave.kinds" else {key: value}, lines)) == changed


def test_a_file_is_read_by_what_its_unit_has_set_for_the_month(store: Store, clock: MovingClock) -> None:
    clock.move_to("2026-07-01 09:30")
    office = build_importing(store, ROSTER.members)
    data = neutral("M1,王甲,V1,2026-06-01,2026-06-01 07:30,in,,,,app,,")
    with store.write() as work:
        decided(work, "no", key="attendance.unknown_place", unit="C1", since=date(2026, 6, 30))
        decided(work, "2", key="attendance.suggestions", since=date(2026, 7, 1))
    with store.read() as work:
        upload = work.session.get_one(AttendanceUpload, office.upload(data, "六月.csv"))
        settings = material_of(work, upload).settings
        assert (settings.counts_unknown_place, settings.suggestions, upload.month) == (False, 3, JUNE)
        assert settings.likeness == Fraction(3, 5) * 100
