"""The pages of the holidays: entering a year by hand or from a file, who would move, confirming it; and what is not announced."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from datetime import date

import pytest
import xlsxwriter
from sqlalchemy import event, func, select

from tests.calendar.entered import confirmed, days_off
from tests.casework.world import REVIEW, World
from tests.clock import MovingClock
from tests.webapp.browser import Browser
from tests.webapp.office import build_office
from workflows.calendar.models import CalendarPlan
from workflows.casework.models import Deadline
from workflows.jobs.duties import work_off
from workflows.store import Store

BrowserOf = Callable[[str], Browser]
PAGE = "/admin/calendar/2027"
NOTICE = {"notice_number": "国办发明电〔2026〕7号", "notice_on": "2026-03-01"}
WHOLE = """2027-01-01~2027-01-03,放假,元旦
2027年2月5日 至 2027年2月11日，放假，春节
2027-02-20,调休上班,春节
2027/4/3~2027/4/5\t休\t清明节
2027-05-01~2027-05-05,放假,劳动节
2027-06-09,放假,端午节
2027-09-15,放假,中秋节
2027-10-01~2027-10-07,放假,国庆节
2027-10-09,班,国庆节
"""
COUNTED = b"end of day(add working days(today(), 239))"
UNANNOUNCED = "2027 年放假安排未公布，期限可能调整"


@pytest.fixture
def world(store: Store) -> World:
    """The office, whose review takes so many working days that it ends in January 2027."""
    counted = REVIEW.replace(b'deadline" value="= date and time(due_at)"', b'deadline" value="= ' + COUNTED + b'"')
    return build_office(
        store, **{"review.bpmn": counted.replace(b"= now() + duration(&quot;P1D&quot;)", b"= " + COUNTED)}
    )


def due(world: World, case_id: uuid.UUID) -> str:
    """The office's day on which the clock of a case ends, as it is stored: the instant of 24:00 in UTC."""
    with world.store.read() as work:
        return work.session.scalars(select(Deadline.due_at).where(Deadline.case_id == case_id)).one().isoformat()[:16]


def test_next_year_is_entered_looked_at_confirmed_and_what_runs_moves(
    browser_of: BrowserOf, world: World, case_id: uuid.UUID
) -> None:
    keeper, director, clerk = browser_of("adm"), browser_of("dai"), browser_of("wen")
    before = due(world, case_id)
    assert before[:4] == "2027"
    for address in (f"/cases/{case_id}", "/deadlines", "/?view=posts"):
        assert UNANNOUNCED in clerk.get(address).words, address
    assert "2027 未公布" in keeper.get("/admin/calendar").words
    assert "没有待确认的安排" in keeper.page.words  # type: ignore[union-attr]

    keeper.get(PAGE)
    seen = keeper.press("预览期限变动", **NOTICE, days=WHOLE)
    assert "已核查在办案件 1 件" in seen.words
    assert len(seen.all("//table[caption='期限变动']/tbody/tr")) == 2
    assert "2027-02-05~2027-02-11,放假,春节" in (seen.value("days") or "")
    assert "第" not in seen.words.partition("录入本年度安排")[2].partition("每行")[0]
    entered = keeper.press("录入安排", **NOTICE)
    assert "待确认，期限均未变动" in entered.words
    assert "确认并全部调整" not in [" ".join(each.text_content().split()) for each in entered.all("//button")]
    work_off(world.store)
    assert due(world, case_id) == before
    waits = "依据国办发明电〔2026〕7号（2026-03-01）的安排待确认，由"
    assert [waits in browser.get(PAGE).words for browser in (keeper, director)] == [True, True]
    assert [bool(each.page.all("//p/a[.='确认或退回']")) for each in (keeper, director)] == [False, True]  # type: ignore[union-attr]

    told = director.get("/notices")
    assert "待确认" in told.words
    assert told.all("//td//a[starts-with(@href, '/admin/calendar/plans/')]"), (
        "the notice opens the page on which it is decided"
    )
    director.get("/admin/calendar")
    link = director.page.all("//table[caption='待确认']//a/@href")[0]  # type: ignore[union-attr]
    assert "审核工作 时限" in director.get(str(link)).words
    assert "尚有 1 件在办案件未按最新放假安排调整" in director.press("确认并全部调整").words
    work_off(world.store)
    after = due(world, case_id)
    assert after > before
    assert waits not in director.get(PAGE).words
    assert "尚有" not in director.get("/admin/calendar").words
    assert "2027 已公布" in director.page.words  # type: ignore[union-attr]
    told = clerk.get(f"/cases/{case_id}").words
    assert UNANNOUNCED not in told
    assert "依据：国办发明电〔2026〕7号。 审核工作（时限）：由 2027-02-17 24:00 改为 2027-02-18 24:00。" in told
    assert "放假安排变动（国办发明电〔2026〕7号）" in clerk.get("/notices").words


def test_a_month_without_a_working_day_is_entered_only_once_it_is_said_to_be_meant(
    browser_of: BrowserOf, world: World
) -> None:
    keeper, asks = browser_of("adm"), "确认整月不安排工作日"
    slip = WHOLE.replace("2027年2月11日", "2027年3月11日").replace("2027-02-20,调休上班,春节\n", "")
    slip = slip.replace("2027年2月5日", "2027年2月1日")
    assert asks not in keeper.get(PAGE).words
    refused = keeper.press("录入安排", 422, **NOTICE, days=slip)
    assert "2月没有一个工作日" in refused.words
    assert asks in refused.words
    entered = keeper.press("录入安排", **NOTICE, means_months_off="y")
    assert "下列月份没有一个工作日：二月" in entered.words, "and whoever confirms it reads so too"


def workbook(rows: list[list[object]]) -> bytes:
    """A workbook with one sheet, whose dates are cells of dates."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("放假安排")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def test_a_file_names_its_wrong_cells_and_nothing_half_is_kept(browser_of: BrowserOf, world: World) -> None:
    browser = browser_of("adm")
    lines = "类型,日期,名称\n放假,2027-02-30,春节\n加班,2027-02-14,春节\n放假,2027-05-01,\n"
    lines += "调休上班,2027-05-10,劳动节\n放假,2026-10-01,国庆节\n"
    for button in ("预览期限变动", "录入安排"):
        browser.get(PAGE)
        page = browser.press(button, 422, **NOTICE, file=(io.BytesIO(lines.encode("gb18030")), "2027.csv"))
        found = [" ".join(each.text_content().split()) for each in page.all("//*[@id='wrong-lines']//li")]
        assert found == [
            "第 2 行第 2 列 · 应为存在的日期，如 2027-02-05，或 2027-02-05~2027-02-11。",
            "第 3 行第 1 列 · 应为“放假”或“调休上班”。",
            "第 4 行第 3 列 · 应填写名称，不超过 80 个字符。",
            "第 5 行第 2 列 · 2027-05-10 本来就是工作日，不是调休上班。",
            "第 6 行第 2 列 · 日期不在 2027 年内。",
        ]
        assert page.value("notice_number") == NOTICE["notice_number"]
    browser.get(PAGE)
    page = browser.press("录入安排", 422, **NOTICE, file=(io.BytesIO(b"%PDF-1.7"), "2027.xlsx"))
    assert "这不是电子表格" in page.words
    browser.get(PAGE)
    assert "缺少列：类型、名称" in browser.press("录入安排", 422, **NOTICE, days="日期\n2027-01-01").words
    browser.get(PAGE)
    page = browser.press(
        "录入安排", 422, **NOTICE, days=WHOLE.replace("2027-10-01~2027-10-07", "2027-10-02~2027-10-07")
    )
    assert "缺少法定节假日 2027-10-01（国庆节）" in page.words
    browser.get(PAGE)
    assert "2027-02-20 重复" in browser.press("录入安排", 422, **NOTICE, days=WHOLE + "2027-02-20,班,春节\n").words
    for values, sentence in (
        ({"notice_number": ""}, "请填写通知文号"),
        ({"notice_on": ""}, "年-月-日"),
        ({"notice_on": "2026-03-03"}, "通知日期不得晚于今天"),
    ):
        browser.get(PAGE)
        page = browser.press("录入安排", 422, **{**NOTICE, "days": WHOLE, **values})
        assert sentence in page.words
        assert "2027-02-05~2027-02-11,放假,春节" in (page.value("days") or "")
    with world.store.read() as work:
        assert work.session.scalar(select(func.count()).select_from(CalendarPlan)) == 0


def test_a_workbook_is_taken_with_its_own_dates(browser_of: BrowserOf, world: World) -> None:
    browser = browser_of("adm")
    rows: list[list[object]] = [["date", "kind", "name", "name_en"]]
    with world.store.read():
        rows += [
            [day.date, "holiday" if day.kind == "holiday" else "make-up workday", day.name, day.name_en]
            for day in days_off(2027, date(2027, 2, 11)).days
        ]
    browser.get(PAGE)
    seen = browser.press("预览期限变动", **NOTICE, days="", file=(io.BytesIO(workbook(rows)), "2027.xlsx"))
    assert "2027-02-06~2027-02-08,放假,春节" in (seen.value("days") or "")
    assert "待确认，期限均未变动" in browser.press("录入安排", **NOTICE).words


def test_who_may_and_how_much_a_page_asks(browser_of: BrowserOf, world: World, clock: MovingClock) -> None:
    browser, director = browser_of("adm"), browser_of("dai")
    with world.store.write() as work:
        confirmed(work, days_off(2027, date(2027, 2, 11)))
    for address in ("/admin/calendar", PAGE):
        browser_of("wen").get(address, 403)
        browser.get(address)
        counted: list[str] = []

        def note(*given: object, kept: list[str] = counted) -> None:
            kept.append(str(given[2]))

        event.listen(world.store.engine, "before_cursor_execute", note)
        browser.get(address)
        event.remove(world.store.engine, "before_cursor_execute", note)
        assert len(counted) <= 10, counted
    director.get(PAGE)
    assert "录入本年度安排" not in director.page.words  # type: ignore[union-attr]
    director.post(PAGE, {**NOTICE, "days": WHOLE, "csrf_token": director.token()}, 403)
    for year in (2040, 10_000, 10**20):
        browser.get(f"/admin/calendar/{year}", 404)
    browser.get(f"/admin/calendar/plans/{uuid.uuid4()}", 404)
    # What stands is replaced with a reason only.
    browser.get(PAGE)
    assert "不少于 10 个字" in browser.press("录入安排", 422, **NOTICE, days=WHOLE).words
    browser.get(PAGE)
    browser.press("录入安排", **NOTICE, days=WHOLE, reason="国务院办公厅补充通知调整春节假期。")
    browser.get(PAGE)
    page = browser.press("录入安排", 422, **NOTICE, days=WHOLE, reason="国务院办公厅补充通知调整春节假期。")
    assert "已有一份安排待确认" in page.words
    director.get("/admin/calendar")
    director.get(str(director.page.all("//table[caption='待确认']//a/@href")[0]))  # type: ignore[union-attr]
    assert "不少于 10 个字" in director.press("不同意", 422, answer="不").words
    assert (
        "退回理由： 与通知原文不一致，请核对。" in director.press("不同意", answer="与通知原文不一致，请核对。").words
    )
