"""The twenty attendance files of the kit, where it lies beside this project: exactly what a correct import finds in each."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  every room's classes, and what they derive
from tests.attendance.shipped import SHIPPED
from tests.attendance.stored_office import build_importing, found_again
from tests.clock import MovingClock
from workflows.attendance import office_roster, storing, uploads
from workflows.attendance.import_words import UploadState
from workflows.attendance.leave_days import days_of_leave, days_within
from workflows.attendance.models import AttendanceImport
from workflows.attendance.read import read_attendance
from workflows.attendance.results import Day, Found, Leave, LeaveUnit, PunchState
from workflows.attendance.roster import Roster, read_roster
from workflows.attendance.sentences import SENTENCES
from workflows.attendance.storing import store_rows
from workflows.attendance.upload_models import AttendanceUpload
from workflows.attendance.uploads import Material, read_material
from workflows.files.bounds import Bounds
from workflows.proof.verify import verify
from workflows.store import Store

KIT = Path(__file__).parents[3] / "shared" / "attendance-cases"
CASES: dict[str, Any] = json.loads((KIT / "expected.json").read_text("utf-8"))["cases"] if KIT.is_dir() else {}


@pytest.fixture(scope="module")
def roster() -> Roster:
    return read_roster((KIT / "roster.csv").read_bytes(), Bounds())


def minutes(times: Any) -> list[str]:
    return [f"{at:%Y-%m-%d %H:%M}" for at in times]


def said_of(day: Day, expected: dict[str, Any]) -> dict[str, Any]:
    """What was found, in the words of the expectation, as far as it says anything."""
    said: dict[str, Any] = {
        "user_key": day.person,
        "date": str(day.day),
        "present": day.present,
        "in_fence": day.is_inside,
        "night_punch": day.night_punch,
        "punches": minutes(day.times(PunchState.COUNTED)),
        "superseded": minutes(day.times(PunchState.SUPERSEDED)),
        "unconfirmed": minutes(day.times(PunchState.UNCONFIRMED)),
        "final": day.is_final,
        "flags": [flag for flag in expected.get("flags", []) if flag in day.flags],
    }
    if day.leave is not None and day.leave.amount is not None:
        said["leave"] = {"type": day.leave.kind, str(day.leave.unit): float(day.leave.amount)}
    return {key: value for key, value in said.items() if key in expected}


def leave_of(leave: Leave, period: tuple[date, date]) -> dict[str, Any]:
    within = days_within(days_of_leave(leave, SHIPPED), *period)
    unit = "h" if leave.unit is LeaveUnit.HOURS else "d"
    shown = [str(each)[:16] for each in (leave.starts, leave.ends)]
    return {
        "user_key": leave.person,
        "type": leave.kind,
        "start": shown[0],
        "end": shown[1],
        "amount": f"{leave.amount}{unit}",
        "in_period_days": within,
    }


def people_of(found: Found) -> list[dict[str, Any]]:
    return [
        {
            "name": line.name,
            "village": line.village,
            "birth": line.birth,
            "phone": line.phone,
            "start": line.starts,
            "end": line.ends,
            "first_secretary": line.is_first_secretary,
        }
        for line in found.roster
    ]


@pytest.mark.skipif(not CASES, reason="left out: no attendance cases in ../shared/attendance-cases")
def test_the_kit_is_whole() -> None:
    assert len(CASES) == 20
    assert all((KIT / name).is_file() for name in CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_file_gives_exactly_what_is_expected(name: str, roster: Roster) -> None:
    expected = CASES[name]
    found = read_attendance((KIT / name).read_bytes(), name, roster)
    assert found.layout == expected["kind"]
    assert (found.refusal.code if found.refusal else None) == expected["refused"]
    if found.refusal:
        assert not found.days
        return
    assert (found.period is None or found.period.is_final) is expected["period_final"]
    assert_as_expected(found, expected)


def assert_as_expected(found: Found, expected: dict[str, Any]) -> None:
    """Days, queue, leave and people as the kit has them, and something told of what was left out."""
    period = found.period and [str(found.period.first), str(found.period.last)]
    assert period == expected["period"]
    wanted = {(each["user_key"], each["date"]): each for each in expected["rows"]}
    assert [(day.person, str(day.day)) for day in found.days] == sorted(wanted)
    for day in found.days:
        row = {key: value for key, value in wanted[day.person, str(day.day)].items() if key != "note"}
        assert said_of(day, row) == row
    assert sorted(each.code for each in found.queue) == sorted(each["reason"] for each in expected["queue"])
    for asked, wanted_one in (
        (each, other) for each in found.queue for other in expected["queue"] if "suggest" in other
    ):
        if asked.code == wanted_one["reason"] and str(asked.place.row) in wanted_one["where"]:
            assert asked.suggestion is not None
            assert asked.suggestion.split()[0] == wanted_one["suggest"].split()[0]
    if "leaves" in expected:
        assert found.period is not None
        listed = [leave_of(leave, (found.period.first, found.period.last)) for leave in found.leaves]
        assert [
            {key: each[key] for key in wanted_one} for each, wanted_one in zip(listed, expected["leaves"], strict=True)
        ] == expected["leaves"]
    if "people" in expected:
        assert [
            {key: each[key] for key in wanted_one}
            for each, wanted_one in zip(people_of(found), expected["people"], strict=True)
        ] == expected["people"]
    for ignored in expected.get("ignored", []):
        assert found.told, f"nothing is told of what was left out: {ignored}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.skipif(not CASES, reason="left out: no attendance cases in ../shared/attendance-cases")
def test_every_file_gives_the_same_out_of_the_database(
    store: Store, clock: MovingClock, roster: Roster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each through upload, reading, taking and storing, one after the other: of one program the later takes the earlier's place."""
    clock.move_to("2026-07-01 09:30")
    readings: dict[str, Found] = {}

    def read_once(material: Material) -> Found:
        # A second reading by the same plan gives the same (tests/attendance/test_storing.py), and takes as long.
        return readings.get(material.plan) or readings.setdefault(material.plan, read_material(material))

    monkeypatch.setattr(uploads, "read_material", read_once)
    monkeypatch.setattr(storing, "read_material", read_once)
    # The roster of these files names no places: what a file itself says of the fence stands, as it does without a database.
    monkeypatch.setattr(office_roster, "Fence", lambda *_: None)
    office = build_importing(store, roster.members)
    states = Counter[str]()
    for name, expected in CASES.items():
        data = (KIT / name).read_bytes()
        upload_id = office.upload(data, name)
        with store.read() as work:
            upload = work.session.get_one(AttendanceUpload, upload_id)
            states[upload.state] += 1
            if upload.state is UploadState.REFUSED:
                # A list of people is no attendance: registers take it.
                code = expected["refused"] or "roster_is_no_attendance"
                wanted = SENTENCES[code][0].partition("{")[0]
                assert upload.seen["refusal"]["en"].startswith(wanted)
                continue
        import_id = office.taken(upload_id)
        assert store_rows(store, upload_id)
        found = found_again(office, import_id)
        assert found.layout == expected["kind"]
        assert_as_expected(found, {key: value for key, value in expected.items() if key != "people"})
    assert states == {UploadState.READ: 13, UploadState.REFUSED: 7}
    with store.read(is_snapshot=True) as work:
        assert verify(work).breaches == []
        counting = work.session.scalars(select(AttendanceImport.layout).where(AttendanceImport.state == "open")).all()
        assert sorted(counting) == ["dingtalk", "dingtalk_leave", "neutral", "wecom"]
