"""Who signs and who holds: the post of the step, no people of the unit concerned, and no task kept by somebody who left."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from tests.casework.world import REVIEW, World, publish_review, review_files
from tests.clock import MovingClock
from workflows.casework.errors import AlreadyDone, IncidentRaised, NotAllowed
from workflows.casework.holders import lapsed_tasks, return_to_post
from workflows.casework.inbox import inbox
from workflows.casework.models import Decision, Notice, Task
from workflows.casework.notices import is_for
from workflows.casework.tasks import visible_task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case
from workflows.jobs.duties import return_tasks
from workflows.people import Person, PostHolding, Unit, User
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.store import update_rows

Find = Callable[[str], uuid.UUID]
Do = Callable[..., uuid.UUID]


def give_post(world: World, username: str, post_key: str, unit: str) -> None:
    with world.store.write() as work:
        unit_id = work.session.scalars(select(Unit.id).where(Unit.code == unit)).one()
        person_id = world.persons[username]
        work.session.add(PostHolding(person_id=person_id, post_key=post_key, unit_id=unit_id, from_on=date(2018, 1, 1)))


def leave_office(world: World, username: str) -> None:
    with world.store.write() as work:
        update_rows(work, PostHolding, {"person_id": world.persons[username]}, to_on=date(2026, 3, 2))


def claim_as(world: World, task_id: uuid.UUID, username: str) -> None:
    with transaction(world.store) as work:
        claim(work, task_id, world.actor(username))


def test_a_task_held_by_somebody_who_left_goes_back_to_its_post(
    world: World, clock: MovingClock, task_of: Find, do: Do
) -> None:
    task_id = task_of("check_a")
    claim_as(world, task_id, "wen")
    with pytest.raises(AlreadyDone, match="文静"):
        do("check_a", "bao", mark_a=5)
    leave_office(world, "wen")
    with world.store.read() as work:
        assert visible_task(work, task_id, world.actor("bao")).may_act
    do("check_a", "bao", mark_a=5)
    with world.store.read() as work:
        task = work.session.get_one(Task, task_id)
        assert (task.assignee_id, task.completed_by_id) == (world.persons["bao"], world.persons["bao"])
        told = select(HistoryEntry.kind).where(HistoryEntry.case_id == task.case_id)
        kinds = work.session.scalars(told.order_by(HistoryEntry.sequence)).all()
        assert kinds[-2:] == ["task_released", "task_completed"]
        assert verify(work).is_intact


def test_the_worker_puts_tasks_of_closed_accounts_back_into_the_inbox(world: World, task_of: Find) -> None:
    task_id = task_of("check_a")
    claim_as(world, task_id, "wen")
    with world.store.read() as work:
        assert lapsed_tasks(work) == []
    with world.store.write() as work:
        update_rows(work, User, {"id": world.users["wen"]}, is_active=False)
    with world.store.read() as work:
        assert lapsed_tasks(work) == [task_id]
    assert return_tasks(world.store) == 1
    assert return_tasks(world.store) == 0
    with world.store.write() as work:
        assert not return_to_post(work, task_id)
    with world.store.read() as work:
        told = work.session.scalars(select(Notice).where(Notice.text.contains("任务已放回岗位"))).all()
        assert [notice.post_key for notice in told] == ["general_group"], "the post is told, once"
        assert is_for(told[0], world.actor("bao"))
        assert task_id in [task.id for task in inbox(work, world.actor("bao"), "posts").tasks]


def test_a_step_that_everybody_of_its_post_must_not_do_is_told_of_once(world: World, do: Do) -> None:
    """Two people share the post: one did the first review, which the second bars, and the other leaves."""
    do("check_a", "wen", mark_a=5)
    assert return_tasks(world.store) == 0
    with world.store.read() as work:
        assert work.session.scalars(select(Notice).where(Notice.kind == "unheld")).all() == []
    leave_office(world, "bao")
    for _ in range(2):
        assert return_tasks(world.store) == 0
    with world.store.read() as work:
        told = work.session.scalars(select(Notice).where(Notice.kind == "unheld")).all()
        assert sorted(notice.post_key or "" for notice in told) == ["administrator", "city_director", "supervisor"]
        assert all("均须回避、已办理本案其他环节或不在岗" in notice.text for notice in told)
        assert verify(work).is_intact


def test_a_person_named_for_a_step_signs_in_the_post_of_the_step(world: World) -> None:
    give_post(world, "wen", "administrator", "CITY")
    named = REVIEW.replace(
        b'<zeebe:formDefinition formId="check_a" />',
        b'<zeebe:formDefinition formId="check_a" /><zeebe:assignmentDefinition assignee="wen" />',
    )
    assert named != REVIEW
    publish_review(world.store, review_files(**{"review.bpmn": named}))
    with transaction(world.store) as work:
        case_id = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "2", "unit": "BUREAU"}).id
    with transaction(world.store) as work:
        where = (Task.case_id == case_id, Task.element_id == "check_a")
        task_id = work.session.scalars(select(Task.id).where(*where)).one()
        complete(work, task_id, world.actor("wen"), {"mark_a": 9})
    with world.store.read() as work:
        decision = work.session.scalars(select(Decision).where(Decision.task_id == task_id)).one()
        assert decision.post_key == "general_group"


def test_who_starts_a_case_signs_in_the_post_that_may_start_it(world: World) -> None:
    give_post(world, "hu", "administrator", "CITY")
    with transaction(world.store) as work:
        start_case(work, "review", actor=world.actor("hu"), answers={"subject": "2", "unit": "BUREAU"})
    with world.store.read() as work:
        started = work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == "case_started")).one()
        assert started.signature == "BUREAU单位·人事科 胡人事"


def test_nobody_starts_a_case_in_the_lane_of_another_unit(world: World) -> None:
    with pytest.raises(NotAllowed), transaction(world.store) as work:
        start_case(work, "review", actor=world.actor("he"), answers={"subject": "2", "unit": "BUREAU"})


def test_people_on_the_roll_of_the_unit_concerned_are_recused_whatever_post_they_hold(
    world: World, case_id: uuid.UUID, do: Do
) -> None:
    with world.store.write() as work:
        unit_id = work.session.scalars(select(Unit.id).where(Unit.code == "BUREAU")).one()
        update_rows(work, Person, {"id": world.persons["wen"]}, unit_id=unit_id)
    with pytest.raises(NotAllowed, match="belong to the unit"):
        do("check_a", "wen", mark_a=9)


@pytest.mark.parametrize("entry", ["&quot;unit:NOWHERE&quot;", "null", "&quot;BUREAU&quot;"])
def test_a_recusal_that_means_nobody_lets_nobody_act(world: World, entry: str) -> None:
    written = REVIEW.replace(b"= [&quot;unit:&quot; + unit]", f"= [{entry}]".encode())
    assert written != REVIEW
    publish_review(world.store, review_files(**{"review.bpmn": written}))
    with pytest.raises(IncidentRaised), transaction(world.store) as work:
        start_case(work, "review", actor=world.actor("hu"), answers={"subject": "2", "unit": "BUREAU"})
    with world.store.read() as work:
        assert work.session.scalars(select(Task)).all() == []


def test_a_task_that_nobody_could_take_is_told_of_once(world: World, task_of: Find) -> None:
    return_tasks(world.store)
    with world.store.read() as work:
        assert work.session.scalars(select(Notice)).all() == []
    for username in ("wen", "bao"):
        leave_office(world, username)
    for _ in range(2):
        return_tasks(world.store)
    with world.store.read() as work:
        notices = work.session.scalars(select(Notice).where(Notice.post_key == "supervisor")).all()
        assert sorted("审核甲" in notice.text for notice in notices) == [False, True]
        assert verify(work).is_intact
