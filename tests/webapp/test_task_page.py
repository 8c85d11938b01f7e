"""The task page: claim, release, complete, and what comes back when something is wrong."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from tests.casework.world import World
from tests.clock import MovingClock
from tests.webapp.browser import Browser, Page, words_of
from workflows.casework.cases import visible_case
from workflows.casework.tasks import visible_task

BrowserOf = Callable[[str], Browser]
TaskOf = Callable[[str], uuid.UUID]


def answer(browser: Browser, button: str = "同意并送审", status: int = 200, **values: object) -> Page:
    """Press an outcome with good answers, some of them changed."""
    good: dict[str, object] = {"mark_a": "6", "remark_a": "在岗记录完整", "heard": "y"}
    return browser.press(button, status, **{**good, **values})


def test_a_reviewer_completes_a_task(browser_of: BrowserOf, world: World, task_of: TaskOf, case_id: uuid.UUID) -> None:
    browser = browser_of("wen")
    browser.get(f"/tasks/{task_of('check_a')}")
    page = answer(browser, grounds=["G1", "G2"], seen_on="2026-03-01")
    assert "“审核甲”已办理完毕。" in page.words
    with world.store.read() as work:
        record = visible_case(work, case_id, world.actor("wen")).record
    decision = next(entry.words for entry in record if entry.kind == "task_completed")
    assert decision is not None
    assert {item.key: value for item, value in decision.fields} == {
        "outcome": "agree",
        "mark_a": 6,
        "remark_a": "在岗记录完整",
        "seen_on": "2026-03-01",
        "heard": True,
        "grounds": ["G1", "G2"],
        "source": None,
        "reason_a": None,
    }
    assert decision.signature == "CITY单位·综合组 文静"


def test_outcomes_are_buttons_named_for_what_they_do(browser_of: BrowserOf, task_of: TaskOf) -> None:
    page = browser_of("wen").get(f"/tasks/{task_of('check_a')}")
    buttons = [" ".join(b.text_content().split()) for b in page.all("//button[@name='outcome']")]
    assert buttons == ["同意并送审", "退回补充"]
    assert not page.all("//input[@name='outcome']")


def test_a_step_has_its_own_due_time_beside_the_clock(browser_of: BrowserOf, task_of: TaskOf) -> None:
    aside = browser_of("wen").get(f"/tasks/{task_of('check_a')}").all("//p[@class='page-aside']")
    assert "步骤应办" in words_of(aside[0])


def test_wrong_answers_come_back_with_every_word(browser_of: BrowserOf, task_of: TaskOf) -> None:
    browser = browser_of("wen")
    browser.get(f"/tasks/{task_of('check_a')}")
    page = answer(
        browser, status=422, mark_a="十一", remark_a="短", seen_on="3月1日", grounds=["G2"], source="村民来信"
    )
    assert page.value("mark_a") == "十一"
    assert page.value("remark_a") == "短"
    assert page.value("seen_on") == "3月1日"
    assert page.value("grounds") == "G2"
    assert page.value("source") == "村民来信"
    assert page.value("heard") is not None
    summary = page.all("//div[contains(@class, 'error-summary')]")[0]
    links = {a.get("href"): a.text_content() for a in summary.iter("a")}
    assert links == {
        "#answer-mark_a": "分数：请填写数字。",
        "#answer-remark_a": "意见：至少填写 5 个字，现有 1 个字。",
        "#answer-seen_on": "核查日期：请按“年-月-日”填写日期时间。",
    }
    field = page.all("//*[@id='answer-mark_a']")[0]
    assert field.get("aria-invalid") == "true"
    assert (
        page.all(f"//*[@id='{field.get('aria-describedby').split()[0]}']")[0]
        .text_content()
        .strip()
        .endswith("请填写数字。")
    )


def test_wrong_answers_are_explained_in_english_too(browser_of: BrowserOf, task_of: TaskOf) -> None:
    browser = browser_of("wen")
    browser.get("/")
    browser.press("English")
    browser.get(f"/tasks/{task_of('check_a')}")
    page = answer(browser, "Agree and submit", status=422, mark_a="12")
    assert "Mark: The most allowed is 10." in page.words
    assert page.value("remark_a") == "在岗记录完整"


def test_enter_in_a_text_field_decides_nothing(browser_of: BrowserOf, task_of: TaskOf) -> None:
    browser = browser_of("wen")
    browser.get(f"/tasks/{task_of('check_a')}")
    page = browser.post(
        f"/tasks/{task_of('check_a')}/complete",
        {"csrf_token": browser.token(), "mark_a": "6", "remark_a": "在岗记录完整"},
        422,
    )
    assert "请用下方按钮选择处理意见。" in page.words
    assert page.all("//div[contains(@class, 'error-summary')]//a[@href='#outcome']")


def test_a_question_for_one_outcome_says_so_and_counts_only_then(browser_of: BrowserOf, task_of: TaskOf) -> None:
    browser = browser_of("wen")
    page = browser.get(f"/tasks/{task_of('check_a')}")
    assert "仅在选择“退回补充”时填写" in page.words
    page = answer(browser, "退回补充", status=422)
    assert "退回理由：请填写此项。" in page.words


def test_the_irreversible_outcome_asks_once(browser_of: BrowserOf, task_of: TaskOf) -> None:
    browser = browser_of("wen")
    browser.get(f"/tasks/{task_of('check_a')}")
    page = answer(browser, "退回补充", reason_a="缺少签名页")
    assert "将退回派出单位，时限不停。" in page.words
    assert "缺少签名页" in page.words
    page = browser.press("返回修改")
    assert page.value("reason_a") == "缺少签名页"
    answer(browser, "退回补充", reason_a="缺少签名页")
    assert "“审核甲”已办理完毕" in browser.press("退回补充").words


def test_a_second_completion_is_told_who_did_it_and_when(browser_of: BrowserOf, task_of: TaskOf) -> None:
    task_id = task_of("check_a")
    wen, bao = browser_of("wen"), browser_of("bao")
    wen.get(f"/tasks/{task_id}")
    bao.get(f"/tasks/{task_id}")
    answer(wen)
    page = answer(bao, status=409)
    assert "该任务已由文静于 2026-03-02 09:00 办理完毕。" in page.words
    assert "已由文静" in bao.get(f"/tasks/{task_id}").words


def test_claiming_and_releasing(browser_of: BrowserOf, world: World, task_of: TaskOf) -> None:
    browser, task_id = browser_of("wen"), task_of("check_a")
    browser.get(f"/tasks/{task_id}")
    assert "任务已由您领取。" in browser.press("领取").words
    with world.store.read() as work:
        assert visible_task(work, task_id, world.actor("wen")).task.assignee_id == world.persons["wen"]
    assert "任务已放回岗位。" in browser.press("放回岗位").words


def test_a_stranger_does_not_learn_that_the_task_exists(browser_of: BrowserOf, task_of: TaskOf) -> None:
    browser_of("he").get(f"/tasks/{task_of('check_a')}", 404)


def test_who_may_read_but_not_act_is_told_why(browser_of: BrowserOf, task_of: TaskOf) -> None:
    page = browser_of("dai").get(f"/tasks/{task_of('check_a')}")
    assert "您不能办理此任务" in page.words
    assert "该任务不属于您的岗位。" in page.words
    assert not page.all("//form[contains(@action, '/complete')]")


def test_one_person_cannot_do_both_reviews(browser_of: BrowserOf, task_of: TaskOf) -> None:
    browser = browser_of("wen")
    browser.get(f"/tasks/{task_of('check_a')}")
    answer(browser)
    page = browser.get(f"/tasks/{task_of('check_b')}")
    assert "您已参与本案的其他环节" in page.words


def test_a_step_opens_with_what_it_shows_and_nothing_else(
    browser_of: BrowserOf, task_of: TaskOf, clock: MovingClock
) -> None:
    clock.forward(hours=1)
    wen, bao = browser_of("wen"), browser_of("bao")
    wen.get(f"/tasks/{task_of('check_a')}")
    answer(wen, mark_a="1")
    page = bao.get(f"/tasks/{task_of('check_b')}")
    assert "办理依据" not in page.words, "the step shows nothing"
    bao.press("提交", mark_b="1")
    page = browser_of("hu").get(f"/tasks/{task_of('supplement')}")
    earlier = [words_of(found) for found in page.all("//details[starts-with(@class, 'earlier')]")]
    assert [words.split()[0] for words in earlier] == ["审核乙", "审核甲"]
    assert "意见 在岗记录完整" in earlier[1]


def test_hidden_questions_are_told_to_the_script(browser_of: BrowserOf, task_of: TaskOf) -> None:
    browser = browser_of("wen")
    browser.get(f"/tasks/{task_of('check_a')}")
    data = {"csrf_token": browser.token(), "mark_a": "3"}
    response = browser.client.post(f"/tasks/{task_of('check_a')}/visibility", data=data)
    assert response.get_json() == {"hidden": []}


def test_text_of_people_is_never_markup(browser_of: BrowserOf, task_of: TaskOf, case_id: uuid.UUID) -> None:
    browser = browser_of("wen")
    browser.get(f"/tasks/{task_of('check_a')}")
    answer(browser, remark_a="<script>alert(1)</script>")
    page = browser.get(f"/cases/{case_id}")
    assert "<script>alert(1)</script>" in page.words
    assert not page.all("//script[not(@src)]")
