"""The background duties: what falls due is done once, however often they run, and one bad case stops no other."""

from __future__ import annotations

import threading
import uuid

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DataError

from tests.casework.world import World
from tests.clock import MovingClock
from tests.jobs.conftest import start_reviews
from tests.jobs.procedures import publish_late, publish_pair
from workflows.casework.messages import publish_message
from workflows.casework.models import Case, Incident, MessageSubscription, Notice, OutboxMessage
from workflows.casework.timers import fire_due
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.jobs import duties
from workflows.jobs.loop import run_loop
from workflows.proof.verify import verify
from workflows.store import Store, UnitOfWork


def reminders(world: World) -> int:
    with world.store.read() as work:
        return (
            work.session.scalar(select(func.count()).select_from(Notice).where(Notice.text.startswith("请尽快"))) or 0
        )


def test_nothing_moves_before_its_time(world: World, clock: MovingClock) -> None:
    start_reviews(world, 1)
    clock.forward(days=6, seconds=-1)
    assert duties.cases_with_due_timers(world.store) == []
    assert duties.work_off(world.store) == 0


def test_a_due_timer_fires_once_however_often_it_is_tried(world: World, clock: MovingClock) -> None:
    (case_id,) = start_reviews(world, 1)
    clock.forward(days=6)
    assert duties.cases_with_due_timers(world.store) == [case_id]
    assert duties.fire_timers(world.store, case_id)
    assert not duties.fire_timers(world.store, case_id)
    assert duties.work_off(world.store) == 0
    assert reminders(world) == 1


def test_working_off_does_all_that_is_due_and_the_history_proves_itself(world: World, clock: MovingClock) -> None:
    start_reviews(world, 5)
    clock.forward(days=30)
    assert duties.work_off(world.store) == 5
    assert reminders(world) == 5
    with world.store.read() as work:
        assert verify(work).is_intact


def test_a_worker_told_to_stop_ends_between_two_pieces(world: World, clock: MovingClock) -> None:
    start_reviews(world, 3)
    clock.forward(days=6)
    asked = iter([False, False, True])
    assert duties.work_off(world.store, lambda: next(asked)) == 1
    assert reminders(world) == 1


def test_a_fault_of_the_program_is_an_incident_of_its_case_and_of_no_other(
    world: World, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = start_reviews(world, 2)
    clock.forward(days=6)
    fire_due = duties.fire_due

    def fail_for_the_first(work: UnitOfWork, case_id: uuid.UUID) -> bool:
        if case_id == first:
            raise ZeroDivisionError("division by zero")
        return fire_due(work, case_id)

    monkeypatch.setattr(duties, "fire_due", fail_for_the_first)
    assert duties.work_off(world.store) == 1
    assert duties.work_off(world.store) == 0
    with world.store.read() as work:
        assert work.session.get_one(Case, first).status == "incident"
        assert work.session.get_one(Case, second).status == "active"
        incident = work.session.scalars(select(Incident)).one()
        assert "ZeroDivisionError: division by zero" in incident.message
        assert "ZeroDivisionError" in incident.message_zh


def test_a_message_that_trips_the_program_stays_and_stops_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_pair(world.store)
    with transaction(world.store) as work:
        for key in ("a", "b"):
            start_case(work, "waiter", {"number": key}, actor=None)
        first, second = (publish_message(work, "reply", key).id for key in ("a", "b"))
    deliver = duties.deliver

    def fail_for_the_first(work: UnitOfWork, message_id: int) -> int:
        if message_id == first:
            raise ZeroDivisionError("division by zero")
        return deliver(work, message_id)

    monkeypatch.setattr(duties, "deliver", fail_for_the_first)
    assert duties.work_off(world.store) == 1
    assert duties.messages_to_deliver(world.store) == [first]
    with world.store.read() as work:
        assert work.session.get_one(OutboxMessage, second).delivered_to == 1


def test_a_round_that_fails_is_tried_again(world: World, clock: MovingClock, monkeypatch: pytest.MonkeyPatch) -> None:
    start_reviews(world, 1)
    clock.forward(days=6)
    stop, rounds = threading.Event(), []

    def look(store: Store) -> list[uuid.UUID]:
        rounds.append(1)
        if len(rounds) == 1:
            raise OSError("the disk is full")
        if len(rounds) > 3:
            stop.set()
        return cases_with_due_timers(store)

    cases_with_due_timers = duties.cases_with_due_timers
    monkeypatch.setattr(duties, "cases_with_due_timers", look)
    run_loop(world.store, stop, pause=0.01)
    assert reminders(world) == 1


def test_a_case_that_is_gone_is_passed_over(world: World) -> None:
    assert not duties.fire_timers(world.store, uuid.uuid4())
    assert duties.deliver_message(world.store, 4711) == 0


def test_a_message_reaches_the_case_that_waits_for_its_key(world: World) -> None:
    publish_pair(world.store)
    with transaction(world.store) as work:
        waiting = [start_case(work, "waiter", {"number": key}, actor=None).id for key in ("a", "b")]
        start_case(work, "asker", {"number": "b"}, actor=None)
    assert duties.work_off(world.store) == 1
    assert duties.work_off(world.store) == 0
    with world.store.read() as work:
        assert [work.session.get_one(Case, each).status for each in waiting] == ["active", "completed"]


def test_messages_nobody_waits_for_do_not_hold_up_those_behind_them(world: World) -> None:
    publish_pair(world.store)
    with transaction(world.store) as work:
        for number in range(300):
            publish_message(work, "reply", f"nobody-{number}")
        awaited = publish_message(work, "reply", "late").id
    assert duties.messages_to_deliver(world.store) == []
    with transaction(world.store) as work:
        case_id = start_case(work, "waiter", {"number": "late"}, actor=None).id
    assert duties.messages_to_deliver(world.store) == [awaited]
    assert duties.deliver_message(world.store, awaited) == 1
    assert duties.deliver_message(world.store, awaited) == 0
    with world.store.read() as work:
        assert work.session.get_one(Case, case_id).status == "completed"
        assert work.session.get_one(OutboxMessage, awaited).delivered_to == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_seal_covers_what_the_history_gained_and_is_made_once(world: World, store: Store) -> None:
    start_reviews(world, 1)
    assert duties.seal_history(store)
    assert not duties.seal_history(store)
    start_reviews(world, 1)
    assert duties.seal_history(store)
    with store.read() as work:
        report = verify(work)
        assert report.seals == 2
        assert report.is_intact


def test_a_value_that_no_row_holds_stops_its_case_and_no_other(world: World, clock: MovingClock) -> None:
    publish_late(world.store)
    cases = {}
    for name, length, hours in (("bad", 201, "PT1H"), ("good", 200, "PT2H")):
        with transaction(world.store) as work:
            cases[name] = start_case(work, "late", {"length": length, "hours": hours}, actor=None).id
    clock.forward(hours=3)
    stop = threading.Event()
    worker = threading.Thread(target=run_loop, args=(world.store, stop), kwargs={"pause": 0.01})
    worker.start()
    try:
        for _ in range(500):
            with world.store.read() as work:
                waiting = work.session.scalars(select(MessageSubscription.case_id)).all()
                incidents = work.session.scalars(select(Incident)).all()
            if list(waiting) == [cases["good"]] and incidents:
                break
            stop.wait(0.02)
    finally:
        stop.set()
        worker.join()
    assert list(waiting) == [cases["good"]]
    [incident] = incidents
    assert (incident.case_id, incident.element_id) == (cases["bad"], "wait")
    assert "201" in incident.message


def test_what_the_database_refuses_is_an_incident_and_the_worker_goes_on(
    world: World, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = start_reviews(world, 2)
    clock.forward(days=6)

    def refused(work: UnitOfWork, case_id: uuid.UUID) -> bool:
        if case_id == bad:
            raise DataError("INSERT", {}, Exception("value too long: secret"))
        return fire_due(work, case_id)

    monkeypatch.setattr(duties, "fire_due", refused)
    assert duties.work_off(world.store) == 1
    with world.store.read() as work:
        [incident] = work.session.scalars(select(Incident))
    assert incident.case_id == bad
    assert "secret" not in incident.message
    assert incident.case_id != good
