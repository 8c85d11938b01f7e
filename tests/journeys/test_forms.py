"""A form with every component in the browser: wide and on a phone, in both languages, as axe reads it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.casework.world import World, form, publish_review, review_files
from tests.journeys.conftest import Server
from tests.journeys.people import sign_in, violations
from tests.webapp.office import build_office
from tests.webapp.test_answer_lists import ITEMS, OUTCOME
from workflows.casework.models import Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case

pytestmark = pytest.mark.browser

ROWS = (
    '=[{day: "3月1日", place: "石坡村", hours: 8}, {day: "3月2日", place: "石坡村", hours: 7.5}, '
    '{day: "3月3日", place: "县城", hours: 2}]'
)
HINT = "# 核查 {{subject}}\n先看[办法](https://example.org)，再逐项核对：\n\n- 在岗记录\n- 请假记录"
GRADES = [{"value": "a", "label": "好"}, {"value": "b", "label": "较好"}, {"value": "c", "label": "一般"}]
EVERYTHING = (
    OUTCOME,
    {"type": "text", "id": "hint", "text": HINT},
    {
        "type": "table",
        "id": "days",
        "label": "在岗记录",
        "dataSource": ROWS,
        "rowCount": 2,
        "columns": [
            {"key": "day", "label": "日期"},
            {"key": "place", "label": "地点"},
            {"key": "hours", "label": "小时"},
        ],
    },
    {
        "type": "group",
        "id": "about",
        "label": "走访情况",
        "showOutline": True,
        "components": [
            {"type": "textfield", "key": "village", "label": "走访村", "layout": {"row": "r", "columns": 10}},
            {
                "type": "number",
                "key": "homes",
                "label": "走访户数",
                "layout": {"row": "r", "columns": 6},
                "appearance": {"suffixAdorner": "户"},
                "increment": 1,
            },
            {"type": "taglist", "key": "topics", "label": "走访内容", "values": GRADES},
        ],
    },
    {"type": "separator"},
    {"type": "select", "key": "grade", "label": "上月等次", "values": GRADES, "readonly": True, "defaultValue": "b"},
    {"type": "datetime", "subtype": "datetime", "key": "at", "dateLabel": "走访时间", "timeInterval": 15},
    {"type": "spacer", "height": 16},
    {"type": "html", "id": "note", "content": "<p>如有疑问，请<strong>先电话核实</strong>。</p>"},
    ITEMS,
)


@pytest.fixture
def task(page: Page, server: Server) -> str:
    """The address of a task that asks and shows everything, with its reviewer signed in."""
    world: World = build_office(server.store)
    publish_review(server.store, review_files(**{"forms/check_a.form": form("check_a", *EVERYTHING)}))
    with transaction(server.store) as work:
        start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"})
    sign_in(page, world.users["wen"])
    with server.store.read() as work:
        return f"/tasks/{work.session.scalars(select(Task.id).where(Task.element_id == 'check_a')).one()}"


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_form_with_everything_keeps_nobody_out(page: Page, task: str, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(task)
    if page.locator("html").get_attribute("lang") != language:
        page.locator("form.language button").click()
        page.goto(task)
    expect(page.locator(".form-text-block").first).to_contain_text("核查 1号")
    expect(page.locator("output")).to_have_text("较好")
    page.locator(".more-rows summary").click()
    expect(page.get_by_text("县城")).to_be_visible()
    assert not violations(page)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    beside = [page.locator(f"[name={name}]").bounding_box() for name in ("village", "homes")]
    assert beside[0] is not None
    assert beside[1] is not None
    assert (beside[0]["y"] == beside[1]["y"]) is (width == 1440)
