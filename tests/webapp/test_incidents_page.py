"""The incidents page: what stopped, and trying again."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from tests.casework.world import World
from tests.webapp.browser import Browser
from workflows.casework.errors import IncidentRaised
from workflows.casework.incidents import record_incident


def test_an_administrator_sees_what_stopped_and_tries_again(
    browser_of: Callable[[str], Browser], world: World, case_id: uuid.UUID
) -> None:
    raised = IncidentRaised(case_id, "remind", "The post is unknown.", "没有这个岗位。", {"kind": "timer"})
    with world.store.write() as work:
        record_incident(work, raised)
    browser = browser_of("adm")
    page = browser.get("/admin/incidents")
    assert "没有这个岗位。" not in page.words, "it may hold values of the case"
    assert "步骤无法执行。" in page.words
    assert "出错停住" in browser.get(f"/cases/{case_id}").words
    browser.get("/admin/incidents")
    page = browser.press("重试")
    assert "“审核 1号”已继续。" in page.words
    assert "目前没有异常" in page.words
