"""A designer draws: a step is renamed and given its duties in the panel, and the file changes in those lines only."""

from __future__ import annotations

import difflib

import pytest
from playwright.sync_api import Dialog, Page

from tests.casework.world import World
from tests.journeys.conftest import Server
from tests.journeys.people import sign_in, violations
from tests.webapp.designers import add_designers
from tests.webapp.office import build_office
from workflows.studio.beginnings import files_of_template
from workflows.studio.drafts import begin, draft_of, files_of

pytestmark = pytest.mark.browser


@pytest.fixture
def world(server: Server) -> World:
    """The office with its designers."""
    return add_designers(build_office(server.store))


def test_an_edit_in_the_panel_changes_only_its_lines(page: Page, server: Server, world: World) -> None:
    before = files_of_template("approval", "car_loan", "公车借用")
    with server.store.write() as work:
        draft_id = begin(work, world.actor("wenr"), "car_loan", before).id
    address = f"/studio/drafts/{draft_id}/drawing"
    sign_in(page, world.users["wenr"])
    page.goto(address)
    page.wait_for_selector(".modeler[data-is-open]")
    assert not violations(page)
    page.get_by_role("button", name="保存").click()
    page.wait_for_selector(".notice-success")
    page.wait_for_selector(".modeler[data-is-open]")
    page.locator('.djs-element[data-element-id="approve"]').click()
    page.get_by_label("名称").fill("综合组审批")
    page.get_by_label("期限", exact=True).fill("=end of day(now(), 3)")
    page.get_by_label("期限代号").fill("approval")
    page.get_by_label("不得与下列步骤为同一人").fill("asked, supplement")
    page.get_by_label("指定办理人").fill('=person_named("x").person')
    page.get_by_label("指定办理人").fill("")
    page.get_by_role("button", name="保存").click()
    page.wait_for_selector(".notice-success")
    with server.store.read() as work:
        after = files_of(draft_of(work, draft_id))
    assert {name for name in after if after[name] != before[name]} == {"car_loan.bpmn"}
    old, new = (files["car_loan.bpmn"].decode().splitlines() for files in (before, after))
    changed = [line for line in difflib.unified_diff(old, new, n=0, lineterm="") if line[:1] in "+-"][2:]
    assert [line[1:].strip() for line in changed] == [
        '<bpmn:userTask id="approve" name="审批">',
        '<bpmn:userTask id="approve" name="综合组审批">',
        '<zeebe:property name="separate_from" value="asked" />',
        '<zeebe:property name="separate_from" value="asked, supplement" />',
        '<zeebe:property name="deadline" value="=end of day(now(), 3)" />',
        '<zeebe:property name="deadline_name" value="approval" />',
        # bpmn-js keeps a place for the label of whatever was named anew.
        "<bpmndi:BPMNLabel />",
    ]


def test_a_typed_text_is_not_left_unasked(page: Page, server: Server, world: World) -> None:
    with server.store.write() as work:
        draft_id = begin(
            work, world.actor("wenr"), "car_loan", files_of_template("approval", "car_loan", "公车借用")
        ).id
    sign_in(page, world.users["wenr"])
    address = f"{server.address}/studio/drafts/{draft_id}/file?name=labels.en.yaml"
    page.goto(address)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("#text").press("End")
    page.keyboard.type(" ")
    page.locator(".crumbs a").first.click()
    page.get_by_role("button", name="移除文件").click()
    assert (asked, page.url) == (["beforeunload", "beforeunload"], address)
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_selector(".notice-success")
    page.locator(".crumbs a").first.click()
    page.wait_for_url("**/studio")
    assert asked == ["beforeunload", "beforeunload"]


def test_a_step_for_each_of_a_list_and_a_start_by_the_clock_are_drawn_without_text(
    page: Page, server: Server, world: World
) -> None:
    """What is collected of each item, and what becomes of starts that were missed, stand in the panel."""
    before = files_of_template("monthly_round", "points", "每月积分")
    with server.store.write() as work:
        draft_id = begin(work, world.actor("wenr"), "points", before).id
    sign_in(page, world.users["wenr"])
    page.goto(f"/studio/drafts/{draft_id}/drawing")
    page.wait_for_selector(".modeler[data-is-open]")
    page.locator('.djs-element[data-element-id="report"]').click()
    assert page.get_by_label("逐项办理：列表").input_value() == "=counties"
    page.get_by_label("逐项办理：每项的结果").fill("={county: county, points: points}")
    page.get_by_label("逐项办理：提前结束的条件").fill("=count(reports) > 2")
    page.get_by_label("逐项办理：提前结束的条件").blur()
    page.locator('.djs-element[data-element-id="monthly"]').click()
    assert page.get_by_label("表单").count() == page.get_by_label("定时：时长").count() == 0
    page.get_by_label("错过的启动").fill("latest")
    page.get_by_label("输出").fill("month = =string(today())")
    page.get_by_role("button", name="保存").click()
    page.wait_for_selector(".notice-success")
    with server.store.read() as work:
        after = files_of(draft_of(work, draft_id))["points.bpmn"].decode()
    for line in (
        'outputCollection="reports" outputElement="={county: county, points: points}"',
        '<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">=count(reports) &gt; 2</bpmn:completionCondition>',
        '<zeebe:property name="catch_up" value="latest" />',
        '<zeebe:output source="=string(today())" target="month" />',
    ):
        assert line in after
