"""A dynamic list in the browser: rows come and go on the spot, nothing typed is lost, and axe finds nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.casework.world import World, publish_review, review_files
from tests.casework.world import form as form_file
from tests.journeys.conftest import Server
from tests.journeys.people import sign_in, violations
from tests.webapp.office import build_office
from tests.webapp.test_answer_lists import ITEMS, LABELS, OUTCOME
from workflows.casework.models import Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case

pytestmark = pytest.mark.browser


@pytest.fixture
def world(server: Server) -> World:
    """The office, with a review that asks for a list."""
    built = build_office(server.store)
    files = {"forms/check_a.form": form_file("check_a", OUTCOME, ITEMS), "labels.en.yaml": LABELS}
    publish_review(server.store, review_files(**files))
    with transaction(server.store) as work:
        start_case(work, "review", actor=built.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"})
    return built


@pytest.fixture
def task(page: Page, server: Server, world: World) -> str:
    """The address of the task, with its reviewer signed in."""
    sign_in(page, world.users["wen"])
    with server.store.read() as work:
        return f"/tasks/{work.session.scalars(select(Task.id).where(Task.element_id == 'check_a')).one()}"


def test_rows_are_added_and_removed_on_the_spot(page: Page, task: str) -> None:
    page.goto(task)
    page.fill("[name=items-0-ground]", "脱岗")
    page.get_by_role("button", name="添加一项").click()
    second = page.locator("[name=items-1-ground]")
    expect(second).to_be_focused()
    assert page.url.endswith(task), "the page was not left"
    second.fill("酒驾")
    page.check("#answer-items-1-kind input[value=other]")
    expect(page.locator("[data-question=items-1-why]")).to_be_visible()
    expect(page.locator("[data-question=items-0-why]")).to_be_hidden()
    page.fill("[name=items-1-why]", "村民反映")
    page.get_by_role("button", name="添加一项").click()
    expect(page.locator("[name=items-2-ground]")).to_be_focused()
    page.get_by_role("button", name="删除第 1 项").click()
    expect(page.locator("[name=items-0-ground]")).to_have_count(0)
    assert page.input_value("[name=items-1-ground]") == "酒驾"
    expect(page.locator("[data-question=items-1-why]")).to_be_visible()
    page.fill("[name=items-2-ground]", "迟到")
    page.get_by_role("button", name="同意", exact=True).click()
    page.get_by_role("button", name="同意", exact=True).click()
    page.wait_for_url("**/")
    assert "已办理完毕" in page.locator("body").inner_text()


def test_without_a_connection_the_button_sends_the_form_itself(page: Page, task: str) -> None:
    page.goto(task)
    page.fill("[name=items-0-ground]", "脱岗")
    is_first = True

    def refuse_once(route: object) -> None:
        nonlocal is_first
        route.abort() if is_first else route.continue_()  # type: ignore[attr-defined]
        is_first = False

    page.route("**/complete", refuse_once)
    page.get_by_role("button", name="添加一项").click()
    page.wait_for_url("**/complete")
    assert page.input_value("[name=items-0-ground]") == "脱岗"
    expect(page.locator("[name=items-1-ground]")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_list_keeps_nobody_out(page: Page, task: str, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(task)
    if page.locator("html").get_attribute("lang") != language:
        page.locator("form.language button").click()
        page.goto(task)
    page.locator("button[name=edit-rows]").last.click()
    expect(page.locator("[name=items-1-ground]")).to_be_focused()
    page.locator("button[name=outcome]").last.click()
    page.wait_for_url("**/complete")
    assert not violations(page)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
