"""A step that nobody is left for is given to somebody by name, who is told and kept away by the same duties."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select

from tests.casework.world import REVIEW, World, publish_review, review_files
from tests.clock import MovingClock
from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound
from workflows.casework.inbox import inbox
from workflows.casework.models import Decision, Notice, Recusal, Task, TaskBar
from workflows.casework.reader_rewrite import rewrite_readers
from workflows.casework.transaction import transaction
from workflows.casework.verbs.appoint import appoint
from workflows.casework.verbs.recuse import recuse
from workflows.casework.verbs.start import start_case
from workflows.jobs.duties import return_tasks
from workflows.people import Person, PostHolding
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify

Find = Callable[[str], uuid.UUID]
Do = Callable[..., uuid.UUID]
REASON = "本岗位两人均已回避，由教育线同志代为审核。"


def leave_nobody(world: World, case_id: uuid.UUID, element_id: str, *usernames: str) -> None:
    """These people stand aside from a step."""
    with world.store.write() as work:
        for username in usernames:
            row = {"case_id": case_id, "element_id": element_id, "person_id": world.persons[username]}
            work.session.add(Recusal(**row, reason="与被审核人系同乡好友", recused_at=work.now))


def appoint_as(world: World, task_id: uuid.UUID, by: str, whom: str, reason: str = REASON) -> None:
    """Appoint somebody."""
    with transaction(world.store) as work:
        appoint(work, task_id, world.actor(by), world.persons[whom], reason)


def test_who_is_appointed_is_told_and_does_the_step_in_their_own_post(
    world: World, case_id: uuid.UUID, task_of: Find, do: Do
) -> None:
    task_id = task_of("check_a")
    leave_nobody(world, case_id, "check_a", "wen", "bao")
    with world.store.read() as work:
        assert inbox(work, world.actor("he"), "mine").tasks == []
    appoint_as(world, task_id, "dai", "he")
    with world.store.read() as work:
        assert [task.id for task in inbox(work, world.actor("he"), "mine").tasks] == [task_id]
        (notice,) = work.session.scalars(select(Notice).where(Notice.kind == "appointed")).all()
        assert (notice.person_id, REASON in notice.text) == (world.persons["he"], False)
        entry = work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == "task_appointed")).one()
        assert (entry.actor_id, entry.element_id) == (world.persons["dai"], "check_a")
        assert entry.signature == "CITY单位·驻村办主任 戴主任"
        assert REASON not in entry.data, "the reason stands where it can be erased"
        assert verify(work).is_intact
    with world.store.write() as work:
        assert rewrite_readers(work, case_id) == 0, "whom the case is open to follows from its rows"
    do("check_a", "he", mark_a=7)
    with world.store.read() as work:
        decision = work.session.scalars(select(Decision).where(Decision.task_id == task_id)).one()
        assert (decision.person_id, decision.post_key) == (world.persons["he"], "unit_hr")
        assert verify(work).is_intact


def test_whom_nobody_may_appoint_and_when(world: World, case_id: uuid.UUID, task_of: Find) -> None:
    task_id = task_of("check_a")
    with pytest.raises(InvalidRequest, match="Somebody of the post is free"):
        appoint_as(world, task_id, "dai", "he")
    leave_nobody(world, case_id, "check_a", "wen", "bao")
    with world.store.write() as work:
        stranger = Person(name="无账号")
        work.session.add(stranger)
        work.session.flush()
        world.persons["stranger"] = stranger.id
    for whom, sentence in {
        "dai": "other than yourself",
        "stranger": "no open account",
        "wen": "must not do this step either",
        "hu": "must not do this step either",  # of the unit that the case is about
    }.items():
        with pytest.raises(InvalidRequest, match=sentence):
            appoint_as(world, task_id, "dai", whom)
    with pytest.raises(InvalidRequest, match="at least 10"):
        appoint_as(world, task_id, "dai", "he", "无人可办")
    with pytest.raises(InvalidRequest, match="Choose who"), transaction(world.store) as work:
        appoint(work, task_id, world.actor("dai"), None, REASON)
    for by, error in {"bao": NotAllowed, "adm": NotAllowed, "he": NotFound}.items():
        with pytest.raises(error):
            appoint_as(world, task_id, by, "he")
    with pytest.raises(NotFound), transaction(world.store) as work:
        appoint(work, uuid.uuid4(), world.actor("dai"), world.persons["he"], REASON)
    with world.store.read() as work:
        assert work.session.get_one(Task, task_id).assignee_id is None


def test_nobody_of_the_unit_is_appointed_to_a_step_that_names_no_unit(
    world: World, case_id: uuid.UUID, task_of: Find
) -> None:
    """A lead about a unit's member must not come to that unit's own personnel section, which would read it and turn it down."""
    task_id = task_of("check_a")
    leave_nobody(world, case_id, "check_a", "wen", "bao")
    with world.store.write() as work:
        work.session.execute(delete(TaskBar).where(TaskBar.task_id == task_id))
    with pytest.raises(InvalidRequest, match="must not do this step either"):
        appoint_as(world, task_id, "dai", "hu")
    appoint_as(world, task_id, "dai", "he")


def test_a_step_of_a_unit_stays_with_its_people(world: World, case_id: uuid.UUID, task_of: Find, do: Do) -> None:
    do("check_a", "wen", mark_a=1)
    do("check_b", "bao", mark_b=1)
    leave_nobody(world, case_id, "supplement", "hu")
    with pytest.raises(InvalidRequest, match="does not belong to it"):
        appoint_as(world, task_of("supplement"), "dai", "he")
    with world.store.write() as work:
        bureau = work.session.get_one(Person, world.persons["hu"]).unit_id
        work.session.get_one(Person, world.persons["he"]).unit_id = bureau
    appoint_as(world, task_of("supplement"), "dai", "he")
    do("supplement", "he", material="补充证明")


def test_where_who_was_appointed_must_stand_aside_it_is_told_again(
    world: World, clock: MovingClock, case_id: uuid.UUID, task_of: Find
) -> None:
    leave_nobody(world, case_id, "check_a", "wen", "bao")

    def told() -> list[str | None]:
        return_tasks(world.store)
        with world.store.read() as work:
            found = select(Notice.post_key).where(Notice.kind == "unheld").order_by(Notice.post_key)
            return list(work.session.scalars(found))

    once = ["administrator", "city_director", "supervisor"]
    assert told() == once
    clock.forward(minutes=1)
    appoint_as(world, task_of("check_a"), "dai", "he")
    assert told() == once
    with world.store.write() as work:
        leave = {"case_id": case_id, "element_id": "check_a", "person_id": world.persons["he"]}
        work.session.add(Recusal(**leave, reason="与经办人系夫妻关系", recused_at=work.now))
    assert told() == sorted([*once, *once])
    appoint_as(world, task_of("check_a"), "dai", "adm")


def test_the_process_says_who_may_appoint(world: World) -> None:
    mark = b'<zeebe:property name="business_key"'
    named = REVIEW.replace(mark, b'<zeebe:property name="appoint_by" value="general_group" />' + mark)
    publish_review(world.store, review_files(**{"review.bpmn": named}))
    with transaction(world.store) as work:
        case_id = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"}).id
    with world.store.read() as work:
        where = (Task.case_id == case_id, Task.element_id == "check_a")
        task_id = work.session.scalars(select(Task.id).where(*where)).one()
    leave_nobody(world, case_id, "check_a", "wen", "bao")
    with pytest.raises(NotAllowed):
        appoint_as(world, task_id, "dai", "he")
    appoint_as(world, task_id, "bao", "he")


def test_an_order_to_stand_aside_leads_on_to_an_appointment(world: World, case_id: uuid.UUID, task_of: Find) -> None:
    """What the director does where the post holds people who should not act: recuse, then appoint."""
    for whom in ("wen", "bao"):
        with transaction(world.store) as work:
            recuse(work, case_id, world.actor("dai"), REASON, person_id=world.persons[whom], element_id="check_a")
    with world.store.read() as work:
        told = work.session.scalars(
            select(Notice.text).where(Notice.kind == "unheld", Notice.post_key == "city_director")
        )
        assert "指定他人办理" in told.one()
    appoint_as(world, task_of("check_a"), "dai", "he")


def test_where_the_director_stands_aside_too_the_administrators_are_told_to_fill_the_post(
    world: World, case_id: uuid.UUID, task_of: Find
) -> None:
    """Otherwise the case waits for somebody who must not act, and nobody knows why."""
    with world.store.write() as work:
        row = {"case_id": case_id, "element_id": None, "person_id": world.persons["dai"]}
        work.session.add(Recusal(**row, reason="与被审核人系同乡好友", recused_at=work.now))
    leave_nobody(world, case_id, "check_a", "wen", "bao")
    return_tasks(world.store)
    with world.store.write() as work:
        told = work.session.scalars(
            select(Notice.text).where(Notice.kind == "unheld", Notice.post_key == "administrator")
        )
        assert "请管理员先安排其他人员任有权指定的岗位" in told.one()
        holding = work.session.scalars(select(PostHolding).where(PostHolding.person_id == world.persons["dai"])).first()
        assert holding is not None
        work.session.add(
            PostHolding(
                person_id=world.persons["bao"],
                post_key=holding.post_key,
                unit_id=holding.unit_id,
                from_on=holding.from_on,
            )
        )
    with pytest.raises(NotAllowed):
        appoint_as(world, task_of("check_a"), "dai", "he")
    appoint_as(world, task_of("check_a"), "bao", "he")
