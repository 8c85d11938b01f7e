"""Clocks: the deadline runs through returns, its extension moves everything that reads it, and nothing makes it pause."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.casework.world import REVIEW, World, publish_review, review_files
from tests.clock import MovingClock, at
from workflows.casework.board import deadline_board
from workflows.casework.deadlines import overdue_days, side_seconds
from workflows.casework.errors import AlreadyDone, InvalidAnswers, InvalidRequest, NotAllowed
from workflows.casework.models import Deadline, DeadlineExtension, Notice, OverdueExplanation, Task, Timer
from workflows.casework.timers import due_cases, fire_due, next_due_at
from workflows.casework.transaction import transaction
from workflows.casework.verbs.cancel import cancel_case
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.explain_overdue import explain_overdue, explainable
from workflows.casework.verbs.extend import extend_deadline, extendable
from workflows.casework.verbs.start import start_case
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify

Find = Callable[[str], uuid.UUID]
Do = Callable[..., uuid.UUID]
REASON = "山体滑坡，进村道路中断，无法按期报到。"


def the_deadline(world: World) -> Deadline:
    with world.store.read() as work:
        return work.session.scalars(select(Deadline)).one()


def run_worker(world: World) -> int:
    with world.store.read() as work:
        waiting = due_cases(work)
    fired = 0
    for case_id in waiting:
        with transaction(world.store) as work:
            fired += fire_due(work, case_id)
    return fired


def test_a_clock_starts_with_its_activity_and_stops_with_it(
    world: World, clock: MovingClock, case_id: uuid.UUID, do: Do
) -> None:
    running = the_deadline(world)
    assert (running.name, running.status, running.due_at) == ("review", "running", at("2026-03-09 09:00"))
    do("check_a", "wen", mark_a=9)
    clock.move_to("2026-03-05 12:00")
    do("check_b", "bao", mark_b=9)
    stopped = the_deadline(world)
    assert (stopped.status, stopped.stopped_at) == ("met", at("2026-03-05 12:00"))


def test_a_clock_that_ran_over_is_missed(world: World, clock: MovingClock, case_id: uuid.UUID, do: Do) -> None:
    do("check_a", "wen", mark_a=9)
    clock.move_to("2026-03-09 09:01")
    do("check_b", "bao", mark_b=9)
    assert the_deadline(world).status == "missed"


def test_a_return_leaves_the_clock_running_and_splits_unit_from_office_time(
    world: World, clock: MovingClock, case_id: uuid.UUID, do: Do
) -> None:
    do("check_a", "wen", mark_a=1)
    clock.forward(hours=5)
    do("check_b", "bao", mark_b=1)
    clock.forward(hours=30)
    do("supplement", "hu", material="补充说明")
    clock.forward(hours=2)
    with world.store.read() as work:
        deadline = work.session.scalars(select(Deadline)).one()
        assert deadline.due_at == at("2026-03-09 09:00")
        assert side_seconds(deadline, work.now) == (30 * 3600, 7 * 3600)
        (row,) = deadline_board(work, world.actor("dai")).rows
        assert (row.unit_seconds, row.office_seconds) == (30 * 3600, 7 * 3600)
        assert sorted(task.element_id for task in row.holders) == ["check_a", "check_b"]
        assert row.next_at is not None
        assert row.next_at == at("2026-03-08 09:00")


def test_the_reminder_is_written_once_when_it_is_due(world: World, clock: MovingClock, case_id: uuid.UUID) -> None:
    with world.store.read() as work:
        assert next_due_at(work) == at("2026-03-08 09:00")
    assert run_worker(world) == 0
    clock.move_to("2026-03-08 09:00")
    assert run_worker(world) == 1
    assert run_worker(world) == 0
    with world.store.read() as work:
        notice = work.session.scalars(select(Notice)).one()
        assert (notice.post_key, notice.text) == ("unit_hr", "请尽快办理：1号")
        assert work.session.scalars(select(Timer)).all() == []


def test_an_extension_moves_due_time_and_reminder_together(
    world: World, clock: MovingClock, case_id: uuid.UUID
) -> None:
    deadline = the_deadline(world)
    clock.forward(days=2)
    with transaction(world.store) as work:
        extend_deadline(work, deadline.id, world.actor("dai"), at("2026-03-12 09:00"), "road", REASON)
    moved = the_deadline(world)
    assert (moved.due_at, moved.original_due_at) == (at("2026-03-12 09:00"), at("2026-03-09 09:00"))
    with world.store.read() as work:
        assert next_due_at(work) == at("2026-03-11 09:00")
    clock.move_to("2026-03-09 10:00")
    assert run_worker(world) == 0
    clock.move_to("2026-03-11 09:00")
    assert run_worker(world) == 1


@pytest.mark.parametrize(
    ("username", "due", "code", "reason", "error", "sentence"),
    [
        ("hu", "2026-03-11 09:00", "road", REASON, NotAllowed, "belong to the unit"),
        ("dai", "2026-03-09 09:00", "road", REASON, InvalidRequest, "must be later"),
        ("dai", "2026-03-12 09:01", "road", REASON, InvalidRequest, "At most 3 days"),
        ("dai", "2026-03-11 09:00", "mood", REASON, InvalidRequest, "on the list"),
        ("dai", "2026-03-11 09:00", "road", "路不通", InvalidRequest, "at least 10 characters"),
    ],
)
def test_what_an_extension_refuses(
    world: World, case_id: uuid.UUID, username: str, due: str, code: str, reason: str, error: type, sentence: str
) -> None:
    deadline = the_deadline(world)
    with pytest.raises(error, match=sentence), transaction(world.store) as work:
        extend_deadline(work, deadline.id, world.actor(username), at(due), code, reason)
    assert the_deadline(world).due_at == deadline.due_at


def test_a_second_extension_is_refused(world: World, case_id: uuid.UUID) -> None:
    deadline = the_deadline(world)
    with transaction(world.store) as work:
        assert extendable(work, [work.session.get_one(Deadline, deadline.id)], world.actor("dai"))
        extend_deadline(work, deadline.id, world.actor("dai"), at("2026-03-10 09:00"), "road", REASON)
    with pytest.raises(InvalidRequest, match="extended already"), transaction(world.store) as work:
        extend_deadline(work, deadline.id, world.actor("dai"), at("2026-03-11 09:00"), "road", REASON)
    with world.store.read() as work:
        assert not extendable(work, [work.session.get_one(Deadline, deadline.id)], world.actor("dai"))


def test_an_open_task_whose_due_time_reads_the_clock_moves_with_it(
    world: World, clock: MovingClock, task_of: Find, do: Do
) -> None:
    from tests.casework.world import REVIEW, publish_review, review_files
    from workflows.casework.models import Task
    from workflows.casework.verbs.start import start_case

    fixed, live = b"= now() + duration(&quot;P1D&quot;)", b"= date and time(due_at)"
    assert fixed in REVIEW
    publish_review(world.store, review_files(**{"review.bpmn": REVIEW.replace(fixed, live)}))
    with transaction(world.store) as work:
        case = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "2号", "unit": "BUREAU"})
    with world.store.read() as work:
        deadline_id = work.session.scalars(select(Deadline.id).where(Deadline.case_id == case.id)).one()
    with transaction(world.store) as work:
        extend_deadline(work, deadline_id, world.actor("dai"), at("2026-03-11 09:00"), "road", REASON)
    with world.store.read() as work:
        statement = select(Task.due_at).where(Task.case_id == case.id, Task.element_id == "check_a")
        assert work.session.scalars(statement).one() == at("2026-03-11 09:00")


def test_a_timer_that_was_due_wins_over_a_late_completion(world: World, clock: MovingClock) -> None:
    from tests.casework.world import REVIEW, publish_review, review_files
    from workflows.casework.models import Task
    from workflows.casework.verbs.start import start_case

    changed = REVIEW.replace(
        b'attachedToRef="work" cancelActivity="false"', b'attachedToRef="work" cancelActivity="true"'
    )
    assert changed != REVIEW
    publish_review(world.store, review_files(**{"review.bpmn": changed}))
    with transaction(world.store) as work:
        case = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "2号", "unit": "BUREAU"})
    with world.store.read() as work:
        statement = select(Task.id).where(Task.case_id == case.id, Task.element_id == "check_a")
        task_id = work.session.scalars(statement).one()
    clock.forward(days=6, minutes=1)
    with pytest.raises(AlreadyDone, match="time for this step has run out"), transaction(world.store) as work:
        complete(work, task_id, world.actor("wen"), {"mark_a": 9})
    assert run_worker(world) == 1
    with world.store.read() as work:
        assert work.session.get_one(Task, task_id).status == "cancelled"
        assert work.session.scalars(select(Deadline.status).where(Deadline.case_id == case.id)).one() == "cancelled"


def test_overdue_timers_found_late_fire_in_the_order_they_were_due(world: World, clock: MovingClock) -> None:
    from workflows.casework.verbs.start import start_case

    with transaction(world.store) as work:
        first = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"})
    clock.forward(hours=3)
    with transaction(world.store) as work:
        second = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "2号", "unit": "BUREAU"})
    clock.forward(days=20)
    with world.store.read() as work:
        assert due_cases(work) == [first.id, second.id]
        assert work.now - timedelta(days=20) == at("2026-03-02 12:00")


def test_the_due_time_of_a_task_counts_from_its_opening_whatever_else_moves_in_the_case(
    world: World, clock: MovingClock, case_id: uuid.UUID, task_of: Find, do: Do
) -> None:
    opened = task_of("check_a")
    clock.forward(hours=20)
    do("check_b", "bao", mark_b=9)
    with world.store.read() as work:
        assert work.session.get_one(Task, opened).due_at == at("2026-03-03 09:00")


def test_a_clock_written_with_now_counts_from_its_start(world: World, clock: MovingClock) -> None:
    written = REVIEW.replace(
        b'= date and time(due_at)" /><zeebe:property name="deadline_name"',
        b'= now() + duration(&quot;P7D&quot;)" /><zeebe:property name="deadline_name"',
    )
    assert written != REVIEW
    publish_review(world.store, review_files(**{"review.bpmn": written}))
    with transaction(world.store) as work:
        started = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "2号", "unit": "BUREAU"}).id
    clock.forward(days=3)
    with world.store.read() as work:
        task_id = work.session.scalars(
            select(Task.id).where(Task.case_id == started, Task.element_id == "check_a")
        ).one()
    with transaction(world.store) as work:
        complete(work, task_id, world.actor("wen"), {"mark_a": 9})
    assert the_deadline(world).due_at == at("2026-03-09 09:00")


def test_wrong_answers_at_the_hour_of_a_timer_leave_nothing_of_what_it_would_have_done(
    world: World, clock: MovingClock, case_id: uuid.UUID, task_of: Find
) -> None:
    clock.move_to("2026-03-08 12:00")
    with pytest.raises(InvalidAnswers), transaction(world.store) as work:
        complete(work, task_of("check_a"), world.actor("wen"), {"mark_a": 99})
    with world.store.read() as work:
        assert work.session.scalars(select(Notice)).all() == []
    assert run_worker(world) == 1
    with world.store.read() as work:
        assert len(work.session.scalars(select(Notice)).all()) == 1


def test_a_case_with_an_overdue_clock_cannot_be_broken_off(
    world: World, clock: MovingClock, case_id: uuid.UUID
) -> None:
    clock.move_to("2026-03-09 09:01")
    with pytest.raises(InvalidRequest, match="overdue"), transaction(world.store) as work:
        cancel_case(work, case_id, world.actor("dai"), "重复立案，并入前案办理。")
    assert the_deadline(world).status == "running"


def days_overdue(world: World) -> int:
    with world.store.read() as work:
        return overdue_days(work.session.scalars(select(Deadline)).one(), work.now)


def test_an_overdue_clock_is_not_laundered_by_an_extension(
    world: World, clock: MovingClock, case_id: uuid.UUID, do: Do
) -> None:
    deadline = the_deadline(world)
    clock.move_to("2026-03-09 09:00")  # the very moment that it is due is too late
    with world.store.read() as work:
        assert not extendable(work, [work.session.get_one(Deadline, deadline.id)], world.actor("dai"))
    with pytest.raises(InvalidRequest, match="before the due time only"), transaction(world.store) as work:
        extend_deadline(work, deadline.id, world.actor("dai"), at("2026-03-12 09:00"), "road", REASON)
    clock.move_to("2026-03-11 08:00")
    with pytest.raises(InvalidRequest, match="before the due time only"), transaction(world.store) as work:
        extend_deadline(work, deadline.id, world.actor("dai"), at("2026-03-12 09:00"), "road", REASON)
    assert (the_deadline(world).due_at, days_overdue(world)) == (at("2026-03-09 09:00"), 2)
    do("check_a", "wen", mark_a=9)
    do("check_b", "bao", mark_b=9)
    clock.forward(days=30)
    assert (the_deadline(world).status, days_overdue(world)) == ("missed", 2), "also after the stop"


def test_why_a_clock_ran_over_is_decided_on_its_own_and_moves_nothing(
    world: World, clock: MovingClock, case_id: uuid.UUID
) -> None:
    before = the_deadline(world)
    clock.move_to("2026-03-10 10:00")
    with world.store.read() as work:
        assert explainable(work, [work.session.get_one(Deadline, before.id)], world.actor("dai"))
    with transaction(world.store) as work:
        explain_overdue(work, before.id, world.actor("dai"), "road", REASON)
    with world.store.read() as work:
        row = work.session.scalars(select(OverdueExplanation)).one()
        assert (row.overdue_days, row.due_at, row.reason) == (2, at("2026-03-09 09:00"), REASON)
        of_case = select(HistoryEntry).where(HistoryEntry.case_id.is_not(None)).order_by(HistoryEntry.sequence.desc())
        entry = work.session.scalars(of_case).first()
        assert entry is not None
        assert (entry.kind, json.loads(entry.data)["overdue_days"]) == ("overdue_explained", 2)
        assert verify(work).is_intact
    assert (the_deadline(world).due_at, the_deadline(world).status) == (before.due_at, "running")
    assert days_overdue(world) == 2


@pytest.mark.parametrize(
    ("username", "moment", "code", "reason", "error", "sentence"),
    [
        ("dai", "2026-03-09 09:00", "road", REASON, InvalidRequest, "has not run over"),
        ("hu", "2026-03-10 09:00", "road", REASON, NotAllowed, "belong to the unit"),
        ("dai", "2026-03-10 09:00", "mood", REASON, InvalidRequest, "on the list"),
        ("dai", "2026-03-10 09:00", "road", "路不通", InvalidRequest, "at least 10 characters"),
    ],
)
def test_what_the_decision_on_a_lateness_refuses(
    world: World,
    clock: MovingClock,
    case_id: uuid.UUID,
    username: str,
    moment: str,
    code: str,
    reason: str,
    error: type,
    sentence: str,
) -> None:
    deadline = the_deadline(world)
    clock.move_to(moment)
    with pytest.raises(error, match=sentence), transaction(world.store) as work:
        explain_overdue(work, deadline.id, world.actor(username), code, reason)
    with world.store.read() as work:
        assert work.session.scalars(select(OverdueExplanation)).all() == []


def test_days_overdue_that_an_old_extension_hid_are_counted(
    world: World, clock: MovingClock, case_id: uuid.UUID
) -> None:
    """Clocks extended after their due time, before that was refused: their rows are still there."""
    deadline = the_deadline(world)
    with world.store.write() as work:
        work.session.get_one(Deadline, deadline.id).due_at = at("2026-03-12 09:00")
        work.session.add(
            DeadlineExtension(
                deadline_id=deadline.id,
                granted_by_id=world.actor("dai").person_id,
                granted_at=at("2026-03-11 08:00"),
                previous_due_at=at("2026-03-09 09:00"),
                due_at=at("2026-03-12 09:00"),
                reason_code="road",
                reason=REASON,
            )
        )
    clock.move_to("2026-03-11 10:00")
    assert days_overdue(world) == 2
