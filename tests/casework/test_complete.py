"""Completing a task: what it writes, and everything it refuses."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.casework.world import World
from tests.clock import MovingClock, at
from workflows.casework.errors import AlreadyDone, InvalidAnswers, NotAllowed, NotFound
from workflows.casework.models import Case, Decision, Task, TaskStatus
from workflows.casework.tasks import visible_task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.release import release
from workflows.people.models import PostHolding, Relation, User
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify

Find = Callable[[str], uuid.UUID]
Do = Callable[..., uuid.UUID]


def open_elements(world: World, case_id: uuid.UUID) -> list[str]:
    with world.store.read() as work:
        return sorted(
            work.session.scalars(
                select(Task.element_id).where(Task.case_id == case_id, Task.status == TaskStatus.OPEN.value)
            )
        )


def test_a_case_goes_from_start_to_end(world: World, case_id: uuid.UUID, do: Do) -> None:
    assert open_elements(world, case_id) == ["check_a", "check_b"]
    do("check_a", "wen", mark_a=6)
    assert open_elements(world, case_id) == ["check_b"]
    do("check_b", "bao", mark_b=7)
    with world.store.read() as work:
        case = work.session.get_one(Case, case_id)
        assert (case.status, case.end_event, case.title) == ("completed", "finish", "审核 1号")
        assert case.ended_at == world.store.clock()
        kinds = work.session.scalars(
            select(HistoryEntry.kind).order_by(HistoryEntry.sequence).where(HistoryEntry.case_id == case_id)
        )
        assert list(kinds) == ["case_started", "task_completed", "task_completed"]
        assert verify(work).is_intact


def test_a_decision_of_record_says_who_in_which_post_with_which_answers(
    world: World, case_id: uuid.UUID, do: Do
) -> None:
    task_id = do("check_a", "wen", mark_a=6, remark_a="材料齐全，同意。")
    with world.store.read() as work:
        decision = work.session.scalars(select(Decision).where(Decision.task_id == task_id)).one()
        assert decision.person_id == world.persons["wen"]
        assert (decision.post_key, decision.signature) == ("general_group", "CITY单位·综合组 文静")
        assert decision.answers == {"mark_a": 6, "remark_a": "材料齐全，同意。"}
        assert decision.decided_at == world.store.clock()


def test_a_second_round_waits_for_both_reviewers_again(world: World, case_id: uuid.UUID, do: Do) -> None:
    do("check_a", "wen", mark_a=1)
    do("check_b", "bao", mark_b=1)
    assert open_elements(world, case_id) == ["supplement"]
    do("supplement", "hu", material="补充说明")
    assert open_elements(world, case_id) == ["check_a", "check_b"]
    do("check_b", "bao", mark_b=9)
    assert open_elements(world, case_id) == ["check_a"]
    do("check_a", "wen", mark_a=9)
    assert open_elements(world, case_id) == []


def test_a_second_submit_is_told_who_did_it_and_when(world: World, clock: MovingClock, task_of: Find, do: Do) -> None:
    task_id = task_of("check_a")
    clock.move_to("2026-03-02 10:30")
    do("check_a", "wen", mark_a=6)
    clock.move_to("2026-03-02 11:00")
    with pytest.raises(AlreadyDone) as refused, transaction(world.store) as work:
        complete(work, task_id, world.actor("bao"), {"mark_a": 9})
    assert refused.value.sentence.en == "This task was completed by 文静 on 2026-03-02 at 10:30."
    assert refused.value.sentence.zh == "该任务已由文静于 2026-03-02 10:30 办理完毕。"


def test_the_same_person_cannot_do_both_reviews(world: World, task_of: Find, do: Do) -> None:
    do("check_a", "wen", mark_a=6)
    task_id = task_of("check_b")
    with pytest.raises(NotAllowed, match="somebody else"), transaction(world.store) as work:
        complete(work, task_id, world.actor("wen"), {"mark_b": 6})
    with world.store.read() as work:
        assert work.session.get_one(Task, task_id).status == "open"


def test_holding_one_review_is_enough_to_be_refused_the_other(world: World, task_of: Find) -> None:
    with transaction(world.store) as work:
        claim(work, task_of("check_a"), world.actor("wen"))
    with pytest.raises(NotAllowed, match="somebody else"), transaction(world.store) as work:
        claim(work, task_of("check_b"), world.actor("wen"))


def test_somebody_of_the_unit_is_recused(world: World, task_of: Find) -> None:
    with world.store.write() as work:
        hu_unit = work.session.scalars(select(PostHolding).where(PostHolding.person_id == world.persons["hu"])).one()
        also = PostHolding(
            person_id=world.persons["bao"], post_key="unit_hr", unit_id=hu_unit.unit_id, from_on=hu_unit.from_on
        )
        work.session.add(also)
    with pytest.raises(NotAllowed, match="belong to the unit"), transaction(world.store) as work:
        claim(work, task_of("check_a"), world.actor("bao"))


def test_only_the_unit_of_the_case_may_supplement(world: World, task_of: Find, do: Do) -> None:
    do("check_a", "wen", mark_a=1)
    do("check_b", "bao", mark_b=1)
    task_id = task_of("supplement")
    with pytest.raises(NotFound), transaction(world.store) as work:
        complete(work, task_id, world.actor("he"), {"material": "冒名"})
    with pytest.raises(NotAllowed, match="not assigned to a post of yours"), transaction(world.store) as work:
        complete(work, task_id, world.actor("adm"), {"material": "冒名"})
    with world.store.read() as work, pytest.raises(NotFound):
        visible_task(work, task_id, world.actor("he"))


def test_a_closed_account_loses_its_tasks_at_once(world: World, task_of: Find) -> None:
    actor = world.actor("wen")
    with world.store.write() as work:
        work.session.get_one(User, world.users["wen"]).is_active = False
        holding = work.session.scalars(select(PostHolding).where(PostHolding.person_id == actor.person_id)).one()
        holding.to_on = at("2026-03-02").date()
    with world.store.read() as work:
        from workflows.people import actor_for

        assert actor_for(work, world.users["wen"]) is None


def test_a_claimed_task_is_its_holders_until_released(world: World, clock: MovingClock, task_of: Find) -> None:
    task_id = task_of("check_a")
    with transaction(world.store) as work:
        claim(work, task_id, world.actor("wen"))
    clock.forward(hours=1)
    with (
        pytest.raises(AlreadyDone, match="文静 claimed this task on 2026-03-02 at 09:00"),
        transaction(world.store) as work,
    ):
        complete(work, task_id, world.actor("bao"), {"mark_a": 6})
    with pytest.raises(NotAllowed, match="Only the person holding"), transaction(world.store) as work:
        release(work, task_id, world.actor("bao"))
    with transaction(world.store) as work:
        release(work, task_id, world.actor("wen"))
    with transaction(world.store) as work:
        assert complete(work, task_id, world.actor("bao"), {"mark_a": 6}).decision.person_id == world.persons["bao"]


def test_wrong_answers_name_every_field_and_change_nothing(world: World, task_of: Find) -> None:
    task_id = task_of("check_a")
    with pytest.raises(InvalidAnswers) as refused, transaction(world.store) as work:
        complete(work, task_id, world.actor("wen"), {"mark_a": 11, "remark_a": "短", "case_status": "done"})
    assert refused.value.fields == {
        "mark_a": ("The most allowed is 10.", "不得大于 10。"),
        "remark_a": ("Write at least 5 characters; there are 1.", "至少填写 5 个字，现有 1 个字。"),
        "case_status": ("This form has no field case_status.", "表单中没有 case_status 这一项。"),
    }
    with world.store.read() as work:
        assert work.session.get_one(Task, task_id).status == "open"


def test_a_relative_of_a_named_person_is_recused(world: World, clock: MovingClock) -> None:
    from tests.casework.world import FORMS, REVIEW, publish_review, review_files
    from workflows.casework.verbs.start import start_case

    rule = b'value="= [&quot;unit:&quot; + unit]"'
    assert rule in REVIEW
    concerned = f'value="= [&quot;person:{world.persons["hu"]}&quot;]"'.encode()
    publish_review(world.store, review_files(**{"review.bpmn": REVIEW.replace(rule, concerned)}))
    assert set(FORMS) == {"begin", "check_a", "check_b", "supplement"}
    with transaction(world.store) as work:
        relation = Relation(
            person_id=world.persons["wen"], other_id=world.persons["hu"], kind="spouse", declared_at=clock()
        )
        work.session.add(relation)
        case = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "2号", "unit": "BUREAU"})
    with world.store.read() as work:
        task_id = work.session.scalars(
            select(Task.id).where(Task.case_id == case.id, Task.element_id == "check_a")
        ).one()
        assert visible_task(work, task_id, world.actor("bao")).may_act
        refusal = visible_task(work, task_id, world.actor("wen")).refusal
        assert refusal is not None
        assert (
            refusal.sentence.zh
            == "本案涉及您本人或您的亲属，或相关环节已由您本人或您的亲属办理，应当回避，不能办理此步骤。"
        )
