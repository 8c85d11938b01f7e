"""Attendance for offices of other tests: a stored month with somebody in its queue, and a file that waits to be taken."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from tests.attendance.exports import as_csv, daily, days_sheet, neutral
from workflows.attendance.storing import store_rows, take
from workflows.attendance.uploads import GivenAttendance, hand_in, read_upload
from workflows.people import Actor, Person, Unit
from workflows.people.roster import Posting, Team, Village
from workflows.store import Store

FEBRUARY = date(2026, 2, 1)
TITLE = "统计日期：2026-02-01 至 2026-02-28"
MADE = "报表生成时间：2026-03-01 09:12"


def add_county(store: Store) -> None:
    """A county below the whole, with a village and one member in it."""
    with store.write() as work:
        root = work.session.scalars(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.path).limit(1)).one()
        county = Unit(code="C1", name="甲县", kind="county", parent_id=root.id, path=f"{root.path}C1/")
        work.session.add(county)
        work.session.flush()
        place = Unit(code="V1", name="清溪村", kind="village", parent_id=county.id, path=f"{county.path}V1/")
        person = Person(name="陈小明", employee_no="W01", unit_id=root.id)
        work.session.add_all([place, person])
        work.session.flush()
        work.session.add(Village(unit_id=place.id, code="431200000001", kind="poor", latitude=27.5, longitude=110.0))
        team = Team(name="清溪村队", village_id=place.id, dispatching_unit_id=root.id)
        work.session.add(team)
        work.session.flush()
        work.session.add(Posting(person_id=person.id, team_id=team.id, from_on=date(2025, 3, 1)))


def with_attendance(store: Store, actor: Actor) -> None:
    """Hand two files of the county in, have them read, and have one stored."""
    month = days_sheet(
        daily("2026-02-02", "07:30", "补卡审批通过", name="某人", id="9000000001"), title=TITLE, made=MADE
    )
    lines = neutral(*(f"W01,陈小明,V1,2026-02-{day:02},2026-02-{day:02} 07:30,in,,,,app,," for day in (1, 2)))
    for name, data, is_taken in (("二月.csv", as_csv(month), True), ("二月表.csv", lines, False)):
        with store.write() as work:
            unit = work.session.scalars(select(Unit).where(Unit.code == "C1")).one()
            upload_id = hand_in(work, actor, GivenAttendance(unit.id, FEBRUARY, name, data)).id
        assert read_upload(store, upload_id)
        if is_taken:
            with store.write() as work:
                take(work, actor, upload_id)
            assert store_rows(store, upload_id)
