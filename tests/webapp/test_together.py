"""Many tasks at once: completed with one set of answers or claimed, each for itself, and what becomes of each by its title."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.casework.world import REVIEW, World
from tests.webapp.browser import Browser, Page, words_of
from tests.webapp.office import build_office
from workflows.casework.models import Case, Decision, Task, TaskStatus
from workflows.casework.transaction import transaction
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case
from workflows.proof.models import HistoryEntry
from workflows.store import Store

BrowserOf = Callable[[str], Browser]
APART = '<zeebe:property name="separate_from" value="check_a" />'
BATCH = f'{APART}<zeebe:property name="batch" value="true" />'


@pytest.fixture
def world(store: Store) -> World:
    """The office whose second review may be done for several cases at once."""
    assert REVIEW.count(APART.encode()) == 1
    return build_office(store, **{"review.bpmn": REVIEW.replace(APART.encode(), BATCH.encode())})


@pytest.fixture
def tasks(world: World) -> dict[str, uuid.UUID]:
    """The open tasks of four reviews, by element and number of the case, such as `check_b 2号`."""
    for number in range(1, 5):
        with transaction(world.store) as work:
            answers = {"subject": f"{number}号", "unit": "BUREAU"}
            start_case(work, "review", actor=world.actor("hu"), answers=answers)
    with world.store.read() as work:
        found = select(Task, Case.business_key).join(Case, Case.id == Task.case_id)
        return {f"{task.element_id} {key}": task.id for task, key in work.session.execute(found)}


def decided(world: World) -> int:
    """How many decisions on tasks there are."""
    with world.store.read() as work:
        of_tasks = select(func.count()).select_from(Decision).where(Decision.task_id.is_not(None))
        return work.session.scalar(of_tasks) or 0


def results(page: Page) -> dict[str, str]:
    """What became of each task, by its title."""
    rows = page.all("//table//tbody/tr")
    return {words_of(row[0]): words_of(row[1]) for row in rows}


def test_tasks_of_a_step_are_completed_together_each_for_itself(
    world: World, browser_of: BrowserOf, tasks: dict[str, uuid.UUID]
) -> None:
    chosen = [str(tasks[name]) for name in ("check_b 1号", "check_b 2号", "check_b 3号", "check_b 4号", "check_a 1号")]
    with transaction(world.store) as work:
        complete(work, tasks["check_a 4号"], world.actor("wen"), {"outcome": "agree", "mark_a": 8})
    browser = browser_of("wen")
    browser.get("/?view=posts")
    page = browser.press("一并办理所选", task=chosen)
    assert sorted(words_of(row) for row in page.all("//tbody//td[3]")) == ["审核 1号", "审核 2号", "审核 3号"]
    assert "审核 1号 · 须单独办理" in page.words
    assert "1 项任务已不在您的待办中" in page.words, "whoever did the first review must not do the second"
    with transaction(world.store) as work:
        claim(work, tasks["check_b 3号"], world.actor("bao"))
    page = browser.press("办结所选任务", task=chosen[:3], mark_b="11", status=422)
    assert "不得大于 10" in page.words
    assert decided(world) == 1
    page = browser.press("办结所选任务", task=chosen[:3], mark_b="7")
    found = results(page)
    assert (found["审核 1号"], found["审核 2号"]) == ("已完成", "已完成")
    assert "鲍杰已于" in found["审核 3号"]
    assert "已办结 2 项任务" in page.words
    assert decided(world) == 3
    # The same form sent again does nothing again, and each says so.
    sent = {"csrf_token": browser.token(), "shown": chosen[0], "mark_b": "7"}
    page = browser.post("/tasks/together/complete", {**sent, "task": chosen[:3]})
    assert all("该任务已由文静于" in results(page)[title] for title in ("审核 1号", "审核 2号"))
    assert decided(world) == 3
    # What is sent past the page: a duty, which comes before anything else is said of a task, another form, a step that its
    # procedure does not allow.
    past = [*chosen[3:], str(tasks["check_a 3号"])]
    page = browser.post("/tasks/together/complete", {**sent, "task": past})
    found = results(page)
    assert all(found[title].startswith("您已参与本案的其他环节") for title in ("审核 4号", "审核 1号"))
    assert "表单不同，或须单独办理" in found["审核 3号"]
    page = browser.post("/tasks/together/complete", {**sent, "shown": chosen[4], "task": chosen[4:]}, 422)
    assert "所选任务均不能一并办理" in page.words
    many = [str(uuid.uuid4()) for _ in range(301)]
    assert "一次最多办理 300 项" in browser.post("/tasks/together/complete", {**sent, "task": many}, 422).words
    assert decided(world) == 3
    with world.store.read() as work:
        refused = work.session.scalars(select(HistoryEntry.kind).where(HistoryEntry.kind == "attempt_refused")).all()
        assert len(refused) == 2
        still = select(Task.id).where(Task.element_id == "check_b", Task.status == TaskStatus.OPEN.value)
        assert set(work.session.scalars(still)) == {tasks["check_b 3号"], tasks["check_b 4号"]}


def test_the_rest_of_the_step_is_added_and_nothing_is_offered_where_no_step_allows_it(
    world: World, browser_of: BrowserOf, tasks: dict[str, uuid.UUID]
) -> None:
    browser = browser_of("wen")
    browser.get("/?view=posts")
    page = browser.press("一并办理所选", task=[str(tasks["check_b 2号"])])
    assert "1 项任务" in page.words
    page = browser.press("加入本环节其余 3 项（合计最多 300 项）")
    assert len(page.all("//tbody/tr")) == 4
    offered = [box.get("value") for box in page.all("//input[@name='task'][@checked]")]
    page = browser.press("办结所选任务", task=offered, mark_b="6")
    assert results(page) == {f"审核 {number}号": "已完成" for number in range(1, 5)}
    assert "一并办理所选" not in browser.get("/?view=posts").words
    page = browser.post("/tasks/together", {"csrf_token": browser.token(), "task": [str(tasks["check_a 2号"])]})
    assert "所选任务均不能一并办理" in page.words


def test_tasks_are_claimed_each_in_a_transaction_of_its_own(
    world: World, browser_of: BrowserOf, tasks: dict[str, uuid.UUID]
) -> None:
    with transaction(world.store) as work:
        claim(work, tasks["check_b 2号"], world.actor("bao"))
    browser = browser_of("wen")
    browser.get("/?view=posts")
    page = browser.press(
        "领取所选", task=[str(tasks["check_b 1号"]), str(tasks["check_b 2号"]), str(uuid.uuid4()), "no id"]
    )
    found = results(page)
    assert found["审核 1号"] == "已完成"
    assert "鲍杰已于" in found["审核 2号"]
    assert found["不在您待办中的任务"] == "该任务不存在。"
    with world.store.read() as work:
        assert work.session.get_one(Task, tasks["check_b 1号"]).assignee_id == world.persons["wen"]
    browser.get("/?view=mine")
    page = browser.press("放回所选", task=[str(tasks["check_b 1号"])])
    assert "已放回 1 项任务" in page.words
