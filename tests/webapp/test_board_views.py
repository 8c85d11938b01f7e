"""The board's own filters as people keep and read them: views under a name, clocks by day."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from tests.casework.world import World
from tests.clock import MovingClock
from tests.webapp.browser import Browser
from workflows.casework.models import SavedView
from workflows.casework.saved_views import MOST

BrowserOf = Callable[[str], Browser]


def test_a_view_is_kept_opened_replaced_and_forgotten_by_its_owner_alone(
    browser_of: BrowserOf, world: World, case_id: uuid.UUID, clock: MovingClock
) -> None:
    clock.forward(days=8)
    browser = browser_of("dai")
    assert not browser.get("/deadlines").all("//details[summary]//input[@name='view_name']"), (
        "nothing to keep, and nothing kept"
    )
    page = browser.get("/deadlines?overdue=1&unit=BUREAU&held=综合组&order=newest")
    assert len(page.all("//tbody/tr")) == 1
    page = browser.press("保存当前筛选", 422, view_name="")
    assert "请给视图取一个不超过 40 个字的名称" in page.words
    assert page.all("//details[@open]//input[@name='view_name']")
    assert len(page.all("//tbody/tr")) == 1, "the list stands as it was asked for"
    page = browser.press("保存当前筛选", view_name="  超期 局 ")
    (link,) = page.all("//nav[contains(@class, 'views')]//a[contains(., '超期 局')]")
    assert link.get("aria-current") == "page"
    opened = browser.get(link.get("href"))
    assert len(opened.all("//a[contains(@class, 'is-on')]")) == 2
    assert [opened.value(name) for name in ("unit", "held", "overdue")] == ["BUREAU", "综合组", "1"]
    assert opened.all("//select[@name='order']/option[@value='newest'][@selected]")
    browser.get("/deadlines?unit=SCHOOL")
    page = browser.press("保存当前筛选", view_name="超期 局")
    assert "视图“超期 局”已更新为当前条件" in page.words
    assert not page.all("//tbody/tr")
    forget = page.all("//form[contains(@action, '/forget')]")[0].get("action")
    other = browser_of("wen")
    assert "超期 局" not in other.get("/deadlines").words
    other.post(forget, {"csrf_token": other.token()}, 404)
    page = browser.post(forget, {"csrf_token": browser.token()})
    assert not page.all("//nav[contains(@class, 'views')]//a[contains(., '超期 局')]")


def test_views_come_to_an_end(browser_of: BrowserOf, world: World, case_id: uuid.UUID) -> None:
    with world.store.write() as work:
        for number in range(MOST):
            asks = {"status": "met"}
            work.session.add(SavedView(person_id=world.persons["dai"], name=f"{number}", asks=asks))
    browser = browser_of("dai")
    browser.get("/deadlines?overdue=1")
    assert "请先删除一个" in browser.press("保存当前筛选", 422, view_name="又一个").words


def test_clocks_by_day_lead_to_the_board_of_that_day(
    browser_of: BrowserOf, case_id: uuid.UUID, clock: MovingClock
) -> None:
    browser = browser_of("dai")
    page = browser.get("/deadlines/calendar")
    (day,) = page.all("//td[.//a[contains(@href, 'day=')]]")
    assert "审核 1号" in day.text_content()
    of_day = browser.get(day.xpath(".//a[contains(@href, 'day=')]")[0].get("href"))
    assert len(of_day.all("//tbody/tr")) == 1
    assert "2026-03-09 到期" in of_day.words
    assert not browser.get("/deadlines?day=2026-03-08").all("//tbody/tr")
    for month in ("2026-02", "2026-13", "0001-01", "x", "9999-12"):
        browser.get(f"/deadlines/calendar?month={month}")
    assert "共 0 个时限" in browser_of("he").get("/deadlines/calendar?month=2026-03").words
