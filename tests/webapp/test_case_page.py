"""The list of cases, starting one, the case page with its record, and breaking a case off."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from sqlalchemy import func, select

from tests.casework.world import World
from tests.webapp.browser import Browser, words_of
from workflows.casework.models import Case, Incident

BrowserOf = Callable[[str], Browser]
TaskOf = Callable[[str], uuid.UUID]


def test_a_unit_starts_a_case(browser_of: BrowserOf) -> None:
    browser = browser_of("hu")
    browser.get("/cases/new")
    page = browser.press("发起", subject="7号", unit="BUREAU")
    assert "“审核 7号”已发起。" in page.words
    assert "当前办理" not in page.words, "who checks is none of the unit's business"
    assert "subject 7号" in page.words


def test_a_wrong_start_keeps_what_was_typed(browser_of: BrowserOf) -> None:
    browser = browser_of("hu")
    browser.get("/cases/new/review")
    page = browser.press("发起", 422, subject="7号", unit="")
    assert page.value("subject") == "7号"
    assert "unit：请填写此项。" in page.words


def test_a_unit_that_does_not_exist_is_refused_at_its_field(browser_of: BrowserOf, world: World) -> None:
    browser = browser_of("hu")
    browser.get("/cases/new/review")
    assert "unit：请填写此项。" in browser.press("发起", 422, subject="7号", unit="\u202e").words, (
        "nobody sees that mark"
    )
    for code in ("NOWHERE", "bureau", "x" * 200):
        browser.get("/cases/new/review")
        page = browser.press("发起", 422, subject="7号", unit=code)
        assert f"unit：没有代码为 {code} 的单位；请从列表中选择。" in page.words
        assert (page.value("subject"), page.value("unit")) == ("7号", code)
    with world.store.read() as work:
        assert work.session.scalar(select(func.count(Case.id))) == 0
        assert work.session.scalar(select(func.count(Incident.id))) == 0


def test_static_text_of_a_form_is_shown(browser_of: BrowserOf) -> None:
    page = browser_of("hu").get("/cases/new/review")
    assert page.all("//div[@class='form-text-block']/p/strong")[0].text == "登记"


def test_nobody_starts_what_their_post_does_not_start(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    browser = browser_of("wen")
    assert "您的岗位不能发起流程" in browser.get("/cases/new").words
    browser.get("/cases/new/review", 404)


def test_the_list_shows_only_cases_one_may_see(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    assert "审核 1号" in browser_of("hu").get("/cases").words
    assert "审核 1号" in browser_of("wen").get("/cases?status=active&q=1号").words
    assert "没有与您岗位有关的案件" in browser_of("he").get("/cases").words
    browser_of("he").get(f"/cases/{case_id}", 404)


def test_the_record_names_who_did_what_with_which_answers(
    browser_of: BrowserOf, task_of: TaskOf, case_id: uuid.UUID
) -> None:
    wen = browser_of("wen")
    wen.get(f"/tasks/{task_of('check_a')}")
    wen.press("同意并送审", mark_a="6", remark_a="在岗记录完整", grounds=["G1"], heard="y", source="匿名来信")
    page = browser_of("bao").get(f"/cases/{case_id}")
    record = words_of(page.all("//ol[@class='record']")[0])
    assert "审核甲 同意并送审 CITY单位·综合组 文静 · 3月2日 周一 09:00" in record
    assert "意见 在岗记录完整" in record
    assert "依据条款 在岗不足" in record
    assert "已听取本人陈述 是" in record


def test_answers_for_some_posts_stay_hidden_from_others(
    browser_of: BrowserOf, task_of: TaskOf, case_id: uuid.UUID
) -> None:
    wen = browser_of("wen")
    wen.get(f"/tasks/{task_of('check_a')}")
    wen.press("同意并送审", mark_a="6", remark_a="在岗记录完整", source="匿名来信")
    other = browser_of("bao").get(f"/cases/{case_id}").words
    assert "匿名来信" not in other
    assert "有 1 项内容不对您的岗位显示。" in other
    assert "匿名来信" in browser_of("dai").get(f"/cases/{case_id}").words
    assert "匿名来信" in wen.get(f"/cases/{case_id}").words


def test_the_diagram_is_given_as_it_was_published(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    browser = browser_of("wen")
    response = browser.client.get(f"/cases/{case_id}/diagrams/review")
    assert response.mimetype == "application/xml"
    assert b'<bpmn:process id="review"' in response.data
    browser.get(f"/cases/{case_id}/diagrams/other", 404)


def test_the_diagram_speaks_the_readers_language(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    browser = browser_of("wen")
    browser.get("/")
    browser.press("English")
    assert 'name="Review A"' in browser.client.get(f"/cases/{case_id}/diagrams/review").text


def test_the_steps_are_listed_beside_the_diagram(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    page = browser_of("wen").get(f"/cases/{case_id}")
    current = [words_of(row) for row in page.all("//tr[@class='is-current']")]
    assert current == [
        "审核甲 当前 综合组 3月2日 周一 09:00 0 分钟",
        "审核乙 当前 综合组 3月2日 周一 09:00 0 分钟",
    ]


def test_the_director_cancels_a_case_with_a_reason(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    browser = browser_of("dai")
    browser.get(f"/cases/{case_id}")
    page = browser.press("终止案件", 422, reason="太短")
    assert page.value("reason") == "太短"
    assert "请说明理由，不少于 10 个字。" in page.words
    page = browser.press("终止案件", reason="重复登记，与另一案件合并处理")
    assert "“审核 1号”已终止。" in page.words
    assert "理由：重复登记，与另一案件合并处理" in page.words


def test_others_are_not_offered_to_cancel(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    browser = browser_of("wen")
    page = browser.get(f"/cases/{case_id}")
    assert not page.all("//form[contains(@action, '/cancel')]")
    data = {"csrf_token": browser.token(), "reason": "不经批准也要终止这个案件"}
    assert "您的岗位不能撤销本案" in browser.post(f"/cases/{case_id}/cancel", data, 403).words
