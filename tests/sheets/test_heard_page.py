"""The page of whoever is asked on a row: in the inbox, with their own row alone, answered without a script, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import World
from tests.clock import MovingClock
from tests.sheets.heard_office import ask_on, build_heard_office, start_heard
from tests.sheets.sheet_office import open_task, row_named, save
from tests.sheets.test_closed_sheet import closed
from tests.webapp.browser import Browser
from tests.webapp.test_one_way import asked_of
from webapp import create_app
from webapp.settings import Settings
from workflows.jobs.duties import end_row_asks
from workflows.store import Store

BrowserOf = Callable[[str], Browser]


@pytest.fixture
def world(store: Store) -> World:
    return build_heard_office(store)


@pytest.fixture
def app(world: World) -> Flask:
    return create_app(world.store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))


@pytest.fixture
def browser_of(app: Flask, world: World) -> BrowserOf:
    def find(username: str) -> Browser:
        browser = Browser(app)
        browser.get("/sign-in")
        browser.post("/sign-in/demo", {"user": str(world.users[username]), "csrf_token": browser.token()})
        return browser

    return find


def test_a_person_answers_on_their_own_row_and_sees_no_other(
    world: World, browser_of: BrowserOf, clock: MovingClock
) -> None:
    case_id = start_heard(world)
    own, other = ask_on(world, case_id, "M1"), ask_on(world, case_id, "M2")
    browser = browser_of("hu")
    page = browser.get("/?view=posts")
    assert "有 1 项事项待您答复" in page.words
    with asked_of(world.store) as statements:
        page = browser.get("/asked")
    assert len(statements) <= 10, "\n".join(statement for statement, _ in statements)
    assert "第1名队员" in page.words
    assert "第2名队员" not in page.words
    assert "逾期视为：确认" in page.words
    browser.get(f"/asked/{other.id}", 404)
    browser.get(f"/cases/{case_id}", 404)
    page = browser.get(page.all("//tbody//a[contains(@class, 'row-link')]")[0].get("href"))
    assert page.path == f"/asked/{own.id}"
    assert page.value("days") == "21"
    assert "逾期未答复的，视为“确认”。" in page.words
    page = browser.press("申请复核", grounds="少", status=422)
    assert page.value("grounds") == "少"
    page = browser.press("申请复核", grounds="少计两天在村天数")
    assert page.path == "/asked"
    assert "您对“第1名队员”的答复已提交" in page.words
    assert "已答复" in page.words
    assert row_named(world, case_id, "M1").answers["reply"] == "appeal"
    page = browser.get(f"/asked/{own.id}")
    assert "少计两天在村天数" in page.words
    assert "申请复核" in page.words
    token = browser.token()
    browser.post(f"/asked/{own.id}", {"csrf_token": token, "outcome": "confirm"}, 409)
    browser.post(f"/asked/{other.id}", {"csrf_token": token, "outcome": "confirm"}, 404)
    browser.post(f"/asked/{other.id}/visibility", {"csrf_token": token, "outcome": "confirm"}, 404)
    # The office sees the answer beside the row, and which rows are provisional still.
    task_id = open_task(world, case_id, "review")
    save(world, task_id, row_named(world, case_id, "M2"), "wen", outcome="keep")
    page = browser_of("wen").get(f"/tasks/{task_id}")
    assert "少计两天在村天数" in page.words
    assert "暂定：当事人可于" in page.words
    clock.now = own.due_at
    assert end_row_asks(world.store, case_id)
    page = browser_of("he").get(f"/asked/{other.id}")
    assert "答复期限已于 2026-03-07 24:00 届满" in page.words
    assert "逾期未答复" in browser_of("wen").get(f"/tasks/{task_id}").words


def test_questions_that_do_not_count_are_told_to_the_script_and_the_page_speaks_english(
    world: World, browser_of: BrowserOf
) -> None:
    own = ask_on(world, start_heard(world), "M2")
    browser = browser_of("he")
    browser.get(f"/asked/{own.id}")
    sent = {"csrf_token": browser.token(), "outcome": "appeal"}
    answer = browser.client.post(f"/asked/{own.id}/visibility", data=sent)
    assert answer.get_json() == {"hidden": ["witness"]}
    browser.press("English")
    assert "without an answer: 确认" in browser.get("/asked").words
    assert "Without an answer it counts as “确认”." in browser.get(f"/asked/{own.id}").words


def test_a_closed_sheet_is_a_page_for_its_readers_and_says_to_its_writer_what_is_closed(
    world: World, browser_of: BrowserOf
) -> None:
    _, task_id = closed(world)
    reader = browser_of("dai")
    with asked_of(world.store) as statements:
        page = reader.get(f"/tasks/{task_id}")
    assert len(statements) <= 10, "\n".join(statement for statement, _ in statements)
    assert "少计两天在村天数" in page.words
    page = browser_of("wen").get(f"/tasks/{task_id}")
    assert "调整" in page.words
    assert "仅对可查阅本案的人员开放" in page.words
    assert "少计" not in page.words
