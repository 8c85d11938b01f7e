"""The board of clocks and the extension."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from typing import Any

from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.casework.world import World
from tests.clock import MovingClock
from tests.webapp.browser import Browser, words_of
from workflows.casework.models import Deadline, DeadlineStatus
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.people import PostHolding

BrowserOf = Callable[[str], Browser]


def test_a_running_clock_shows_who_holds_it_and_what_comes_next(
    browser_of: BrowserOf, case_id: uuid.UUID, clock: MovingClock
) -> None:
    clock.forward(days=2, hours=1)
    page = browser_of("dai").get("/deadlines")
    row = words_of(page.all("//tbody/tr")[0])
    assert "审核 1号 审核工作" in row
    assert "还剩 4 天 23 小时 · 3月9日 周一 09:00" in row
    assert "综合组 审核甲 · 2 天前" in row
    assert "单位 0 分钟" in row
    assert "驻村办 2 天 1 小时" in row
    assert "催办 还剩 3 天" in row
    assert page.all("//*[name()='svg'][@aria-label='第 3 天，共 7 天']")


def test_an_overdue_clock_comes_first_and_says_by_how_much(
    browser_of: BrowserOf, case_id: uuid.UUID, clock: MovingClock
) -> None:
    clock.forward(days=8)
    page = browser_of("dai").get("/deadlines?overdue=1")
    assert "超期 1 天" in page.words
    assert page.all("//tr[contains(@class, 'is-late')]")
    assert page.all("//nav//a[@href='/deadlines']//span[contains(@class, 'count-overdue')]")


def test_the_board_is_narrowed_by_words_and_by_what_is_due_today(
    browser_of: BrowserOf, case_id: uuid.UUID, clock: MovingClock
) -> None:
    director = browser_of("dai")
    assert director.get("/deadlines?q=1号").all("//tbody/tr")
    assert "没有符合条件的事项" in director.get("/deadlines?q=2号").words
    assert not director.get("/deadlines?today=1").all("//tbody/tr")
    clock.forward(days=7, hours=-3)  # the day on which it is due
    page = browser_of("wen").get("/deadlines?today=1&q=1号")
    assert page.all("//tbody/tr")
    assert not browser_of("wen").get("/deadlines?overdue=1").all("//tbody/tr")
    for of_procedure, count in (("review", 1), ("another", 0)):
        narrowed = browser_of("wen").get(f"/deadlines?today=1&procedure={of_procedure}")
        assert (len(narrowed.all("//tbody/tr")), len(narrowed.all("//a[contains(@class, 'is-on')]"))) == (count, 2)
    # Each filter is kept by the others, and taken away by itself.
    (off,) = [link.get("href") for link in page.all("//a[contains(@class, 'chip') and contains(@class, 'is-on')]")]
    assert "q=1" in off
    assert "today" not in off
    # No words of a title that somebody may not read find a clock for them.
    assert not browser_of("he").get("/deadlines?q=1号").all("//tbody/tr")


def test_the_board_is_narrowed_to_a_unit_and_given_out_as_a_workbook_by_the_same_rights(
    browser_of: BrowserOf, world: World, case_id: uuid.UUID, clock: MovingClock
) -> None:
    with world.store.write() as work:
        for holding in work.session.scalars(select(PostHolding).where(PostHolding.post_key == "general_group")):
            holding.telephone = "0745-2712345"
    clock.forward(days=8)
    director = browser_of("dai")
    for wanted in ("BUREAU", "CITY", "BUREAU单位"):
        page = director.get(f"/deadlines?unit={wanted}")
        assert len(page.all("//tbody/tr")) == 1
        assert page.all("//a[@href='tel:0745-2712345']"), "the one number of the post that holds it"
    assert not director.get("/deadlines?unit=SCHOOL").all("//tbody/tr")
    assert not director.get("/deadlines?unit=SCHOOL&status=met").all("//tbody/tr")
    assert "没有这个编码或名称的单位" in director.get("/deadlines?unit=NOWHERE").words
    (link,) = director.get("/deadlines?unit=BUREAU&overdue=1").all("//a[contains(@href, '/deadlines/workbook')]")
    assert "unit=BUREAU" in link.get("href")
    title, _, head, row = table_of(director, link.get("href"))
    assert title[0] == "时限台账"
    assert dict(zip(head, row, strict=True))["超期天数"] == 1
    assert {"审核 1号", "BUREAU单位", "0745-2712345"} <= set(row)
    assert len(table_of(director, "/deadlines/workbook?unit=NOWHERE")) == 3
    with world.store.write() as work:
        clock_row = work.session.scalars(select(Deadline)).one()
        clock_row.status, clock_row.stopped_at = DeadlineStatus.MISSED, work.now
    stopped = table_of(director, "/deadlines/workbook?status=missed")[-1]
    assert "审核 1号" in stopped
    assert "0745-2712345" not in stopped, "who holds the case now is not who was late"
    assert len(table_of(browser_of("he"), "/deadlines/workbook")) == 3, "a stranger gets the head alone"


def table_of(browser: Browser, address: str) -> list[list[Any]]:
    """The rows of the workbook at an address."""
    with browser.client.get(address) as answer:
        return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def test_strangers_see_no_clock(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    assert "目前没有进行中的时限" in browser_of("he").get("/deadlines").words


def test_the_director_extends_the_clock_once(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    browser = browser_of("dai")
    page = browser.get("/deadlines")
    link = page.all("//a[normalize-space()='延期']")[0].get("href")
    browser.get(link)
    for beyond in ("2026-03-30", "9999-12-31", "9999-12-30"):
        page = browser.press("批准延期", 422, due_on=beyond, reason_code="road", reason="通村公路塌方，正在抢修")
        assert "累计延期不得超过 3 天。" in page.words
    page = browser.press("批准延期", 422, due_on="0001-01-01", reason_code="road", reason="通村公路塌方，正在抢修")
    assert "延期后的时间必须晚于原截止时间。" in page.words
    assert page.value("reason") == "通村公路塌方，正在抢修"
    assert [each.get("value") for each in page.all("//select[@name='due_on']/option")] == [
        "",
        *(f"2026-03-{day:02}" for day in (9, 10, 11)),
    ]
    page = browser.press("批准延期", due_on="2026-03-11", reason_code="road", reason="通村公路塌方，正在抢修")
    assert "现于 2026-03-09 09:00 届满，延期后于 2026-03-11 24:00 届满。" in page.words
    page = browser.press("返回修改")
    assert page.value("reason") == "通村公路塌方，正在抢修"
    browser.press("批准延期")
    page = browser.press("确认延期")
    assert "“审核 1号”的时限已延期。" in page.words
    assert "3月11日 周三 24:00" in page.words
    assert not page.all("//a[normalize-space()='延期']")


def test_only_the_director_is_offered_the_extension(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    page = browser_of("wen").get("/deadlines")
    assert not page.all("//a[normalize-space()='延期']")


def test_a_clock_that_ran_over_is_explained_not_extended_and_keeps_its_days(
    browser_of: BrowserOf,
    world: World,
    case_id: uuid.UUID,
    task_of: Callable[[str], uuid.UUID],
    clock: MovingClock,
) -> None:
    clock.forward(days=9)  # due after seven
    browser = browser_of("dai")
    page = browser.get("/deadlines")
    assert not page.all("//a[normalize-space()='延期']")
    browser.get(page.all("//a[normalize-space()='超期认定']")[0].get("href"))
    page = browser.press("作出认定", 422, reason_code="road", reason="塌方")
    assert "不少于 10 个字" in page.words
    page = browser.press("作出认定", reason_code="road", reason="通村公路塌方，正在抢修")
    assert "“审核 1号”的超期认定已记入案卷。" in page.words
    row = words_of(page.all("//tbody/tr")[0])
    assert "超期 2 天" in row
    assert "已作超期认定" in row
    for step, username, answers in (
        ("check_a", "wen", {"outcome": "agree", "mark_a": 6, "remark_a": "在岗记录完整", "heard": True}),
        ("check_b", "bao", {"mark_b": 7}),
    ):
        with transaction(world.store) as work:
            complete(work, task_of(step), world.actor(username), answers)
    clock.forward(hours=3)
    row = words_of(browser.get("/deadlines?status=missed").all("//tbody/tr")[0])
    assert "曾超期 2 天" in row
    assert "曾超期 2 天" in browser.get(f"/cases/{case_id}").words


def test_an_overdue_clock_refuses_the_form_that_was_opened_in_time(
    browser_of: BrowserOf, case_id: uuid.UUID, clock: MovingClock
) -> None:
    clock.forward(days=6, hours=23)
    browser = browser_of("dai")
    browser.get(browser.get("/deadlines").all("//a[normalize-space()='延期']")[0].get("href"))
    clock.forward(hours=2)
    page = browser.press("批准延期", 422, due_on="2026-03-11", reason_code="road", reason="通村公路塌方，正在抢修")
    assert "延期须在届满前批准" in page.words


def test_units_stand_in_the_order_of_what_they_owe(
    browser_of: BrowserOf, case_id: uuid.UUID, world: World, clock: MovingClock
) -> None:
    clock.forward(days=9, hours=1)
    page = browser_of("dai").get("/deadlines/units")
    cells = [cell.text_content().strip() for cell in page.all("//tbody/tr[1]/td")]
    assert cells[1:4] == ["1", "3 天", "1"]
    assert page.all("//tbody/tr[1]//a[contains(@href, 'overdue=1')]")
    with world.store.write() as work:
        late = work.session.scalars(select(Deadline)).one()
        late.status, late.stopped_at = DeadlineStatus.MISSED, work.now
    page = browser_of("dai").get("/deadlines/units")
    cells = [cell.text_content().strip() for cell in page.all("//tbody/tr[1]/td")]
    assert cells[1:] == ["—", "—", "—", "—", "—", "—", "—", "—", "1"]
    assert "仅统计" not in page.words
    assert "目前没有进行中的时限" in browser_of("he").get("/deadlines/units").words  # of another unit
