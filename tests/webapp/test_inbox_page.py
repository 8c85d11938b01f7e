"""The inbox page."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from tests.clock import MovingClock
from tests.webapp.browser import Browser

BrowserOf = Callable[[str], Browser]


def test_a_reviewer_sees_what_waits_for_the_post(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    page = browser_of("wen").get("/")
    assert "审核 1号" in page.words
    assert "审核 › 审核甲" in page.words
    assert "还剩 1 天 · 3月3日 周二 09:00" in page.words
    assert "没有 › " not in page.words


def test_somebody_of_another_post_sees_nothing_of_it(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    page = browser_of("he").get("/")
    assert "1号" not in page.words
    assert "目前没有待您岗位办理的事项" in page.words


def test_overdue_rows_carry_the_rule_and_the_word(
    browser_of: BrowserOf, case_id: uuid.UUID, clock: MovingClock
) -> None:
    clock.forward(days=2)
    page = browser_of("wen").get("/?overdue=1")
    assert len(page.all("//tr[contains(@class, 'is-late')]")) == 1
    assert "超期 1 天" in page.words
    assert "审核乙" not in page.words


def test_ticked_tasks_are_claimed_together(browser_of: BrowserOf, task_of: Callable[[str], uuid.UUID]) -> None:
    browser = browser_of("wen")
    browser.get("/?view=posts")
    page = browser.press("领取所选", task=[str(task_of("check_a"))])
    assert "已领取 1 项任务" in page.words
    assert "审核甲" in page.words


def test_what_cannot_be_claimed_says_why(browser_of: BrowserOf, task_of: Callable[[str], uuid.UUID]) -> None:
    browser_of("wen").get(f"/tasks/{task_of('check_a')}")
    browser_of("wen").press("领取")
    bao = browser_of("bao")
    bao.get("/?view=posts")
    page = bao.press("领取所选", task=[str(task_of("check_a"))])
    assert "文静已于 2026-03-02 09:00 领取该任务" in page.words


def test_search_narrows_and_says_when_nothing_matches(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    browser = browser_of("wen")
    assert "审核 1号" in browser.get("/?view=posts&q=1号").words
    assert "没有符合条件的事项" in browser.get("/?view=posts&q=2号").words


def test_the_same_page_speaks_english(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    browser = browser_of("wen")
    browser.get("/")
    page = browser.press("English")
    assert "Review › Review A" in page.words
    assert "1 day left · Tue 3 Mar 09:00" in page.words


def test_starting_is_offered_only_to_who_may_start(browser_of: BrowserOf) -> None:
    assert browser_of("hu").get("/").all('//a[@href="/cases/new"]')
    assert not browser_of("wen").get("/").all('//a[@href="/cases/new"]')


def test_the_tabs_keep_their_counts_among_the_notices(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    page = browser_of("wen").get("/notices")
    assert "我的岗位 2" in page.words
