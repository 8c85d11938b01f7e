"""A month on its pages, as each of them sees it: secretary and members on what they are asked, the offices on their sheets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from tests.assessment.month_office import punches
from tests.assessment.played_month import APPEAL, GROUND, MARCH, PlayedMonth, build_played_month
from tests.casework.away import in_the_place_of
from tests.clock import MovingClock
from tests.office.values import decided
from tests.webapp.browser import Browser, Page, words_of
from tests.webapp.test_one_way import asked_of
from webapp import create_app
from webapp.settings import Settings
from workflows.assessment.person_months import months_seen
from workflows.assessment.ranking import RankedBy, whole_ranking
from workflows.assessment.words import Grade, Heard
from workflows.attendance.recognition import finish
from workflows.jobs.duties import work_off
from workflows.store import Store

BrowserOf = Callable[[str], Browser]


@pytest.fixture
def month(store: Store, clock: MovingClock) -> PlayedMonth:
    return build_played_month(store, clock)


@pytest.fixture
def app(month: PlayedMonth) -> Flask:
    return create_app(month.store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))


@pytest.fixture
def browser_of(app: Flask, month: PlayedMonth) -> BrowserOf:
    def find(username: str) -> Browser:
        browser = Browser(app)
        browser.get("/sign-in")
        browser.post("/sign-in/demo", {"user": str(month.office.users[username]), "csrf_token": browser.token()})
        return browser

    return find


def every_row(page: Page) -> list[str]:
    """The values of the boxes of all rows."""
    return [str(box.get("value")) for box in page.all("//input[@name='row']")]


def settle_all(
    browser: Browser, month: PlayedMonth, element: str, button: str = "保存所选各行", **answers: str
) -> Page:
    """Open a sheet from its address, give every row one answer, and complete it."""
    path = f"/tasks/{month.task(element, 'C1')}"
    with asked_of(month.store) as statements:
        page = browser.get(path)
    assert len(statements) <= 10, "\n".join(statement for statement, _ in statements)
    browser.press(button, row=every_row(page), **answers)
    browser.get(path)
    page = browser.press("办结此表")
    work_off(month.store)
    return page


def answered(browser: Browser, button: str, **answers: str) -> Page:
    """Open what this person is asked, and answer it."""
    page = browser.get("/asked")
    page = browser.get(page.all("//tbody//a[contains(@class, 'row-link')]")[0].get("href"))
    browser.press(button, **answers)
    return page


def rankings_are_read_by_whom_they_are_open_to(month: PlayedMonth, browser_of: BrowserOf) -> None:
    """Units, teams and members of the published month, each within the reach of the reader's posts."""
    city, county = browser_of("zong"), browser_of("gan")
    page = city.get("/records/months")
    assert "派出单位月度排名表 2026-03" in page.words
    assert [words_of(cell) for cell in page.all("//tbody/tr/td")][:5] == ["市派", "1", "市水务局", "2", "92"]
    assert "全月员" in city.get("/records/months/2026-03?by=members").words
    assert "没有可查看的行" in county.get("/records/months/2026-03?by=units").words, "the unit is the city's"
    rows = [words_of(row) for row in county.get("/records/months/2026-03").all("//tbody/tr")]
    assert len(rows) == 2
    rows = [words_of(row) for row in county.get("/records/months/2026-03?by=counties").all("//tbody/tr")]
    assert rows[0].split()[:6] == ["甲县", "3", "1", "1", "0", "1"]
    lines = county.get("/records/months/2026-03?by=lines")
    assert "全月员 V1队 共性指标 入户走访 40 40" in lines.words
    assert "按规则核算" in lines.words
    rows = [words_of(row) for row in county.get("/records/months/2026-03?by=attendance").all("//tbody/tr")]
    assert [row.split()[0] for row in rows][:2] == ["离岗员", "五日员"]
    assert len(rows) == 4
    assert "没有可查看的行" in browser_of("zu").get("/records/months/2026-03?by=attendance").words
    answer = county.client.get("/records/months/2026-03/workbook?by=lines")
    assert answer.data[:2] == b"PK"
    answer.close()
    city.get("/records/months/2026-02", 404)
    city.get("/records/months/2026-3x", 404)
    browser_of("W").get("/records/months", 403)
    # In the place of somebody absent nothing is read of their relatives.
    absent, member = month.actor("zong"), month.office.persons["W"]
    absent = replace(absent, close=absent.close | {member})
    substitute = in_the_place_of(absent, month.actor("A"))
    with month.store.read() as work:
        for by in (RankedBy.MEMBERS, RankedBy.LINES, RankedBy.ATTENDANCE):
            named = str([line.cells for line in whole_ranking(work, substitute, MARCH, by, "zh")])
            assert ("到岗员" in named, "全月员" in named) == (True, False)
        assert not months_seen(work, substitute, member)


def a_setting_opens_rankings_of_units_and_teams(month: PlayedMonth, browser_of: BrowserOf) -> None:
    """M12: inside the office as shipped; opened, whoever reads points of their own area reads units and teams, never members."""
    county, other = browser_of("gan"), browser_of("yi")
    assert "没有可查看的行" in other.get("/records/months/2026-03?by=teams").words
    with month.store.write() as work:
        decided(work, "yes", key="assessment.ranking_open")
    assert "市水务局" in county.get("/records/months/2026-03?by=units").words
    assert "V1队" in other.get("/records/months/2026-03?by=teams").words
    assert "没有可查看的行" in other.get("/records/months/2026-03?by=members").words
    browser_of("W").get("/records/months", 403)


def test_a_month_goes_through_its_pages(month: PlayedMonth, browser_of: BrowserOf) -> None:
    month.begin()
    asked = answered(browser_of("cun"), "提交名单", absent_1="5")
    assert "全月员、到岗员" in asked.words or asked.value("members") == "全月员、到岗员"
    import_id = month.office.stored(punches("W", "全月员", "V1", MARCH, range(1, 32)), "三月.csv", month=MARCH)
    with month.store.write() as work:
        finish(work, month.actor("gan"), import_id)
    county, town = browser_of("gan"), browser_of("xiang")
    assert "收齐名单和考勤" in county.get("/?view=posts").words
    settle_all(county, month, "collect", "所选各行：采用")

    assert "篇数不足" in town.get(f"/tasks/{month.task('diaries', 'C1')}").words
    settle_all(town, month, "diaries", "所选各行：单薄", ground=GROUND)
    page = town.get(f"/tasks/{month.task('exceptions', 'C1')}")
    assert "2026年3月5日" in page.words
    assert "来源相互矛盾" in page.words
    page = answered(browser_of("A"), "提交说明", cause="device", explanation="新手机未绑定，十五天都在村。")
    assert "3月17日—31日" in page.words or "17—31日" in page.value("days")
    answered(browser_of("W"), "提交说明", cause="missed", explanation="五日上午在村，下午外出。")
    page = town.get(f"/tasks/{month.task('exceptions', 'C1')}")
    assert "新手机未绑定" in page.words
    settle_all(town, month, "exceptions", "所选各行：计入", basis="checked", ground=GROUND)

    page = county.get(f"/tasks/{month.task('score', 'C1')}")
    # A row leads to the page of its person, for whoever may open that page; the sheet alone opens nothing.
    people = {link.get("href") for link in page.all("//tbody//a[contains(@class, 'row-person')]")}
    assert people
    for each in sorted(people):
        county.get(each)
    assert "出勤得4分" in page.words or "出勤得12分" in page.words
    assert "规则 D" not in page.words, "codes of rules are for the record"
    settle_all(county, month, "score", "所选各行：满分", ground=GROUND)

    page = answered(browser_of("A"), "申请复核", appeal_text="少计住村夜数，村支部书记可以证明。")
    assert page.value("total") is not None
    browser_of("A").get(f"/cases/{month.case('C1')}", 404)
    reviewer = browser_of("gao")
    page = reviewer.get(f"/tasks/{month.task('review', 'C1')}")
    assert "少计住村夜数" in page.words
    settle_all(reviewer, month, "review", "所选各行：复核未结，列为暂定")

    city = browser_of("zong")
    page = city.get(f"/tasks/{month.task('review_county')}")
    assert "甲县上报：参评人数 3，只记事实人数 1" in page.words
    city.press("通过")
    work_off(month.store)
    organisation = browser_of("zu")
    page = organisation.get(f"/tasks/{month.task('publish')}")
    assert "参评 3 人" in page.words
    organisation.press("公布", requirements="各县要对照通报查找差距，抓好整改落实。")
    organisation.press("公布")
    work_off(month.store)
    results = {number: (result.grade, result.heard) for number, (_, result) in month.results().items()}
    assert results["W"] == (Grade.EXCELLENT, Heard.ASKED)
    assert results["A"][1] is Heard.APPEALED
    assert all(result.published_at is not None for _, result in month.results().values())
    assert "关于驻村工作队月度考核结果的通报" in county.get(f"/cases/{month.case()}").words
    rankings_are_read_by_whom_they_are_open_to(month, browser_of)

    # M10: the appeal on its pages: somebody else of the county decides, the member accepts on the phone.
    handler, path = browser_of("gu"), f"/tasks/{month.task('county_review', APPEAL)}"
    with asked_of(month.store) as statements:
        page = handler.get(path)
    assert len(statements) <= 10, "\n".join(statement for statement, _ in statements)
    assert "少计住村夜数，村支部书记可以证明" in page.words
    assert "五个不准" in [box.get("value") for box in page.all("//input")] or "五个不准" in page.words
    handler.press("维持", county_opinion=GROUND)
    work_off(month.store)
    member = browser_of("A")
    page = member.get(f"/tasks/{month.task('go_on', APPEAL)}")
    assert "县级复核意见：各项得分不变" in page.words
    assert "月度考核结果复核意见书" in page.words
    member.press("接受")
    work_off(month.store)
    assert month.open(APPEAL) == []
    assert "月度考核结果告知书" in county.get(f"/cases/{month.case(APPEAL)}").words
    a_setting_opens_rankings_of_units_and_teams(month, browser_of)
