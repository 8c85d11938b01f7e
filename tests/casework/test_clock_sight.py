"""The clocks of single items: each says whose it is, and no unit sees those of another (design 6a, rules 2, 3 and 8)."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from sqlalchemy import select, update

from tests.calendar.entered import confirmed, days_off
from tests.casework.unit_reports import REPORTS, begin_reports, report
from tests.casework.world import World
from tests.clock import MovingClock
from workflows.casework.board import deadline_board, deadline_kinds
from workflows.casework.cases import visible_case
from workflows.casework.deadlines import known_clock
from workflows.casework.errors import NotFound
from workflows.casework.models import Deadline, DeadlineStatus, Notice
from workflows.casework.words import NoticeKind
from workflows.jobs.duties import work_off
from workflows.proof.verify import verify

BUREAU, SCHOOL = "1 · BUREAU单位", "2 · SCHOOL单位"
OF_BUREAU, OF_SCHOOL = {("report", BUREAU), ("stage", BUREAU)}, {("report", SCHOOL), ("stage", SCHOOL)}


@pytest.fixture
def reports(world: World, clock: MovingClock) -> uuid.UUID:
    """The case after BUREAU has reported, and SCHOOL has not."""
    case_id = begin_reports(world)
    clock.forward(hours=2)
    report(world, case_id, BUREAU, "hu")
    return case_id


def on_page(world: World, case_id: uuid.UUID, username: str) -> set[tuple[str, str]]:
    """The clocks that somebody sees in the file."""
    with world.store.read() as work:
        clocks = visible_case(work, case_id, world.actor(username)).clocks
    return {(clock.deadline.name, clock.deadline.item) for clock in clocks}


def on_board(world: World, username: str) -> set[tuple[str, str]]:
    """Those on the board, running or met; the running ones are counted too."""
    actor = world.actor(username)
    with world.store.read() as work:
        running = [row.deadline for row in deadline_board(work, actor).rows]
        met = [row.deadline for row in deadline_board(work, actor, status=DeadlineStatus.MET).rows]
        named = {row.deadline.item for row in deadline_board(work, actor, name="report").rows}
        kinds, _ = deadline_kinds(work, actor)
    assert sum(kind.count for kind in kinds) == len(running)
    assert named == {each.item for each in running if each.name == "report"}
    return {(each.name, each.item) for each in (*running, *met)}


def test_each_sees_the_clocks_of_their_own_unit_and_readers_see_all(world: World, reports: uuid.UUID) -> None:
    for look in (lambda name: on_page(world, reports, name), lambda name: on_board(world, name)):
        assert look("dai") == OF_BUREAU | OF_SCHOOL
        assert look("he") == OF_SCHOOL
        assert look("adm") == set(), "the unit of the case owes none of the items"
        assert look("wen") == OF_BUREAU, "the general group checks its report, and has no task in the item of SCHOOL"
    assert on_board(world, "hu") == set(), "the report is done, and the stage waits for the check"
    with world.store.read() as work:
        clocks = work.session.scalars(select(Deadline)).all()
        assert {each.unit.code: each.item for each in clocks if each.unit} == {"BUREAU": BUREAU, "SCHOOL": SCHOOL}
        other = next(each.id for each in clocks if (each.name, each.item) == ("stage", BUREAU))
        known_clock(work, other, world.actor("dai"))
        with pytest.raises(NotFound):
            known_clock(work, other, world.actor("he"))
        assert verify(work).is_intact


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_clock_from_before_its_item_was_kept_is_for_readers_and_the_unit_of_the_case(
    world: World, reports: uuid.UUID
) -> None:
    before = update(Deadline).values(item_number=None, item="", unit_id=None)
    with world.store.engine.begin() as connection:
        connection.execute(before)
    for look in (lambda name: on_page(world, reports, name), lambda name: on_board(world, name)):
        assert look("dai") == look("wen") == {("report", ""), ("stage", "")}
        assert look("he") == {("report", "")}, "that of the task which it does"


def test_holidays_that_move_the_clock_of_an_item_are_told_to_its_own_unit_alone(
    world: World, clock: MovingClock
) -> None:
    counted = REPORTS
    for days in ("P9D", "P5D"):
        counted = counted.replace(f'now() + duration("{days}")', "end of day(add working days(today(), 5))")
    case_id = begin_reports(world, counted)
    clock.forward(hours=2)
    report(world, case_id, BUREAU, "hu")
    with world.store.write() as work:
        confirmed(work, days_off(2026, date(2026, 3, 4)), by=world.persons["dai"])
    work_off(world.store)
    with world.store.read() as work:
        wanted = select(Notice).where(Notice.case_id == case_id, Notice.kind == NoticeKind.CALENDAR)
        told = {(row.post_key, row.unit.code if row.unit else ""): row.text for row in work.session.scalars(wanted)}
    # Stage and report of SCHOOL are its own; whoever checks the report of BUREAU is told of its stage.
    assert {key: text.count("改为") for key, text in told.items()} == {
        ("unit_hr", "SCHOOL"): 2,
        ("general_group", ""): 1,
    }
