"""What a script keeps while somebody types: across a lost line, a session that ended elsewhere, and a page that is closed."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from tests.casework.world import World
from tests.journeys.conftest import Server
from tests.journeys.people import sign_in, violations
from tests.webapp.office import build_office
from workflows.casework.models import Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case

pytestmark = pytest.mark.browser


def task_of(server: Server, world: World) -> uuid.UUID:
    """The first review of a case just started."""
    with transaction(server.store) as work:
        start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"})
    with server.store.read() as work:
        return work.session.scalars(select(Task.id).where(Task.element_id == "check_a")).one()


def test_typing_survives_the_line_the_session_and_the_page(page: Page, context: BrowserContext, server: Server) -> None:
    world = build_office(server.store)
    task = task_of(server, world)
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, world.users["wen"])
    page.goto(f"/tasks/{task}")
    status, remark = page.locator("[data-draft-status]"), page.locator("[name=remark_a]")
    remark.press_sequentially("在岗")
    expect(status).to_contain_text("已暂存")

    # The line is lost: nothing is thrown away, and it is kept as soon as the line is back.
    context.set_offline(True)
    remark.press_sequentially("记录")
    expect(status).to_contain_text("网络中断")
    context.set_offline(False)
    expect(status).to_contain_text("已暂存")

    # The session ends in another tab, and begins anew there: this page goes on with the new one.
    other = context.new_page()
    sign_in(other, world.users["wen"])
    other.close()
    with page.expect_response(lambda answer: answer.url.endswith("/draft") and answer.ok):
        remark.press_sequentially("完整")
    assert not violations(page)

    page.reload()
    expect(remark).to_have_value("在岗记录完整")
    expect(page.locator(".draft-restored")).to_be_visible()
    assert not violations(page)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    page.locator("[name=mark_a]").fill("6")
    page.locator("[name=heard]").check()
    page.get_by_role("button", name="同意并送审").click()
    expect(page.get_by_text("“审核甲”已办理完毕。")).to_be_visible()

    # Somebody else signs in on this browser: their session never takes over what the first one typed.
    with transaction(server.store) as work:
        start_case(work, "review", actor=world.actor("hu"), answers={"subject": "2号", "unit": "BUREAU"})
    with server.store.read() as work:
        open_one = select(Task.id).where(Task.element_id == "check_a", Task.status == "open")
        second = work.session.scalars(open_one).one()
    page.goto(f"/tasks/{second}")
    other = context.new_page()
    sign_in(other, world.users["bao"])
    other.close()
    page.locator("[name=remark_a]").press_sequentially("他人")
    expect(page.locator("[data-draft-status]")).to_contain_text("已退出登录")
    # Or the page would try once more while it closes, and the server with it.
    page.evaluate("document.querySelector('form[data-draft]').dataset.isSent = 'true'")
