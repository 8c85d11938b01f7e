"""A round of twelve parts through its pages: who sees how they stand, what was reported and returned, and nobody else anything."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.casework.world import World
from tests.clock import MovingClock
from tests.rounds.round_office import COUNTIES, add_counties, begin_round, parts_of, publish_round
from tests.webapp.browser import Browser
from tests.webapp.test_one_way import asked_of
from workflows.casework.models import Task, TaskStatus
from workflows.jobs.duties import work_off
from workflows.proof.verify import verify

BrowserOf = Callable[[str], Browser]


@pytest.fixture
def round_id(world: World, clock: MovingClock) -> uuid.UUID:
    """The round of March, which the clock has started with its twelve parts."""
    add_counties(world)
    publish_round(world)
    clock.move_to("2026-04-01 00:30")
    return begin_round(world)


def task_of(world: World, case_id: uuid.UUID, element_id: str, item: str = "") -> uuid.UUID:
    with world.store.read() as work:
        waiting = (Task.case_id == case_id, Task.element_id == element_id, Task.status == TaskStatus.OPEN)
        found = work.session.scalars(select(Task).where(*waiting).order_by(Task.item)).all()
        return next(task.id for task in found if task.item.startswith(item))


def fill(browser: Browser, task_id: uuid.UUID, **answers: object) -> None:
    browser.get(f"/tasks/{task_id}")
    browser.post(f"/tasks/{task_id}/complete", {"csrf_token": browser.token(), **answers})


def row_of(browser: Browser, round_id: uuid.UUID, county: str) -> str:
    page = browser.get(f"/cases/{round_id}/parts")
    (row,) = [each for each in page.all("//tbody/tr") if each.text_content().split()[0] == county]
    return " ".join(row.text_content().split())


def test_a_round_of_twelve_of_which_one_never_reports(
    browser_of: BrowserOf, world: World, clock: MovingClock, round_id: uuid.UUID
) -> None:
    parts = {key: row.part_id for key, row in parts_of(world, round_id).items()}
    director = browser_of("dai")
    page = director.get(f"/cases/{round_id}")
    assert "整轮与各部分" in page.words
    (waits,) = [" ".join(row.text_content().split()) for row in page.all("//tr") if "等待" in row.text_content()]
    assert "当前" in waits, "a step that waits for messages is under way, though it has no task"
    with asked_of(world.store) as asked:
        page = director.get(f"/cases/{round_id}/parts")
    assert len(asked) <= 10
    assert len(page.all("//tbody/tr")) == 12
    first = row_of(director, round_id, "第1县")
    assert first.startswith("第1县 办理中 填报 C1县 · 县驻村办")
    assert "4月7日 周二 24:00" in first, "a step is due, although the part has no clock of its own"
    assert page.all("//tbody//a") == [], "the director reads the round, not its parts"
    assert len(browser_of("wen").get(f"/cases/{round_id}/parts").all("//tbody//a")) == 12

    administrator = browser_of("adm").get(f"/cases/{round_id}/parts")
    assert "各部分不对您公开" in administrator.words, "nobody is told that there are none"
    assert administrator.all("//tbody/tr") == []

    county = browser_of("C1")
    county.get(f"/cases/{round_id}", 404)
    county.get(f"/cases/{round_id}/parts", 404)
    county.get(f"/cases/{parts['C2']}/parts", 404)
    own = county.get(f"/cases/{parts['C1']}/parts")
    assert "本案件属于“全市月报 2026-03-01”" in own.words
    assert own.all("//tbody/tr") == []

    for code in COUNTIES[:11]:
        fill(browser_of(code), task_of(world, parts[code], "fill"), points="80")
    work_off(world.store)
    assert "已上报" in row_of(director, round_id, "第1县")
    assert "得分：80" in row_of(director, round_id, "第1县")
    clock.move_to("2026-04-10 00:30")
    work_off(world.store)
    assert row_of(browser_of("bao"), round_id, "第12县").startswith("第12县 已结束")
    with asked_of(world.store) as asked:
        browser_of("bao").get(f"/cases/{round_id}/parts")
    assert len(asked) <= 10, "whatever there is to tell of them"

    reviewer = browser_of("bao")
    fill(reviewer, task_of(world, round_id, "review", "1"), outcome="return", reason="附件不全")
    work_off(world.store)
    told = row_of(reviewer, round_id, "第1县")
    assert "整轮已答复 填报" in told
    assert "退回原因：附件不全" in told
    with world.store.read() as work:
        assert verify(work).is_intact


def test_parts_are_paged_by_their_key(
    browser_of: BrowserOf, world: World, round_id: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.casework.parts_page.PER_PAGE", 5)
    browser, seen, path = browser_of("dai"), [], f"/cases/{round_id}/parts"
    while path:
        page = browser.get(path)
        seen += [row.text_content().split()[0] for row in page.all("//tbody/tr")]
        path = next((str(link.get("href")) for link in page.all("//a[@rel='next']")), "")
    assert sorted(seen) == sorted(f"第{number}县" for number in range(1, 13))


def test_a_case_without_parts_says_so(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    assert "本案件没有下属部分" in browser_of("wen").get(f"/cases/{case_id}/parts").words
    assert "整轮与各部分" not in browser_of("wen").get(f"/cases/{case_id}").words
