"""The board by who holds a step, by the day on which clocks are due, and in three orders; nothing betrays a holder."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.casework.world import World
from tests.clock import MovingClock
from workflows.calendar.day_ends import end_of_day
from workflows.casework.board import deadline_board
from workflows.casework.board_calendar import due_month
from workflows.casework.board_filter import LATEST, NEWEST, BoardFilter
from workflows.casework.models import Case, CaseReader, Deadline, Task, TaskStatus
from workflows.casework.queue import digits_of
from workflows.casework.transaction import transaction
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case
from workflows.people import PostHolding, Unit

NUMBERS = ("1号", "2号", "3号")


@pytest.fixture
def cases(world: World, clock: MovingClock) -> dict[str, uuid.UUID]:
    """Three reviews begun a day after each other; 文静 has claimed a step of the first, and 何人事 watches the clocks."""
    found = {}
    for number in NUMBERS:
        with transaction(world.store) as work:
            given = {"subject": number, "unit": "BUREAU"}
            found[number] = start_case(work, "review", actor=world.actor("hu"), answers=given).id
        clock.forward(days=1)
    # Since the unit has given more on the first, it owes the clock there, and both checks begin again.
    for element_id, username, answers in (
        ("check_a", "wen", {"mark_a": 1}),
        ("check_b", "bao", {"mark_b": 1}),
        ("supplement", "hu", {"material": "补充说明"}),
    ):
        task_id = task_at(world, found["1号"], element_id)
        with transaction(world.store) as work:
            complete(work, task_id, world.actor(username), answers)
    with world.store.write() as work:
        unit = work.session.scalars(select(Unit.id).where(Unit.code == "SCHOOL")).one()
        post = {"post_key": "supervisor", "unit_id": unit, "from_on": date(2018, 1, 1)}
        work.session.add(PostHolding(person_id=world.persons["he"], **post))
    return found


def task_at(world: World, case_id: uuid.UUID, element_id: str) -> uuid.UUID:
    """The open task of an element of a case."""
    of_case = (Task.case_id == case_id, Task.element_id == element_id, Task.status == TaskStatus.OPEN.value)
    with world.store.read() as work:
        return work.session.scalars(select(Task.id).where(*of_case)).one()


def on_board(world: World, username: str, wanted: BoardFilter) -> list[str]:
    """The numbers of the cases on somebody's board, in its order."""
    with world.store.read() as work:
        return [row.case.title.zh.split()[-1] for row in deadline_board(work, world.actor(username), wanted).rows]


def test_a_filter_by_holder_finds_what_the_row_shows_and_no_more(world: World, cases: dict[str, uuid.UUID]) -> None:
    task_id = task_at(world, cases["1号"], "check_a")
    with transaction(world.store) as work:
        claim(work, task_id, world.actor("wen"))
    everything, one = ["1号", "2号", "3号"], ["1号"]
    for username, words, expected in (
        ("dai", "文静", one),
        ("dai", "综合组", everything),
        ("dai", "general group", everything),
        ("dai", "文静 综合组", one),
        ("dai", "鲍杰", []),
        ("dai", "综合组 BUREAU", []),
        ("wen", "文静", one),
        ("bao", "文静", one),  # a reader of the process by the post
        ("adm", "综合组", []),
        ("he", "综合组", everything),  # who watches sees the post on the row, and no name
        ("he", "文静", []),
        ("hu", "综合组", []),  # the unit that owes the clock sees the step alone
        ("hu", "文静", []),
    ):
        assert on_board(world, username, BoardFilter(held=words)) == expected, (username, words)
        with world.store.read() as work:
            shown = {
                row.case.title.zh.split()[-1]
                for row in deadline_board(work, world.actor(username)).rows
                if any(words == step.holder for step in row.holders)
            }
        assert shown <= set(expected), (username, words)
    with transaction(world.store) as work:
        complete(work, task_id, world.actor("wen"), {"mark_a": 6})
    assert on_board(world, "dai", BoardFilter(held="文静")) == [], "a step that is done lies with nobody"


def test_the_board_in_three_orders(world: World, cases: dict[str, uuid.UUID]) -> None:
    with world.store.write() as work:
        # The case begun first is due last, as after an extension.
        row = work.session.scalars(select(Deadline).join(Case).where(Case.id == cases["1号"])).one()
        row.due_at += timedelta(days=10)
        for reader in work.session.scalars(select(CaseReader).where(CaseReader.case_id == cases["1号"])):
            reader.due = digits_of(row.due_at)
    assert on_board(world, "dai", BoardFilter()) == ["2号", "3号", "1号"]
    assert on_board(world, "dai", BoardFilter(order=LATEST)) == ["1号", "3号", "2号"]
    assert on_board(world, "dai", BoardFilter(order=NEWEST)) == ["3号", "2号", "1号"]
    assert on_board(world, "hu", BoardFilter(order=NEWEST)) == ["1号"], "the one whose clock the unit owes"
    late = BoardFilter(order=NEWEST, due_before=row.due_at)
    assert on_board(world, "dai", late) == ["3号", "2号"]


def test_a_clock_that_ends_at_midnight_is_of_the_day_that_it_ends(world: World, cases: dict[str, uuid.UUID]) -> None:
    with world.store.write() as work:
        row = work.session.scalars(select(Deadline).join(Case).where(Case.id == cases["2号"])).one()
        row.due_at = end_of_day(date(2026, 3, 31))
        for reader in work.session.scalars(select(CaseReader).where(CaseReader.case_id == cases["2号"])):
            reader.due = digits_of(row.due_at)
    with world.store.read() as work:
        march, april = (due_month(work, world.actor("dai"), date(2026, month, 1)) for month in (3, 4))
        stranger = due_month(work, world.actor("adm"), date(2026, 3, 1))
    days = {each.day.date.day: each for week in march.weeks for each in week if each is not None}
    assert sum(each.count for each in days.values()) == march.count == 3
    assert [clock.title.zh for clock in days[31].clocks] == ["审核 2号"]
    assert not days[1].day.is_working, "a Sunday"
    assert april.count == 0
    assert stranger.count == 0
