"""A designer draws: a step is renamed and given its duties in the panel, and the file changes in those lines only."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

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


def with_event(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with a message event beside the reports, which nothing is said of yet."""
    drawn = files["points.bpmn"].decode()
    event = (
        '<bpmn:boundaryEvent id="pulled" name="撤回" attachedToRef="report"><bpmn:messageEventDefinition id="pulled_event" />'
        '</bpmn:boundaryEvent><bpmn:boundaryEvent id="cut_off"'
    )
    assert '<bpmn:boundaryEvent id="cut_off"' in drawn
    drawn = drawn.replace('<bpmn:boundaryEvent id="cut_off"', event)
    shape = '<bpmndi:BPMNShape id="pulled_di" bpmnElement="pulled"><dc:Bounds x="{}" y="{}" width="36" height="36" />'
    at = re.search(r'bpmnElement="report">\s*<dc:Bounds x="(\d+)" y="(\d+)"', drawn)
    assert at is not None
    placed = shape.format(int(at[1]) + 40, int(at[2]) - 18) + "</bpmndi:BPMNShape>"
    return {**files, "points.bpmn": drawn.replace("</bpmndi:BPMNPlane>", f"{placed}</bpmndi:BPMNPlane>").encode()}


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
    """What is collected of each item, what becomes of starts that were missed, and who raises an event stand in the panel."""
    before = with_event(files_of_template("monthly_round", "points", "每月积分"))
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
    page.locator('.djs-element[data-element-id="pulled"]').click()
    page.get_by_label("消息的对应键").fill("=month")
    page.get_by_label("消息的对应键").blur()
    assert page.get_by_label("消息的对应键").evaluate("each => each.validationMessage") == "请先填写等待的消息"
    for word, value in (
        ("等待的消息", "points.typo"),
        ("等待的消息", "points.pulled"),
        ("消息的对应键", "=month "),
        ("可由谁在案件页发起", "starter"),
        ("延长所在时限时发起", "true"),
    ):
        page.get_by_label(word).fill(value)
        page.get_by_label(word).blur()
    page.locator('.djs-element[data-element-id="collect"]').first.click()
    page.locator(".modeler-panel summary", has_text="时限的延长").click()
    page.get_by_label("谁可延长").fill("city_director")
    page.get_by_label("谁可延长").blur()
    # Folded away where nothing is said of it.
    page.locator('.djs-element[data-element-id="report"]').click()
    assert not page.get_by_label("谁可延长").is_visible()
    page.locator('.djs-element[data-element-id="collect"]').first.click()
    assert page.get_by_label("谁可延长").is_visible()
    page.get_by_role("button", name="保存").click()
    page.wait_for_selector(".notice-success")
    with server.store.read() as work:
        after = files_of(draft_of(work, draft_id))["points.bpmn"].decode()
    for line in (
        'outputCollection="reports" outputElement="={county: county, points: points}"',
        '<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">=count(reports) &gt; 2</bpmn:completionCondition>',
        '<zeebe:property name="catch_up" value="latest" />',
        '<zeebe:output source="=string(today())" target="month" />',
        '<zeebe:property name="raised_by" value="starter" />',
        '<zeebe:property name="on_extension" value="true" />',
        'name="points.pulled">',
        '<zeebe:subscription correlationKey="=month" />',
        '<zeebe:property name="deadline_extension_by" value="city_director" />',
    ):
        assert line in after
    assert "points.typo" not in after, "a message that nothing waits for is not left behind"
