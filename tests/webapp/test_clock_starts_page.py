"""The page of starts by the clock: next, last, what came of it, and making up for one that failed."""

from __future__ import annotations

from collections.abc import Callable

from tests.casework.clock_office import look, publish_report, start_event, titles
from tests.casework.world import World
from tests.clock import MovingClock
from tests.webapp.browser import Browser


def test_an_administrator_sees_each_start_and_makes_up_for_a_failed_one(
    browser_of: Callable[[str], Browser], world: World, clock: MovingClock
) -> None:
    browser = browser_of("adm")
    assert "没有定时启动的流程" in browser.get("/admin/clock-starts").words
    cycle = "R/2026-03-02T10:00:00/P1M"
    publish_report(world.store, start_event(cycle, month="= assert(null, false, &quot;缺少月份&quot;)"))
    assert "3月2日" in browser.get("/admin/clock-starts").words
    clock.move_to("2026-03-02 10:01")
    look(world.store)
    page = browser.get("/admin/clock-starts")
    assert "启动失败" in page.words
    assert "月报" in page.words
    assert "4月2日" in page.words
    publish_report(world.store, start_event(cycle))
    page = browser.press("立即补启")
    assert "已启动" in page.words
    assert "启动失败" not in page.words
    assert titles(world.store)[-1] == "月报 2026-02-02"
    assert "月报 2026-02-02" not in page.words, "the full title is for the readers of the case"
    assert "Start it now" not in browser.press("English").words


def test_nobody_else_sees_the_schedule(browser_of: Callable[[str], Browser], world: World) -> None:
    browser_of("dai").get("/admin/clock-starts", 403)
