"""The notices page: what the clock and the steps told a person or a post."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from tests.casework.world import World
from tests.clock import MovingClock
from tests.webapp.browser import Browser
from workflows.casework.prepared import tell_deciding
from workflows.casework.transaction import transaction
from workflows.casework.words import NoticeKind
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


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_change_of_a_unit_leads_to_where_it_is_decided(browser_of: Callable[[str], Browser], world: World) -> None:
    with transaction(world.store) as work:
        tell_deciding(work, NoticeKind.UNIT, "单位“学校”的变更待审定。", "A change of “School” is to be decided.")
    page = browser_of("dai").get("/notices")
    assert page.all("//td/a[@href='/units']"), "for whom that page opens"
