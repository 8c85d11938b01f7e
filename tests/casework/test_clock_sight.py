"""The clocks of single items: each says whose it is, and no unit sees those of another (design 6a, rules 2, 3 and 8)."""

from __future__ import annotations

import json
import uuid
from datetime import date

import pytest
from sqlalchemy import delete, select, update

from tests.calendar.entered import confirmed, days_off
from tests.casework.unit_reports import REPORTS, begin_reports, report
from tests.casework.world import World
from tests.clock import MovingClock
from workflows.casework.board import deadline_board, deadline_kinds
from workflows.casework.board_filter import BoardFilter
from workflows.casework.cases import visible_case
from workflows.casework.counts import counts
from workflows.casework.deadlines import known_clock
from workflows.casework.errors import NotFound
from workflows.casework.models import Case, CaseReader, Deadline, DeadlineStatus, Ground, Notice
from workflows.casework.reader_rewrite import rewrite_readers
from workflows.casework.transaction import transaction
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
        met = [row.deadline for row in deadline_board(work, actor, BoardFilter(DeadlineStatus.MET)).rows]
        named = {row.deadline.item for row in deadline_board(work, actor, BoardFilter(name="report")).rows}
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
        assert look("hu") == OF_BUREAU, "the report is done, and the stage that BUREAU owes waits for the check"
    with world.store.read() as work:
        clocks = work.session.scalars(select(Deadline)).all()
        assert {each.unit.code: each.item for each in clocks if each.unit} == {"BUREAU": BUREAU, "SCHOOL": SCHOOL}
        other = next(each.id for each in clocks if (each.name, each.item) == ("stage", BUREAU))
        known_clock(work, other, world.actor("dai"))
        with pytest.raises(NotFound):
            known_clock(work, other, world.actor("he"))
        assert verify(work).is_intact


def steps(world: World, case_id: uuid.UUID, username: str) -> set[str]:
    """The open steps that somebody knows of, in the file and on the board."""
    actor = world.actor(username)
    with world.store.read() as work:
        in_file = [step.name for step in visible_case(work, case_id, actor).open_steps]
        rows = deadline_board(work, actor).rows
    assert {step.name for row in rows for step in row.holders} == set(in_file)
    return set(in_file)


def test_a_unit_that_owes_the_clock_of_an_item_knows_the_steps_of_that_item_alone(
    world: World, clock: MovingClock, reports: uuid.UUID
) -> None:
    assert steps(world, reports, "dai") == {"报送本月情况", "核对"}
    assert steps(world, reports, "hu") == {"核对"}

    def late(username: str) -> int:
        with world.store.read() as work:
            return counts(work, world.actor(username)).overdue_clocks

    clock.forward(days=6)  # the report of SCHOOL ran over, and no stage did
    assert [late(name) for name in ("dai", "he", "hu", "wen", "adm")] == [1, 1, 0, 0, 0]
    clock.forward(days=4)
    assert [late(name) for name in ("dai", "he", "hu", "wen", "adm")] == [1, 1, 1, 1, 0]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_case_saved_before_units_of_items_were_kept_learns_them(world: World, reports: uuid.UUID) -> None:
    with world.store.engine.begin() as connection:
        (mirror,) = connection.scalars(select(Case.mirror)).all()
        parts = json.loads(mirror)
        for known in parts["deadlines"].values():
            known.pop("unit")
            known.pop("owed")
        parts["readers"] = [row for row in parts["readers"] if row[2] != Ground.OWES]
        connection.execute(update(Case).values(mirror=json.dumps(parts)))
        connection.execute(delete(CaseReader).where(CaseReader.ground == Ground.OWES))
    assert on_page(world, reports, "he") == OF_SCHOOL
    report(world, reports, SCHOOL, "he")
    assert (on_page(world, reports, "he"), on_page(world, reports, "hu")) == (OF_SCHOOL, OF_BUREAU)
    with transaction(world.store) as work:
        assert rewrite_readers(work, reports) == 0


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
    # Stage and report of SCHOOL are its own; BUREAU, and whoever checks its report, are told of its stage.
    assert {key: text.count("改为") for key, text in told.items()} == {
        ("unit_hr", "SCHOOL"): 2,
        ("unit_hr", "BUREAU"): 1,
        ("general_group", ""): 1,
    }
