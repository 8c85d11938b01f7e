"""The lists: who finds which task where, in which order, and what nobody else may see."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.casework.world import World
from tests.clock import MovingClock
from workflows.casework.case_list import list_cases
from workflows.casework.cases import visible_case
from workflows.casework.counts import counts
from workflows.casework.errors import CaseClosed, InvalidRequest, NotAllowed, NotFound
from workflows.casework.inbox import inbox
from workflows.casework.models import Case, Deadline, Task, Timer
from workflows.casework.tasks import visible_task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.cancel import cancel_case
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case

Find = Callable[[str], uuid.UUID]
Do = Callable[..., uuid.UUID]


def elements(world: World, username: str, view: str, **filters: object) -> list[str]:
    with world.store.read() as work:
        return [task.element_id for task in inbox(work, world.actor(username), view, **filters).tasks]  # type: ignore[arg-type]


def test_open_tasks_stand_with_the_post_until_somebody_claims_them(world: World, task_of: Find) -> None:
    assert elements(world, "wen", "posts") == ["check_a", "check_b"]
    with transaction(world.store) as work:
        claim(work, task_of("check_a"), world.actor("wen"))
    assert elements(world, "wen", "mine") == ["check_a"]
    assert elements(world, "bao", "posts") == ["check_b"]
    assert elements(world, "bao", "mine") == []
    assert elements(world, "hu", "posts") == []


def test_done_and_started_are_kept_for_their_people(world: World, case_id: uuid.UUID, do: Do) -> None:
    do("check_a", "wen", mark_a=9)
    assert elements(world, "wen", "done") == ["check_a"]
    assert elements(world, "bao", "done") == []
    with world.store.read() as work:
        assert [case.id for case in inbox(work, world.actor("hu"), "started").cases] == [case_id]


def test_what_is_overdue_comes_first_and_is_counted(world: World, clock: MovingClock, case_id: uuid.UUID) -> None:
    clock.forward(hours=25)
    with transaction(world.store) as work:
        start_case(work, "review", actor=world.actor("hu"), answers={"subject": "2号", "unit": "BUREAU"})
    with world.store.read() as work:
        found = inbox(work, world.actor("wen"), "posts")
        assert found.tasks[0].case_id == case_id
        assert [task.due_at is None for task in found.tasks] == [False, False, True, True]
        numbers = counts(work, world.actor("wen"))
        assert (numbers.open, numbers.overdue, numbers.due_today) == (4, 1, 0)
    assert elements(world, "wen", "posts", overdue=True) == ["check_a"]


def test_search_finds_by_title_step_and_key_and_takes_signs_literally(world: World, case_id: uuid.UUID) -> None:
    assert elements(world, "wen", "posts", search="审核甲") == ["check_a"]
    assert len(elements(world, "wen", "posts", search="1号")) == 2
    assert elements(world, "wen", "posts", search="%") == []


def test_pages_hold_what_they_say(world: World) -> None:
    for number in range(5):
        with transaction(world.store) as work:
            start_case(work, "review", actor=world.actor("hu"), answers={"subject": f"{number}号", "unit": "BUREAU"})
    with world.store.read() as work:
        whole = inbox(work, world.actor("wen"), "posts")
        first = inbox(work, world.actor("wen"), "posts", per_page=4)
        second = inbox(work, world.actor("wen"), "posts", per_page=4, after=first.following)
        last = inbox(work, world.actor("wen"), "posts", per_page=4, after=second.following)
    assert (first.total, whole.following, last.following) == (10, None, None)
    paged = [task.id for page in (first, second, last) for task in page.tasks]
    assert paged == [task.id for task in whole.tasks]


def test_another_unit_sees_nothing_of_the_case(world: World, case_id: uuid.UUID, task_of: Find) -> None:
    stranger = world.actor("he")
    with world.store.read() as work:
        assert list_cases(work, stranger).cases == []
        with pytest.raises(NotFound):
            visible_case(work, case_id, stranger)
        with pytest.raises(NotFound):
            visible_task(work, task_of("check_a"), stranger)


def test_the_case_file_shows_decisions_progress_and_clock(world: World, case_id: uuid.UUID, do: Do) -> None:
    do("check_a", "wen", mark_a=9)
    with world.store.read() as work:
        file = visible_case(work, case_id, world.actor("bao"))
        progress = file.progress["review"]
        words = [entry.words for entry in file.record if entry.words is not None]
        assert [each.element_id for each in words] == ["begin", "check_a"]
        assert {item.key: value for item, value in words[1].fields}["mark_a"] == 9
        assert {"begin", "prepare", "fork", "check_a"} <= progress.done
        assert progress.active == {"check_b"}
        assert {"f1", "f2", "s1", "s2", "s3", "s4"} <= progress.flows
        assert file.clocks[0].deadline.name == "review"
        assert file.diagram("review").startswith(b"<?xml")


def test_cancelling_ends_tasks_timers_and_clocks(world: World, case_id: uuid.UUID, task_of: Find) -> None:
    task_id = task_of("check_a")
    reason = "重复立案，予以撤销，材料并入前案。"
    with pytest.raises(NotAllowed), transaction(world.store) as work:
        cancel_case(work, case_id, world.actor("wen"), reason)
    with pytest.raises(InvalidRequest), transaction(world.store) as work:
        cancel_case(work, case_id, world.actor("dai"), "重复")
    with transaction(world.store) as work:
        cancel_case(work, case_id, world.actor("dai"), reason)
    with world.store.read() as work:
        assert work.session.get_one(Case, case_id).status == "cancelled"
        assert set(work.session.scalars(select(Task.status))) == {"cancelled"}
        assert work.session.scalars(select(Timer)).all() == []
        assert work.session.scalars(select(Deadline.status)).one() == "cancelled"
    with pytest.raises(CaseClosed), transaction(world.store) as work:
        cancel_case(work, case_id, world.actor("dai"), reason)
    with transaction(world.store) as work:
        refusal = visible_task(work, task_id, world.actor("wen")).refusal
        assert refusal is not None
        assert refusal.code == "already_done"
        with pytest.raises(Exception, match="no longer open"):
            complete(work, task_id, world.actor("wen"), {"mark_a": 9})
