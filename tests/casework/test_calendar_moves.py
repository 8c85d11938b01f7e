"""Holidays change while cases run: nothing moves unasked, the list says who would move, and once confirmed all move at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.calendar.entered import confirmed, days_off, plan_with
from tests.casework.world import REVIEW, World, build_world, publish_review, review_files
from tests.clock import MovingClock, at
from workflows.calendar.plans import PlanDayKind, YearPlan, months_off
from workflows.casework.calendar_changes import (
    AskedPlan,
    decide_plan,
    may_decide,
    plans_of,
    prepare_plan,
    still_to_move,
)
from workflows.casework.calendar_moves import preview
from workflows.casework.deadlines import overdue_days
from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound
from workflows.casework.models import Case, Deadline, Incident, Notice, Task, Timer
from workflows.casework.replay import replay
from workflows.casework.transaction import transaction
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case
from workflows.jobs.duties import cases_behind_the_calendar, move_to_calendar, work_off
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.proof.words import HistoryKind
from workflows.store import Store

COUNTED = b"end of day(add working days(today(), 5))"
FIVE_DAYS = (at("2026-03-09 24:00"), at("2026-03-08 24:00"), at("2026-03-09 24:00"))  # clock, reminder, step
SIX_DAYS = (at("2026-03-10 24:00"), at("2026-03-09 24:00"), at("2026-03-10 24:00"))
CLOSED = date(2026, 3, 4)
ANSWERS = {"subject": "1号", "unit": "BUREAU"}


@pytest.fixture
def world(store: Store) -> World:
    """A review whose clock and first step count working days, and whose reminder goes out a day before the clock."""
    built = build_world(store)
    files = review_files()
    files["review.bpmn"] = (
        REVIEW.replace(b'deadline" value="= date and time(due_at)"', b'deadline" value="= ' + COUNTED + b'"')
        .replace(b"= now() + duration(&quot;P1D&quot;)", b"= " + COUNTED)
        .replace(b'= date and time(due_at) - duration("P1D")', b'= deadline("review") - duration("P1D")')
    )
    publish_review(store, files)
    return built


def begin(world: World, subject: str = "1号") -> uuid.UUID:
    """A review that the personnel section starts."""
    with transaction(world.store) as work:
        return start_case(work, "review", actor=world.actor("hu"), answers={**ANSWERS, "subject": subject}).id


def dues(world: World, case_id: uuid.UUID) -> tuple[datetime, datetime | None, datetime | None]:
    """When clock, reminder and first step of a case are due."""
    with world.store.read() as work:
        clock = select(Deadline.due_at).where(Deadline.case_id == case_id)
        step = select(Task.due_at).where(Task.case_id == case_id, Task.element_id == "check_a")
        timer = select(Timer.due_at).where(Timer.case_id == case_id)
        return work.session.scalars(clock).one(), work.session.scalar(timer), work.session.scalar(step)


def finish(world: World, case_id: uuid.UUID, element_id: str, who: str, **answers: int | str) -> None:
    """A colleague completes a step."""
    with transaction(world.store) as work:
        task = select(Task.id).where(Task.case_id == case_id, Task.element_id == element_id, Task.status == "open")
        complete(work, work.session.scalars(task).one(), world.actor(who), answers)


def confirm(world: World, plan: YearPlan) -> None:
    """Have a plan entered and confirmed; no case has moved yet."""
    with world.store.write() as work:
        confirmed(work, plan, by=world.persons["dai"])


def asked(
    plan: YearPlan, *, number: str = "国办发明电〔2026〕9号", reason: str = "按国务院补充通知调整。"
) -> AskedPlan:
    """A plan as the administrator enters it."""
    return AskedPlan(plan, number, date(2026, 3, 1), reason)


def test_an_unrelated_completion_moves_nothing_until_somebody_has_confirmed_and_the_case_was_moved(
    world: World,
) -> None:
    case_id = begin(world)
    assert dues(world, case_id) == FIVE_DAYS
    confirm(world, days_off(2026, CLOSED))
    finish(world, case_id, "check_b", "bao", mark_b=8)
    assert dues(world, case_id) == FIVE_DAYS
    assert dues(world, begin(world, "2号")) == SIX_DAYS
    assert replay(world.store, timedelta(0)).differences == []
    assert move_to_calendar(world.store, case_id)
    assert dues(world, case_id) == SIX_DAYS


def test_everything_of_a_case_moves_at_once_with_entry_notices_and_timer(world: World, clock: MovingClock) -> None:
    case_id, other = begin(world), begin(world, "2号")
    with transaction(world.store) as work:
        task = work.session.scalars(select(Task).where(Task.case_id == case_id, Task.element_id == "check_a")).one()
        claim(work, task.id, world.actor("wen"))
    # The unit owes the other one's clock since its own time has run; by now the office holds the steps again.
    for element, who, answers in (
        ("check_a", "wen", {"mark_a": 1}),
        ("check_b", "bao", {"mark_b": 1}),
        ("supplement", "hu", {"material": "补充材料"}),
    ):
        finish(world, other, element, who, **answers)
    confirm(world, days_off(2026, CLOSED))
    assert set(cases_behind_the_calendar(world.store)) == {case_id, other}
    # A worker that stops between two cases leaves one moved whole and the other not at all; the next one goes on with that.
    assert move_to_calendar(world.store, other)
    assert cases_behind_the_calendar(world.store) == [case_id]
    assert dues(world, case_id) == FIVE_DAYS
    work_off(world.store)
    assert cases_behind_the_calendar(world.store) == []
    assert dues(world, case_id) == SIX_DAYS
    assert dues(world, other)[:2] == SIX_DAYS[:2]
    assert not move_to_calendar(world.store, case_id)
    with world.store.read() as work:
        told = select(HistoryEntry.data).where(
            HistoryEntry.case_id == case_id, HistoryEntry.kind == HistoryKind.CALENDAR_CHANGED
        )
        entry = work.session.scalars(told).one()
        assert (
            entry.count("2026-03-09T16:00:00+00:00") == 3
        )  # to where the reminder moves, and from where the other two do
        assert "国办发明电〔2026〕9号" in entry
        notices = work.session.scalars(select(Notice).where(Notice.case_id == case_id)).all()
        assert {notice.post_key or notice.person_id for notice in notices} == {"general_group", world.persons["wen"]}
        owed = select(Notice).where(Notice.case_id == other, Notice.kind == "calendar", Notice.post_key == "unit_hr")
        assert "“审核工作”由 2026-03-09 24:00 改为 2026-03-10 24:00" in work.session.scalars(owed).one().text
        own = next(notice.text for notice in notices if notice.person_id == world.persons["wen"])
        assert "“审核甲”由 2026-03-09 24:00 改为 2026-03-10 24:00" in own
        assert work.session.scalars(select(Case.calendar)).all() == [1, 1]
        assert verify(work).is_intact
    assert replay(world.store, timedelta(0)).differences == []
    clock.move_to("2026-03-09 09:00")
    work_off(world.store)
    with world.store.read() as work:
        assert not work.session.scalars(select(Notice).where(Notice.text.contains("请尽快办理"))).all()
    clock.move_to("2026-03-10 00:00")
    work_off(world.store)
    with world.store.read() as work:
        assert len(work.session.scalars(select(Notice).where(Notice.text.contains("请尽快办理"))).all()) == 2


def test_a_clock_that_had_run_over_keeps_what_it_ran_over_whatever_moves_later(
    world: World, clock: MovingClock
) -> None:
    case_id = begin(world)
    clock.move_to("2026-03-12 09:00")
    confirm(world, days_off(2026, *(date(2026, 3, day) for day in (3, 4, 5, 6, 9))))
    work_off(world.store)
    with world.store.read() as work:
        deadline = work.session.scalars(select(Deadline)).one()
        assert deadline.due_at == at("2026-03-16 24:00")
        assert deadline.late_before == timedelta(days=2, hours=9).total_seconds()
        assert overdue_days(deadline, work.now) == 3
        assert not deadline.is_overdue(work.now)
    # What a second change moves back is late by the new due time, and counted once.
    confirm(world, days_off(2026))
    work_off(world.store)
    with world.store.read() as work:
        deadline = work.session.scalars(select(Deadline)).one()
        assert (deadline.due_at, overdue_days(deadline, work.now)) == (FIVE_DAYS[0], 3)
    for element, who, mark in (("check_a", "wen", "mark_a"), ("check_b", "bao", "mark_b")):
        finish(world, case_id, element, who, **{mark: 9})
    with world.store.read() as work:
        deadline = work.session.scalars(select(Deadline)).one()
        assert deadline.status == "missed"
        assert verify(work).is_intact


def test_a_clock_made_good_by_the_calendar_alone_still_counts_as_met_late(world: World, clock: MovingClock) -> None:
    case_id = begin(world)
    clock.move_to("2026-03-10 09:00")
    confirm(world, days_off(2026, CLOSED, date(2026, 3, 5)))
    work_off(world.store)
    for element, who, mark in (("check_a", "wen", "mark_a"), ("check_b", "bao", "mark_b")):
        finish(world, case_id, element, who, **{mark: 9})
    with world.store.read() as work:
        deadline = work.session.scalars(select(Deadline)).one()
        assert deadline.stopped_at is not None
        assert deadline.stopped_at < deadline.due_at
        assert (deadline.status, overdue_days(deadline, work.now)) == ("missed", 1)


def test_a_make_up_workday_pulls_due_times_forward_and_fires_what_is_due_by_then(
    world: World, clock: MovingClock
) -> None:
    case_id = begin(world)
    clock.move_to("2026-03-08 12:00")
    worked = {date(2026, 3, day): PlanDayKind.MAKE_UP_WORKDAY for day in (7, 8)}
    confirm(world, plan_with(2026, worked))
    work_off(world.store)
    due, reminder, step = dues(world, case_id)
    assert (due, reminder, step) == (at("2026-03-07 24:00"), None, at("2026-03-07 24:00"))
    with world.store.read() as work:
        assert len(work.session.scalars(select(Notice).where(Notice.text.contains("请尽快办理"))).all()) == 1
        assert verify(work).is_intact


def test_the_list_says_who_moves_from_when_to_when_and_writes_nothing(world: World) -> None:
    case_id = begin(world)
    with world.store.read() as work:
        found = preview(work, days_off(2026, CLOSED))
        assert [each.case.id for each in found.cases] == [case_id]
        assert [(move.kind, move.name("zh"), move.was, move.becomes) for move in found.cases[0].moves] == [
            ("deadline", "审核工作", FIVE_DAYS[0], SIX_DAYS[0]),
            ("task", "审核甲", FIVE_DAYS[2], SIX_DAYS[2]),
            ("timer", "提醒", FIVE_DAYS[1], SIX_DAYS[1]),
        ]
        assert (found.open_cases, found.following) == (1, None)
        assert preview(work, days_off(2026, date(2026, 4, 2))).cases == []
        assert preview(work, days_off(2026, CLOSED), after=case_id).cases == []
    assert dues(world, case_id) == FIVE_DAYS


def test_a_plan_waits_for_another_person_whose_post_confirms_it(world: World) -> None:
    begin(world)
    with transaction(world.store) as work, pytest.raises(NotAllowed):
        prepare_plan(work, world.actor("dai"), asked(days_off(2026, CLOSED)))
    with transaction(world.store) as work:
        plan_id = prepare_plan(work, world.actor("adm"), asked(days_off(2026, CLOSED))).id
        assert work.session.scalars(select(Notice.text).where(Notice.post_key == "city_director")).one()[:3] == "待确认"
    for who, refusal in (("adm", NotAllowed), ("wen", NotAllowed)):
        with transaction(world.store) as work, pytest.raises(refusal):
            decide_plan(work, world.actor(who), plan_id, agrees=True)
    with transaction(world.store) as work, pytest.raises(NotFound):
        decide_plan(work, world.actor("dai"), uuid.uuid4(), agrees=True)
    assert cases_behind_the_calendar(world.store) == []
    with transaction(world.store) as work, pytest.raises(InvalidRequest, match="waits to be confirmed"):
        prepare_plan(work, world.actor("adm"), asked(days_off(2026, CLOSED)))
    with transaction(world.store) as work:
        row = decide_plan(work, world.actor("dai"), plan_id, agrees=True)
        assert (row.number, still_to_move(work)) == (1, 1)
        assert not may_decide(world.actor("adm"), row)
    with transaction(world.store) as work, pytest.raises(InvalidRequest, match="decided already"):
        decide_plan(work, world.actor("dai"), plan_id, agrees=False, answer="与通知原文不一致，请核对。")
    with world.store.read() as work:
        kinds = (HistoryKind.CALENDAR_PREPARED, HistoryKind.CALENDAR_DECIDED)
        acts = select(HistoryEntry.actor_id).where(HistoryEntry.kind.in_(kinds)).order_by(HistoryEntry.id)
        assert work.session.scalars(acts).all() == [world.persons["adm"], world.persons["dai"]]
        assert verify(work).is_intact


def test_a_refused_plan_moves_nothing_and_the_next_may_be_entered(world: World) -> None:
    begin(world)
    for _ in range(2):
        with transaction(world.store) as work:
            plan_id = prepare_plan(work, world.actor("adm"), asked(days_off(2026, CLOSED))).id
        with transaction(world.store) as work, pytest.raises(InvalidRequest):
            decide_plan(work, world.actor("dai"), plan_id, agrees=False, answer="不")
        with transaction(world.store) as work:
            decide_plan(work, world.actor("dai"), plan_id, agrees=False, answer="与通知原文不一致，请核对。")
    assert cases_behind_the_calendar(world.store) == []
    with world.store.read() as work:
        assert [row.state for row in plans_of(work, 2026)] == ["refused", "refused"]
        told = select(Notice.text).where(Notice.person_id == world.persons["adm"]).limit(1)
        assert work.session.scalars(told).one().startswith("已退回")


FEBRUARY = [date(2027, 2, day) for day in range(1, 29)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda: asked(days_off(2031)), "cannot be entered"),
        (lambda: asked(YearPlan(2027, ())), "no day in it"),
        (lambda: asked(plan_with(2027, {date(2027, 10, 1): None})), "2027-10-01"),
        (lambda: asked(days_off(2027, date(2027, 2, 11)), number=" "), "Name the notice"),
        (lambda: AskedPlan(days_off(2027, date(2027, 2, 11)), "9号", date(2026, 3, 3)), "must not lie in the future"),
        (lambda: asked(days_off(2027, *FEBRUARY)), "No day would be worked in month 2"),
        (lambda: asked(days_off(2026)), "stands for the year already"),
        (lambda: asked(days_off(2026, CLOSED), reason="改"), "10"),
    ],
)
def test_a_plan_that_cannot_be_entered_is_refused_by_what_is_wrong(
    world: World, change: Callable[[], AskedPlan], sentence: str
) -> None:
    with transaction(world.store) as work, pytest.raises(InvalidRequest, match=sentence):
        prepare_plan(work, world.actor("adm"), change())


def test_whole_months_off_are_entered_once_it_is_said_that_they_are_meant(world: World) -> None:
    plan = asked(days_off(2027, *FEBRUARY))
    with transaction(world.store) as work:
        row = prepare_plan(work, world.actor("adm"), replace(plan, means_months_off=True))
        assert (row.state, months_off(row.plan)) == ("prepared", (2,))


def test_a_case_that_cannot_be_moved_stays_as_it_was_and_is_listed(world: World) -> None:
    case_id, other = begin(world), begin(world, "2号")
    with world.store.write() as work:
        work.session.get_one(Case, case_id).state = b"{}"
    confirm(world, days_off(2026, CLOSED))
    with world.store.read() as work:
        failed = {each.case.id: each.failed for each in preview(work, days_off(2026, CLOSED, date(2026, 3, 5))).cases}
        assert failed[case_id] is not None
        assert failed[other] is None
    work_off(world.store)
    assert (dues(world, case_id), dues(world, other)) == (FIVE_DAYS, SIX_DAYS)
    assert cases_behind_the_calendar(world.store) == []
    with world.store.read() as work:
        assert still_to_move(work) == 1
        assert work.session.scalars(select(Incident.case_id)).all() == [case_id]
