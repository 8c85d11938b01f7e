"""The notices page: what the clock and the steps told a person or a post."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from tests.casework.world import World
from tests.clock import MovingClock
from tests.webapp.browser import Browser
from workflows.jobs.duties import work_off


def test_the_unit_reads_its_reminder(
    browser_of: Callable[[str], Browser], world: World, case_id: uuid.UUID, clock: MovingClock
) -> None:
    clock.forward(days=6, hours=1)
    work_off(world.store)
    page = browser_of("hu").get("/notices")
    assert "请尽快办理：1号" in page.words
    assert page.all(f"//a[@href='/cases/{case_id}']")


def test_others_do_not_read_it(
    browser_of: Callable[[str], Browser], world: World, case_id: uuid.UUID, clock: MovingClock
) -> None:
    clock.forward(days=6, hours=1)
    work_off(world.store)
    assert "目前没有给您或您岗位的通知" in browser_of("he").get("/notices").words
