"""A designer adds a second reviewer: drawn, mended by clicks, tried, published by two, and carried out by the reviewer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from tests.casework.world import World
from tests.journeys.conftest import Server
from tests.journeys.people import sign_in, violations
from tests.webapp.designers import add_designers
from tests.webapp.office import build_office
from workflows.casework.catalogue import publish
from workflows.casework.models import Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case
from workflows.procedure import read_files
from workflows.studio.beginnings import files_of_template

pytestmark = pytest.mark.browser

DIRECTOR = "驻村办主任"


@pytest.fixture
def world(server: Server) -> World:
    """The office with its designers, and approvals of loans published."""
    found = add_designers(build_office(server.store))
    with transaction(server.store) as work:
        publish(work, read_files("car_loan", files_of_template("approval", "car_loan", "公车借用")))
    return found


def press(page: Page, name: str) -> None:
    """Press a button and wait for what it did to be said."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_selector(".notice-success")


def draw_step(page: Page) -> None:
    """Draw a further way from the decision to its telling, over a task for the director."""
    page.wait_for_selector(".modeler[data-is-open]")
    element = '.djs-element[data-element-id="{}"]'
    page.locator(element.format("result")).first.click()
    page.locator('.djs-context-pad [data-action="append.append-task"]').click()
    page.keyboard.press("Escape")  # the name is typed beside the diagram
    page.locator('.djs-context-pad [data-action="replace"]').click()
    page.locator('.djs-popup [data-id="replace-with-user-task"]').click()
    page.get_by_label("编号", exact=True).fill("second_review")
    page.get_by_label("名称", exact=True).fill("复核")
    page.get_by_label("办理岗位").fill(DIRECTOR)
    page.get_by_label("不得与下列步骤为同一人").fill("approve")
    page.get_by_label("办理时可见的内容").fill("start, approve")
    page.get_by_label("名称", exact=True).focus()
    page.locator('.djs-context-pad [data-action="connect"]').click()
    page.locator(element.format("tell_granted")).first.click()
    # The check speaks before anything is saved; what it says leads to the flow.
    page.locator("#found li", has_text="没有条件").locator("a").first.click()
    page.get_by_label("条件").fill('=outcome = "grant"')
    page.get_by_label("名称", exact=True).focus()


def test_a_second_reviewer_is_drawn_mended_tried_published_and_reviews(
    page: Page, server: Server, world: World
) -> None:
    sign_in(page, world.users["wenr"])
    page.goto("/studio")
    page.get_by_role("link", name="公车借用").first.click()
    page.get_by_role("button", name="以此版本新建草稿").click()
    page.wait_for_url("**/drafts/*")
    draft = page.url
    page.get_by_role("link", name="绘图").click()
    draw_step(page)
    # The post is called by its name, and the form is not there yet.
    page.get_by_role("button", name="改为 city_director").click()
    page.wait_for_selector(".notice-success >> text=city_director")
    page.wait_for_selector(".modeler[data-is-open]")
    page.get_by_role("button", name="新建表单 second_review").click()
    page.wait_for_selector(".studio-editor.form_editor[data-is-open]")
    page.locator(".fjs-form-field").first.click()
    page.locator('[data-group-id="group-general"] .bio-properties-panel-group-header').click()
    page.locator("#bio-properties-panel-label").fill("复核意见")
    page.wait_for_selector("#drawn >> text=复核意见")
    press(page, "保存")
    page.goto(f"{draft}/english")
    assert not violations(page)
    page.get_by_label("复核意见").fill("Remarks of the second review")
    page.get_by_label("复核", exact=False).first.fill("Second review")
    press(page, "保存")
    assert page.get_by_text("有 0 处文字没有英文").count() == 1

    # A scenario that knows nothing of the new step fails, on the diagram too.
    page.goto(draft)
    page.get_by_role("button", name="全部测试").click()
    page.wait_for_selector("text=未通过")
    page.locator("[data-diagram]").scroll_into_view_if_needed()
    page.wait_for_selector('.gp-active[data-element-id="second_review"]')
    assert not violations(page)
    # How it came there is seen step by step, on the same diagram.
    page.get_by_role("link", name="分步查看").first.click()
    page.wait_for_selector('[data-is-shown] .gp-active[data-element-id="approve"]')
    assert not violations(page)
    page.locator("#walk-next").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=第 2 步")
    assert page.evaluate("document.activeElement.id") == "walk-next", "the next step is one key away"
    page.get_by_role("link", name="到最后").click()
    page.wait_for_selector('.gp-active[data-element-id="second_review"]')
    assert page.locator('.gp-active[data-element-id="approve"]').count() == 0
    assert page.locator("#pace .refusal").count() == 1
    page.goto(f"{draft}/file?name=scenarios/granted_after_return.yaml")
    text = page.locator("#text").input_value()
    step = "- {task: second_review, by: city_director@CITY#1, answers: {remark: 同意。}}\n"
    page.locator("#text").fill(text.replace("end:\n", f"{step}end:\n"))
    press(page, "保存")
    page.goto(draft)
    page.get_by_role("button", name="全部测试").click()
    page.wait_for_selector("text=通过 2/2")
    page.get_by_label("修改内容及理由").fill("单笔借用须经主任复核。")
    page.get_by_role("button", name="提请发布").click()
    page.wait_for_url("**/requests/*")
    request = page.url

    sign_in(page, world.users["pan"])
    page.goto(request)
    page.wait_for_selector('.two-diagrams[data-is-shown] .gp-added[data-element-id="second_review"]')
    assert not violations(page)
    page.get_by_role("button", name="同意并发布").click()
    page.wait_for_selector(".notice-success")

    with transaction(server.store) as work:
        answers = {"subject": "更换驻村用车", "grounds": "现用车辆已达报废年限。"}
        case = start_case(work, "car_loan", actor=world.actor("hu"), answers=answers)
        approve = select(Task.id).where(Task.case_id == case.id, Task.element_id == "approve")
        complete(work, work.session.scalars(approve).one(), world.actor("wen"), {"outcome": "grant"})
    sign_in(page, world.users["dai"])
    page.goto("/")
    page.get_by_role("row", name="复核").get_by_role("link").first.click()
    page.get_by_label("复核意见").fill("同意借用。")
    press(page, "提交")
