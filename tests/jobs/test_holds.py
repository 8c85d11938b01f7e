"""Time that jumps: automatic acts wait for a person, and no moment lies before the one it follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.casework.world import World
from tests.clock import MovingClock
from tests.jobs.conftest import start_reviews
from workflows.casework.models import Case, ClockHold, Notice, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import complete
from workflows.jobs.duties import work_off
from workflows.jobs.holds import ClockWatch, confirm_hold, may_act
from workflows.jobs.pulse import beat, pulse, tidy
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.store import Store


def notices(store: Store) -> int:
    with store.read() as work:
        return work.session.scalar(select(func.count(Notice.id)).where(Notice.text.startswith("请尽快"))) or 0


def round_of(store: Store, watch: ClockWatch) -> bool:
    """One round of the worker."""
    may_fire = may_act(store, watch)
    beat(store)
    work_off(store, may_fire=may_fire)
    return may_fire


def confirm(world: World) -> None:
    with world.store.write() as work:
        hold = pulse(work).hold
        assert hold is not None
        assert confirm_hold(work, hold.id, world.actor("adm"))
        assert not confirm_hold(work, hold.id, world.actor("adm"))


def test_thirty_days_ahead_nothing_is_sent_until_somebody_confirms(world: World, clock: MovingClock) -> None:
    start_reviews(world, 2)
    watch = ClockWatch()
    assert round_of(world.store, watch)
    clock.forward(days=30)
    assert not round_of(world.store, watch)
    assert not round_of(world.store, watch)
    assert notices(world.store) == 0
    with world.store.read() as work:
        assert work.session.scalar(select(func.count(ClockHold.id))) == 1
    clock.now -= timedelta(days=30)  # put right again
    confirm(world)
    assert round_of(world.store, ClockWatch())
    assert notices(world.store) == 0  # not due by the right clock


def test_a_person_who_acts_sends_nothing_that_the_worker_would_hold_back(world: World, clock: MovingClock) -> None:
    start_reviews(world, 1)
    watch = ClockWatch()
    assert round_of(world.store, watch)
    clock.forward(days=30)  # the reminder is long due by this clock, and no worker has looked since

    def check(element_id: str, name: str, mark: str) -> None:
        with transaction(world.store) as work:
            task = work.session.scalars(select(Task.id).where(Task.element_id == element_id)).one()
            complete(work, task, world.actor(name), {mark: 1})

    check("check_a", "wen", "mark_a")
    assert notices(world.store) == 0
    assert not round_of(world.store, watch)
    check("check_b", "bao", "mark_b")
    assert notices(world.store) == 0, "a hold is open"
    with world.store.read() as work:
        assert work.session.scalar(select(func.count(Task.id)).where(Task.status == "completed")) == 2
    confirm(world)
    assert round_of(world.store, watch)
    assert notices(world.store) == 1, "nothing is lost by waiting"


def test_a_stop_of_a_weekend_is_caught_up_and_a_longer_one_is_asked_about(world: World, clock: MovingClock) -> None:
    start_reviews(world, 1)
    assert round_of(world.store, ClockWatch())
    clock.forward(days=2)
    assert round_of(world.store, ClockWatch())  # a new process: what passed while none ran is a stop
    clock.forward(days=5)
    assert not round_of(world.store, ClockWatch())
    assert notices(world.store) == 0
    confirm(world)
    watch = ClockWatch()
    assert round_of(world.store, watch)
    assert notices(world.store) == 1
    with world.store.read() as work:
        assert verify(work).is_intact
        assert work.session.scalar(select(HistoryEntry.kind).where(HistoryEntry.kind == "clock_confirmed"))


def test_an_entry_in_the_future_holds_automatic_acts_back(world: World, clock: MovingClock) -> None:
    start_reviews(world, 1)
    clock.now -= timedelta(hours=3)
    assert not round_of(world.store, ClockWatch())
    with world.store.read() as work:
        hold = pulse(work).hold
        assert hold is not None
        assert hold.kind == "backward"
    confirm(world)
    assert round_of(world.store, ClockWatch())


def test_a_moment_never_lies_before_the_one_it_follows(world: World, clock: MovingClock) -> None:
    (case_id,) = start_reviews(world, 1)
    clock.now -= timedelta(hours=5)
    with transaction(world.store) as work:
        task = work.session.scalars(select(Task).where(Task.case_id == case_id, Task.element_id == "check_a")).one()
        claim(work, task.id, world.actor("wen"))
    with world.store.read() as work:
        moments = list(
            work.session.scalars(
                select(HistoryEntry.happened_at).where(HistoryEntry.case_id == case_id).order_by(HistoryEntry.id)
            )
        )
        assert len(moments) >= 2
        assert moments == sorted(moments)
        task = work.session.get_one(Task, task.id)
        assert task.claimed_at is not None
        assert task.claimed_at >= work.session.get_one(Case, case_id).started_at


def test_a_worker_that_says_nothing_counts_as_standing_still(world: World, clock: MovingClock) -> None:
    with world.store.read() as work:
        assert pulse(work).is_still
        assert pulse(work).since is None
    beat(world.store)
    clock.forward(seconds=60)
    with world.store.read() as work:
        assert not pulse(work).is_still
    clock.forward(seconds=60)
    with world.store.read() as work:
        now = pulse(work)
        assert now.is_still
        assert now.since == work.now - timedelta(minutes=2)
    tidy(world.store)


@pytest.mark.parametrize("minutes", [1, 59])
def test_a_small_correction_is_none(world: World, clock: MovingClock, minutes: int) -> None:
    watch = ClockWatch()
    assert round_of(world.store, watch)
    clock.forward(minutes=minutes)
    assert round_of(world.store, watch)
